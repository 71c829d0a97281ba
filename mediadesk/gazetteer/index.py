"""Questions to the gazetteer: a name to a point, a point to a name, a point to a time zone.

The file is a read-only index of ours, opened with the standard library's sqlite3; the catalogue alone uses SQLModel.
"""

import math
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediadesk.errors import DeskError, Misasked, NotFound
from mediadesk.events import Report, ignore
from mediadesk.gazetteer.build import APPLICATION, SCHEMA, band, build, file_name
from mediadesk.gazetteer.names import LONGEST, folded, likeness, one_letter_off
from mediadesk.model.names import shown
from mediadesk.model.place import LatLon, Place, distance_m

SOURCE = "gazetteer"

_NEAR_M = (5_000, 30_000, 100_000)  # looked for in turn; further away than the last, a name tells nothing
_WIDEST_M = 15_000  # no town reaches further from its middle
_NARROWEST_M = 500
_TOWN = 4_700  # people: where the reach begins to be more than the narrowest
_PEOPLE_A_KM2 = 6_000  # of built-up land; Kharkiv 1.4 million: 8.7 km, Athens 5.9 km, Chuhuiv 1.3 km
_DEGREE_M = 111_195  # of a great circle

_Row = tuple[str, str, str | None, float, float, int]
_BY_NAME = """
    SELECT place.name, country, region, lat, lon, population FROM name JOIN place ON place.id = name.place
    WHERE folded = ? ORDER BY population DESC, place.id LIMIT 200"""
_BY_BEGINNING = """
    SELECT place.name, country, region, lat, lon, population FROM name JOIN place ON place.id = name.place
    WHERE folded >= ? AND folded < ? ORDER BY population DESC, place.id LIMIT 10"""
_BY_BAND = """
    SELECT name, country, region, lat, lon, population FROM place
    WHERE band = ? AND lon BETWEEN ? AND ? AND population >= ?"""
_COUNTRY = "SELECT code FROM country WHERE folded = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What people call the place a point lies in or near."""

    name: str
    region: str | None
    country: str  # ISO 3166-1 alpha-2
    distance_m: float  # from the point to the middle of the place


class Gazetteer:
    """Place names offline. The file is opened at the first question, and built again when it is missing or damaged."""

    def __init__(self, file: Path, report: Report = ignore) -> None:
        self._file = file
        self._report = report
        self._db: sqlite3.Connection | None = None
        self._one_at_a_time = threading.Lock()

    def open(self) -> None:
        """Does now what the first question would do: opens the file, builds it where it must be built."""
        self._rows(_COUNTRY, "")

    def close(self) -> None:
        """Lets go of the file; a later question opens it again."""
        with self._one_at_a_time:
            self._drop()

    def search(self, words: str) -> Place:
        """The place of that name, in any script and with any accents.

        Of several, the one with most people, counted the less (by the fourth power) the less its name today sounds like
        the one asked for: Odessa is Odesa with its million, not the one in Texas; Pokrovsk is not Engels in Russia.
        `Athens, Georgia` and `Odessa, US` say which one: region, country or its code after the last comma. The radius
        is the town's own, see `reach_m`. Raises Misasked when no name is given, NotFound with near spellings when none
        fits.
        """
        name = folded(words[: 4 * LONGEST])
        if not name:
            raise Misasked("a place needs a name", hint="name a town, in any script, or give coordinates: 49.98,36.25")
        rows = self._called(name) or self._called_within(words)
        if not rows:
            raise NotFound(
                f"no place called {_quoted(words)} is known",
                hint=f"{self._near_spellings(name)}coordinates work too: 49.98,36.25",
            )
        best, country, region, lat, lon, population = rows[0]
        return Place(
            lat=lat, lon=lon, radius_m=reach_m(population), source=SOURCE, name=best, region=region, country=country
        )

    def nearest(self, point: LatLon) -> Named | None:
        """What people would say where the point is; None when no place is within 100 km.

        The nearest middle of any place settles country and region, so that no name crosses a border. Among the places
        of that region the one whose town reaches nearest to the point is named; where several contain it, the one with
        most people: a suburb is called by its town, a town beside a city keeps its name.
        """
        for near_m in _NEAR_M:
            around = self._around(point, near_m + _NARROWEST_M)
            home_m, home = min(around, key=lambda each: each[0], default=(math.inf, None))
            if home is None or home_m > near_m:
                continue
            towns = self._around(point, near_m + _WIDEST_M, _TOWN)
            away_m, row = min(
                (each for each in around + towns if each[1][1:3] == home[1:3]),
                key=lambda each: (max(0.0, each[0] - reach_m(each[1][5])), -each[1][5], each[0]),
            )
            return Named(name=row[0], region=row[2], country=row[1], distance_m=away_m)
        return None

    def zone(self, point: LatLon) -> str | None:
        """The IANA time zone of a point, `Europe/Kyiv`; at sea a nautical one, `Etc/GMT-2`; None when nobody knows."""
        import tzfpy

        return tzfpy.get_tz(point.lon, point.lat) or None

    def _called(self, name: str) -> list[_Row]:
        rows: list[_Row] = self._rows(_BY_NAME, name) if len(name) <= LONGEST else []
        return sorted(rows, key=lambda row: -max(row[5], 1) * likeness(name, folded(row[0])) ** 4)

    def _called_within(self, words: str) -> list[_Row]:
        name, _, within = (folded(part[-4 * LONGEST :]) for part in words[: 8 * LONGEST].rpartition(","))
        if not name or not within:
            return []
        codes = {within.upper()} | {row[0] for row in self._rows(_COUNTRY, within)}
        return [
            row for row in self._called(name) if row[1] in codes or f"{folded(row[2] or '')} ".startswith(f"{within} ")
        ]

    def _near_spellings(self, name: str) -> str:
        if not 3 <= len(name) <= 40:
            return ""
        rows: list[_Row] = [row for spelling in set(one_letter_off(name)) for row in self._rows(_BY_NAME, spelling)]
        start = name[: max(3, len(name) * 2 // 3)]
        rows = rows or self._rows(_BY_BEGINNING, start, start + "\U0010ffff")
        rows.sort(key=lambda row: -row[5])
        known = list(dict.fromkeys(f"{row[0]} ({row[1]})" for row in rows))[:3]
        return f"did you mean {' or '.join(known)}? " if known else ""

    def _around(self, point: LatLon, window_m: float, people: int = 0) -> list[tuple[float, _Row]]:
        """Places of at least so many people in a square around the point, with their distances in metres."""
        high = window_m / _DEGREE_M
        edge = min(abs(point.lat) + high, 90.0)
        wide = min(high / max(math.cos(math.radians(edge)), 1e-6), 180.0)
        # a window over the 180th meridian goes on at the other side of the map
        spans = [(west, west + 2 * wide) for west in (point.lon - wide + turn for turn in (-360, 0, 360))]
        return [
            (distance_m(point, LatLon(lat=row[3], lon=row[4])), row)
            for at in range(band(point.lat - high), band(point.lat + high) + 1)
            for west, east in spans
            if west <= 180 and east >= -180
            for row in self._rows(_BY_BAND, at, west, east, people)
        ]

    def _rows(self, question: str, *values: str | float) -> list[Any]:
        with self._one_at_a_time:
            try:
                return self._asked(question, values)
            except sqlite3.Error:
                # damaged where the check on opening does not look; it is only a cache, so it is made anew
                self._drop()
                build(self._file, self._report)
            try:
                return self._asked(question, values)
            except sqlite3.Error as trouble:
                raise DeskError(
                    f"the place names cannot be read: {trouble}", hint=f"remove {self._file} and run the command again"
                ) from trouble

    def _asked(self, question: str, values: tuple[str | float, ...]) -> list[Any]:
        if self._db is None:
            self._db = _sound(self._file)
        if self._db is None:
            build(self._file, self._report)
            self._db = _connected(self._file)
        return self._db.execute(question, values).fetchall()

    def _drop(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def ready(cache: Path, report: Report = ignore) -> Gazetteer:
    """The gazetteer in the folder `cache`, built there first when it is missing, old or damaged: about ten seconds.

    Raises DeskError when it must be built and cannot be.
    """
    gazetteer = Gazetteer(cache / file_name(), report)
    gazetteer.open()
    return gazetteer


def reach_m(population: int) -> float:
    """How far a town reaches from its middle, in metres: a disc of 6,000 people a km², 500 m to 15 km."""
    return min(_WIDEST_M, max(_NARROWEST_M, 1000 * math.sqrt(population / (math.pi * _PEOPLE_A_KM2))))


def _connected(file: Path) -> sqlite3.Connection:
    # immutable: the file is replaced, never changed, so no lock is needed and none is left beside it
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def _sound(file: Path) -> sqlite3.Connection | None:
    """The opened file, or None when it is missing, cut short or not ours."""
    try:
        db = _connected(file)
    except sqlite3.Error:
        return None
    try:
        ((application, schema, size),) = db.execute(
            "SELECT application_id, user_version, page_count * page_size"
            " FROM pragma_application_id, pragma_user_version, pragma_page_count, pragma_page_size"
        ).fetchall()
        if (application, schema, size) == (APPLICATION, SCHEMA, file.stat().st_size):
            return db
    except (sqlite3.Error, OSError):
        pass
    db.close()
    return None


def _quoted(words: str) -> str:
    return shown(words[:60].encode("utf-8", "backslashreplace")) + ("…" if len(words) > 60 else "")
