"""Makers sign their files in many places; a chip's maker and a program are no camera's."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media.makers import of_vendors, serial_hash, signed


@pytest.mark.parametrize(
    ("text", "make", "model"),
    [
        ("FLIR One", "FLIR", "One"),
        ("Insta360 OneR", "Insta360", "OneR"),
        ("PENTAX DIGITAL CAMERA", "PENTAX", ""),
        ("CanonMVI06", "Canon", ""),
        ("DJI Osmo Pocket 3", "DJI", "Osmo Pocket 3"),
        ("DJI.AVC", "DJI", ""),
        ("NIKON D7100", "NIKON", "D7100"),
        ("  SONY  ", "Sony", ""),
        ("Ambarella AVC encoder", "", ""),
        ("Redmi", "", ""),
        ("VideoHandler", "", ""),
        ("Lavf60.16.100", "", ""),
        ("", "", ""),
    ],
)
def test_a_signature_is_read(text: str, make: str, model: str) -> None:
    assert signed(text) == (make, model)


def test_a_vendors_code_is_read_and_a_programs_is_not() -> None:
    assert of_vendors(["[0][0][0][0]", "FFMP", "appl", "pana"]) == "Panasonic"
    assert of_vendors(["pent", ""]) == "PENTAX"
    assert of_vendors(["FFMP", "appl", ""]) == ""


def test_a_serial_number_is_never_kept() -> None:
    kept = serial_hash(" 1234567\0")
    assert kept == serial_hash("1234567")
    assert kept is not None
    assert "1234567" not in kept
    assert kept != serial_hash("1234568")


@pytest.mark.parametrize("number", ["", "0000000000", "7", " \0"])
def test_what_is_no_number_tells_no_body(number: str) -> None:
    assert serial_hash(number) is None


@given(st.text(max_size=60), st.sampled_from(["", "FLIR", "Canon", "DJI "]))
def test_any_text_is_read_without_harm(text: str, before: str) -> None:
    make, model = signed(before + text)
    assert make or not model
    serial_hash(text)


def test_a_long_text_takes_no_longer_than_it_is_long() -> None:
    started = time.process_time()
    signed("FLIR" + " camera" * 100_000)
    assert time.process_time() - started < 1
