"""A track: where a device was, moment by moment, by its own GPS or by somebody's who went along."""

import math
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import pairwise

from mediadesk.model.moment import Captured
from mediadesk.model.place import LatLon, Place, distance_m

RADIUS_M = 30.0  # what a fix is good for when nothing says it
METRES_A_DOP = 5.0  # what a consumer's receiver is off by under the best sky, for each unit of dilution of precision

_MOST_FIXES = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_TOLERANCE_M = 5.0
_LONGEST_GAP = timedelta(minutes=10)  # between two fixes: longer, nobody knows the way in between
_BEYOND = timedelta(minutes=2)  # before its first fix and after its last one


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A point that a receiver was sure of."""

    lat: float  # degrees, WGS 84
    lon: float
    at: datetime | None = None  # UTC, by the clock of GPS
    seconds: float | None = None  # into the clip
    altitude_m: float | None = None
    radius_m: float = RADIUS_M  # the truth lies within

    @property
    def point(self) -> LatLon:
        """Where it is."""
        return LatLon(lat=self.lat, lon=self.lon)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The fixes of a device in their order, and what its clocks said when the clip began. It may have clocks alone."""

    source: str  # "gpmf", "srt", "gpx", "nmea"
    fixes: tuple[Fix, ...] = ()
    began_at: datetime | None = None  # UTC, by the clock of GPS
    had_fix: bool = False  # when it told that: without a fix its clock may be anything
    began_local: datetime | None = None  # naive, by a clock that says no zone

    @property
    def first(self) -> Fix | None:
        """The first good fix."""
        return self.fixes[0] if self.fixes else None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTrack:
    """A track as it is kept with a clip: its fixes are one text, which is read when somebody asks for them."""

    source: str
    text: str = ""  # a line a fix: latitude, longitude, seconds, milliseconds since 1970, altitude, radius
    began_at: datetime | None = None
    had_fix: bool = False
    began_local: datetime | None = None

    @property
    def whole(self) -> Track:
        """The track itself."""
        return Track(
            source=self.source,
            fixes=tuple(map(_fix, self.text.splitlines())),
            began_at=self.began_at,
            had_fix=self.had_fix,
            began_local=self.began_local,
        )


def kept(track: Track) -> KeptTrack:
    """The track as it is kept: to a centimetre, a millisecond, a decimetre of altitude and radius."""
    return KeptTrack(
        source=track.source,
        text="\n".join(map(_line, track.fixes)),
        began_at=track.began_at,
        had_fix=track.had_fix,
        began_local=track.began_local,
    )


def radius_m(dop: float) -> float:
    """The radius that a dilution of precision stands for, in metres."""
    return max(METRES_A_DOP, METRES_A_DOP * dop) if 0 < dop < 100 else RADIUS_M


def simplified(track: Track, tolerance_m: float = _TOLERANCE_M, most: int = _MOST_FIXES) -> Track:
    """The same track with fewer fixes: at any time it is within `tolerance_m` of what it was, unless that would need
    more than `most` fixes. Its first and its last fix stay.

    SQUISH-E (Muckell and others, GeoInformatica 18, 2014): the fix whose loss moves the track least goes first, and
    leaves what it has cost to its neighbours. Distances are between places at the same time: a stop remains a stop.
    """
    fixes, clock = track.fixes, _clock(track.fixes)
    count = len(fixes)
    before, after = list(range(-1, count - 1)), list(range(1, count + 1))
    owed = [0.0] * count

    def cost(which: int) -> float:
        one, other = before[which], after[which]
        span = clock[other] - clock[one]
        there = _between(fixes[one], fixes[other], (clock[which] - clock[one]) / span if span > 0 else 0.5)
        return owed[which] + distance_m(fixes[which].point, there)

    costs = [0.0, *(cost(which) for which in range(1, count - 1)), 0.0][:count]
    heap = [(costs[which], which) for which in range(1, count - 1)]
    heapify(heap)
    gone: set[int] = set()
    while heap:
        least, which = heappop(heap)
        if which in gone or least != costs[which]:  # it was asked again since
            continue
        if least > tolerance_m and count - len(gone) <= most:
            break
        gone.add(which)
        one, other = before[which], after[which]
        after[one], before[other] = other, one
        for neighbour in (one, other):
            owed[neighbour] = max(owed[neighbour], least)
            if 0 < neighbour < count - 1:
                costs[neighbour] = cost(neighbour)
                heappush(heap, (costs[neighbour], neighbour))
    return replace(track, fixes=tuple(fix for which, fix in enumerate(fixes) if which not in gone))


def fix_at(track: Track, instant: datetime) -> Fix | None:
    """Where the track was at an aware instant, between the fixes around it; None where it does not tell.

    Its radius grows with how far away these are.
    """
    timed = [(fix.at, fix) for fix in track.fixes if fix.at]
    if any(one > other for (one, _), (other, _) in pairwise(timed)):
        timed.sort(key=lambda each: each[0])
    if not timed or not timed[0][0] - _BEYOND <= instant <= timed[-1][0] + _BEYOND:
        return None
    later = bisect(timed, instant, key=lambda each: each[0])
    (one_at, one), (other_at, other) = timed[max(0, later - 1)], timed[min(later, len(timed) - 1)]
    if one_at == other_at:
        return replace(one, at=instant, seconds=None)
    if other_at - one_at > _LONGEST_GAP:
        near_at, near = min((one_at, one), (other_at, other), key=lambda each: abs(each[0] - instant))
        return replace(near, at=instant, seconds=None) if abs(near_at - instant) <= _BEYOND else None
    there = _between(one, other, (instant - one_at) / (other_at - one_at))
    off = min(distance_m(one.point, there), distance_m(other.point, there))
    return Fix(lat=there.lat, lon=there.lon, at=instant, radius_m=max(one.radius_m, other.radius_m) + off)


def placed_by(track: Track, captured: Captured) -> Place | None:
    """Where a clip was shot, by the track of somebody who went along. The clip's instant must be known."""
    fix = fix_at(track, captured.at) if captured.at else None
    return place_of(fix, track.source) if fix else None


def place_of(fix: Fix, source: str) -> Place:
    """A fix as a place without a name: no more exact than it is kept, so that reading it again changes nothing."""
    fix = _fix(_line(fix))
    return Place(lat=fix.lat, lon=fix.lon, radius_m=fix.radius_m, source=source)


def _line(fix: Fix) -> str:
    seconds = "" if fix.seconds is None else f"{fix.seconds:.3f}"
    at_ms = "" if fix.at is None else str((fix.at - _EPOCH) // _MILLISECOND)
    altitude_m = "" if fix.altitude_m is None else f"{fix.altitude_m:.1f}"
    return f"{fix.lat:.7f},{fix.lon:.7f},{seconds},{at_ms},{altitude_m},{fix.radius_m:.1f}"


def _fix(line: str) -> Fix:
    lat, lon, seconds, at_ms, altitude_m, radius = line.split(",")
    return Fix(
        lat=float(lat),
        lon=float(lon),
        seconds=float(seconds) if seconds else None,
        at=_EPOCH + int(at_ms) * _MILLISECOND if at_ms else None,
        altitude_m=float(altitude_m) if altitude_m else None,
        radius_m=float(radius),
    )


def _clock(fixes: Sequence[Fix]) -> list[float]:
    """When each fix was, in seconds from the first on; where not all of them say it, they are as far apart in time."""
    seconds = [fix.seconds for fix in fixes if fix.seconds is not None]
    instants = [fix.at.timestamp() for fix in fixes if fix.at]
    for times in (seconds, instants):
        if len(times) == len(fixes) and all(one <= other for one, other in pairwise(times)):
            return times
    return [float(which) for which in range(len(fixes))]


def _between(one: Fix, other: Fix, share: float) -> LatLon:
    """The point on the way from one to the other, the shorter way round the earth."""
    east = math.remainder(other.lon - one.lon, 360)
    lon = math.remainder(one.lon + share * east, 360)
    return LatLon(lat=one.lat + share * (other.lat - one.lat), lon=lon)
