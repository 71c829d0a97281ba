"""What SQLite says, in our words."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mediadesk.errors import CatalogueFull, CatalogueTrouble

_BUSY = ("another mediadesk is writing to {path}", "wait a moment, then run the command again")
_CLOSED = ("{path} cannot be opened", "make the file and its folder readable and writable for you")
_DAMAGED = (
    "{path} is damaged, or is no catalogue",
    "mediadesk restore FILE, or mediadesk rebuild; both keep the file that is there",
)

# primary result codes, https://www.sqlite.org/rescode.html
_WORDS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_IOERR: ("the disk failed at {path}", "make sure the disk is well and has room, then run it again"),
    sqlite3.SQLITE_READONLY: ("{path} cannot be written", "make the file and its folder writable for you"),
}
_MAY_BE_FULL = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)  # said of SQLite's files beside the catalogue
_NO_ROOM_BYTES = 64 << 10  # with less, SQLite's files beside the catalogue cannot grow: their unit is 32 KiB


@contextmanager
def in_our_words(path: Path) -> Iterator[None]:
    """Turns an error of SQLite into CatalogueTrouble."""
    try:
        yield
    except of_sqlite() as error:
        raise trouble(path, error) from error


@contextmanager
def unheard() -> Iterator[None]:
    """Goes on after whatever SQLite raises."""
    try:
        yield
    except of_sqlite():
        pass


def of_sqlite() -> tuple[type[Exception], ...]:
    """What SQLite raises: Python's, and the one that knows keys when it is in use. They share no class."""
    ciphered = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error, ciphered.Error) if ciphered else (sqlite3.Error,)


def trouble(path: Path, error: BaseException | None) -> CatalogueTrouble:
    """The CatalogueTrouble for an error of SQLite."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the high bits only refine the primary code
    if code == sqlite3.SQLITE_FULL or (code in _MAY_BE_FULL and _is_full(path.parent)):
        what = f"the disk is full; nothing in {path} was changed"
        return CatalogueFull(what, hint="make room, then run the command again")
    what, hint = _WORDS.get(code, ("{path} refused: {error}", "mediadesk check"))
    return CatalogueTrouble(what.format(path=path, error=error), hint=hint)


def _is_full(folder: Path) -> bool:
    """Whether the disk has no bytes or no names left; some disks do not count names."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < _NO_ROOM_BYTES or (disk.f_files > 0 and disk.f_favail == 0)
