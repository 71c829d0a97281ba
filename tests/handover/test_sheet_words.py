"""The words of the contact sheet: every language says everything, and counts as it counts."""

import re

import pytest

from mediadesk.handover.sheet_words import WORDS, Tongue


def test_every_language_of_a_sheet_says_everything():
    """With the same things put into each."""
    holes = {each: {name: set(re.findall(r"{\w+}", word)) for name, word in WORDS[each].items()} for each in WORDS}
    assert holes["uk"] == holes["en"]


@pytest.mark.parametrize(
    ("count", "told"),
    [(1, "1 кліп"), (2, "2 кліпи"), (5, "5 кліпів"), (11, "11 кліпів"), (21, "21 кліп"), (112, "112 кліпів")],
)
def test_clips_are_counted_as_ukrainian_counts(count: int, told: str):
    assert Tongue("uk").counted(count) == told
