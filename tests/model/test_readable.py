"""What stands in noise is found, and noise alone is nothing."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediadesk.model.leak import Secrets, text_findings
from mediadesk.model.readable import read

NOISE = Random(7).randbytes(1 << 16)
APART = b"\n\n\n"  # no letter in any encoding
WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=7, max_size=20).filter(lambda word: not word.isdigit())
CYRILLIC = st.text("абвгдеєжзиіїклмнопрстуфхцчшщюя", min_size=6, max_size=20)


def found(content: bytes, word: str) -> bool:
    return bool(text_findings(content, "v/x/video.mp4", Secrets(people=frozenset({word}))))


@settings(max_examples=25)
@given(word=WORDS, place=st.integers(4, len(NOISE) - 4), encoding=st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
def test_a_word_in_noise_is_found(word, place, encoding):
    """Between bytes that are no letters; without it the noise tells nothing."""
    planted = NOISE[:place] + APART + word.encode(encoding) + APART + NOISE[place:]

    assert found(planted, word)
    assert not found(NOISE, word)


@settings(max_examples=25)
@given(
    word=CYRILLIC, place=st.integers(4, len(NOISE) - 4), encoding=st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"])
)
def test_a_word_of_another_alphabet_in_noise_is_found(word, place, encoding):
    """Its letters are two bytes each."""
    assert found(NOISE[:place] + APART + word.encode(encoding) + APART + NOISE[place:], word)
    assert not found(NOISE, word)


@pytest.mark.parametrize("word", ["字幕組織", "Éva Müller", "naïve01"])
def test_other_letters_are_found(word):
    assert found(NOISE + b"\x01" + word.encode() + b"\x01" + NOISE, word)
    assert not found(NOISE, word)


def test_a_text_between_zeros_is_sure_and_chance_is_not():
    """A tag stands between zeros, a long text stands for itself."""
    content = b"\xff\x00\x00\x00max\x00\x10\xffcHance7\xff" + b"a sentence of some length" + b"\xff"

    told = read(content)

    assert told.sure.splitlines() == ["max", "a sentence of some length"]
    assert told.all.splitlines() == ["max", "cHance7", "a sentence of some length"]


def test_nothing_is_nothing():
    assert read(b"") == ("", "")
    assert read(b"\0" * 100) == ("", "")
