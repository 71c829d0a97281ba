"""Whole copies of a catalogue file: made while others write, on the disk before they have their name."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from mediadesk.catalogue.cipher import NO_KEYS, Keys
from mediadesk.catalogue.opening import made, opened
from mediadesk.catalogue.trouble import in_our_words
from mediadesk.errors import CatalogueTrouble, Refused
from mediadesk.model.layout import PART

BESIDE = ("-wal", "-shm", "-journal")  # what SQLite may keep beside a file
_PART = f"{PART}catalogue"  # one name a folder: the next copy begins again what a killed one left


_LIVE, _AT_REST = "mode=rw", "mode=ro&immutable=1"  # with less than rw SQLite would not tidy up after a reader


def reader(path: Path, keys: Keys = NO_KEYS) -> sqlite3.Connection:
    """A connection to a catalogue that others may write to. Raises CatalogueLocked, sqlite3.Error."""
    return opened(path, _LIVE, keys)


def at_rest(path: Path, keys: Keys = NO_KEYS) -> sqlite3.Connection:
    """A connection to a backup, which nobody writes to: it may lie on a disk that cannot be written.

    Raises CatalogueLocked, sqlite3.Error.
    """
    return opened(path, _options(path), keys)


def copy_whole(
    source: Path, target: Path, keys: Keys = NO_KEYS, *, resting: bool = False, under: str | None = None
) -> None:
    """Copies the catalogue at `source` as it is at this moment to `target`, for its owner alone, all of it or nothing.

    It is one file in SQLite's older mode, which can be read on a disk that cannot be written; under the key of the
    source, or under another one. `resting`: nobody writes to the source. Raises CatalogueTrouble.
    """
    options = _options(source) if resting else _LIVE
    try:
        with _part(target) as part:
            with (
                in_our_words(source),
                closing(opened(source, options, keys, by_cipher=under is not None)) as connection,
                in_our_words(target),
            ):
                if under is None:
                    connection.execute("VACUUM INTO ?", (part.absolute().as_uri(),))
                else:
                    pour_under(under, connection, part)
            settle(part)
            with in_our_words(part), closing(at_rest(part, keys)) as connection:
                if wrong := damage(connection):
                    raise CatalogueTrouble(f"{target} cannot be read back: {wrong}", hint="use another disk")
            part.replace(target)
            sync_folder(target)
    except OSError as error:
        raise CatalogueTrouble(
            f"{source} cannot be copied to {target}: {error.strerror}",
            hint="make that folder writable for you, and make room",
        ) from error


def pour_under(key: str, connection: sqlite3.Connection, empty: Path) -> None:
    """All that a connection sees into an empty file, under a key (https://www.zetetic.net/sqlcipher/sqlcipher-api/).

    The connection is one that knows keys. Raises sqlite3.Error.
    """
    connection.execute("ATTACH ? AS made KEY ?", (f"{empty.absolute().as_uri()}?mode=rw", key))
    connection.execute("SELECT sqlcipher_export('made')").fetchall()
    for number in ("user_version", "application_id"):  # which are no part of what it copies
        (value,) = connection.execute(f"PRAGMA main.{number}").fetchone()
        connection.execute(f"PRAGMA made.{number} = {value}")
    connection.execute("DETACH made")


def make_encrypted(path: Path, key: str, application_id: int) -> None:
    """Makes an empty file an encrypted one with nothing in it yet. Raises CatalogueTrouble, sqlite3.Error."""
    with _part(path) as part:
        if path.stat().st_size:
            part.unlink()  # somebody was faster
            return
        with closing(made(part, key)) as connection:
            connection.execute(f"PRAGMA application_id = {application_id}")
        settle(part)
        part.replace(path)
        sync_folder(path)


def _options(path: Path) -> str:
    """A catalogue that somebody copied with all that belongs to it is no file at rest."""
    return _LIVE if path.with_name(f"{path.name}-wal").exists() else _AT_REST


def damage(connection: sqlite3.Connection) -> str | None:
    """The first thing that is wrong inside the file, as SQLite puts it. Raises sqlite3.Error."""
    line: str = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    return None if line == "ok" else " ".join(line.split())


def sync_folder(path: Path) -> None:
    """Makes the name of a file last through a power cut."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems cannot be asked to
            os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def only_one(path: Path) -> Iterator[Path]:
    """The path of a new catalogue beside one, for this process alone; gone at the end. What a killed one left goes.

    Raises Refused, CatalogueTrouble.
    """
    part = path.with_name(f"{PART}{path.name}.new")
    try:
        lock = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise CatalogueTrouble(f"{part} cannot be made: {error.strerror}", hint="make its folder writable") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused("another mediadesk is making this catalogue anew", hint="wait until it is done") from error
        _remove(part)
        try:
            yield part
        finally:
            _remove(part)
    finally:
        os.close(lock)


def _remove(part: Path) -> None:
    for each in part.parent.glob(f"{part.name}*"):  # with SQLite's own, and the copy before a migration
        each.unlink()


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """An empty file beside the target that is nobody else's."""
    part = target.with_name(_PART)
    file = _claim(part)
    try:
        os.ftruncate(file, 0)
        yield part
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        os.close(file)


def _claim(part: Path) -> int:
    """Opens the part when nobody else is writing it. Whoever had it may have given it its name meanwhile."""
    while True:
        file = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with suppress(OSError):  # some network file systems know no locks
            fcntl.flock(file, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file), part.lstat()):
                return file
        os.close(file)


def settle(path: Path) -> None:
    """Brings a file to the disk, so that it is next read from there."""
    file = os.open(path, os.O_RDWR)
    try:
        os.fsync(file)
        if hasattr(fcntl, "F_FULLFSYNC"):  # macOS: fsync alone leaves it in the memory of the drive
            fcntl.fcntl(file, fcntl.F_FULLFSYNC)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(file)
