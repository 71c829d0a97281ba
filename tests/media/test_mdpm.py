"""AVCHD's notes on when and with what."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media import mdpm
from mediadesk.media.mdpm import better, entries
from mediadesk.media.tags import Told
from mediadesk.model.clip import Camera
from mediadesk.model.moment import instant

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PLUS_TWO = 0x02 << 1
SONY = {0xE0: b"\x01\x08\x00\x00", 0xE4: b"ILCE", 0xE5: b"-7M3", 0xE6: b"\x00\x00\x00\x00"}


def picture(notes: dict[int, bytes]) -> bytes:
    """A first picture with an SEI message, escaped as H.264 asks."""
    payload = bytes([len(notes)]) + b"".join(bytes([number]) + four for number, four in notes.items())
    for low in (0, 1, 2, 3):
        payload = payload.replace(bytes([0, 0, low]), bytes([0, 0, 3, low]))
    return b"\x00\x00\x00\x01\x06\x05" + mdpm._MAGIC + payload + b"\x80\x00\x00\x01\x65"


def date(zone: int, digits: str = "20190424222400") -> dict[int, bytes]:
    packed = bytes([zone]) + bytes.fromhex(digits)
    return {0x18: packed[:4], 0x19: packed[4:8]}


def test_date_zone_and_camera_are_read() -> None:
    told = better(Told(), picture(date(PLUS_TWO | 0x40) | SONY), NOW)
    assert told.captured.at == datetime(2019, 4, 24, 20, 24, tzinfo=UTC)
    assert told.captured.local == datetime(2019, 4, 24, 22, 24)
    assert told.captured.offset == timedelta(hours=2)
    assert told.camera == Camera(make="Sony", model="ILCE-7M3")


@pytest.mark.parametrize(("zone", "minutes"), [(0x0B, 330), (0x24, -120), (0x27, -210)])
def test_zones_west_and_of_half_hours(zone: int, minutes: int) -> None:
    assert better(Told(), picture(date(zone)), NOW).captured.offset == timedelta(minutes=minutes)


@pytest.mark.parametrize("zone", [0x00, 0xFF, 0x1E])
def test_a_camera_that_knows_no_zone_gives_a_wall_clock_alone(zone: int) -> None:
    captured = better(Told(), picture(date(zone)), NOW).captured
    assert captured.at is None
    assert captured.local == datetime(2019, 4, 24, 22, 24)


@pytest.mark.parametrize("digits", ["20991231235959", "19700101000000", "20191341222400", "ffffffffffffff"])
def test_a_date_that_cannot_be_leaves_what_the_tags_told(digits: str) -> None:
    before = Told(captured=instant(datetime(2020, 1, 1, tzinfo=UTC), source="x", confidence="low"))
    assert better(before, picture(date(PLUS_TWO, digits)), NOW) == before


def test_a_picture_without_notes_leaves_all_as_it_was() -> None:
    before = Told(camera=Camera(make="Canon"))
    assert better(before, b"\x00\x00\x01\x65 no notes", NOW) == before
    assert better(before, b"", NOW) == before


@given(st.binary(max_size=300))
def test_any_bytes_after_the_mark_are_read_without_harm(after: bytes) -> None:
    better(Told(), mdpm._MAGIC + after, NOW)
    assert all(len(four) == 4 for four in entries(mdpm._MAGIC + after).values())
