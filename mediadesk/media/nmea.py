"""What a GPS receiver says, line by line, as dashcams write it beside a clip. Pure, and never raises.

NMEA 0183: gpsd.gitlab.io/gpsd/NMEA.html. A sentence counts when its checksum is right; `RMC` brings place and date when
its status is A, `GGA` and `GSA` the precision. Where not one of several is right, no byte was lost but somebody has
written them anew: they count, and their clock is not that of a fix. BlackVue puts `[ms]` before each: its own clock, in
milliseconds as if it were set to UTC.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import xor

from mediadesk.model.place import point
from mediadesk.model.track import RADIUS_M, Fix, Track, radius_m

_SOURCE = "nmea"
_SEVERAL = 3
_SENTENCE = re.compile(rb"\s{0,9}(?:\[(\d{1,15})\])?\$([A-Z]{2})([A-Z]{3}),([\x20-\x7e]{0,200})\*([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """A line."""

    kind: str  # RMC …
    fields: Sequence[str]
    stamp_ms: int | None
    right: bool  # its checksum


def track(data: bytes) -> Track | None:
    """What a file tells; None when nothing in it is NMEA."""
    sentences = list(_sentences(data))
    right = [sentence for sentence in sentences if sentence.right]
    places = [sentence.right for sentence in sentences if sentence.kind == "RMC"]
    edited = len(places) >= _SEVERAL and not any(places)
    fixes: list[Fix] = []
    began_ms: int | None = None
    late = False
    for sentence in sentences if edited else right:
        began_ms = sentence.stamp_ms if began_ms is None else began_ms
        if sentence.kind == "RMC":
            if fix := _fix(sentence, began_ms):
                fixes.append(fix)
            late = late or not fixes  # the receiver was still searching when the file began
        elif fixes:
            fixes[-1] = _finer(fixes[-1], sentence)
    if not right and not edited:
        return None
    began_at = fixes[0].at if fixes else None
    if began_ms is None:
        began_at = None if late else began_at
        fixes = [_timed(fix, began_at) for fix in fixes]
    elif fixes and began_at:
        began_at = _earlier(began_at, fixes[0].seconds or 0)
    return Track(
        source=_SOURCE,
        fixes=tuple(fixes),
        began_at=began_at,
        had_fix=began_at is not None and not edited,
        began_local=None if began_ms is None else _clock(began_ms),
    )


def _sentences(data: bytes) -> Iterator[_Sentence]:
    for line in data.splitlines():
        match = _SENTENCE.match(line)
        if match:
            yield _Sentence(
                kind=match[3].decode("ascii"),
                fields=match[4].decode("ascii").split(","),
                stamp_ms=int(match[1]) if match[1] else None,
                right=reduce(xor, line[match.start(2) : match.start(5) - 1]) == int(match[5], 16),
            )


def _fix(rmc: _Sentence, began_ms: int | None) -> Fix | None:
    """hhmmss.ss, status, latitude, N, longitude, E, speed, course, ddmmyy."""
    if len(rmc.fields) < 9 or rmc.fields[1] != "A":
        return None
    time, _, lat, north, lon, east, _, _, date = rmc.fields[:9]
    degrees = _degrees(lat, north, "NS"), _degrees(lon, east, "EW")
    if degrees[0] is None or degrees[1] is None or not (place := point(degrees[0], degrees[1])):
        return None
    seconds = None if rmc.stamp_ms is None or began_ms is None else (rmc.stamp_ms - began_ms) / 1000
    return Fix(lat=place.lat, lon=place.lon, at=_instant(date, time), seconds=seconds)


def _degrees(text: str, side: str, sides: str) -> float | None:
    """`5221.1234` with N or E is 52° 21.1234'."""
    if len(side) != 1 or side not in sides or not re.fullmatch(r"\d{1,5}(\.\d{1,12})?", text):
        return None
    whole, minutes = divmod(float(text), 100)
    degrees = whole + minutes / 60
    return -degrees if side == sides[1] else degrees


def _instant(date: str, time: str) -> datetime | None:
    match = re.fullmatch(r"(\d{6})(\.\d{1,6})?\d{0,6}", time)
    try:
        # years have two digits, and no receiver is older than GPS: %y is 1969 to 2068
        at = match and datetime.strptime(date + match[1], "%d%m%y%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return at + timedelta(seconds=float(match[2] or 0)) if match and at else None


def _finer(fix: Fix, sentence: _Sentence) -> Fix:
    """The fix with its precision, and its altitude."""
    where = {"GGA": 7, "GSA": 15}.get(sentence.kind)
    dop = _decimal(sentence.fields, where) if where is not None else None
    if dop is not None and fix.radius_m == RADIUS_M:
        fix = replace(fix, radius_m=radius_m(dop))
    altitude_m = _decimal(sentence.fields, 8) if sentence.kind == "GGA" else None
    return fix if altitude_m is None else replace(fix, altitude_m=altitude_m)


def _decimal(fields: Sequence[str], which: int) -> float | None:
    text = fields[which] if which < len(fields) else ""
    return float(text) if re.fullmatch(r"-?\d{1,6}(\.\d{1,6})?", text) else None


def _timed(fix: Fix, began_at: datetime | None) -> Fix:
    """A fix with its seconds into the clip, when its first one came with the beginning."""
    return replace(fix, seconds=(fix.at - began_at).total_seconds() if fix.at and began_at else None)


def _earlier(at: datetime, seconds: float) -> datetime | None:
    try:
        return at - timedelta(seconds=seconds)
    except OverflowError:
        return None


def _clock(stamp_ms: int) -> datetime | None:
    try:
        return datetime(1970, 1, 1) + timedelta(milliseconds=stamp_ms)
    except OverflowError:
        return None
