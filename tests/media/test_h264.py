"""Units of a picture: slices, and parameters that can be read to their last bit."""

import pytest

from mediadesk.media import h264

SPS = bytes.fromhex("6764001eacd941419f9f016a020202800000030080000019078b16cb")
PPS = bytes.fromhex("68ef8fcb")
SETUP = b"\x01" + SPS[1:4] + b"\xff\xe1\0\x1c" + SPS + b"\x01\0\x04" + PPS + b"\xfd\xf8\xf8\0"


def unit(kind: int, payload: bytes = b"slice") -> bytes:
    body = bytes([0x60 | kind]) + payload
    return len(body).to_bytes(4) + body


def odd(sample: bytes) -> list[str]:
    return list(h264.in_sample(sample))


def test_slices_alone_are_a_picture():
    assert odd(unit(5) + unit(1)) == []
    assert odd(len(SPS).to_bytes(4) + SPS + len(PPS).to_bytes(4) + PPS + unit(5)) == []


@pytest.mark.parametrize("kind", sorted(set(range(32)) - {1, 5, 7, 8}))
def test_every_other_unit_is_a_finding(kind):
    """User data (6), delimiters (9), filling (12), extensions, what is reserved and what nobody defined."""
    assert len(odd(unit(kind) + unit(1))) == 1


@pytest.mark.parametrize(
    "sample",
    [
        unit(1) + b"KOFI",
        unit(1)[:-1],
        unit(1, b"slice\0\0\0"),
        unit(1) + b"\0\0\0\0x",
        b"\0\0\0\0\0",
        unit(7, b"KOFI" * 9),
        unit(8, b"KOFI" * 9),
    ],
)
def test_bytes_between_and_behind_are_findings(sample):
    assert odd(sample)


def test_the_parameters_that_our_encoder_writes_are_plain():
    assert list(h264.in_setup(SETUP)) == []


@pytest.mark.parametrize("place", range(len(SETUP) + 1))
def test_a_byte_put_anywhere_into_the_parameters_is_found(place):
    """Sabotage of the reader, byte by byte."""
    assert list(h264.in_setup(SETUP[:place] + b"K" + SETUP[place:]))


@pytest.mark.parametrize("setup", [b"", SETUP[:9], SETUP[:-1], SETUP + b"K", b"\x02" + SETUP[1:]])
def test_parameters_that_end_too_early_or_too_late_are_found(setup):
    assert list(h264.in_setup(setup))


def test_the_colours_are_read_from_the_picture_itself():
    """BT.709 in limited range; what nobody wrote so is no answer."""
    assert h264.colour(SETUP) == (1, 1, 1, False)
    for broken in (b"", SETUP[:20], SETUP.replace(SPS, SPS[:-1] + b"\xff")):
        assert h264.colour(broken) is None
