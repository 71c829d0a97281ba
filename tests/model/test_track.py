"""Tracks: fewer fixes that tell the same, and where somebody was at a moment in between."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.moment import UNKNOWN, instant, wall_clock
from mediadesk.model.place import LatLon, distance_m
from mediadesk.model.track import RADIUS_M, Fix, Track, fix_at, kept, place_of, placed_by, radius_m, simplified

NOON = datetime(2022, 5, 7, 12, tzinfo=UTC)
DEGREE_M = 111_195.0  # of latitude


def walk(*east_m: float, every: float = 1.0) -> Track:
    """A track along the equator, a fix each second."""
    return Track(
        source="gpx",
        fixes=tuple(
            Fix(lat=0.5, lon=metres / DEGREE_M, at=NOON + timedelta(seconds=every * which), seconds=every * which)
            for which, metres in enumerate(east_m)
        ),
    )


STEPS = st.lists(st.tuples(st.floats(-40, 40), st.floats(-40, 40)), max_size=60)


@st.composite
def wanderings(draw: st.DrawFn, lon: float = 30.0) -> Track:
    """Somebody who goes a few metres every second, or stands."""
    lat, fixes = 50.0, []
    for which, (north, east) in enumerate(draw(STEPS)):
        lat, lon = lat + north / DEGREE_M, lon + east / DEGREE_M
        fixes.append(Fix(lat=lat, lon=lon, at=NOON + timedelta(seconds=which), seconds=float(which)))
    return Track(source="gpmf", fixes=tuple(fixes))


@given(wanderings(), st.sampled_from([1.0, 5.0, 50.0]))
def test_at_every_moment_a_simplified_track_is_where_it_was(track: Track, tolerance_m: float) -> None:
    few = simplified(track, tolerance_m)
    assert set(few.fixes) <= set(track.fixes)
    assert (few.fixes[:1], few.fixes[-1:]) == (track.fixes[:1], track.fixes[-1:])
    for fix in track.fixes:
        assert fix.at
        there = fix_at(few, fix.at)
        assert there
        assert distance_m(there.point, fix.point) <= tolerance_m * 1.01 + 0.01


@given(wanderings())
def test_no_more_fixes_stay_than_asked_for(track: Track) -> None:
    assert len(simplified(track, 0.0, 10).fixes) <= 10


def test_of_a_straight_way_its_ends_stay_and_a_stop_stays_a_stop() -> None:
    assert [fix.seconds for fix in simplified(walk(*range(0, 1000, 10))).fixes] == [0, 99]
    stopped = walk(0, 10, 20, 20, 20, 20, 20, 20, 30, 40)
    assert [fix.seconds for fix in simplified(stopped, 1.0).fixes] == [0, 2, 7, 9]


def test_a_track_of_which_no_time_is_known_is_simplified_by_its_shape() -> None:
    fixes = tuple(Fix(lat=0.5, lon=which / 10_000) for which in range(50))
    assert len(simplified(Track(source="srt", fixes=fixes)).fixes) == 2


@pytest.mark.parametrize("count", [0, 1, 2])
def test_what_is_short_stays_as_it_is(count: int) -> None:
    track = walk(*range(0, count * 100, 100))
    assert simplified(track) == track


def test_the_work_grows_with_the_length() -> None:
    """Not with its square: 40 000 fixes of a zigzag, every one of which matters, leave 500."""
    zigzag = walk(*((which % 2) * 40.0 for which in range(40_000)))
    assert len(simplified(zigzag).fixes) == 500


def test_between_two_fixes_somebody_was_between_them() -> None:
    fix = fix_at(walk(0, 100), NOON + timedelta(seconds=0.25))
    assert fix
    assert fix.lon == pytest.approx(25 / DEGREE_M)
    assert fix.radius_m == pytest.approx(RADIUS_M + 25, abs=0.5)


@given(wanderings(), st.floats(-1e6, 1e6))
def test_where_somebody_was_is_told_at_any_moment_or_not_at_all(track: Track, seconds: float) -> None:
    fix = fix_at(track, NOON + timedelta(seconds=seconds))
    lasted = len(track.fixes) - 1
    assert (fix is None) == (not track.fixes or not -120 <= seconds <= lasted + 120)


def test_across_the_date_line_the_shorter_way_is_taken() -> None:
    fixes = (Fix(lat=0.5, lon=179.9, at=NOON), Fix(lat=0.5, lon=-179.9, at=NOON + timedelta(seconds=2)))
    fix = fix_at(Track(source="gpx", fixes=fixes), NOON + timedelta(seconds=1))
    assert fix
    assert abs(fix.lon) == pytest.approx(180)


def test_in_a_long_gap_nobody_knows_the_way() -> None:
    gap = walk(0, 5000, every=3600)
    assert fix_at(gap, NOON + timedelta(minutes=30)) is None
    near = fix_at(gap, NOON + timedelta(minutes=1))
    assert near
    assert near.point == LatLon(lat=0.5, lon=0)


def test_fixes_in_any_order_are_found_by_their_time() -> None:
    track = walk(0, 100, 200)
    back = Track(source="gpx", fixes=track.fixes[::-1])
    moment = NOON + timedelta(seconds=1.5)
    assert fix_at(back, moment) == fix_at(track, moment)


def test_a_clip_is_placed_by_its_instant_and_never_by_a_naive_clock() -> None:
    place = placed_by(walk(0, 100), instant(NOON, source="x", confidence="high"))
    assert place
    assert (place.source, place.radius_m, place.name) == ("gpx", RADIUS_M, None)
    assert placed_by(walk(0, 100), wall_clock(NOON, source="x")) is None
    assert placed_by(walk(0, 100), UNKNOWN) is None


@pytest.mark.parametrize(("dop", "metres"), [(0.25, 5), (2.05, 10.25), (0, RADIUS_M), (99.99, 499.95), (1e9, RADIUS_M)])
def test_precision_becomes_metres(dop: float, metres: float) -> None:
    assert radius_m(dop) == pytest.approx(metres)


@given(wanderings())
def test_a_track_that_is_kept_comes_back(track: Track) -> None:
    """To a centimetre; once more it is the same to the bit."""
    back = kept(track).whole
    assert all(
        distance_m(one.point, other.point) < 0.02 and (one.at, one.seconds) == (other.at, other.seconds)
        for one, other in zip(track.fixes, back.fixes, strict=True)
    )
    assert kept(back).whole == back
    assert kept(back) == kept(track)


def test_what_a_fix_does_not_tell_is_kept_as_that() -> None:
    sparse = Track(source="srt", fixes=(Fix(lat=1.0, lon=-2.0),), began_local=datetime(2022, 5, 7), began_at=NOON)
    assert kept(sparse).whole == sparse


def test_the_first_fix_is_the_one_that_stands_for_all() -> None:
    assert Track(source="gpmf").first is None
    assert walk(3, 4).first == walk(3).fixes[0]


def test_a_place_is_the_same_before_and_after_its_fix_was_kept():
    """Or a later reading of the same file would seem to know something new."""
    fix = Fix(lat=33.12649691234, lon=-117.32735421234, radius_m=30.299999999999997)
    (again,) = kept(Track(source="gpmf", fixes=(fix,))).whole.fixes

    assert place_of(fix, "gpmf") == place_of(again, "gpmf")
