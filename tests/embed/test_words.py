"""The player's words in every language it speaks."""

import string

import pytest

from mediadesk.embed.words import WORDS, known_tag, spoken
from mediadesk.model.languages import direction


@pytest.mark.parametrize("language", WORDS)
def test_every_language_says_everything(language):
    """No button without a name: the same words everywhere, with the same blanks to fill."""
    english = WORDS["en"]

    assert WORDS[language].keys() == english.keys()
    assert all(WORDS[language].values())
    assert {name: _blanks(text) for name, text in WORDS[language].items()} == {
        name: _blanks(text) for name, text in english.items()
    }


@pytest.mark.parametrize("language", WORDS)
def test_no_word_means_two_things(language):
    """A page finds its words by what they are, to say them in another language."""
    assert len(set(WORDS[language].values())) == len(WORDS[language])


@pytest.mark.parametrize(
    ("language", "ours", "runs"),
    [("uk-UA", "uk", "ltr"), ("EL", "el", "ltr"), ("ar-SY", "ar", "rtl"), ("fa", "en", "rtl"), (None, "en", "ltr")],
)
def test_a_language_we_lack_is_answered_in_english(language, ours, runs):
    """A Persian page runs from right to left all the same."""
    assert spoken(language) == ours
    assert direction(language) == runs


def test_a_language_tag_has_its_shape():
    """Anything else stays out of the lang attribute."""
    assert known_tag("zh-Hant-TW") == "zh-Hant-TW"
    assert [known_tag(each) for each in ('en" onload="x', "a", "", None)] == [None] * 4


def _blanks(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
