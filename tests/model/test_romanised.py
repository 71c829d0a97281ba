"""A name is the same word in Cyrillic and in Latin letters, and in another case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.romanised import places_of, romanised, words


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Салтівка", "Saltivka"),
        ("Київ", "Kyiv"),
        ("Слов’янськ", "Slov'yansk"),
        ("Слов'янськ", "Sloviansk"),
        ("Юзівка", "Yuzivka"),
        ("Їжакове", "Yizhakove"),
        ("Згурівка", "Zghurivka"),
        ("Щастя", "Shchastia"),
        ("Єнакієве", "Yenakiieve"),
        ("ІЗЮМ", "Izyum"),
        ("Львів", "L'viv"),
        ("Йорданка", "Yordanka"),
        ("\u0418\u0306орданка", "Yordanka"),  # й of two characters, as macOS writes it
    ],
)
def test_both_spellings_are_one(cyrillic, latin):
    assert romanised(cyrillic) == romanised(latin)


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("Saltivka", "Трамвай на Салтівці", [2]),
        ("Салтівка", "з Салтівкою і без Салтівки", [1, 4]),
        ("Bakhmut", "під Бахмутом", [1]),
        ("Kharkiv", "Харків, Харкова, у Харкові", [0, 1, 3]),
        ("Велика Данилівка", "у Великій Данилівці", [1]),
        ("Slov'yansk", "у Слов’янську", [1]),
        ("Kharkiv", "Харківський двір", []),  # said of the yard
        ("Kharkiv", "Kharkivites", []),  # Latin words have no cases here
        ("Центр", "цензура", []),
        ("Рай", "райони", []),  # too short to be known by its stem
        ("", "anything", []),
        ("Saltivka", "", []),
    ],
)
def test_a_name_is_found_in_the_cases_of_its_language(name, text, where):
    assert places_of(words(name), words(text)) == where


@given(st.text(), st.text())
def test_any_text_is_read(name, text):
    """And what is in it is found."""
    assert all(0 <= at < len(words(text)) for at in places_of(words(name), words(text)))
    if words(name):
        assert places_of(words(name), words(f"{text} {name} {text}"))
