"""The languages of the pages that are handed over: each says everything, and counts as it counts."""

import re
from datetime import date

import pytest

from mediadesk.handover.report_words import WORDS as OF_REPORT
from mediadesk.handover.sheet_words import WORDS as OF_SHEET
from mediadesk.handover.tongue import COMMON, LANGUAGES, Tongue, Words, spoken

PAGES = {"all": COMMON, "report": OF_REPORT, "sheet": OF_SHEET}
COUNTED = {"clips", "bytes", "files", "parts", "copies"}


@pytest.mark.parametrize("page", PAGES)
def test_every_language_says_everything(page: str):
    """The same words in the same order, none of them empty, with the same things put into each."""
    said = PAGES[page]
    holes = {each: [(name, set(re.findall(r"{\w+}", word))) for name, word in said[each].items()] for each in said}

    assert tuple(said) == LANGUAGES
    assert all(word.strip() for each in said.values() for word in each.values())
    assert holes["uk"] == holes["en"]


def test_a_word_of_all_pages_is_not_said_twice():
    """One place for each: else one of them is forgotten."""
    assert not COMMON["en"].keys() & (OF_REPORT["en"].keys() | OF_SHEET["en"].keys())


def test_what_is_counted_has_all_forms():
    """Two in English and three in Ukrainian; what stands beside any number has one in English."""
    for words in PAGES.values():
        forms = {name: (word.count("|") + 1, words["uk"][name].count("|") + 1) for name, word in words["en"].items()}
        assert {forms[each] for each in COUNTED & forms.keys()} <= {(2, 3)}
        assert {forms[each] for each in forms.keys() - COUNTED} <= {(1, 1), (1, 3)}


@pytest.mark.parametrize(
    ("count", "told"),
    [(1, "1 кліп"), (2, "2 кліпи"), (5, "5 кліпів"), (11, "11 кліпів"), (21, "21 кліп"), (112, "112 кліпів")],
)
def test_clips_are_counted_as_ukrainian_counts(count: int, told: str):
    assert Tongue("uk", OF_SHEET).counted("clips", count) == told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["7 May 2022", "4.2 s", "1:04", "12.4 GB", "1 byte", "640 bytes", "3 no video or sound"]),
        ("uk", ["7 травня 2022", "4,2 с", "1:04", "12,4 ГБ", "1 байт", "640 байтів", "3 без відео та звуку"]),
    ],
)
def test_dates_lengths_and_sizes_are_those_of_the_language(language: str, told: list[str]):
    tongue = Tongue(language, OF_REPORT)
    sizes = [tongue.size(each) for each in (12_400_000_000, 1, 640)]

    assert [
        tongue.date(date(2022, 5, 7)),
        tongue.length(4.2),
        tongue.length(64),
        *sizes,
        tongue.counted("kept", 3),
    ] == told


def test_a_language_we_do_not_have_is_english():
    """As everywhere."""
    assert [spoken(each) for each in ("uk-UA", "de", None, "")] == ["uk", "en", "en", "en"]
    words: dict[str, Words] = OF_SHEET
    assert Tongue("de", words).words == Tongue("en", words).words
