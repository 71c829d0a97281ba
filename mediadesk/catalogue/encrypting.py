"""A plain catalogue made an encrypted one, or an encrypted one given another passphrase.

Killed anywhere, it is one or the other; what is left beside it is gone after the next time.
"""

import gc
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import zip_longest
from pathlib import Path

from mediadesk.catalogue.cipher import Keys
from mediadesk.catalogue.opening import encrypted, in_use, opened
from mediadesk.catalogue.trouble import in_our_words, of_sqlite, trouble
from mediadesk.catalogue.whole import BESIDE, at_rest, copy_whole, damage, only_one, pour_under, settle, sync_folder
from mediadesk.errors import CatalogueTrouble, Refused
from mediadesk.model.layout import PART

_PATIENCE_SECONDS = 2.0
_BLOCK_BYTES = 1 << 20


def encrypt(path: Path, old: Keys, new: Keys, settled: Callable[[], None]) -> None:
    """Puts all that the catalogue at `path` holds into a file under a new key, and that in its place.

    `settled` is called when the new file is whole and read back, just before it gets its name: whoever is to know how
    the desk is opened from now on is told then. Raises Refused when somebody has the catalogue open, CatalogueTrouble.
    """
    with only_one(path) as part, _alone(path, old) as connection:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        try:
            with in_our_words(part):
                pour_under(new.new(), connection, part)
            settle(part)
            _compare(connection, part, new)
            settled()
            _put_in_place(part, path)
        except OSError as error:
            what = f"{path} cannot be encrypted: {error.strerror}; it is as it was"
            raise CatalogueTrouble(what, hint="make room beside it, and run it again") from error


def encrypt_kept(path: Path, keys: Keys) -> tuple[list[Path], list[Path]]:
    """Encrypts the catalogues of before that are kept beside the one at `path`, and what stopped runs left of them.

    Returns those it encrypted, and those that stay as they are: damaged ones, of which nobody knows what they hold.
    """
    done: list[Path] = []
    left: list[Path] = []
    for each in sorted(path.parent.glob(f"{path.name}.before-*")):
        if not each.is_file() or encrypted(each):
            continue
        try:
            if each.name.endswith(BESIDE):
                raise CatalogueTrouble(f"{each} belongs to a damaged file")
            with in_our_words(each), closing(at_rest(each)) as connection:
                if damage(connection):
                    raise CatalogueTrouble(f"{each} is damaged")
            old = os.open(each, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                copy_whole(each, each, keys, resting=True, under=keys.new())
                _wipe(old)
            finally:
                os.close(old)
            done.append(each)
        except (CatalogueTrouble, OSError):
            left.append(each)
    for each in path.parent.glob(f"{PART}catalogue*"):
        with suppress(OSError):
            each.unlink()
    return done, left


@contextmanager
def _alone(path: Path, keys: Keys) -> Iterator[sqlite3.Connection]:
    """A connection to a catalogue that nobody else has open, nor can open; all of it is in its one file.

    Two SQLites in one process do not see each other's locks: it is the one that knows keys, alone.
    """
    others = Refused("another mediadesk has the catalogue open", hint="close it, and run this again")
    gc.collect()  # what nobody holds any more is closed
    if in_use(path):
        raise others
    try:
        with closing(opened(path, "mode=rw", keys, patience_seconds=_PATIENCE_SECONDS, by_cipher=True)) as connection:
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # from the next transaction on, until it is closed
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
                raise others
            yield connection
    except of_sqlite() as error:
        raise trouble(path, error) from error


def _compare(connection: sqlite3.Connection, part: Path, keys: Keys) -> None:
    """Reads the new file back, and every row of it beside that of the old one. Raises CatalogueTrouble."""
    with in_our_words(part), closing(at_rest(part, keys)) as made:
        wrong = damage(made)
        tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %' ORDER BY name"
        for (name,) in connection.execute(tables).fetchall():
            every = f'SELECT * FROM "{name}"'  # noqa: S608 - a table of ours
            if any(a != b for a, b in zip_longest(connection.execute(every), made.execute(every))):
                wrong = f"its table {name} is another"
    if wrong:
        raise CatalogueTrouble(f"what was encrypted cannot be read back: {wrong}", hint="make sure the disk is well")


def _put_in_place(part: Path, path: Path) -> None:
    """Gives the new file the name of the old one, and overwrites that.

    Whoever opened it before and waits to write finds an empty file, and says so; nothing is written where nobody looks.
    """
    old = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        part.replace(path)
        sync_folder(path)
        _wipe(old)
    finally:
        os.close(old)


def _wipe(file: int) -> None:
    """Overwrites a file and empties it: as much as can be done from here. A disk may have kept its old blocks."""
    left = os.fstat(file).st_size
    os.lseek(file, 0, os.SEEK_SET)
    while left > 0:
        left -= os.write(file, bytes(min(left, _BLOCK_BYTES)))
    os.fsync(file)
    os.ftruncate(file, 0)
