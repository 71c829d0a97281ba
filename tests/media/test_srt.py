"""The subtitles of DJI's drones, in the words of each of their dialects."""

from datetime import datetime
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media import srt
from mediadesk.model.place import LatLon
from mediadesk.model.track import Track

MAVIC_PRO = "HOME(149.0251,-20.2532) 2017.08.05 14:11:51\nGPS(149.0251,-20.2533,16) BAROMETER:1.9"
MATRICE = "2022.06.21 16:06:17\nGPS(36.6146,-6.1120,0.0M) BAROMETER:0.3M"
PHANTOM = "F/5.6, SS 400, ISO 100, EV 0, GPS (-58.851745, -34.237922, 15), HOME (-58.847509, -34.232707, -57.98m), D 8m"
AIR_2 = (
    '<font size="36">SrtCnt : 1, DiffTime : 16ms\n2022-05-01 15:01:58,531,716\n'
    "[iso : 100] [latitude: 41.420684] [longitude: 2.162162] [altitude: 27.300000] </font>"
)
MAVIC_2 = AIR_2.replace("longitude:", "longtitude :").replace("latitude:", "latitude :")
NEO_2 = (
    '<font size="28">FrameCnt: 1, DiffTime: 33ms\n2026-05-15 08:24:18.623\n'
    "[latitude: 45.607181] [longitude: 13.753860] [rel_alt: 0.000 abs_alt: 113.900]</font>"
)


def file(*cues: str, first: int = 0) -> bytes:
    """A cue a second."""
    numbered = zip(count(first), cues, strict=False)
    return "".join(f"{n + 1}\n00:00:{n:02},000 --> 00:00:{n + 1:02},000\n{text}\n\n" for n, text in numbered).encode()


def first(*cues: str) -> tuple[float, float] | None:
    track = srt.track(file(*cues))
    assert track
    return (track.first.lat, track.first.lon) if track.first else None


@pytest.mark.parametrize(
    ("cue", "place"),
    [
        pytest.param(MAVIC_PRO, (-20.2533, 149.0251), id="Mavic Pro: longitude first"),
        pytest.param(MATRICE, (36.6146, -6.1120), id="Matrice 300: latitude first"),
        pytest.param(PHANTOM, (-34.237922, -58.851745), id="Phantom 4 RTK: longitude first, HOME has metres"),
        pytest.param(AIR_2, (41.420684, 2.162162), id="Mavic Air 2"),
        pytest.param(MAVIC_2, (41.420684, 2.162162), id="Mavic 2: a longtitude"),
        pytest.param(NEO_2, (45.607181, 13.753860), id="Neo 2"),
        pytest.param("GPS(149,0251,-20,2533,16)", (-20.2533, 149.0251), id="a comma for the decimal sign"),
        pytest.param("[latitude: 41,420684] [longitude: 2,162162]", (41.420684, 2.162162), id="the same, named"),
    ],
)
def test_each_dialect_is_understood(cue: str, place: tuple[float, float]) -> None:
    assert first(cue) == place


def test_the_wall_clock_is_that_of_the_clips_beginning() -> None:
    track = srt.track(file(MAVIC_PRO, first=1))
    assert track
    assert (track.began_local, track.began_at) == (datetime(2017, 8, 5, 14, 11, 50), None)


@pytest.mark.parametrize(("cue", "micro"), [(AIR_2, 531_716), (NEO_2, 623_000)])
def test_fractions_of_a_second_are_read(cue: str, micro: int) -> None:
    track = srt.track(file(cue))
    assert track
    assert track.began_local
    assert track.began_local.microsecond == micro


@pytest.mark.parametrize(
    "no_fix",
    ["GPS (n/a, n/a, 4), D n/a", "GPS(0.0000,0.0000,0)", "[latitude: 0.000000] [longitude: 0.000000]", "GPS(N/A)"],
)
def test_without_a_fix_there_is_no_place_and_the_first_one_counts(no_fix: str) -> None:
    assert first(no_fix) is None
    track = srt.track(file(no_fix, no_fix, AIR_2))
    assert track
    assert [fix.seconds for fix in track.fixes] == [2.0]


def test_a_file_may_break_off_anywhere() -> None:
    whole = file(MAVIC_PRO, MAVIC_PRO, MAVIC_PRO)
    for end in range(len(whole)):
        track = srt.track(whole[:end])
        assert track is None or all(-20.3 <= fix.lat <= -20 and fix.lon > 14 for fix in track.fixes)


def test_where_the_clip_says_that_it_was_decides_which_number_is_which() -> None:
    """Drones that nobody has shown us may write the other order."""
    there = srt.track(file("GPS(36.6146,-6.1120,9)"), near=LatLon(lat=36.6, lon=-6.1))
    assert there
    assert there.first
    assert there.first.lat == 36.6146


def test_a_number_that_no_latitude_can_be_decides_for_the_whole_file() -> None:
    assert first("GPS(20.1,149.0,1.0M)", "GPS(149.0,20.1,1.0M)") is not None
    assert first("GPS(50.1,149.0,7)") == (50.1, 149.0)


def test_subtitles_of_people_are_no_telemetry() -> None:
    assert srt.track(file("We met on 2022.05.07 14:03:07", "and there was no GPS")) is None
    assert srt.track(b"") is None


def test_sixty_cues_a_second_become_a_few() -> None:
    frames = "".join(f"{n}\n00:00:00,{n * 16:03} --> 00:00:00,{n * 16 + 16:03}\n{AIR_2}\n\n" for n in range(60))
    track = srt.track(frames.encode())
    assert track
    assert len(track.fixes) == 5


def sound(track: Track | None) -> bool:
    return track is None or all(abs(fix.lat) <= 90 and abs(fix.lon) <= 180 for fix in track.fixes)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    assert sound(srt.track(data))
    assert sound(srt.track(file("GPS(") + data))


@given(st.data())
def test_no_byte_changed_makes_it_fail(data: st.DataObject) -> None:
    whole = bytearray(file(MAVIC_PRO, AIR_2, PHANTOM))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert sound(srt.track(bytes(whole)))
