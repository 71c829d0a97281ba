"""One spelling for many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.gazetteer.names import folded, likeness, one_letter_off


@pytest.mark.parametrize(
    "spellings",
    [
        ["Кам'янець-Подільський", "Кам’янець-Подільський", "Камʼянець Подільський", "КАМ`ЯНЕЦЬ–ПОДІЛЬСЬКИЙ"],
        ["Khar'kov", "Khar’kov", "KHARKOV", " kharkov "],
        ["Πειραιάς", "ΠΕΙΡΑΙΑΣ", "πειραιας", "Πειραιάσ"],
        ["Łódź", "Lodz", "LÓDŹ"],
        ["Орёл", "Орел"],
        ["Київ", "Ки\u0456\u0308в", "КИЇВ"],
        ["Sankt-Peterburg", "sankt peterburg", "Sankt  Peterburg."],
        ["Ivano-Frankivs’k", "ivano_frankivsk"],
        ["İstanbul", "Istanbul"],
        ["Großenhain", "grossenhain"],
        ["Khark\u200biv\u200f", "\u202eKharkiv\x00", "Kharkiv\ud800"],
    ],
)
def test_the_same_name_in_other_keys_is_the_same(spellings):
    """Case, accents, apostrophes, dashes and invisible marks tell no places apart."""
    assert len({folded(each) for each in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Київ", "Кіів"), ("Чугуїв", "Чугуів"), ("Рай", "Раи"), ("ガ", "カ"), ("दिल्ली", "दलल"), ("서울", "사울")],
)
def test_letters_that_look_accented_stay_letters(one, other):
    """й and ї, the voiced kana, the vowel signs of Devanagari and of Hangul carry meaning."""
    assert folded(one) != folded(other)


@pytest.mark.parametrize("name", ["харків", "київ", "дніпропетровськ", "αθηνα", "서울", "नई दिल्ली", "القاهرة"])
def test_a_folded_name_is_still_readable(name):
    """What is folded already stays as it is, letter by letter."""
    assert folded(name) == name


@given(st.text())
def test_any_text_folds(text):
    """Nothing that can be typed or come from a file breaks it; what is left is printable, with single spaces."""
    name = folded(text)

    assert name == " ".join(name.split())
    assert all(char.isprintable() for char in name)
    name.encode()


@pytest.mark.parametrize("typed", ["kharkv", "khharkiv", "kharkiw", "khrakiv", "harkiv"])
def test_a_slip_is_one_letter_off(typed):
    """A missing, doubled, wrong, swapped letter each leads back to the name."""
    assert "kharkiv" in set(one_letter_off(typed))


def test_slips_are_made_in_the_writing_of_the_name():
    """A Ukrainian name is mended with Ukrainian letters, a Greek one with Greek, another with its own."""
    assert "харків" in set(one_letter_off("харкив"))
    assert "αθηνα" in set(one_letter_off("αθινα"))
    assert "東京" in set(one_letter_off("京東"))


def test_the_work_for_a_slip_grows_with_the_name_alone():
    """A hundred letters are ten times the work of ten."""
    assert len(list(one_letter_off("a" * 100))) < 11 * len(list(one_letter_off("a" * 10)))


def test_likeness_is_heard_across_scripts():
    """Харьков sounds like Kharkiv, not like Nikopol; what cannot be sounded is not judged."""
    assert likeness("покровск", "pokrovsk") == 1
    assert likeness("corinth", "korinthos") == likeness("волчанск", "vovchansk") == 1
    assert likeness("харьков", "kharkiv") > 0.7 > likeness("харьков", "nikopol")
    assert likeness("αθηνα", "athens") > likeness("αθηνα", "dublin")
    assert likeness("東京", "tokyo") == 1
