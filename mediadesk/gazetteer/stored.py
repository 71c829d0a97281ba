"""The gazetteer's file, opened for reading: built when it is missing, and built again when it is damaged.

It is a read-only index of ours, opened with the standard library's sqlite3; the catalogue alone uses SQLModel.
"""

import json
import math
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from mediadesk.errors import DeskError
from mediadesk.events import Report, ignore
from mediadesk.gazetteer.build import APPLICATION, SCHEMA, TOWN, band, build
from mediadesk.model.place import EARTH_RADIUS_M, LatLon

_DEGREE_M = 111_195  # of a great circle
BY_NAME = """
    SELECT place.id, place.name, country, region, district, lat, lon, place.population, zone
    FROM name JOIN place ON place.id = name.place
    WHERE folded = ? ORDER BY name.population DESC, place.id LIMIT 200"""
BY_NAMES = """
    SELECT place.id, place.name, country, region, district, lat, lon, place.population, zone
    FROM place WHERE id IN (SELECT place FROM json_each(?) CROSS JOIN name ON folded = json_each.value)"""
BY_BEGINNING = """
    SELECT place.id, place.name, country, region, district, lat, lon, place.population, zone
    FROM (SELECT place AS found, population AS people FROM name WHERE folded >= ? AND folded < ?
          ORDER BY people DESC LIMIT 60)
    JOIN place ON place.id = found ORDER BY people DESC"""
BY_BAND = """
    SELECT place.id, place.name, country, region, district, lat, lon, place.population, zone
    FROM place WHERE band = ? AND lon BETWEEN ? AND ?"""
TOWNS_BY_BAND = f"{BY_BAND} AND population >= {TOWN}"  # a literal, so that it may use the index of towns alone
ZONE = "SELECT id FROM zone WHERE name = ?"
AREA = "SELECT id, code, iso, area.name, parent, lat, lon, radius_m FROM area WHERE id = ?"
AREA_BY_NAME = "SELECT area FROM area_name WHERE folded = ?"
AREA_BY_BEGINNING = "SELECT area FROM area_name WHERE folded >= ? AND folded < ? LIMIT 100"
_AFTER = "\U0010ffff"  # no name has it: the end of all that begin alike
_SHORTEST = 3  # letters of a beginning that says something


class Town(NamedTuple):
    """A populated place. Country, region and district are the ids of areas."""

    id: int
    name: str
    country: int | None
    region: int | None
    district: int | None
    lat: float
    lon: float
    population: int
    zone: int

    @property
    def point(self) -> LatLon:
        """Its middle."""
        return LatLon(lat=self.lat, lon=self.lon)


class Area(NamedTuple):
    """A country, a region or a district. Middle and reach are those of its towns; None when it has none."""

    id: int
    code: str
    iso: str | None
    name: str
    parent: int | None
    lat: float | None
    lon: float | None
    radius_m: float | None


class Stored:
    """Questions to the file, by several threads. It is opened at the first one."""

    def __init__(self, file: Path, report: Report = ignore) -> None:
        self.file = file
        self._report = report
        self._db: sqlite3.Connection | None = None
        self._one_at_a_time = threading.Lock()
        self._areas: dict[int, Area] = {}

    def close(self) -> None:
        """Lets go of the file; a later question opens it again."""
        with self._one_at_a_time:
            self._drop()

    def called(self, name: str) -> list[Town]:
        """Towns of that folded name, the largest first."""
        return [Town(*row) for row in self.rows(BY_NAME, name)]

    def called_any(self, names: Iterable[str]) -> list[Town]:
        """Towns of any of these folded names, each once."""
        return [Town(*row) for row in self.rows(BY_NAMES, json.dumps(sorted(names)))]

    def beginning(self, name: str) -> list[Town]:
        """The largest towns whose folded names begin so."""
        if len(name) < _SHORTEST:
            return []
        return list(dict.fromkeys(Town(*row) for row in self.rows(BY_BEGINNING, name, name + _AFTER)))

    def areas_called(self, name: str, *, begins: bool = False) -> list[Area]:
        """Countries, regions and districts of that folded name or ISO code; with `begins`, those that begin so, too."""
        found = self.rows(AREA_BY_NAME, name)
        if begins and len(name) >= _SHORTEST:
            found += self.rows(AREA_BY_BEGINNING, name, name + _AFTER)
        return [area for (id_,) in dict.fromkeys(found) if (area := self.area(id_))]

    def area(self, id_: int | None) -> Area | None:
        """The area of that id."""
        if id_ is None:
            return None
        if id_ not in self._areas:
            for row in self.rows(AREA, id_):
                self._areas[id_] = Area(*row)
        return self._areas.get(id_)

    def around(self, point: LatLon, within_m: float, *, towns: bool = False) -> list[tuple[float, Town]]:
        """Places so near to the point, with their distances in metres; with `towns` those of 4,700 people and more."""
        high = within_m / _DEGREE_M
        edge = min(abs(point.lat) + high, 90.0)
        wide = min(high / max(math.cos(math.radians(edge)), 1e-6), 180.0)
        # a window over the 180th meridian goes on at the other side of the map
        spans = [(west, west + 2 * wide) for west in (point.lon - wide + turn for turn in (-360, 0, 360))]
        rows = (
            row
            for at in range(band(point.lat - high), band(point.lat + high) + 1)
            for west, east in spans
            if west <= 180 and east >= -180
            for row in self.rows(TOWNS_BY_BAND if towns else BY_BAND, at, west, east)
        )
        # by the haversine formula, as `distance_m`, but without a value for each of a thousand rows
        lat, lon, level = math.radians(point.lat), math.radians(point.lon), math.cos(math.radians(point.lat))
        found = []
        for row in rows:
            there, east = math.radians(row[5]), math.radians(row[6]) - lon
            half = math.sin((there - lat) / 2) ** 2 + level * math.cos(there) * math.sin(east / 2) ** 2
            away_m = 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))
            if away_m <= within_m:
                found.append((away_m, Town(*row)))
        return found

    def zone(self, point: LatLon) -> int | None:
        """The number that towns in the time zone of the point have; None at sea, and where towns have none of it."""
        import tzfpy

        return next((id_ for (id_,) in self.rows(ZONE, tzfpy.get_tz(point.lon, point.lat))), None)

    def rows(self, question: str, *values: str | float) -> list[Any]:
        """What the file answers. Raises DeskError when it can be neither read nor built."""
        with self._one_at_a_time:
            try:
                return self._asked(question, values)
            except sqlite3.Error:
                # damaged where the check on opening does not look; it is only a cache, so it is made anew
                self._drop()
                build(self.file, self._report)
            try:
                return self._asked(question, values)
            except sqlite3.Error as trouble:
                raise DeskError(
                    f"the place names cannot be read: {trouble}", hint=f"remove {self.file} and run the command again"
                ) from trouble

    def _asked(self, question: str, values: tuple[str | float, ...]) -> list[Any]:
        if self._db is None:
            self._db = _sound(self.file)
        if self._db is None:
            build(self.file, self._report)
            self._db = _connected(self.file)
        return self._db.execute(question, values).fetchall()

    def _drop(self) -> None:
        self._areas.clear()
        if self._db is not None:
            self._db.close()
            self._db = None


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
