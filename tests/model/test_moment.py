"""When: instants, wall clocks, offsets and days, none of which is taken for another."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.moment import (
    UNKNOWN,
    Captured,
    format_offset,
    in_zone,
    instant,
    parse_days,
    parse_instant,
    parse_offset,
    shifted,
    wall_clock,
)

ATHENS = ZoneInfo("Europe/Athens")
TODAY = date(2026, 11, 22)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timedelta(minutes=minutes))
NAIVE = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1))


def test_an_instant_in_utc_tells_no_wall_clock() -> None:
    captured = instant(datetime(2022, 5, 7, 12, tzinfo=UTC), source="x", confidence="medium")
    assert (captured.at, captured.local, captured.offset) == (datetime(2022, 5, 7, 12, tzinfo=UTC), None, None)


@given(NAIVE, OFFSETS)
def test_a_written_offset_tells_instant_and_wall_clock(local: datetime, offset: timedelta) -> None:
    """Also +00:00, which is written by a camera in Lisbon."""
    at = parse_instant(local.isoformat() + format_offset(offset))
    assert at is not None
    captured = instant(at, source="x", confidence="high")
    assert captured.local == local
    assert captured.offset == offset
    assert captured.at == (local - offset).replace(tzinfo=UTC)
    assert captured.at.tzinfo is UTC


def test_a_wall_clock_is_never_an_instant() -> None:
    captured = wall_clock(datetime(2022, 5, 7, 12, tzinfo=UTC), source="gopro")
    assert captured == Captured(local=datetime(2022, 5, 7, 12), source="gopro", confidence="low")
    assert captured.day_clock == datetime(2022, 5, 7, 12)


def test_a_day_is_that_of_the_wall_clock_and_of_utc_for_want_of_one() -> None:
    late = instant(datetime(2022, 5, 7, 23, tzinfo=UTC), source="x", confidence="medium")
    assert late.day_clock == datetime(2022, 5, 7, 23)
    assert in_zone(late, ATHENS).day_clock == datetime(2022, 5, 8, 2)
    assert UNKNOWN.day_clock is None


@given(NAIVE)
def test_a_zone_gives_an_instant_its_wall_clock_and_back(moment: datetime) -> None:
    at = moment.replace(tzinfo=UTC)
    there = in_zone(instant(at, source="x", confidence="medium"), ATHENS, "Europe/Athens")
    assert there.local is not None
    assert there.offset in (timedelta(hours=2), timedelta(hours=3))
    assert there.local - there.offset == moment
    back = in_zone(wall_clock(there.local, source="x"), ATHENS)
    assert back.at is not None
    # but for the hour that a clock shows twice in autumn
    assert abs(back.at - at) in (timedelta(0), timedelta(hours=1))


def test_a_zone_does_not_overrule_a_written_offset() -> None:
    written = instant(datetime(2022, 5, 7, 12, tzinfo=timezone(timedelta(hours=-7))), source="x", confidence="high")
    there = in_zone(written, ATHENS, "Europe/Athens")
    assert (there.at, there.local, there.offset) == (written.at, written.local, written.offset)


def test_nothing_stays_nothing_in_any_zone() -> None:
    assert in_zone(UNKNOWN, ATHENS, "Europe/Athens") == UNKNOWN


def test_a_clock_that_was_behind_is_put_right_in_both_readings() -> None:
    before = instant(datetime(2022, 5, 7, 12, tzinfo=timezone(timedelta(hours=3))), source="x", confidence="high")
    after = shifted(before, timedelta(minutes=5))
    assert after.at == datetime(2022, 5, 7, 9, 5, tzinfo=UTC)
    assert after.local == datetime(2022, 5, 7, 12, 5)
    assert shifted(UNKNOWN, timedelta(hours=1)) == UNKNOWN


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("+02:00", timedelta(hours=2)),
        ("-0700", timedelta(hours=-7)),
        ("+0:00:41", timedelta(seconds=41)),
        ("-03:30", -timedelta(hours=3, minutes=30)),
        ("Z", timedelta(0)),
        ("2:00", None),
        ("+2", None),
        ("+02:60", None),
        ("+24:00", None),
        ("+00:00:60", None),
        ("", None),
        ("Europe/Athens", None),
    ],
)
def test_an_offset_as_it_is_written(text: str, offset: timedelta | None) -> None:
    assert parse_offset(text) == offset


@given(OFFSETS)
def test_an_offset_comes_back(offset: timedelta) -> None:
    assert parse_offset(format_offset(offset)) == offset


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2022-05-07T12:00:00Z", datetime(2022, 5, 7, 12, tzinfo=UTC)),
        ("2022-05-07T12:00:00.000000Z", datetime(2022, 5, 7, 12, tzinfo=UTC)),
        (" 2022-05-07 12:00:00 ", datetime(2022, 5, 7, 12)),
        ("2022-05-07T12:00:00+0300", datetime(2022, 5, 7, 9, tzinfo=UTC)),
        ("2022-13-07T12:00:00", None),
        ("+42603-05-04T04:12:48Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:00:00-07:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_an_instant_as_it_is_written(text: str, at: datetime | None) -> None:
    assert parse_instant(text) == at


def test_what_is_written_without_a_zone_stays_without() -> None:
    naive = parse_instant("2022-05-07T12:00:00")
    assert naive is not None
    assert naive.tzinfo is None


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2022-05-07", datetime(2022, 5, 7), datetime(2022, 5, 8)),
        ("2022-05", datetime(2022, 5, 1), datetime(2022, 6, 1)),
        ("2022-12", datetime(2022, 12, 1), datetime(2023, 1, 1)),
        ("2022", datetime(2022, 1, 1), datetime(2023, 1, 1)),
        ("2024-02-29", datetime(2024, 2, 29), datetime(2024, 3, 1)),
        ("today", datetime(2026, 11, 22), datetime(2026, 11, 23)),
        ("yesterday", datetime(2026, 11, 21), datetime(2026, 11, 22)),
    ],
)
def test_a_date_is_a_span_of_days(text: str, first: datetime, after: datetime) -> None:
    assert parse_days(text, TODAY) == (first, after)


@pytest.mark.parametrize("text", ["2022-02-30", "2022-13", "0000", "9999", "9999-12-31", "22-05-07", "soon", ""])
def test_what_names_no_days_is_none(text: str) -> None:
    assert parse_days(text, TODAY) is None


@given(st.text(alphabet="0123456789-+:TZ. ", max_size=30))
def test_any_text_is_understood_or_left(text: str) -> None:
    parse_instant(text)
    parse_offset(text)
    span = parse_days(text, TODAY)
    assert span is None or span[0] < span[1]
