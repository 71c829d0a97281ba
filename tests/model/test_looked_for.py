"""Many words, one reading."""

import random
from time import process_time

from mediadesk.model.looked_for import Sought, Words, bits, folded

NAME = Sought("a name", "name")


def told(words: list[str], text: str, **how: bool) -> list[Sought]:
    return list(Words((word, NAME) for word in words).told(folded(text), **how))


def test_a_word_is_found_as_a_word_of_its_own():
    """Between whatever is no letter and no digit; a path also behind a word."""
    for text in ("see IMG_0042 there", "x_img_0042-y", "IMG_0042", "(IMG_0042)"):
        assert told(["IMG_0042"], text)
    for text in ("IMG_00421", "aIMG_0042", "IMG 0042", ""):
        assert not told(["IMG_0042"], text)
    assert told(["/home/kofi"], "file:/home/kofi/x")


def test_words_of_several_tokens_are_found_whole():
    """By their longest token; the others must stand where they should."""
    assert told(["Interview Olena", "Interview Petro"], "the interview olena gave")
    assert not told(["Interview Olena"], "Olena gave an interview")


def test_what_holds_no_letter_is_not_looked_for():
    assert len(Words([("---", NAME), ("", NAME)])) == 0


def test_in_noise_only_words_that_no_noise_holds_count():
    """Three letters stand in every megabyte; eleven signs in none."""
    assert bits("max") == 21
    assert bits("img_0042") == 61
    assert told(["max"], "by max")
    assert not told(["max"], "by max", in_noise=True)
    assert told(["IMG_0042"], "IMG_0042", in_noise=True)
    assert not told(["kestre", *(f"name{number}" for number in range(100_000))], "kestre", in_noise=True)


def test_a_hundred_thousand_names_are_one_reading():
    """The index takes a second, the reading of a megabyte far less."""
    words = Words((f"IMG_{number:06}", NAME) for number in range(100_000))
    chance = random.Random(7)
    text = folded(" ".join(f"{chance.randrange(10**9)}" for _ in range(100_000)) + " IMG_000123")

    began = process_time()
    assert list(words.told(text)) == [NAME]
    assert process_time() - began < 2
