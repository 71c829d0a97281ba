"""The search for tokens: whatever it is said to find it finds, and nothing else."""

import base64
import gzip
import json
import struct
import urllib.parse
import zlib
from random import Random

import pytest

from tests.leaks.tokens import FORMS, Slots, in_bits, told

NOISE = Random(7).randbytes(1 << 17)


@pytest.fixture
def slots() -> Slots:
    """Three words and a place."""
    planted = Slots("a.mov")
    for slot in ("title", "author", "reel"):
        planted(slot)
    planted.point("gps")
    return planted


def within(said: bytes) -> bytes:
    """Somewhere in the middle of a film."""
    return NOISE[:4321] + said + NOISE[4321:]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_a_token_is_found_in_every_form(slots, form, case):
    """Sabotage of everything that says nothing was found."""
    said = FORMS[form](case(slots("author")).encode())

    assert told(within(said), slots) == {"a.mov: author"}


@pytest.mark.parametrize("before", range(5))
def test_it_is_found_as_others_write_it(slots, before):
    """By programs that are not ours: base64, gzip, zlib, a page, an address, JSON."""
    said = b"x" * before + b"by " + slots("title").encode() + b" and others" * 9

    for written in (
        base64.b64encode(said),
        base64.urlsafe_b64encode(said),
        gzip.compress(said),
        zlib.compress(said),
        zlib.compress(gzip.compress(said), 0),
        said.hex().upper().encode(),
        said.decode().encode("utf-16"),
        said.decode().encode("utf-32"),
        "".join(f"&#{each};" for each in said).encode(),
        "".join(f"%{each:02X}" for each in said).encode(),
        urllib.parse.quote(said).encode(),
        json.dumps("".join(map(chr, said))).encode(),
    ):
        assert told(within(written), slots) == {"a.mov: title"}


@pytest.mark.parametrize("bits", range(1, 8))
def test_it_is_found_within_bytes(slots, bits):
    """AAC and pictures have data that begins at any bit."""
    said = within(slots("reel").encode())[4000:5000]
    shifted = (int.from_bytes(said) << bits).to_bytes(len(said) + 1)

    assert told(shifted, slots) == set()
    assert in_bits(shifted, slots) == {"a.mov: reel"}


def test_a_place_is_found_in_digits_and_in_numbers(slots):
    """As a tag, as a sentence of a receiver, as a camera's telemetry."""
    ((lat, lon),) = slots.points.values()
    for written in (
        f"{lat:+08.4f}{lon:+09.4f}/".encode(),
        f"{lat:.6f}".encode(),
        f"{lon:.5f}".encode("utf-16-le"),
        struct.pack(">2i", round(lat * 1e7), round(lon * 1e7)),
        struct.pack("<2d", lon, lat),
        f"$GPRMC,{int(lat)}{lat % 1 * 60:07.4f},N".encode(),
    ):
        assert told(within(written), slots) == {"a.mov: gps"}


def test_nothing_is_found_where_nothing_is(slots):
    """A check that cries wolf is switched off."""
    assert told(NOISE, slots) == set()
    assert in_bits(NOISE, slots) == set()
    assert told(within(b"CNRYAAAAAAAA"), slots) == set()
