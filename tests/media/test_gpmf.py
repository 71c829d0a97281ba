"""GoPro's telemetry, byte for byte as the cameras write it."""

import struct
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media import gpmf
from mediadesk.media.gpmf import Payload, payloads
from mediadesk.model.track import Track

SAN_DIEGO = (331268403, -1173274043, -19468, 1610, 163)
SCALES = (10_000_000, 10_000_000, 1000, 1000, 100)


def klv(key: bytes, kind: str, size: int, *samples: bytes) -> bytes:
    """An entry: its samples of `size` bytes each, filled up to four bytes."""
    data = b"".join(samples)
    head = key + (kind.encode() if kind else b"\0") + bytes([size]) + (len(data) // size).to_bytes(2, "big")
    return head + data + bytes(-len(data) % 4)


def numbers(key: bytes, kind: str, layout: str, *samples: tuple[float, ...]) -> bytes:
    packed = [struct.pack(f">{layout}", *sample) for sample in samples]
    return klv(key, kind, struct.calcsize(f">{layout}"), *packed)


def nested(key: bytes, *inner: bytes) -> bytes:
    return klv(key, "", 4, b"".join(inner))


def gps5(
    *samples: tuple[int, ...], fix: int | None = 3, dop: int | None = 205, date: bytes = b"190506181507.395"
) -> bytes:
    """A camera's stream up to HERO10."""
    return nested(
        b"STRM",
        numbers(b"TSMP", "L", "I", (16,)),
        klv(b"STNM", "c", 1, b"GPS (Lat., Long., Alt., 2D speed, 3D speed)"),
        b"" if fix is None else numbers(b"GPSF", "L", "I", (fix,)),
        klv(b"GPSU", "U", 16, date.ljust(16, b"\0")),
        b"" if dop is None else numbers(b"GPSP", "S", "H", (dop,)),
        numbers(b"SCAL", "l", "i", *((scale,) for scale in SCALES)),
        numbers(b"GPS5", "l", "5i", *samples),
    )


def gps9(fix: int) -> bytes:
    """A camera's stream from HERO11 on: 2022-05-07 is day 8162."""
    return nested(
        b"STRM",
        klv(b"TYPE", "c", 1, b"lllllllSS"),
        numbers(b"SCAL", "l", "i", *((scale,) for scale in (*SCALES, 1, 1000, 100, 1))),
        numbers(b"GPS9", "?", "7iHH", (*SAN_DIEGO, 8162, 43_200_500, 150, fix)),
    )


def camera(*streams: bytes, name: bytes = b"Hero7 Black") -> bytes:
    motion = nested(b"STRM", numbers(b"SCAL", "s", "h", (418,)), numbers(b"ACCL", "s", "3h", (1, 2, 3), (4, 5, 6)))
    return nested(b"DEVC", numbers(b"DVID", "L", "I", (1,)), klv(b"DVNM", "c", 1, name), motion, *streams)


def told(*datas: bytes, lasts: float = 1.001) -> Track | None:
    return gpmf.track(Payload(data=data, seconds=which * lasts, lasts=lasts) for which, data in enumerate(datas))


def test_place_time_and_precision_are_read() -> None:
    track = told(camera(gps5(SAN_DIEGO, SAN_DIEGO)))
    assert track
    first, second = track.fixes
    assert (first.lat, first.lon, first.altitude_m) == (33.1268403, -117.3274043, -19.468)
    assert first.radius_m == pytest.approx(10.25)
    assert first.at == track.began_at == datetime(2019, 5, 6, 18, 15, 7, 395_000, tzinfo=UTC)
    assert first.at
    assert second.at == first.at + timedelta(seconds=0.5005)
    assert track.had_fix


def test_a_sample_without_a_fix_is_no_place_however_plausible_it_looks() -> None:
    track = told(camera(gps5(SAN_DIEGO, fix=0, dop=9999)))
    assert track
    assert (track.fixes, track.had_fix) == ((), False)
    assert track.began_at == datetime(2019, 5, 6, 18, 15, 7, 395_000, tzinfo=UTC)


def test_the_clock_of_the_first_fix_counts_back_to_the_beginning_of_the_clip() -> None:
    """Before it the camera had another day in its memory."""
    track = told(
        camera(gps5(SAN_DIEGO, fix=0, date=b"150101000000.000")),
        camera(gps5(SAN_DIEGO, fix=0, date=b"150101000001.000")),
        camera(gps5(SAN_DIEGO, fix=2)),
        lasts=1.0,
    )
    assert track
    assert track.began_at == datetime(2019, 5, 6, 18, 15, 5, 395_000, tzinfo=UTC)
    assert [fix.seconds for fix in track.fixes] == [2.0]


@pytest.mark.parametrize(("fix", "fixes"), [(0, 0), (2, 1), (3, 1)])
def test_newer_cameras_say_all_of_it_with_each_sample(fix: int, fixes: int) -> None:
    track = told(camera(gps9(fix)))
    assert track
    assert len(track.fixes) == fixes
    assert track.began_at == datetime(2022, 5, 7, 12, 0, 0, 500_000, tzinfo=UTC)
    assert all(each.radius_m == pytest.approx(7.5) for each in track.fixes)


def test_a_drone_that_carries_the_camera_tells_the_place() -> None:
    """The Karma: seconds since it was switched on, and what time that was."""
    drone = nested(
        b"DEVC",
        klv(b"DVNM", "c", 1, b"GoPro Karma v1.0"),
        nested(
            b"STRM",
            klv(b"TYPE", "c", 1, b"JJ"),
            numbers(b"SCAL", "l", "i", (1_000_000,), (1000,)),
            numbers(b"SYST", "?", "QQ", (146_544_283, 1_492_457_278_000)),
        ),
        nested(
            b"STRM",
            klv(b"TYPE", "c", 1, b"JlllSSSSBB"),
            numbers(
                b"SCAL", "l", "i", *((each,) for each in (1_000_000, 10_000_000, 10_000_000, 1000, *[100] * 4, 1, 1))
            ),
            numbers(b"GPRI", "?", "QiiiHHHHBB", (145_911_705, 331253680, -1173310641, 15445, 25, 42, 59, 33435, 3, 20)),
        ),
    )
    track = told(camera(name=b"Camera") + drone)
    assert track
    assert track.first
    assert (track.first.lat, track.first.radius_m) == (33.125368, 5.0)
    assert track.began_at == datetime(2017, 4, 17, 19, 27, 57, 367_422, tzinfo=UTC)


@pytest.mark.parametrize("sample", [(0, 0, 0, 0, 0), (910_000_000, 0, 0, 0, 0), (0, -1_900_000_000, 0, 0, 0)])
def test_no_place_on_earth_is_none(sample: tuple[int, ...]) -> None:
    track = told(camera(gps5(sample)))
    assert track
    assert track.fixes == ()


def test_a_device_without_gps_tells_nothing() -> None:
    assert told(camera()) is None
    assert told() is None


@pytest.mark.parametrize("date", [b"190506", b"19133018150\xff.395", b"199906181507", b""])
def test_a_date_that_is_none_leaves_the_place(date: bytes) -> None:
    track = told(camera(gps5(SAN_DIEGO, date=date)))
    assert track
    assert (len(track.fixes), track.began_at) == (1, None)


@given(st.data())
def test_no_byte_changed_or_lost_makes_it_fail(data: st.DataObject) -> None:
    whole = bytearray(camera(gps5(SAN_DIEGO, SAN_DIEGO), gps9(3)))
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    track = told(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert track is None or all(abs(fix.lat) <= 90 and abs(fix.lon) <= 180 for fix in track.fixes)


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    told(data)
    told(nested(b"DEVC", nested(b"STRM", data[: len(data) // 4 * 4])) if len(data) > 4 else data)


def test_each_byte_is_looked_at_a_few_times_however_long_the_clip_is() -> None:
    """A payload that claims to hold others, which claim to hold others: only devices and streams are opened."""
    deep = b""
    for _ in range(200):
        deep = nested(b"STRM", deep + b"\0\0\0\0")
    assert told(nested(b"DEVC", deep)) is None


@given(st.lists(st.binary(min_size=1, max_size=9), max_size=9), st.lists(st.integers(0, 9), max_size=9))
def test_a_stream_is_cut_into_its_packets_wherever_its_bytes_come_from(chunks: list[bytes], sizes: list[int]) -> None:
    whole, at = b"".join(chunks), 0
    for payload, size in zip(payloads(chunks, [(0.0, 1.0, size) for size in sizes]), sizes, strict=False):
        assert payload.data == whole[at : at + size]
        at += size
    assert at == sum(sizes) or sum(sizes) > len(whole)


def test_sabotage_without_the_question_for_a_fix_the_last_known_place_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpmf, "_FIX_2D", 0)
    track = told(camera(gps5(SAN_DIEGO, fix=0, dop=9999)))
    assert track
    assert track.fixes
