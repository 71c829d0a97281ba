"""A name from a card is shown safely, stored safely, and never lost."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mediadesk.model.names import disk_name, ending, shown, stem

anything = st.binary(max_size=60) | st.text(max_size=40).map(str.encode)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (b"IMG_0042.MOV", "IMG_0042.MOV"),
        ("Ринок №1.mp4".encode(), "Ринок №1.mp4"),
        (b"a\nb.mov", r"a\nb.mov"),
        (b"\xff\xfe.mov", r"\xff\xfe.mov"),
        ("gpj\u202e4pm.exe".encode(), r"gpj\u202e4pm.exe"),
        (b"\x1b[31mred.mov", r"\x1b[31mred.mov"),
    ],
)
def test_a_name_is_shown_without_power_over_the_screen(name, text):
    """No new line, no colour, no turning of the direction that makes an .exe look like an .mp4."""
    assert shown(name) == text


@given(anything)
def test_nothing_shown_moves_a_cursor(name):
    assert shown(name).isprintable() or all(char.isprintable() or char.isspace() for char in shown(name))
    assert len(shown(name).splitlines()) <= 1


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        (b"IMG_0042.MOV", "IMG_0042.MOV"),
        ("Ринок №1.mp4".encode(), "Ринок №1.mp4"),
        (b"a/b\\c.mov", "a%2Fb%5Cc.mov"),
        (b"100%.mov", "100%25.mov"),
        (b"\xff.mov", "%FF.mov"),
        (b"..", "%2E%2E"),
        (b".", "%2E"),
        (b".hidden", "%2Ehidden"),
        (b"-rf.mov", "%2Drf.mov"),
        (b"a.mov ", "a.mov%20"),
        (b"a\0b", "a%00b"),
        (b"ASCMHL", "%41SCMHL"),
        (b"", "%"),
    ],
)
def test_a_stored_name_still_tells_the_original(name, stored):
    assert disk_name(name) == stored


@given(anything)
@example(b"a" * 199 + b" b")
@example(b"." * 300)
@example("й".encode() * 150 + b".MOV")
@example(b"x." + b"y" * 300)
def test_a_stored_name_is_one_harmless_name(name):
    """Whatever is on the card: one part of a path, on ext4, exFAT and APFS, and no option of a program."""
    stored = disk_name(name)
    assert 1 <= len(stored.encode()) <= 200
    assert not re.search(r'[/\\:*?"<>|\x00-\x1f\x7f]', stored)
    assert not stored.startswith((".", "-", " "))
    assert not stored.endswith((".", " "))
    assert stored.isprintable()


@given(anything, anything)
def test_two_names_are_stored_as_two(one, other):
    """But for those so long that they are cut."""
    if one != other and max(map(len, map(disk_name, (one, other)))) < 60:
        assert disk_name(one) != disk_name(other)


def test_a_long_name_keeps_its_ending():
    stored = disk_name("Ї".encode() * 200 + b".MOV")
    assert stored.endswith("Ї.MOV")
    assert len(stored.encode()) <= 200


@pytest.mark.parametrize(
    ("name", "what"),
    [
        (b"A.MOV", ("A", "mov")),
        (b"a.tar.GZ", ("A.TAR", "gz")),
        (b"A", ("A", "")),
        (b".mov", (".MOV", "")),
        (b"a.", ("A", "")),
    ],
)
def test_a_name_is_a_stem_and_an_ending(name, what):
    assert (stem(name).decode(), ending(name)) == what


@given(anything)
def test_any_bytes_have_a_stem_and_an_ending(name):
    assert stem(name) == stem(name).upper()
    assert ending(name) == ending(name).lower()
