"""The words of the page of a pack: every language says everything, and every word is used."""

import re
from pathlib import Path

import pytest

from mediadesk.handover import picking
from mediadesk.handover.picking_words import WORDS
from mediadesk.handover.tongue import LANGUAGES

PLACES = re.compile(r"\{\w+\}")
FORMS = {"en": {"one", "other"}, "uk": {"one", "few", "many", "other"}}  # of Unicode's plural rules


def forms(word) -> list[str]:
    return [word] if isinstance(word, str) else list(word.values())


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_language_says_everything(language):
    """The same words, with the same things put into each, in all forms that the language counts with."""
    ours, english = WORDS[language], WORDS["en"]

    assert ours.keys() == english.keys()
    for name, word in ours.items():
        holes = {frozenset(PLACES.findall(form)) for each in (word, english[name]) for form in forms(each)}
        assert len(holes) == 1, name
        assert isinstance(word, str) or word.keys() == FORMS[language], name


def test_every_word_is_used():
    """What nobody says any more is not translated for ever."""
    home = Path(picking.__file__).parent
    files = [home / "picking.py", *(home / "templates").glob("picking*"), *(home / "templates/picking").iterdir()]
    everywhere = "".join(each.read_text("utf-8") for each in files if each.is_file())

    assert [name for name in WORDS["en"] if not re.search(rf"\b{name}\b", everywhere)] == []


def test_it_speaks_the_languages_of_all_pages():
    """Who chose one for the sheet has the pack in it, too."""
    assert tuple(WORDS) == LANGUAGES
