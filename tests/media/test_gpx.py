"""Tracks of loggers: what is there is read, and nothing is unpacked."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media import gpx
from mediadesk.model.track import RADIUS_M

ONE = '<trkpt lat="50.5" lon="30.25"><ele>94.75</ele><time>2022-05-07T11:00:00.000Z</time><hdop>1.5</hdop></trkpt>'
TWO = '<trkpt lat="50.6" lon="30.25"><time>2022-05-07T14:00:10+03:00</time></trkpt>'


def file(*points: str, version: str = "1/1") -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<gpx xmlns="http://www.topografix.com/GPX/{version}">'
    return f"{head}<trk><name>Walk</name><trkseg>{''.join(points)}</trkseg></trk></gpx>".encode()


@pytest.mark.parametrize("version", ["1/0", "1/1"])
def test_place_time_altitude_and_precision_are_read(version: str) -> None:
    track = gpx.track(file(ONE, TWO, version=version))
    assert track
    one, two = track.fixes
    assert (one.lat, one.lon, one.altitude_m, one.radius_m) == (50.5, 30.25, 94.75, 7.5)
    assert one.at == datetime(2022, 5, 7, 11, tzinfo=UTC)
    assert (two.at, two.radius_m) == (datetime(2022, 5, 7, 11, 0, 10, tzinfo=UTC), RADIUS_M)


def test_it_tells_nothing_of_when_a_clip_began() -> None:
    """The logger went along, it did not start with the camera."""
    track = gpx.track(file(ONE, TWO))
    assert track
    assert (track.began_at, track.had_fix, track.fixes[0].seconds) == (None, False, None)


def test_fixes_come_in_the_order_of_their_times() -> None:
    assert gpx.track(file(TWO, ONE)) == gpx.track(file(ONE, TWO))


def test_a_time_without_a_zone_is_utc() -> None:
    track = gpx.track(file(ONE.replace("000Z", "000")))
    assert track
    assert track.fixes[0].at == datetime(2022, 5, 7, 11, tzinfo=UTC)


def test_where_one_has_a_time_those_without_do_not_count() -> None:
    timeless = '<trkpt lat="1" lon="2"/>'
    track = gpx.track(file(timeless, ONE))
    assert track
    assert len(track.fixes) == 1
    assert gpx.track(file(timeless))


@pytest.mark.parametrize(
    "no_fix",
    [
        '<trkpt lat="0" lon="0"/>',
        '<trkpt lat="91" lon="0"/>',
        '<trkpt lat="nan" lon="1"/>',
        '<trkpt lon="1"/>',
        ONE.replace("<hdop>", "<fix>none</fix><hdop>"),
        '<wpt lat="1" lon="1"/>',
    ],
)
def test_what_is_no_fix_is_no_place(no_fix: str) -> None:
    assert gpx.track(file(no_fix)) is None


def test_a_file_that_is_cut_off_gives_what_came_before() -> None:
    whole = file(ONE, TWO)
    track = gpx.track(whole[: whole.index(b"</trkpt>", whole.index(b"50.6"))])
    assert track
    assert len(track.fixes) == 1


def test_a_file_that_declares_a_type_is_not_read() -> None:
    """A billion laughs need a declaration."""
    laughs = '<!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert gpx.track(file(ONE).replace(b"<gpx", laughs.encode() + b"<gpx")) is None


def test_a_file_that_is_too_deep_is_not_read() -> None:
    assert gpx.track(file("<a>" * 1000 + "</a>" * 1000, ONE)) is None


def test_a_long_text_is_not_kept() -> None:
    track = gpx.track(file(ONE.replace("94.75", "9" * 1_000_000)))
    assert track
    assert track.fixes[0].altitude_m is None


@pytest.mark.parametrize("data", [b"", b"Tuesday", b'<?xml version="1.0" encoding="klingon"?><gpx/>', b"\xff\xfe<\x00"])
def test_what_is_no_gpx_is_no_track(data: bytes) -> None:
    assert gpx.track(data) is None


@given(st.data())
def test_no_byte_changed_makes_it_fail(data: st.DataObject) -> None:
    whole = bytearray(file(ONE, TWO))
    for _ in range(data.draw(st.integers(0, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    track = gpx.track(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert track is None or all(abs(fix.lat) <= 90 for fix in track.fixes)
