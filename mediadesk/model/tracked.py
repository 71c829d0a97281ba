"""What a track tells of a clip: where it was shot and when, as far as that is better than what the file says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mediadesk.model.clip import Facts
from mediadesk.model.moment import Captured, wall_clock
from mediadesk.model.place import Place, distance_m
from mediadesk.model.track import Fix, Track, fix_at, kept, place_of

_BEST = ("gpmf", "nmea", "srt", "gpx")  # the camera's own receiver comes before somebody's who went along
_SAME_PLACE_M = 1000.0
_QUARTER = timedelta(minutes=15)  # all zones are multiples of it from UTC
_CLOCK_ERROR = timedelta(minutes=1)  # a camera's clock that is set at all is not further off
_FURTHEST = timedelta(hours=14)
_DAY = timedelta(days=1)
_OLDEST_YEAR = 1991  # no file is older than its format


def tracked(facts: Facts, track: Track, now: datetime) -> Facts:
    """The facts with what a track tells better. One that is no better than the track they have changes nothing.

    `now` is aware: a later time cannot be true. Names of places and zones are for others to add.
    """
    if facts.track and _rank(facts.track.source, bool(facts.track.text)) <= _rank(track.source, bool(track.fixes)):
        return facts
    fix = _where(facts, track)
    place = place_of(fix, track.source) if fix and (track.source != "gpx" or not facts.place) else facts.place
    return replace(
        facts,
        track=kept(track),
        place=place,
        captured=_captured(facts.captured, track, now, placed=place is not None),
        trouble=(*facts.trouble, *_trouble(facts, track, fix, now)),
    )


def _rank(source: str, has_fixes: bool) -> tuple[bool, int]:
    return not has_fixes, _BEST.index(source) if source in _BEST else len(_BEST)


def _where(facts: Facts, track: Track) -> Fix | None:
    """The fix that stands for a clip: the first one of its own, or where somebody was when it was shot."""
    if track.source == "gpx" and facts.captured.at:
        return fix_at(track, facts.captured.at)
    return track.first


def _captured(known: Captured, track: Track, now: datetime, *, placed: bool) -> Captured:
    """When it began. The clock of GPS with a fix decides; without one it must agree with the camera's but for zones."""
    at = track.began_at
    offset = _offset(track.began_local or known.local, at) if at else None
    if at is None or not _can_be(at, now) or not (track.had_fix or offset is not None):
        return _by_wall_clock(known, track, now)
    if track.had_fix and known.confidence == "high" and known.offset is not None:
        offset, zone = known.offset, known.zone
    else:
        offset, zone = None if placed else offset, None  # the place knows its zone better
    return Captured(
        at=at,
        local=None if offset is None else (at + offset).replace(tzinfo=None),
        offset=offset,
        zone=zone,
        source=f"{track.source}:gps" if track.had_fix else f"{track.source}:gps-without-fix",
        confidence="high" if track.had_fix else "medium",
    )


def _by_wall_clock(known: Captured, track: Track, now: datetime) -> Captured:
    """What a telemetry's wall clock adds: all, where nothing else is known; or that what the file calls UTC is none."""
    local = track.began_local
    if local is None or not _can_be(local, now):
        return known
    named_utc = known.at if known.source == "quicktime:mvhd" else None
    disguised = named_utc is not None and abs(named_utc.replace(tzinfo=None) - local) <= _CLOCK_ERROR
    if known.day_clock is None or disguised:
        return wall_clock(local, source=f"{track.source}:clock")
    return known


def _offset(local: datetime | None, at: datetime) -> timedelta | None:
    """How far a wall clock is from an instant, when that is a zone's offset but for the error of a clock."""
    if local is None:
        return None
    apart = local - at.replace(tzinfo=None)
    offset = round(apart / _QUARTER) * _QUARTER
    return offset if abs(apart - offset) <= _CLOCK_ERROR and abs(offset) <= _FURTHEST else None


def _can_be(at: datetime, now: datetime) -> bool:
    if not _OLDEST_YEAR <= at.year <= now.year + 1:  # also spares the arithmetic below an overflow
        return False
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) <= now + _DAY


def _trouble(facts: Facts, track: Track, fix: Fix | None, now: datetime) -> Iterator[str]:
    """What disagrees, in words."""
    if fix and facts.place and distance_m(fix.point, facts.place.point) > _SAME_PLACE_M:
        far = round(distance_m(fix.point, facts.place.point) / 1000)
        both = [_shown(facts.place), _shown(place_of(fix, track.source))]
        first, second = both if track.source == "gpx" else both[::-1]
        yield f"two places are {far} km apart: {first} and {second}; the first one is taken"
    at, clock = track.began_at, facts.captured.day_clock
    if at and track.had_fix and not _can_be(at, now):
        yield f"the GPS clock cannot be true: {at:%Y-%m-%d} ({track.source})"
    elif at and track.had_fix and clock and abs(clock - at.replace(tzinfo=None)) > _FURTHEST + _DAY:
        days = abs(clock - at.replace(tzinfo=None)).days
        yield f"the camera's clock is {days} days off that of GPS, which is taken"


def _shown(place: Place) -> str:
    return f"{place.lat:.4f},{place.lon:.4f} ({place.source})"
