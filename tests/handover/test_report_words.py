"""The words of the report of an ingest: every one of them is used, and in Ukrainian no other is."""

import re
from pathlib import Path
from typing import get_args

from mediadesk.handover import report
from mediadesk.handover.report_words import WORDS
from mediadesk.model.ingested import Result
from mediadesk.model.volume import CopyState
from tests.handover.test_report import UNSAFE, every_kind, page, section
from tests.handover.test_sheet import said

STATES = ("open", "safe", "unsafe")
COMPOSED = {f"title_{each}" for each in STATES} | {"open_more", "unsafe_more"}


def test_every_word_is_used():
    """What nobody says any more is not translated for ever."""
    home = Path(report.__file__).parent
    everywhere = "".join((home / name).read_text("utf-8") for name in ("report.py", "templates/report.html.j2"))
    otherwise = {*COMPOSED, *get_args(Result), *get_args(CopyState)}

    assert [name for name in WORDS["en"] if name not in otherwise and not re.search(rf"\b{name}\b", everywhere)] == []


def test_every_result_and_state_has_a_word():
    """Whatever becomes of a file or of a copy."""
    assert {*get_args(Result), *get_args(CopyState), *COMPOSED, *STATES} <= WORDS["en"].keys()


def test_it_speaks_the_language_of_its_producer(a_clip):
    """The same report in Ukrainian: only what the desk says of why something is so stays English, and is marked so."""
    html = page(*every_kind(a_clip), language="uk", verdict=UNSAFE, size_bytes=2_100_000_000, regions=True)

    assert '<html lang="uk">' in html.decode()
    assert "<title>НЕ ФОРМАТУВАТИ: R0007-k3f9</title>" in html.decode()
    for each in (
        "Звіт про приймання R0007-k3f9 7 травня 2022, 06:15 UTC",
        "✕ Форматувати не можна Залиште картку як є.",
        "Обсяг 2,1 ГБ Час 1:40 21,0 МБ/с",
        "2 не в безпеці 4 нові 1 уже відомий 1 без відео та звуку 1 відкладений",
        "вільно 5,0 ГБ",
        "Зверніть увагу 4 файли",
        "1:12 2 частини 1920×1080 h264 12,4 МБ",
    ):
        assert each in said(html), each
    ours = re.sub(r'<(\w+)[^>]* lang="en">[^<]*</\1>|<code.*?</code>|<kbd>.*?</kbd>', "", html.decode())
    latin = re.findall(r"[A-Za-z]{3,}", said(ours.encode()))
    assert set(latin) <= {*"desk DCIM IMG MOV MP4 mp wav txt xxh sha UTC GeoNames".split()}
    assert page(language="de") == page()


def test_of_one_copy_or_more_it_counts_as_ukrainian_counts():
    """In the accusative."""
    told = [section(page(wanted=each, language="uk"), "verdict") for each in (1, 2, 5)]

    for each, words in zip(
        told, ("має перевірену копію.", "має 2 перевірені копії на", "має 5 перевірених копій"), strict=True
    ):
        assert words in each
