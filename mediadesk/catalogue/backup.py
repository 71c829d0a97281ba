"""Backups of the catalogue: what one holds, what one may be written over, and putting one in the catalogue's place."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from mediadesk.catalogue.cipher import NO_KEYS, Keys
from mediadesk.catalogue.migrations import STEPS, schema
from mediadesk.catalogue.opening import APPLICATION_ID, encrypted, key_of
from mediadesk.catalogue.trouble import in_our_words, of_sqlite, trouble
from mediadesk.catalogue.whole import BESIDE, at_rest, copy_whole, damage, reader, sync_folder
from mediadesk.errors import CatalogueTrouble, NotFound, Refused
from mediadesk.model.layout import PART

_NO_CATALOGUE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
_WAITING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


Connect = Callable[[], sqlite3.Connection]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a whole copy of a catalogue holds."""

    clips: int
    desk: str | None  # the id of its desk's volume; None: it is older than volumes are


def look(path: Path, keys: Keys = NO_KEYS) -> Backup:
    """What a backup holds, when all of it is well. Raises NotFound, CatalogueTrouble."""
    if not path.is_file():
        raise NotFound(f"there is no file {path}", hint="mediadesk backup FILE makes one")
    with in_our_words(path), closing(at_rest(path, keys)) as connection:
        have = schema(connection)
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID or not have:
            raise CatalogueTrouble(f"{path} is no catalogue of mediadesk", hint="name a file that backup made")
        if have > len(STEPS):
            raise CatalogueTrouble(
                f"{path} was written by a newer mediadesk (schema {have}; this one knows {len(STEPS)})",
                hint="use that newer mediadesk; nothing was touched",
            )
        if wrong := damage(connection):
            raise CatalogueTrouble(f"{path} is damaged: {wrong}", hint="use another backup; nothing was touched")
        return Backup(
            clips=connection.execute("SELECT count(*) FROM clip").fetchone()[0],
            desk=_desk(connection) if have > 1 else None,
        )


def check_target(target: Path, catalogue: Path, keys: Keys = NO_KEYS) -> None:
    """Raises Refused when something lies at `target` that is no backup of this catalogue."""
    if target.is_dir():
        raise Refused(f"{target} is a folder", hint=f"name a file in it: {target / 'catalogue-backup.db'}")
    if not os.path.lexists(target):
        return
    if target.resolve() == catalogue.resolve():
        raise Refused(f"{target} is the catalogue itself", hint="name a file on another disk")
    try:
        with in_our_words(catalogue), closing(reader(catalogue, keys)) as connection:
            is_own = look(target, keys.unasked()).desk == _desk(connection)
    except (CatalogueTrouble, NotFound) as why:
        raise Refused(f"{target} is no backup of this desk: {why.what}", hint="name another file") from why
    if not is_own:
        raise Refused(f"{target} is the catalogue of another desk", hint="name another file")
    if any(target.with_name(target.name + end).exists() for end in BESIDE):
        raise Refused(f"{target} is a catalogue in use", hint="name another file")


def restore(
    backup: Path,
    path: Path,
    connect: Connect,
    keys: Keys = NO_KEYS,
    why: str = "restore",
    check: Callable[[], None] = lambda: None,
) -> Path | None:
    """Puts a backup in the place of the catalogue at `path`; returns where what was there is kept, if anything was.

    An encrypted catalogue stays so, with its key. One transaction for all who have the catalogue open: they see what
    was before, or all of what is now. Raises NotFound, Refused, CatalogueTrouble; then everything is as it was. `why`
    is in the name of what is kept; `check` is called when nobody else can write any more, and may raise.
    """
    look(backup, keys)
    if not _exists(path):
        _copy(backup, path, keys)
        return None
    kept = _free(path.with_name(f"{path.name}.before-{why}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"))
    try:
        with in_our_words(path), closing(connect()) as live:
            if damage(live) is None:
                _refuse_stranger(live, path)
                live.execute("PRAGMA journal_mode = WAL")
                with _like(path, backup, keys) as source:
                    _pour(source, live, path, kept, check, keys)
                return kept
    except CatalogueTrouble as why:
        if getattr(why.__cause__, "sqlite_errorcode", 0) & 0xFF not in _NO_CATALOGUE:
            raise
    _replace_damaged(backup, path, kept, keys)
    return kept


class Watch:
    """Whether anybody wrote to a catalogue. While it is held, nobody can."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._before = self._version()

    def release(self) -> None:
        """Lets others write."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def check(self) -> None:
        """Raises Refused when somebody wrote to it."""
        if self._version() != self._before:
            raise Refused("the catalogue was written to meanwhile", hint="run it again while nobody else works")

    def _version(self) -> int:
        """Another number after each commit of somebody else (https://www.sqlite.org/pragma.html#pragma_data_version)."""
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version


@contextmanager
def watched(path: Path, connect: Connect, *, alone: bool) -> Iterator[Watch]:
    """Watches a catalogue, and holds it when `alone`; one that is not there or is damaged, nobody writes to.

    Raises CatalogueTrouble when somebody else writes for too long.
    """
    with closing(_held(path, connect, alone=alone) or sqlite3.connect(":memory:")) as connection:
        yield Watch(connection)


def _held(path: Path, connect: Connect, *, alone: bool) -> sqlite3.Connection | None:
    if not _exists(path):
        return None
    try:
        connection = connect()
        _refuse_stranger(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")  # now: it would count as somebody's writing later
        if alone:
            connection.execute("BEGIN IMMEDIATE")
    except of_sqlite() as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NO_CATALOGUE:
            return None
        raise trouble(path, error) from error
    return connection


@contextmanager
def _like(path: Path, backup: Path, keys: Keys) -> Iterator[Path]:
    """The backup, encrypted when the catalogue at `path` is; gone at the end when it was made for this."""
    if encrypted(path) == encrypted(backup):
        yield backup
        return
    if encrypted(backup):
        raise Refused("this backup is encrypted, and this desk is not", hint="mediadesk encrypt, then restore again")
    made = path.with_name(f"{PART}{path.name}.restored")
    try:
        copy_whole(backup, made, keys, resting=True, under=key_of(path, keys))
        yield made
    finally:
        made.unlink(missing_ok=True)


def _copy(backup: Path, path: Path, keys: Keys) -> None:
    """The backup at `path`, where nothing is that could be read; encrypted when the desk is to be."""
    is_wanted = keys.encrypted and not encrypted(backup)
    copy_whole(backup, path, keys, resting=True, under=keys.new() if is_wanted else None)


def _pour(
    backup: Path, live: sqlite3.Connection, path: Path, kept: Path, check: Callable[[], None], keys: Keys
) -> None:
    """All pages of the backup into the catalogue, in one transaction of SQLite's own (https://www.sqlite.org/backup.html).

    From the first page on nobody else can write, and nobody sees what is written: then what is there is copied.
    """

    def step(status: int, remaining: int, total: int) -> None:  # noqa: ARG001 - as SQLite calls it
        if status in _WAITING:
            busy = sqlite3.OperationalError("busy")
            busy.sqlite_errorcode = status
            raise trouble(path, busy)
        if not kept.exists():
            check()
            copy_whole(path, kept, keys)

    try:
        with closing(at_rest(backup, keys)) as source:
            source.execute("BEGIN")
            source.backup(live, pages=1, progress=step)
    except BaseException:
        kept.unlink(missing_ok=True)
        raise
    live.execute("PRAGMA wal_checkpoint(PASSIVE)")  # as much as nobody is reading


def _replace_damaged(backup: Path, path: Path, kept: Path, keys: Keys) -> None:
    """The backup instead of a file that SQLite cannot read. That file is kept with what SQLite had beside it."""
    try:
        try:
            kept.hardlink_to(path)
        except OSError:  # a file system without links
            shutil.copy2(path, kept)
        for end in BESIDE:
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(kept.with_name(kept.name + end))
        sync_folder(path)
    except OSError as error:
        raise CatalogueTrouble(f"{path} cannot be kept: {error.strerror}", hint="make room beside it") from error
    _copy(backup, path, keys)


def _refuse_stranger(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise Refused(f"{path} is no catalogue of mediadesk", hint="mediadesk init in another folder")


def _desk(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT id FROM volume WHERE name = 'desk'").fetchone()
    return row[0] if row else None


def _exists(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _free(path: Path) -> Path:
    numbered = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return path if not path.exists() else next(each for each in numbered if not each.exists())
