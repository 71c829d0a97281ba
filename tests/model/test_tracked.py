"""What a track adds to the facts of a clip, and what it does not overrule."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.clip import Facts
from mediadesk.model.moment import UNKNOWN, Captured, instant, wall_clock
from mediadesk.model.place import Place
from mediadesk.model.track import Fix, Track, kept
from mediadesk.model.tracked import tracked

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BEGAN = datetime(2022, 5, 7, 11, tzinfo=UTC)
KHARKIV = Fix(lat=50.0, lon=36.23, at=BEGAN, seconds=0.0, radius_m=10.0)
GOPRO = Track(source="gpmf", fixes=(KHARKIV,), began_at=BEGAN, had_fix=True)
NO_FIX = Track(source="gpmf", began_at=BEGAN)
DRONE = Track(source="srt", fixes=(replace(KHARKIV, at=None),), began_local=datetime(2022, 5, 7, 14))
WALL = wall_clock(datetime(2022, 5, 7, 13, 58, 21), source="quicktime:clock")


def facts(captured: Captured = UNKNOWN, place: Place | None = None, track: Track | None = None) -> Facts:
    return Facts(container="mov", captured=captured, place=place, track=kept(track) if track else None)


def tag(lat: float, lon: float) -> Place:
    return Place(lat=lat, lon=lon, radius_m=30, source="quicktime:udta")


def test_the_clock_of_gps_decides_over_the_cameras() -> None:
    """It was 99 s slow. The zone is left to the place."""
    told = tracked(facts(WALL), GOPRO, NOW)
    assert told.captured == Captured(at=BEGAN, source="gpmf:gps", confidence="high")
    assert told.place == Place(lat=50.0, lon=36.23, radius_m=10.0, source="gpmf")
    assert told.track == kept(GOPRO)
    assert told.trouble == ()


def test_an_offset_that_a_phone_wrote_stays() -> None:
    written = datetime(2022, 5, 7, 14, 0, 2, tzinfo=timezone(timedelta(hours=3), "+03:00"))
    told = tracked(facts(instant(written, source="quicktime:creationdate", confidence="high")), GOPRO, NOW).captured
    assert (told.at, told.local, told.offset) == (BEGAN, datetime(2022, 5, 7, 14), timedelta(hours=3))


@pytest.mark.parametrize(("slow", "hours"), [(0, 3), (50, 3), (-59, 3), (61, None), (500, None)], ids=str)
def test_without_a_fix_the_clock_of_gps_must_agree_with_the_cameras(slow: int, hours: int | None) -> None:
    """But for a zone, which their difference is."""
    camera = wall_clock(datetime(2022, 5, 7, 14) - timedelta(seconds=slow), source="quicktime:clock")
    told = tracked(facts(camera), NO_FIX, NOW)
    if hours is None:
        assert told.captured == camera
    else:
        assert (told.captured.at, told.captured.offset) == (BEGAN, timedelta(hours=hours))
        assert (told.captured.confidence, told.captured.source) == ("medium", "gpmf:gps-without-fix")
    assert told.place is None


def test_without_a_fix_and_without_another_clock_nothing_is_known() -> None:
    assert tracked(facts(), NO_FIX, NOW).captured == UNKNOWN


@pytest.mark.parametrize("at", [datetime(1980, 1, 6, tzinfo=UTC), datetime(2033, 5, 18, tzinfo=UTC)])
def test_a_gps_clock_that_cannot_be_true_is_trouble(at: datetime) -> None:
    told = tracked(facts(WALL), replace(GOPRO, began_at=at), NOW)
    assert told.captured == WALL
    assert told.trouble == (f"the GPS clock cannot be true: {at.date()} (gpmf)",)


def test_a_camera_that_was_never_set_is_trouble() -> None:
    told = tracked(facts(wall_clock(datetime(2016, 1, 1), source="quicktime:clock")), GOPRO, NOW)
    assert told.captured.at == BEGAN
    assert told.trouble == ("the camera's clock is 2318 days off that of GPS, which is taken",)


def test_two_places_far_apart_are_trouble_that_names_both() -> None:
    told = tracked(facts(place=tag(50.0, 36.8)), GOPRO, NOW)
    assert told.place
    assert told.place.source == "gpmf"
    assert told.trouble == (
        (
            "two places are 41 km apart: 50.0000,36.2300 (gpmf) and 50.0000,36.8000 (quicktime:udta); "
            "the first one is taken"
        ),
    )
    assert tracked(facts(place=tag(50.0, 36.231)), GOPRO, NOW).trouble == ()


def test_a_drones_wall_clock_is_told_where_nothing_else_is() -> None:
    assert tracked(facts(), DRONE, NOW).captured == wall_clock(datetime(2022, 5, 7, 14), source="srt:clock")
    assert tracked(facts(WALL), DRONE, NOW).captured == WALL


def test_what_a_drone_calls_utc_and_is_its_wall_clock_is_one() -> None:
    """Some models write the one, some the other."""
    utc = instant(BEGAN, source="quicktime:mvhd", confidence="medium")
    assert tracked(facts(utc), DRONE, NOW).captured == utc
    disguised = instant(datetime(2022, 5, 7, 14, 0, 1, tzinfo=UTC), source="quicktime:mvhd", confidence="medium")
    assert tracked(facts(disguised), DRONE, NOW).captured == wall_clock(datetime(2022, 5, 7, 14), source="srt:clock")


def test_a_logger_that_went_along_tells_where_it_was_at_that_moment_and_no_time() -> None:
    later = replace(KHARKIV, lat=50.1, at=BEGAN + timedelta(minutes=2))
    logger = Track(source="gpx", fixes=(KHARKIV, later))
    at_one = facts(instant(BEGAN + timedelta(minutes=1), source="quicktime:mvhd", confidence="medium"))
    told = tracked(at_one, logger, NOW)
    assert told.place
    assert told.place.lat == pytest.approx(50.05)
    assert told.captured == at_one.captured
    far = facts(instant(BEGAN + timedelta(days=1), source="quicktime:mvhd", confidence="medium"))
    assert tracked(far, logger, NOW).place is None


def test_the_clips_own_place_comes_before_a_loggers() -> None:
    own = tag(50.0, 36.8)
    told = tracked(facts(place=own), Track(source="gpx", fixes=(KHARKIV,)), NOW)
    assert told.place == own
    assert told.trouble == (
        (
            "two places are 41 km apart: 50.0000,36.8000 (quicktime:udta) and 50.0000,36.2300 (gpx); "
            "the first one is taken"
        ),
    )


TRACKS = [GOPRO, NO_FIX, DRONE, Track(source="gpx", fixes=(KHARKIV,)), Track(source="nmea", fixes=(KHARKIV,))]


@given(st.sampled_from(TRACKS), st.sampled_from(TRACKS), st.sampled_from([UNKNOWN, WALL]))
def test_a_worse_track_changes_nothing_and_twice_the_same_is_once(one: Track, other: Track, when: Captured) -> None:
    first = tracked(facts(when), one, NOW)
    both = tracked(first, other, NOW)
    assert both.track in (kept(one), kept(other))
    if both.track == kept(one):
        assert both == first
    assert tracked(both, other, NOW) == both
