"""Cues as text: what goes out holds words and times alone, and what an editor gets reads back as it was."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model import webvtt
from mediadesk.model.caption import Caption, Chapter, Cue
from mediadesk.model.plain import one_line
from mediadesk.model.subtitles import subtitles
from mediadesk.model.webvtt import as_srt, as_vtt, chapters_vtt, vtt
from mediadesk.model.written import oddities

ANYTHING = "<v Olena> & --> {\\an8}\n\n&lt; NOTE\n00:01.000 --> 00:02.000\n\u202eRTL\u200f"


def caption(*texts: str, language: str = "uk") -> Caption:
    """A cue a second."""
    cues = tuple(Cue(start_ms=at * 1000, end_ms=at * 1000 + 900, text=text) for at, text in enumerate(texts))
    return Caption(language=language, state="edited", cues=cues)


def test_readers_get_words_and_times_alone():
    made = vtt(caption("Хліб", ANYTHING, "", "x" * 500), Fraction(5))

    assert made.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:00.900\nХліб\n\n00:00:01.000 -->")
    assert "&lt;v Olena&gt; &amp; --&gt; {\\an8}\n&amp;lt; NOTE\n00:01.000 --&gt; 00:02.000\nRTL\u200f\n\n" in made
    assert made.count(" --> ") == 3  # the empty one is none
    assert list(oddities(".vtt", made.encode(), frozenset())) == []


def test_no_cue_is_longer_than_the_film():
    """One that a program rounded up ends with the film; one that begins after it is not there."""
    made = vtt(caption("a", "b", "c"), Fraction(3, 2))
    assert "00:00:01.000 --> 00:00:01.500\nb\n" in made
    assert made.endswith("b\n")


@pytest.mark.parametrize(
    ("line", "language", "shown"),
    [
        ("قال 7 أشخاص", "ar", "قال 7 أشخاص"),
        ("BBC قالت", "ar", "\u200fBBC قالت"),
        ("24/7", "fa", "\u200f24/7"),
        ("(خبز)", "ar", "(خبز)"),
        ("BBC сказала", "uk", "BBC сказала"),
    ],
)
def test_a_line_of_arabic_runs_its_way_whatever_it_begins_with(line, language, shown):
    assert vtt(caption(line, language=language), 9).split("\n")[3] == shown


def test_chapters_last_up_to_the_next_one():
    made = chapters_vtt(
        [Chapter(start_ms=0, title="Вулиця & <двір>"), Chapter(start_ms=64_000, title="Хліб"), LATE], Fraction(130)
    )
    assert made == (
        "WEBVTT\n\n00:00:00.000 --> 00:01:04.000\nВулиця &amp; &lt;двір&gt;\n\n"
        "00:01:04.000 --> 00:02:10.000\nХліб\n"
    )  # fmt: skip
    assert list(oddities(".vtt", made.encode(), frozenset())) == []


LATE = Chapter(start_ms=200_000, title="after the film")
_letters = st.text(st.sampled_from("aж ب<>&;{}\\/vbic0123:.,-→\u200f\n'\"#x"), min_size=1, max_size=40)
_texts = _letters.map(lambda text: "\n".join(filter(None, map(one_line, text.split("\n"))))).filter(bool)
_cues = st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**5), _texts), min_size=1, max_size=5)


@given(_cues)
def test_what_an_editor_gets_reads_back_as_it_was(said):
    """In both kinds, whatever the words look like: markup, times, numbers, entities."""
    cues = tuple(
        Cue(start_ms=start, end_ms=start + length, text=text)
        for start, length, text in sorted(said, key=lambda each: each[0])
    )
    assert subtitles(as_vtt(cues)).cues == cues
    assert subtitles(as_srt(cues)).cues == cues


def test_subrip_is_as_plain_as_it_can_be():
    """An escape stands only where a reader would take words for markup."""
    cues = caption("AT&T <3 you", "<b>bold</b>").cues
    assert "AT&T <3 you\n" in as_srt(cues)
    assert "&lt;b&gt;bold&lt;/b&gt;\n" in as_srt(cues)


def test_without_escapes_words_would_become_markup(monkeypatch):
    """Sabotage: the same cues do not read back, and the leak scan finds a part that is no cue."""
    monkeypatch.setattr(webvtt, "escape", lambda line, quote: line)  # as html.escape is called
    assert subtitles(as_vtt(caption("<b>bold</b>").cues)).cues != caption("<b>bold</b>").cues
    assert list(oddities(".vtt", vtt(caption("a --> b"), 9).encode(), frozenset()))
