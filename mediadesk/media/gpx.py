"""The track of somebody's GPS logger: GPX 1.0 and 1.1 (topografix.com/gpx.asp). Pure, and never raises.

A file that declares a document type is not read: without one there are no entities, and nothing in it can grow.
"""

import re
from datetime import UTC, datetime
from xml.parsers import expat

from mediadesk.model.moment import parse_instant
from mediadesk.model.place import point
from mediadesk.model.track import RADIUS_M, Fix, Track, radius_m

_SOURCE = "gpx"
_TOLD = ("time", "ele", "hdop", "fix")
_MOST_TEXT = 64  # characters of one of these
_DEEPEST = 64


class _Stop(Exception):  # through expat, which is C
    pass


class _Reading:
    """What has been read so far. Points of routes are plans, and waypoints are remarks: only tracks count."""

    def __init__(self) -> None:
        self.fixes: list[Fix] = []
        self._where: tuple[str, str] | None = None
        self._told: dict[str, str] = {}
        self._inside = ""
        self._depth = 0

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _Stop
        kind = name.rpartition(" ")[2]
        if kind == "trkpt":
            self._where, self._told = (attributes.get("lat", ""), attributes.get("lon", "")), {}
        self._inside = kind if self._where and kind in _TOLD and kind not in self._told else ""
        if self._inside:
            self._told[kind] = ""

    def says(self, text: str) -> None:
        if self._inside:
            self._told[self._inside] = (self._told[self._inside] + text[:_MOST_TEXT])[:_MOST_TEXT]

    def ends(self, name: str) -> None:
        self._depth -= 1
        self._inside = ""
        if self._where and name.rpartition(" ")[2] == "trkpt":
            if fix := _fix(self._where, self._told):
                self.fixes.append(fix)
            self._where = None

    def declares(self, *_: object) -> None:
        raise _Stop


def track(data: bytes) -> Track | None:
    """The points of all tracks in the order of their times; None when there are none. Of a file that is cut off or
    damaged, those before the damage. Once one has a time, those without it do not count.
    """
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.begins
    parser.EndElementHandler = reading.ends
    parser.CharacterDataHandler = reading.says
    parser.StartDoctypeDeclHandler = reading.declares
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except _Stop:
        return None
    except (expat.ExpatError, ValueError, LookupError):  # the latter two for encodings that nobody knows
        pass
    timed = sorted((fix for fix in reading.fixes if fix.at), key=_instant)
    fixes = timed or reading.fixes
    return Track(source=_SOURCE, fixes=tuple(fixes)) if fixes else None


def _instant(fix: Fix) -> datetime:
    return fix.at or datetime.max.replace(tzinfo=UTC)


def _fix(where: tuple[str, str], told: dict[str, str]) -> Fix | None:
    lat, lon = map(_decimal, where)
    there = None if lat is None or lon is None else point(lat, lon)
    if there is None or told.get("fix", "").strip() == "none":
        return None
    dop = _decimal(told.get("hdop", ""))
    return Fix(
        lat=there.lat,
        lon=there.lon,
        at=_utc(told.get("time", "")),
        altitude_m=_decimal(told.get("ele", "")),
        radius_m=RADIUS_M if dop is None else radius_m(dop),
    )


def _utc(text: str) -> datetime | None:
    """GPX times are in UTC, also where no zone is written."""
    at = parse_instant(text)
    return at and (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC))


def _decimal(text: str) -> float | None:
    text = text.strip()
    return float(text) if re.fullmatch(r"[+-]?\d{1,9}(\.\d{0,20})?", text) else None
