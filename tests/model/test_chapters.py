"""Chapters as people and programs write them."""

import pytest

from mediadesk.errors import Refused
from mediadesk.model.caption import Chapter
from mediadesk.model.chapters import as_lines, chapters

WANTED = (
    Chapter(start_ms=0, title="The street"),
    Chapter(start_ms=64_500, title="Bread = life; & <b>"),
    Chapter(start_ms=3_723_000, title="Вечір"),
)
LINES = """0:00 The street
1:04.5 - Bread = life; & <b>

[1:02:03] Вечір
"""
FFMETADATA = r""";FFMETADATA1
title=not a chapter
[CHAPTER]
TIMEBASE=1/1000
START=0
END=64500
title=The street
[CHAPTER]
TIMEBASE=1/2
START=129
title=Bread \= life\; & <b>
[STREAM]
title=nor this
[CHAPTER]
START=3723000000000
title=Вечір
"""
SUBRIP = """1
00:00:00,000 --> 00:01:04,500
The street

2
00:01:04,500 --> 01:02:03,000
Bread = life; &amp; &lt;b&gt;

3
01:02:03,000 --> 01:05:00,000
Вечір
"""


@pytest.mark.parametrize(
    "text", [LINES, FFMETADATA, SUBRIP, "WEBVTT\n\n" + SUBRIP, "\n".join(reversed(LINES.splitlines()))]
)
def test_every_way_to_write_them_is_read(text):
    assert chapters(text) == WANTED


def test_what_an_editor_gets_reads_back_as_it_was():
    assert chapters(as_lines(WANTED)) == WANTED


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "there is no chapter"),
        (";FFMETADATA1\ntitle=x", "there is no chapter"),
        ("0:00 a\nthe square", "line 2: this is no chapter"),
        ("0:00 a\n1:00", "line 2: this is no chapter"),
        ("0:00 a\n1:0:0:0 b", "line 2: this is no chapter"),
        ("0:00 a\n0:00.0 b", "line 2: two chapters"),
        (f"0:00 {'x' * 201}", "line 1: a title"),
        ("\n".join(f"{number} x" for number in range(501)), "more than 500"),
        (";FFMETADATA1\n[CHAPTER]\nSTART=1", "line 2: a title"),
        (";FFMETADATA1\n[CHAPTER]\ntitle=x", "line 2: a chapter without its time"),
        (";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/0\nSTART=1\ntitle=x", "line 2: a chapter without its time"),
    ],
)
def test_what_is_no_chapter_is_refused_with_its_line(text, told):
    with pytest.raises(Refused, match=told) as refusal:
        chapters(text)
    assert refusal.value.hint
