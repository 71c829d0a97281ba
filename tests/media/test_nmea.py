"""What a receiver says, sentence by sentence."""

from datetime import UTC, datetime
from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media import nmea

RMC = "GPRMC,060329.000,A,5200.6000,N,00006.0000,W,048.0,145.2,180726,,,A"
NEXT = "GPRMC,060330.500,A,5200.6100,N,00006.0000,W,048.0,145.2,180726,,,A"
VOID = "GPRMC,000001.000,V,,,,,,,060180,,,N"
GGA = "GPGGA,060330.000,5200.0000,N,0.0000,W,1,08,1.2,31.5,M,47.0,M,,0000"
GSA = "GPGSA,A,3,,,,,,,,,,,,,1.9,1.4,1.5"


def line(words: str, stamp_ms: int | None = None) -> bytes:
    """A sentence with its checksum."""
    before = "" if stamp_ms is None else f"[{stamp_ms}]"
    return f"{before}${words}*{reduce(xor, words.encode()):02X}\r\n".encode()


def test_place_time_precision_and_altitude_are_read() -> None:
    track = nmea.track(line(RMC) + line(GGA) + line(GSA) + line(NEXT))
    assert track
    assert len(track.fixes) == 2
    fix = track.fixes[0]
    assert fix.lat == pytest.approx(52.01)
    assert fix.lon == pytest.approx(-0.1)
    assert fix.at == track.began_at == datetime(2026, 7, 18, 6, 3, 29, tzinfo=UTC)
    assert fix.radius_m == pytest.approx(6.0)
    assert fix.altitude_m == 31.5
    assert [each.seconds for each in track.fixes] == [0.0, 1.5]


def test_a_dashcams_own_clock_says_when_the_clip_began() -> None:
    """Its stamp is an hour ahead of UTC, because it is no UTC."""
    stamp_ms = 1_784_358_209_000  # 2026-07-18 07:03:29
    track = nmea.track(line(VOID, stamp_ms - 2000) + line(RMC, stamp_ms) + line(NEXT, stamp_ms + 1500))
    assert track
    assert track.began_local == datetime(2026, 7, 18, 7, 3, 27)
    assert track.began_at == datetime(2026, 7, 18, 6, 3, 27, tzinfo=UTC)
    assert [fix.seconds for fix in track.fixes] == [2.0, 3.5]


def test_when_the_receiver_was_still_searching_nothing_tells_when_the_clip_began() -> None:
    track = nmea.track(line(VOID) + line(RMC))
    assert track
    assert (track.began_at, track.had_fix, track.fixes[0].seconds) == (None, False, None)


def test_a_sentence_with_a_wrong_checksum_does_not_count() -> None:
    assert nmea.track(line(RMC).replace(b"5200.6", b"5300.6")) is None


def test_where_no_checksum_is_right_somebody_has_edited_the_file() -> None:
    """To hide a place, for one. Its clock is not taken for that of GPS; one sentence that is whole makes the others
    damaged.
    """
    edited = line(RMC).replace(b"5200.6", b"5300.6")
    track = nmea.track(edited * 3)
    assert track
    assert (len(track.fixes), track.had_fix) == (3, False)
    whole = nmea.track(edited * 3 + line(NEXT))
    assert whole
    assert (len(whole.fixes), whole.had_fix) == (1, True)


def test_without_a_fix_there_is_no_place() -> None:
    track = nmea.track(line(VOID) + line(GGA))
    assert track
    assert (track.fixes, track.began_at) == ((), None)


@pytest.mark.parametrize(
    "words",
    [
        RMC.replace("5200.6000,N", "0000.0000,N").replace("00006.0000", "00000.0000"),
        RMC.replace(",N,", ",X,"),
        RMC.replace("5200.6000", "9900.6000"),
        RMC.replace("5200.6000", "north"),
        "GPRMC,A",
    ],
)
def test_no_place_on_earth_is_none(words: str) -> None:
    track = nmea.track(line(words))
    assert track
    assert track.fixes == ()


def test_a_date_that_is_none_leaves_the_place() -> None:
    track = nmea.track(line(RMC.replace("180726", "321326")))
    assert track
    assert (len(track.fixes), track.began_at) == (1, None)


def test_other_text_is_no_track() -> None:
    assert nmea.track(b"Tuesday\n$$$\n") is None


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    nmea.track(data)


@given(st.lists(st.text("0123456789.,ANSEW-", max_size=70), max_size=5), st.integers(0, 10**15 - 1))
def test_no_sentence_with_a_right_checksum_makes_it_fail(words: list[str], stamp_ms: int) -> None:
    track = nmea.track(b"".join(line(f"GPRMC,{each}", stamp_ms) for each in words) + line(RMC, stamp_ms))
    assert track
    assert all(abs(fix.lat) <= 90 for fix in track.fixes)
