"""The subtitles that DJI's drones write beside a clip: where they were in every cue, and their wall clock. Pure, and
never raises.

There is no specification; the dialects are known from files of many models. `GPS(a,b,c)` is longitude, latitude and a
count of satellites, but latitude, longitude and an altitude where c ends in M (Matrice 300). Newer models write
`[latitude: a] [longitude: b]`, some of them misspelt. What a cue calls HOME is where the drone took off.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mediadesk.model.place import LatLon, distance_m, point
from mediadesk.model.track import Fix, Track

_SOURCE = "srt"
_LEAST_APART = 0.2  # seconds; some write a cue for every frame

_TIMES = re.compile(r"\s{0,9}(\d{1,3}):(\d\d):(\d\d)[,.](\d{1,3})\s{0,9}-->")
_DATE = re.compile(
    r"\b(\d{4})[-./](\d\d)[-./](\d\d)\s{1,3}(\d\d):(\d\d):(\d\d)(?:[.,:](\d{3})(?:[.,:]?(\d{3}))?)?(?!\d)"
)
_NUMBER = r"([+-]?\d{1,5}(?:[.,]\d{1,15})?)"
_LATITUDE = re.compile(rf"\blatitude\s{{0,3}}:?\s{{0,3}}{_NUMBER}", re.IGNORECASE)
_LONGITUDE = re.compile(rf"\blongt?itude\s{{0,3}}:?\s{{0,3}}{_NUMBER}", re.IGNORECASE)
_ALTITUDE = re.compile(rf"\b(?:abs_alt|altitude)\s{{0,3}}:?\s{{0,3}}{_NUMBER}", re.IGNORECASE)
_GPS = re.compile(r"\bGPS\s{0,3}\(([^()\n]{1,90})\)")
_TELEMETRY = re.compile(r"\bGPS\s{0,3}\(|\b(?:latitude|longt?itude)\s{0,3}:?\s{0,3}[+-]?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What a cue says of a place."""

    seconds: float
    numbers: tuple[float, float]  # latitude and longitude, or whichever order the dialect has
    named: bool  # it says which is which
    altitude_m: float | None = None
    lat_first: bool = False  # by the dialect, when it does not say it


def track(data: bytes, near: LatLon | None = None) -> Track | None:
    """What a file tells; None for subtitles that are no telemetry.

    `near` is where the clip itself says that it was shot: it decides which number is which, when the other order would
    be far away.
    """
    said: list[_Said] = []
    began_local: datetime | None = None
    is_telemetry = False
    for seconds, text in _cues(data.decode("utf-8", "replace")):
        is_telemetry = is_telemetry or bool(_TELEMETRY.search(text))
        if began_local is None and (local := _date(text)):
            began_local = _earlier(local, seconds)
        if not said or abs(seconds - said[-1].seconds) >= _LEAST_APART:
            said += filter(None, [_said(text, seconds)])
    if not is_telemetry:
        return None
    lat_first = _is_lat_first([each for each in said if not each.named], near)
    fixes = (_fix(each, lat_first=lat_first) for each in said)
    return Track(source=_SOURCE, fixes=tuple(filter(None, fixes)), began_local=began_local)


def _cues(text: str) -> Iterator[tuple[float, str]]:
    """When each cue begins, and its lines; the last one may be broken off anywhere."""
    begins: float | None = None
    lines: list[str] = []
    for line in text.splitlines():
        if times := _TIMES.match(line):
            if begins is not None:
                yield begins, "\n".join(lines)
            hours, minutes, seconds, fraction = times.groups()
            begins, lines = 3600 * int(hours) + 60 * int(minutes) + int(seconds) + float(f"0.{fraction}"), []
        elif begins is not None:
            lines.append(line)
    if begins is not None:
        yield begins, "\n".join(lines)


def _date(text: str) -> datetime | None:
    match = _DATE.search(text)
    if not match:
        return None
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    fraction = timedelta(milliseconds=int(match[7] or 0), microseconds=int(match[8] or 0))
    try:
        return datetime(year, month, day, hour, minute, second) + fraction
    except (ValueError, OverflowError):
        return None


def _earlier(local: datetime, seconds: float) -> datetime | None:
    try:
        return local - timedelta(seconds=seconds)
    except OverflowError:
        return None


def _said(text: str, seconds: float) -> _Said | None:
    """The place of a cue; None where it has none, or says that it has no fix."""
    altitude = _ALTITUDE.search(text)
    lat, lon = _LATITUDE.search(text), _LONGITUDE.search(text)
    if lat and lon:
        height = _number(altitude[1]) if altitude else None
        both = _number(lat[1]), _number(lon[1])
        return _Said(seconds=seconds, numbers=both, named=True, altitude_m=height) if any(both) else None
    gps = _GPS.search(text)
    parts = _parts(gps[1]) if gps else []
    if len(parts) < 2 or not all(re.fullmatch(_NUMBER, part) for part in parts[:2]):
        return None
    both = _number(parts[0]), _number(parts[1])
    lat_first = len(parts) > 2 and parts[2].upper().endswith("M")
    return _Said(seconds=seconds, numbers=both, named=False, lat_first=lat_first) if any(both) else None


def _parts(text: str) -> list[str]:
    """What stands between the brackets. Where a decimal sign is a comma, too, a number is two of its pieces."""
    pieces = [piece.strip() for piece in text.split(",")]
    if "." not in text and len(pieces) >= 4 and all(piece.lstrip("+-").isdecimal() for piece in pieces[:4]):
        return [f"{pieces[0]}.{pieces[1]}", f"{pieces[2]}.{pieces[3]}", ".".join(pieces[4:])]
    return pieces


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _is_lat_first(said: Sequence[_Said], near: LatLon | None) -> bool:
    """Which order a file has that does not say it: one that is possible, is near, or is its dialect's."""
    if any(abs(each.numbers[0]) > 90 for each in said):
        return False
    if any(abs(each.numbers[1]) > 90 for each in said):
        return True
    if near and said:
        one, other = said[0].numbers
        return distance_m(near, LatLon(lat=one, lon=other)) < distance_m(near, LatLon(lat=other, lon=one))
    return any(each.lat_first for each in said)


def _fix(said: _Said, *, lat_first: bool) -> Fix | None:
    one, other = said.numbers
    there = point(one, other) if said.named or lat_first else point(other, one)
    if there is None:
        return None
    return Fix(lat=there.lat, lon=there.lon, seconds=round(said.seconds, 3), altitude_m=said.altitude_m)
