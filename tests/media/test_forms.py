"""The language in which the forms of boxes are written."""

import pytest

from mediadesk.media.forms import FORMS, form_of, rows_fit


def test_every_form_can_be_read():
    """And none is so loose that it allows everything, but for media and what has a reader of its own."""
    loose = {path.rpartition("/")[2] for path, tokens in FORMS.items() if form_of(tokens).fullmatch(b"canary-7")}

    assert loose == {"mdat", "avcC"}


@pytest.mark.parametrize(
    ("tokens", "good", "bad"),
    [
        ("z2 01", b"\0\0\1", b"\0\1\1"),
        ("0001|0002 .2", b"\0\2ab", b"\0\3ab"),
        ("z* ", b"\0\0\0", b"\0\0a"),
        ("z1 *3", b"\0abcdef", b"\0abcde"),
        ("28 2e", b"(.", b"(a"),
    ],
)
def test_each_token_means_what_it_says(tokens, good, bad):
    assert form_of(tokens).fullmatch(good)
    assert not form_of(tokens).fullmatch(bad)
    assert not form_of(tokens).fullmatch(good + b"K")


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("stts", "00000000 00000001 0000000100000002"),
        ("stsz", "00000000 00000000 00000002 00000001 00000002"),
        ("stsz", "00000000 00000007 00000002"),
        ("sidx", "01000000" + "00" * 26 + "0001" + "00" * 12),
        ("trun", "00000205 00000001 00000000 00000000 00000007"),
        ("tfhd", "00020020 00000001 01010000"),
        ("sbgp", "00000000 726f6c6c 00000001 0000000100000001"),
        ("tkhd", "00"),
    ],
)
def test_a_table_holds_as_many_rows_as_it_says(kind, payload):
    """Sabotage: four bytes more, and it is none of ours."""
    whole = bytes.fromhex(payload)

    assert rows_fit(kind, whole)
    assert not rows_fit(kind, whole + b"KOFI") or kind == "tkhd"
