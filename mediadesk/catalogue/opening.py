"""Connections to catalogue files, encrypted or not: SQLite is chosen by how the file begins.

SQLite forgets its locks on a file as soon as anybody in the same process closes that file, however it was opened
(https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_). So the
beginning of a file is read only while no connection of this process is open to it, and remembered from then on.
"""

import sqlite3
import weakref
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any, cast

from mediadesk.catalogue.cipher import HEAD_BYTES, NO_KEYS, PLAIN, Keys, is_encrypted
from mediadesk.errors import CatalogueLocked

APPLICATION_ID = 0x6D64736B  # "mdsk"; what `file` and a stranger's SQLite see

_Inode = tuple[int, int]


@dataclass(slots=True)
class _Open:
    head: bytes
    connections: int = 0


_open: dict[_Inode, _Open] = {}
_lock = RLock()  # a connection may be collected while it is held


def opened(
    path: Path, options: str, keys: Keys = NO_KEYS, *, patience_seconds: float = 5.0, by_cipher: bool = False
) -> sqlite3.Connection:
    """A connection that commits only when it is told to. `options` are those of SQLite's addresses: `mode=rw`.

    `by_cipher`: an encrypted file can be attached to it. Raises CatalogueLocked, sqlite3.Error.
    """
    inode, head = _held(path)
    try:
        key = keys.of(path, head) if is_encrypted(head) else None
        connection = _connected(f"{path.absolute().as_uri()}?{options}", patience_seconds, key, by_cipher=by_cipher)
    except BaseException:
        _let_go(inode)
        raise
    weakref.finalize(connection, _let_go, inode)
    return connection


def made(path: Path, key: str) -> sqlite3.Connection:
    """A connection to an empty file that is encrypted from now on. Raises CatalogueLocked, sqlite3.Error."""
    return _connected(f"{path.absolute().as_uri()}?mode=rw", 5.0, key)


def encrypted(path: Path) -> bool:
    """Whether a file is an encrypted catalogue. One that is not there is none."""
    inode, head = _held(path)
    _let_go(inode)
    return is_encrypted(head)


def is_readable(path: Path) -> bool:
    """Whether a file is a catalogue that anybody can read who has it (https://www.sqlite.org/fileformat.html)."""
    inode, head = _held(path)
    _let_go(inode)
    return head.startswith(PLAIN) and head[68:72] == APPLICATION_ID.to_bytes(4)


def in_use(path: Path) -> bool:
    """Whether this process has a connection to a file."""
    status = path.stat()
    with _lock:
        return (status.st_dev, status.st_ino) in _open


def key_of(path: Path, keys: Keys) -> str:
    """The key to an encrypted file, as SQLCipher takes it. Raises CatalogueLocked."""
    inode, head = _held(path)
    try:
        return keys.of(path, head)
    finally:
        _let_go(inode)


def dbapi(path: Path) -> ModuleType:
    """The module that the connections to a file come from."""
    return sqlcipher() if encrypted(path) else sqlite3


@cache
def sqlcipher() -> ModuleType:
    """SQLite with SQLCipher in it. Raises CatalogueLocked when it is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        what = "an encrypted catalogue needs SQLCipher, which is not installed"
        raise CatalogueLocked(what, hint="pip install 'mediadesk[encrypted]'") from error
    return cast(ModuleType, dbapi2)


def _connected(
    address: str, patience_seconds: float, key: str | None, *, by_cipher: bool = False
) -> sqlite3.Connection:
    ciphered = by_cipher or key is not None
    connection: Any = _kind(ciphered=ciphered)(
        address, uri=True, timeout=patience_seconds, isolation_level=None, check_same_thread=False
    )
    if ciphered:
        connection.execute("PRAGMA cipher_log_level = NONE")  # else it writes to stderr
    if key:
        connection.set_key(key)  # by PRAGMA it would stand in SQL
    return cast(sqlite3.Connection, connection)


@cache
def _kind(*, ciphered: bool) -> type[sqlite3.Connection]:
    """sqlcipher3 has the same connections, which share no base with those; made here, they can be watched."""
    return type("Connection", ((sqlcipher() if ciphered else sqlite3).Connection,), {})


def _held(path: Path) -> tuple[_Inode, bytes]:
    """How a file begins; remembered until it is let go of."""
    with _lock:
        try:
            status = path.stat()
        except OSError:  # SQLite will say it better
            return (-1, -1), b""
        inode = (status.st_dev, status.st_ino)
        held = _open.get(inode) or _Open(_head(path))
        held.connections += 1
        _open[inode] = held
        return inode, held.head


def _let_go(inode: _Inode) -> None:
    with _lock:
        if held := _open.get(inode):
            held.connections -= 1
            if not held.connections:
                del _open[inode]


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return b""
