"""What is known of a camera's clock says when its clips were shot. GPS needs no clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.clock import (
    NO_PROFILE,
    Calibration,
    ClockProfile,
    ClockSpan,
    calibrated,
    doubt,
    drift,
    own_clock,
    read_by,
    with_span,
    zone_named,
)
from mediadesk.model.moment import UNKNOWN, Captured, in_zone, instant, placed, wall_clock

KYIV, WARSAW = ZoneInfo("Europe/Kyiv"), ZoneInfo("Europe/Warsaw")
NOON = wall_clock(datetime(2022, 5, 7, 12), source="quicktime:clock")
MAY, JUNE = datetime(2022, 5, 1), datetime(2022, 6, 1)
SECONDS = st.integers(-86_400, 86_400).map(lambda seconds: timedelta(seconds=seconds))
CLOCKS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1))
ZONES = st.sampled_from(("Europe/Kyiv", "America/New_York", "Asia/Kathmandu", "+03:00", "-04:30"))
TOLD = st.one_of(
    CLOCKS.map(lambda clock: wall_clock(clock, source="riff:clock")),
    CLOCKS.map(lambda clock: instant(clock.replace(tzinfo=UTC), source="quicktime:mvhd", confidence="medium")),
    CLOCKS.map(
        lambda clock: instant(clock.replace(tzinfo=timezone(timedelta(hours=2))), source="x", confidence="high")
    ),
    CLOCKS.map(lambda clock: placed(wall_clock(clock, source="riff:clock"), WARSAW, "Europe/Warsaw")),
)


def known(*spans: ClockSpan) -> ClockProfile:
    """A profile of what was said one after the other."""
    profile = NO_PROFILE
    for span in spans:
        profile = with_span(profile, span)
    return profile


def in_kyiv(**changes) -> ClockSpan:
    return ClockSpan(zone="Europe/Kyiv", **changes)


def behind(seconds: float, **changes) -> ClockSpan:
    return ClockSpan(behind=timedelta(seconds=seconds), **changes)


def test_a_zone_makes_an_instant_of_a_wall_clock():
    read = read_by(known(in_kyiv()), NOON)
    assert (read.at, read.local) == (datetime(2022, 5, 7, 9, tzinfo=UTC), NOON.local)
    assert (read.offset, read.zone) == (timedelta(hours=3), "Europe/Kyiv")
    assert (read.source, read.confidence) == ("quicktime:clock+profile", "medium")


def test_a_clock_that_was_behind_is_moved_and_still_has_no_zone():
    read = read_by(known(behind(41)), NOON)
    assert (read.at, read.local, read.offset) == (None, datetime(2022, 5, 7, 12, 0, 41), None)
    assert read.confidence == "low"


@given(TOLD)
def test_without_a_profile_nothing_changes(told):
    assert read_by(NO_PROFILE, told) == told


@given(TOLD, ZONES, SECONDS)
def test_zone_and_offset_compose_in_any_order(told, zone, amount):
    spans = (ClockSpan(zone=zone), ClockSpan(behind=amount))
    one, other = (read_by(known(*each), told) for each in permutations(spans))
    assert one == other
    only_moved = read_by(known(spans[1]), told)
    assert one.at is not None
    if only_moved.at and told.source != "riff:clock+place":
        assert one.at == only_moved.at


@given(TOLD, ZONES, SECONDS)
def test_an_instant_and_its_wall_clock_agree_whatever_is_known(told, zone, amount):
    read = read_by(known(ClockSpan(zone=zone), ClockSpan(behind=amount)), told)
    assert read.at is not None
    assert read.local is not None
    assert read.offset is not None
    assert read.local == read.at.astimezone(timezone(read.offset)).replace(tzinfo=None)


@given(TOLD, st.lists(SECONDS, min_size=1, max_size=4))
def test_what_was_said_last_counts(told, amounts):
    spans = [ClockSpan(behind=amount) for amount in amounts]
    assert known(*spans) == known(spans[-1])


def test_gps_needs_no_clock():
    """Nor does what a person typed, what only has a day, or nothing."""
    by_gps = instant(datetime(2022, 5, 7, 9, tzinfo=UTC), source="gpmf:gps", confidence="high")
    bare_day = Captured(day=datetime(2022, 5, 7).date(), source="filename:received", confidence="low")
    for told in (by_gps, bare_day, UNKNOWN):
        assert own_clock(told) is None
        assert read_by(known(in_kyiv(), behind(41)), told) == told
        assert doubt(known(in_kyiv()), told) is None


@pytest.mark.parametrize("source", ["quicktime:mvhd", "gpmf:gps-without-fix", "srt:clock"])
def test_sabotage_a_source_that_is_not_of_gps_is_moved(source):
    """A receiver without a fix has its time from nobody knows where."""
    told = instant(datetime(2022, 5, 7, 9, tzinfo=UTC), source=source, confidence="medium")
    assert read_by(known(behind(41)), told).at == told.at + timedelta(seconds=41)


def test_an_offset_that_the_camera_wrote_stays():
    """The clock was 41 s behind, but it knew where it was."""
    written = datetime(2022, 5, 7, 10, tzinfo=timezone(timedelta(hours=1)))
    read = read_by(known(in_kyiv(), behind(41)), instant(written, source="sony:xml", confidence="high"))
    assert (read.local, read.offset) == (datetime(2022, 5, 7, 10, 0, 41), timedelta(hours=1))
    assert read.confidence == "high"


def test_people_know_a_clock_better_than_the_place_does():
    """Shot in Warsaw by a camera on Kyiv's time: the place says what the wall clock was there."""
    told = placed(NOON, WARSAW, "Europe/Warsaw")
    assert told.source == "quicktime:clock+place"
    assert own_clock(told) == NOON
    read = read_by(known(in_kyiv()), told)
    assert (read.at, read.local) == (datetime(2022, 5, 7, 9, tzinfo=UTC), datetime(2022, 5, 7, 11))
    assert (read.offset, read.zone, read.source) == (timedelta(hours=2), "Europe/Warsaw", "quicktime:clock+profile")


def test_a_moved_wall_clock_keeps_the_zone_of_its_place():
    """An hour later clocks were set back: 02:30 in summer and 02:30 in winter are an hour apart."""
    told = placed(wall_clock(datetime(2022, 10, 30, 1, 30), source="c"), WARSAW, "Europe/Warsaw")
    assert told.at == datetime(2022, 10, 29, 23, 30, tzinfo=UTC)
    read = read_by(known(behind(7200)), in_zone(replace(told, source="mvhd"), WARSAW))
    assert (read.at, read.local) == (datetime(2022, 10, 30, 1, 30, tzinfo=UTC), datetime(2022, 10, 30, 2, 30))
    assert read.offset == timedelta(hours=1)


@pytest.mark.parametrize(
    ("clock", "at", "local", "said"),
    [
        (datetime(2022, 3, 27, 3, 30), datetime(2022, 3, 27, 1, 30), datetime(2022, 3, 27, 4, 30), "never came"),
        (datetime(2022, 10, 30, 3, 30), datetime(2022, 10, 30, 0, 30), datetime(2022, 10, 30, 3, 30), "came twice"),
        (datetime(2022, 10, 30, 2, 59), datetime(2022, 10, 29, 23, 59), datetime(2022, 10, 30, 2, 59), None),
        (datetime(2022, 10, 30, 4, 0), datetime(2022, 10, 30, 2, 0), datetime(2022, 10, 30, 4, 0), None),
    ],
)
def test_the_hours_when_clocks_are_changed_are_read_and_said(clock, at, local, said):
    told, profile = wall_clock(clock, source="c"), known(in_kyiv())
    read = read_by(profile, told)
    assert (read.at, read.local) == (at.replace(tzinfo=UTC), local)
    words = doubt(profile, told)
    assert said in words if said else words is None


def test_a_doubtful_hour_is_that_of_the_clock_put_right():
    told = wall_clock(datetime(2022, 10, 30, 2, 59, 30), source="c")
    assert doubt(known(in_kyiv()), told) is None
    assert "2022-10-30 03:00 came twice" in str(doubt(known(in_kyiv(), behind(41)), told))


def test_what_is_said_of_some_days_holds_for_them_alone():
    summer = in_kyiv(start=MAY, end=JUNE)
    profile = known(summer, ClockSpan(zone="Europe/Warsaw", start=JUNE))
    zones = [
        read_by(profile, wall_clock(clock, source="c")).zone
        for clock in (MAY - timedelta(microseconds=1), MAY, JUNE - timedelta(microseconds=1), JUNE)
    ]
    assert zones == [None, "Europe/Kyiv", "Europe/Kyiv", "Europe/Warsaw"]
    assert known(summer, in_kyiv(start=MAY, end=MAY + timedelta(days=1))).spans[-1].end == MAY + timedelta(days=1)
    assert known(summer, in_kyiv()) == known(in_kyiv())  # it covers what was said before


def test_saying_the_same_again_changes_nothing():
    profile = known(in_kyiv(), behind(41))
    assert with_span(profile, in_kyiv()) == profile


def test_a_zone_that_is_not_known_here_says_nothing():
    assert zone_named("Atlantis/Capital") is None
    assert zone_named("../../etc/passwd") is None
    assert read_by(known(ClockSpan(zone="Atlantis/Capital")), NOON) == NOON


@given(TOLD, st.integers(-4000, 4000).map(lambda days: timedelta(days=365 * days)))
def test_nothing_is_moved_out_of_time(told, amount):
    """A typing error of three thousand years moves no clip and stops no list."""
    read_by(known(in_kyiv(), ClockSpan(behind=amount)), told)


# --- calibrations -------------------------------------------------------------------------------------------------


KINDS = {
    "wall clock": lambda clock: wall_clock(clock, source="c"),
    "utc": lambda clock: instant(clock.replace(tzinfo=UTC), source="mvhd", confidence="medium"),
    "offset": lambda clock: instant(clock.replace(tzinfo=timezone(timedelta(hours=-7))), source="x", confidence="high"),
    "place": lambda clock: placed(wall_clock(clock, source="c"), timezone(timedelta(hours=5)), "+05:00"),
}


@given(
    st.sampled_from(sorted(KINDS)), CLOCKS, st.integers(60, 10_000_000), SECONDS, SECONDS, st.sampled_from((1, 3, 7))
)
def test_drift_is_exact_at_both_calibrations_and_linear_between(kind, clock, apart, error, other, part):
    """Whatever kind of time the camera writes: at each calibration it was the time that was shown."""
    told = [KINDS[kind](clock + timedelta(seconds=each)) for each in (0, apart * 10, apart * part)]
    bare = known(ClockSpan(zone="+02:00"))
    plain = [read_by(bare, each).at for each in told]
    profile = bare
    for number, amount in ((0, error), (1, other)):
        profile = calibrated(profile, told[number], str(number), plain[number] + amount, timedelta())
        assert profile
    read = [read_by(profile, each).at for each in told]
    assert (read[0], read[1]) == (plain[0] + error, plain[1] + other)
    expected = plain[2] + error + (other - error) * part / 10
    assert abs(read[2] - expected) <= timedelta(microseconds=1)


@given(CLOCKS, SECONDS, st.integers(0, 3600))
def test_the_clock_may_be_filmed_at_any_moment_of_a_clip(clock, error, after):
    told, later = wall_clock(clock, source="c"), timedelta(seconds=after)
    shown = (clock + later + error).replace(tzinfo=UTC)
    profile = calibrated(known(ClockSpan(zone="+00:00")), told, "A", shown, later)
    assert read_by(profile, told).at == clock.replace(tzinfo=UTC) + error


@given(CLOCKS, st.integers(-48, 48), st.integers(-400, 400))
def test_a_clock_of_which_no_zone_is_known_is_in_the_one_where_it_is_least_wrong(clock, quarters, wrong):
    """Calibrated in UTC: whole quarters of an hour are its zone, the rest is how far it was behind."""
    zone, error = timedelta(minutes=15 * quarters), timedelta(seconds=wrong)
    told = wall_clock(clock, source="c")
    profile = calibrated(NO_PROFILE, told, "A", (clock - zone + error).replace(tzinfo=UTC), timedelta())
    read = read_by(profile, told)
    assert (read.at, read.offset) == ((clock - zone + error).replace(tzinfo=UTC), zone)


def test_a_clock_that_was_reset_is_calibrated_too():
    """It begins in 2015 when its battery was out; the zone is that of the clock it films."""
    told = wall_clock(datetime(2015, 1, 1, 0, 7), source="c")
    shown = datetime(2022, 5, 7, 17, 3, 7, tzinfo=timezone(timedelta(hours=3)))
    read = read_by(calibrated(NO_PROFILE, told, "A", shown, timedelta()), told)
    assert (read.at, read.local) == (shown, shown.replace(tzinfo=None))


def test_a_filmed_clock_without_a_zone_corrects_a_wall_clock_and_no_instant():
    """The clock of a railway station: of what was written in UTC it tells nothing."""
    shown = datetime(2022, 5, 7, 12, 0, 41)
    profile = calibrated(NO_PROFILE, NOON, "A", shown, timedelta())
    assert read_by(profile, NOON) == replace(NOON, local=shown, source="quicktime:clock+profile")
    utc = instant(datetime(2022, 5, 7, 12, tzinfo=UTC), source="quicktime:mvhd", confidence="medium")
    assert calibrated(NO_PROFILE, utc, "A", shown, timedelta()) is None


def test_what_has_no_clock_of_its_own_calibrates_nothing():
    for told in (UNKNOWN, instant(datetime(2022, 5, 7, tzinfo=UTC), source="gpmf:gps", confidence="high")):
        assert calibrated(NO_PROFILE, told, "A", datetime(2022, 5, 7, tzinfo=UTC), timedelta()) is None


def test_a_clip_calibrates_once_and_before_the_first_and_after_the_last_the_drift_goes_on():
    days = [datetime(2022, 5, day) for day in (1, 3, 5)]
    profile = NO_PROFILE
    for clock, seconds in ((days[2], 30), (days[0], 99), (days[0], 10), (days[1], 14)):
        shown = (clock + timedelta(seconds=seconds)).replace(tzinfo=UTC)
        profile = calibrated(profile, wall_clock(clock, source="c"), str(clock), shown, timedelta())
    (span,) = (each for each in profile.spans if each.calibrations)
    assert [each.behind.total_seconds() for each in span.calibrations] == [10, 14, 30]
    assert drift(span.calibrations) == 5
    lost = [
        read_by(profile, wall_clock(datetime(2022, 5, day), source="c")).local - datetime(2022, 5, day)
        for day in (1, 2, 3, 4, 5, 6)
    ]
    assert [each.total_seconds() for each in lost] == [10, 12, 14, 22, 30, 38]
    before = read_by(profile, wall_clock(datetime(2022, 4, 30), source="c")).local
    assert before == datetime(2022, 4, 30, 0, 0, 8)


def test_one_calibration_or_two_at_once_tell_no_drift():
    one = Calibration(clip="A", camera=MAY, behind=timedelta(seconds=41))
    twice = (one, replace(one, clip="B", behind=timedelta(seconds=43)))
    assert drift(()) is drift((one,)) is drift(twice) is None
    read = read_by(known(ClockSpan(calibrations=twice)), NOON)
    assert read.local == NOON.local + timedelta(seconds=43)


def test_calibrations_of_other_days_stay_apart():
    """The clock was set anew in June."""
    may, june = ClockSpan(start=MAY, end=JUNE), ClockSpan(start=JUNE)
    profile = NO_PROFILE
    for clip, clock, seconds, within in (("A", MAY, 41, may), ("B", JUNE, -5, june)):
        shown = clock + timedelta(seconds=seconds)
        profile = calibrated(profile, wall_clock(clock, source="c"), clip, shown, timedelta(), within)
    assert [len(each.calibrations) for each in profile.spans] == [1, 1]
    assert read_by(profile, NOON).local == NOON.local + timedelta(seconds=41)
