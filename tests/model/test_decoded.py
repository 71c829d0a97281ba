"""Bytes of a text from elsewhere: what is seen is read, what is not known is asked."""

import codecs

import pytest

from mediadesk.errors import Misasked, Refused
from mediadesk.model.decoded import ENCODINGS, decoded

WORDS = "1\n00:00:01,000 --> 00:00:02,000\nЇжа є щодня\n"


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        codecs.BOM_UTF8 + WORDS.encode(),
        codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
        WORDS.encode("utf-16-le"),
        WORDS.encode("utf-16-be"),
        WORDS.replace("\n", "\r\n").encode(),
        WORDS.replace("\n", "\r").encode(),
    ],
)
def test_unicode_is_seen_however_it_is_written(data):
    assert decoded(data) == WORDS


@pytest.mark.parametrize(
    ("language", "encoding"),
    [("uk", "windows-1251"), ("el", "windows-1253"), ("ar", "windows-1256"), ("fr-CA", "windows-1252")],
)
def test_an_older_encoding_is_not_guessed_but_named(language, encoding):
    """Greek and Ukrainian bytes look alike: the language tells what to try, a person says it."""
    words = {"uk": "Їжа", "el": "Ψωμί", "ar": "خبز", "fr-CA": "été"}[language]
    data = f"1\n{words}\n".encode(encoding)

    with pytest.raises(Refused, match="line 2 is no UTF-8") as refusal:
        decoded(data, language=language)

    assert f"--encoding {encoding}," in refusal.value.hint
    assert decoded(data, encoding) == f"1\n{words}\n"


def test_an_encoding_that_is_none_is_refused():
    """Also one that Python knows, and that is no encoding of texts."""
    for name in ("klingon", "base64", "idna", "utf-7", ""):
        with pytest.raises(Misasked):
            decoded(b"x", name)
    assert all(decoded(b"bread\n" if each != "utf-16" else "bread\n".encode(each), each) for each in ENCODINGS)


@pytest.mark.parametrize("name", ["cp1252", "cp1251"])
def test_letters_that_were_converted_twice_are_not_taken_for_words(name):
    """Sabotage of a conversion: what an editor would see is `Р‡Р¶Р°`."""
    twice = "Дім".encode().decode(name).encode()
    with pytest.raises(Refused, match="twice") as refusal:
        decoded(twice)
    assert f"-t {name}" in refusal.value.hint
    assert decoded("Дім é".encode()) == "Дім é"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("a\nb \N{REPLACEMENT CHARACTER}".encode(), "line 2 has a letter that was lost"),
        (b"a\n\nb\0c", "line 3 has signs"),
        ("a\u0093b".encode(), "line 1 has signs"),
        (b"\x89PNG\r\n\x1a\n", "line 1 is no UTF-8"),
        (b"\xff\xfea\0\xff", "line 1 is no UTF-16"),
        (b"PK\3\4", "line 1 has signs"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data, told):
    with pytest.raises(Refused, match=told) as refusal:
        decoded(data)
    assert refusal.value.hint
