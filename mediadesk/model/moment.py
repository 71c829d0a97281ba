"""When: an instant, an offset, a source and a confidence are four facts, and absence is an answer."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Literal

Confidence = Literal["high", "medium", "low", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """When a clip was shot, as far as anything says so.

    `at` is aware UTC and only set when the instant is known; `local` is the wall clock where the clip was shot, naive.
    A camera's wall clock without a zone fills `local` alone: it is never UTC in disguise.
    """

    at: datetime | None = None
    local: datetime | None = None
    offset: timedelta | None = None
    zone: str | None = None  # IANA name
    day: date | None = None  # there, where nothing but the day is known; a day without a time is no instant
    source: str = ""  # "quicktime:creationdate", "filename", "typed" …; empty when nothing was found
    confidence: Confidence = "none"

    @property
    def day_clock(self) -> datetime | None:
        """The naive clock by which a day is matched: the wall clock there, else UTC for want of better.

        Of a bare day its first moment.
        """
        if self.local is not None:
            return self.local
        if self.at is not None:
            return self.at.replace(tzinfo=None)
        return datetime(self.day.year, self.day.month, self.day.day) if self.day else None


UNKNOWN = Captured()
PLACED = "+place"  # the end of a source: a wall clock whose zone was told by the place


def instant(at: datetime, *, source: str, confidence: Confidence) -> Captured:
    """What an aware instant tells. An offset that is really written (also +00:00) gives the wall clock too."""
    offset = at.utcoffset()
    if at.tzinfo is UTC or offset is None:
        return Captured(at=at, source=source, confidence=confidence)
    return Captured(
        at=at.astimezone(UTC), local=at.replace(tzinfo=None), offset=offset, source=source, confidence=confidence
    )


def wall_clock(local: datetime, *, source: str, confidence: Confidence = "low") -> Captured:
    """What a camera's clock tells that says nothing of its zone."""
    return Captured(local=local.replace(tzinfo=None), source=source, confidence=confidence)


def in_zone(captured: Captured, zone: tzinfo, name: str | None = None) -> Captured:
    """The same moment with its zone known: fills the missing one of instant and wall clock. A written offset stays."""
    if captured.offset is not None:
        return replace(captured, zone=captured.zone or name)
    if captured.at is not None:
        at = captured.at
    elif captured.local is not None:
        at = captured.local.replace(tzinfo=zone).astimezone(UTC)
    else:
        return captured
    there = at.astimezone(zone)  # of an hour that was left out when clocks were set forward: what they showed
    return replace(captured, at=at, local=there.replace(tzinfo=None, fold=0), offset=there.utcoffset(), zone=name)


def placed(captured: Captured, zone: tzinfo, name: str | None = None) -> Captured:
    """The same moment where it was shot. A wall clock gets its instant so, and a source that says so: less sure."""
    there = in_zone(captured, zone, name)
    return there if captured.at or not there.at else replace(there, source=captured.source + PLACED)


def is_gps(source: str) -> bool:
    """Whether a source of time is the clock of GPS with a fix, which no camera sets: `gpmf:gps`, `nmea:gps` …"""
    return source.partition("+")[0].endswith(":gps")


def shifted(captured: Captured, by: timedelta) -> Captured:
    """The same capture by a clock that was `by` behind."""
    return replace(
        captured,
        at=captured.at + by if captured.at else None,
        local=captured.local + by if captured.local else None,
    )


def parse_offset(text: str) -> timedelta | None:
    """`+02:00`, `-0700`, `+0:00:41` or `Z` as a timedelta; None when it is no offset."""
    if text in ("Z", "z"):
        return timedelta(0)
    match = re.fullmatch(r"([+-])([01]?\d|2[0-3]):?([0-5]\d)(?::([0-5]\d))?", text)
    if not match:
        return None
    amount = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return -amount if match[1] == "-" else amount


def format_offset(offset: timedelta) -> str:
    """`+02:00`."""
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def parse_instant(text: str) -> datetime | None:
    """An ISO 8601 date and time, aware or naive as it is written (`Z` gives UTC itself); None when it is none.

    One whose UTC lies before the year 1 or after 9999 is none, too: nothing could be done with it.
    """
    try:
        at = datetime.fromisoformat(text.strip())
        if at.tzinfo:
            at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if text.strip().endswith(("Z", "z")):
        return at.replace(tzinfo=UTC)
    offset = at.utcoffset()
    # named, or a written +00:00 would be UTC itself, and the wall clock it tells be lost
    return at if offset is None else at.replace(tzinfo=timezone(offset, format_offset(offset)))


def parse_days(text: str, today: date) -> tuple[datetime, datetime] | None:
    """The span that a date names, from its first moment to the first after it, in naive clocks of the place.

    `2022-05-07`, `2022-05`, `2022`, `yesterday`, `today`; None when it is something else.
    """
    words = {"today": today, "yesterday": today - timedelta(days=1)}
    if text in words:
        return _span(words[text], timedelta(days=1))
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    try:
        first = date(year, month, day)
        if match[3]:
            return _span(first, timedelta(days=1))
        after = date(year + 1, 1, 1) if not match[2] or month == 12 else date(year, month + 1, 1)
    except (ValueError, OverflowError):
        return None
    return _span(first, after - first)


def _span(first: date, length: timedelta) -> tuple[datetime, datetime]:
    start = datetime(first.year, first.month, first.day)
    return start, start + length
