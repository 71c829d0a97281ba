"""The file itself: making it, opening it, and who may write when."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self

from mediadesk.catalogue import backup
from mediadesk.catalogue.head import has_head, last_head, note_head, noted_head
from mediadesk.catalogue.migrations import APPLICATION_ID, STEPS, migrate, schema
from mediadesk.catalogue.shelves import Shelves
from mediadesk.catalogue.trouble import in_our_words
from mediadesk.catalogue.whole import at_rest, copy_whole, only_one, sync_folder
from mediadesk.errors import CatalogueTrouble, NotFound
from mediadesk.model.custody import Head
from mediadesk.model.place import LatLon, distance_m

if TYPE_CHECKING:
    from mediadesk.catalogue.session import Sessions

_PATIENCE_SECONDS = 30.0


class Catalogue:
    """What a desk knows. Making one is cheap: the file is opened when it is first read or written.

    `patience_seconds` is how long to wait for another writer before CatalogueTrouble says so; `who` is the alias of who
    works here, for custody.
    """

    def __init__(self, path: Path, *, patience_seconds: float = _PATIENCE_SECONDS, who: str | None = None) -> None:
        self.path = path.absolute()
        self._who = who
        self._patience_seconds = patience_seconds
        self._lock = Lock()
        self._opened: Sessions | None = None

    @classmethod
    def create(cls, path: Path) -> Self:
        """Makes an empty catalogue; one that is already there stays as it is. Raises CatalogueTrouble."""
        with in_our_words(path):
            try:
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            except OSError as error:
                raise CatalogueTrouble(
                    f"{path} cannot be made: {error.strerror}", hint="choose a folder that is writable for you"
                ) from error
            with closing(_connect(path.absolute(), _PATIENCE_SECONDS)) as connection:
                _refuse_stranger(connection, path)
                connection.execute("PRAGMA journal_mode = WAL")
                migrate(connection, path, STEPS)
                sync_folder(path)
        return cls(path)

    def read(self) -> AbstractContextManager[Shelves]:
        """The shelves as they are at this moment; nothing can be written. Raises NotFound, CatalogueTrouble."""
        return self._sessions().reading()

    def write(self) -> AbstractContextManager[Shelves]:
        """The shelves for this writer alone: kept when the block ends, forgotten when it raises.

        Only one at a time, so nothing but SQL belongs inside. Raises NotFound, CatalogueTrouble.
        """
        return self._sessions().writing()

    def integrity(self) -> list[str]:
        """What is wrong inside the file, in words; empty when all is well. Raises CatalogueTrouble, NotFound."""
        from mediadesk.catalogue.integrity import findings

        with self._sessions().checking() as session:
            return findings(session)

    def check_backup(self, target: Path) -> None:
        """Raises Refused when `backup_to` would write over something that is no backup of this catalogue."""
        _ready(self.path, self._patience_seconds)
        backup.check_target(target, self.path)

    def backup_to(self, target: Path) -> None:
        """Copies all that is known at this moment to one file, whole or not at all; others may write meanwhile.

        An older backup of this desk is replaced. Raises Refused, NotFound, CatalogueTrouble.
        """
        self.check_backup(target)
        copy_whole(self.path, target)

    def restore_from(self, source: Path) -> Path | None:
        """Puts a backup in the place of what is known; returns where that is kept, None when there was nothing.

        Others who have the catalogue open see what was, or all of what is now. Raises NotFound, CatalogueTrouble.
        """
        return backup.restore(source, self.path, self._connect)

    @contextmanager
    def anew(
        self, begin_with: Path | None, *, alone: bool, why: str = "rebuild"
    ) -> Iterator[tuple[Self, Callable[[], Path | None]]]:
        """A catalogue beside this one, to be filled, and what puts it in the place of this one, as `restore_from` does.

        It is a copy of `begin_with`, else empty, and gone at the end. `alone`: meanwhile nobody else can write to this
        one. `why` is in the name of what is kept. Raises Refused while another one is being made, and when somebody
        wrote to this one all the same.
        """
        with only_one(self.path) as part, backup.watched(self.path, self._connect, alone=alone) as watch:
            made = type(self)(part, patience_seconds=self._patience_seconds, who=self._who)

            def put_in_place() -> Path | None:
                made.close()
                watch.release()
                kept = backup.restore(part, self.path, self._connect, why, watch.check)
                if head := noted_head(part):
                    note_head(self.path, head)
                return kept

            if begin_with == self.path:
                copy_whole(self.path, part)
            elif begin_with:
                made.restore_from(begin_with)
            else:
                self.create(part).close()
            try:
                yield made, put_in_place
            finally:
                made.close()

    def last_head(self) -> Head | None:
        """The end of the custody chain, as far as anything here tells it: the file itself, or what was noted beside it.

        Never raises: the file may be damaged, or gone.
        """
        noted = noted_head(self.path)
        with suppress(sqlite3.Error), closing(self._connect()) as connection:
            if noted is None or has_head(connection, noted):
                return last_head(connection)
        return noted

    def head_of(self, copy: Path) -> Head | None:
        """The end of the custody chain in a copy of this catalogue; None when it has none or cannot be read."""
        with suppress(sqlite3.Error), closing(at_rest(copy)) as connection:
            return last_head(connection)
        return None

    def close(self) -> None:
        """Lets go of the file; it is opened again when it is needed."""
        with self._lock:
            if self._opened:
                self._opened.close()
                self._opened = None

    def _connect(self) -> sqlite3.Connection:
        return _connect(self.path, self._patience_seconds)

    def _sessions(self) -> "Sessions":
        with self._lock:
            if self._opened is None:
                _ready(self.path, self._patience_seconds)
                from mediadesk.catalogue.session import Sessions  # loads SQLModel: not before the file is known good

                self._opened = Sessions(self.path, self._connect, self._who)
            return self._opened


def _ready(path: Path, patience_seconds: float) -> None:
    """Makes sure that the file is a catalogue of today's schema, for its owner alone."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise NotFound(
            f"there is no catalogue at {path}",
            hint="mediadesk init; when there was one, mediadesk restore FILE or mediadesk rebuild",
        ) from error
    except OSError as error:
        raise CatalogueTrouble(f"{path} cannot be opened: {error.strerror}", hint="make it readable for you") from error
    with in_our_words(path), closing(_connect(path, patience_seconds)) as connection:
        _refuse_stranger(connection, path)
        if schema(connection) == 0:
            raise NotFound(f"{path} is empty: it was begun and never finished", hint="mediadesk init")
        if schema(connection) != len(STEPS):
            migrate(connection, path, STEPS)
        connection.execute("PRAGMA journal_mode = WAL")  # a restored copy has none
    if mode & 0o077:
        with suppress(OSError):  # somebody else's file, or a read-only disk: theirs to decide
            path.chmod(0o600)


def _connect(path: Path, patience_seconds: float) -> sqlite3.Connection:
    """A connection that never commits by itself: `BEGIN` is said by whoever means it."""
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode=rw", uri=True, timeout=patience_seconds, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA synchronous = FULL")  # with NORMAL a power cut loses what was acknowledged
    connection.execute("PRAGMA fullfsync = ON")  # macOS: a drive may keep what was synced in its own memory
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")  # a long sort leaves no places in the folder for temporary files
    connection.create_function("distance_m", 4, _distance_m, deterministic=True)
    return connection


def _refuse_stranger(connection: sqlite3.Connection, path: Path) -> None:
    is_empty = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if not is_empty and connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise CatalogueTrouble(f"{path} is no catalogue of mediadesk", hint="mediadesk init in another folder")


def _distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    return distance_m(LatLon(lat=lat_a, lon=lon_a), LatLon(lat=lat_b, lon=lon_b))
