"""The file itself: making it, opening it, and who may write when."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self

from mediadesk.catalogue import backup
from mediadesk.catalogue.cipher import NO_KEYS, Keys
from mediadesk.catalogue.head import has_head, last_head, note_head, noted_head
from mediadesk.catalogue.migrations import STEPS, migrate, schema
from mediadesk.catalogue.opening import APPLICATION_ID, dbapi, encrypted, opened
from mediadesk.catalogue.shelves import Shelves
from mediadesk.catalogue.trouble import in_our_words, unheard
from mediadesk.catalogue.whole import at_rest, copy_whole, make_encrypted, only_one, sync_folder
from mediadesk.errors import CatalogueLocked, CatalogueTrouble, NotFound
from mediadesk.model.custody import Head
from mediadesk.model.place import LatLon, distance_m
from mediadesk.model.recipe import HOUSE, digest, shown_at

if TYPE_CHECKING:
    from mediadesk.catalogue.session import Sessions

_PATIENCE_SECONDS = 30.0


class Catalogue:
    """What a desk knows. Making one is cheap: the file is opened when it is first read or written.

    `keys` open it when it is encrypted; `patience_seconds` is how long to wait for another writer before
    CatalogueTrouble says so; `who` is the alias of who works here, for custody.
    """

    def __init__(
        self,
        path: Path,
        *,
        keys: Keys = NO_KEYS,
        patience_seconds: float = _PATIENCE_SECONDS,
        who: str | None = None,
    ) -> None:
        self.path = path.absolute()
        self._keys = keys
        self._who = who
        self._patience_seconds = patience_seconds
        self._lock = Lock()
        self._opened: Sessions | None = None

    @classmethod
    def create(cls, path: Path, *, keys: Keys = NO_KEYS) -> Self:
        """Makes an empty catalogue, encrypted when `keys.encrypted`; one that is already there stays as it is.

        Raises CatalogueTrouble.
        """
        with in_our_words(path):
            try:
                if not path.exists():
                    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
                if keys.encrypted and not path.stat().st_size:
                    make_encrypted(path, keys.new(), APPLICATION_ID)
            except OSError as error:
                raise CatalogueTrouble(
                    f"{path} cannot be made: {error.strerror}", hint="choose a folder that is writable for you"
                ) from error
            with closing(_connect(path.absolute(), _PATIENCE_SECONDS, keys)) as connection:
                _refuse_stranger(connection, path)
                connection.execute("PRAGMA journal_mode = WAL")
                migrate(connection, path, STEPS, keys)
                sync_folder(path)
        return cls(path, keys=keys)

    @property
    def is_encrypted(self) -> bool:
        """Whether the file is. One that is not there is not."""
        return encrypted(self.path)

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
        _ready(self.path, self._patience_seconds, self._keys)
        backup.check_target(target, self.path, self._keys)

    def backup_to(self, target: Path) -> None:
        """Copies all that is known at this moment to one file, whole or not at all; others may write meanwhile.

        It is encrypted when this one is, with the same key. An older backup of this desk is replaced. Raises Refused,
        NotFound, CatalogueTrouble.
        """
        self.check_backup(target)
        copy_whole(self.path, target, self._keys)

    def look(self, source: Path) -> backup.Backup:
        """What a backup holds, when all of it is well. Raises NotFound, CatalogueTrouble."""
        return backup.look(source, self._keys)

    def restore_from(self, source: Path) -> Path | None:
        """Puts a backup in the place of what is known; returns where that is kept, None when there was nothing.

        Others who have the catalogue open see what was, or all of what is now. Raises NotFound, CatalogueTrouble.
        """
        return backup.restore(source, self.path, self._connect, self._keys)

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
            made = type(self)(part, keys=self._keys, patience_seconds=self._patience_seconds, who=self._who)

            def put_in_place() -> Path | None:
                made.close()
                watch.release()
                kept = backup.restore(part, self.path, self._connect, self._keys, why, watch.check)
                if head := noted_head(part):
                    note_head(self.path, head)
                return kept

            if begin_with == self.path:
                copy_whole(self.path, part, self._keys)
            elif begin_with:
                made.restore_from(begin_with)
            else:
                self.create(part, keys=self._keys).close()
            try:
                yield made, put_in_place
            finally:
                made.close()

    def last_head(self) -> Head | None:
        """The end of the custody chain, as far as anything here tells it: the file itself, or what was noted beside it.

        The file may be damaged, or gone. Raises CatalogueLocked.
        """
        noted = noted_head(self.path)
        with unheard(), closing(self._connect()) as connection:
            if noted is None or has_head(connection, noted):
                return last_head(connection)
        return noted

    def head_of(self, copy: Path) -> Head | None:
        """The end of the custody chain in a copy of this catalogue; None when it has none or cannot be read."""
        with unheard(), suppress(CatalogueLocked), closing(at_rest(copy, self._keys.unasked())) as connection:
            return last_head(connection)
        return None

    def encrypt(self, new: Keys, settled: Callable[[], None] = lambda: None) -> None:
        """Puts this catalogue under the passphrase or key of `new`, whether it has one already or not; all or nothing.

        `settled` is called just before that is so. Raises Refused when somebody else has it open, CatalogueTrouble.
        """
        from mediadesk.catalogue.encrypting import encrypt

        _ready(self.path, self._patience_seconds, self._keys)
        self.close()
        encrypt(self.path, self._keys, new, settled)
        self._keys = new

    def encrypt_kept(self) -> tuple[list[Path], list[Path]]:
        """Encrypts what is kept of the catalogues of before; returns those, and those that cannot be, being damaged."""
        from mediadesk.catalogue.encrypting import encrypt_kept

        return encrypt_kept(self.path, self._keys)

    def close(self) -> None:
        """Lets go of the file; it is opened again when it is needed."""
        with self._lock:
            if self._opened:
                self._opened.close()
                self._opened = None

    def _connect(self) -> sqlite3.Connection:
        return _connect(self.path, self._patience_seconds, self._keys)

    def _sessions(self) -> "Sessions":
        with self._lock:
            if self._opened is None:
                _ready(self.path, self._patience_seconds, self._keys)
                from mediadesk.catalogue.session import Sessions  # loads SQLModel: not before the file is known good

                self._opened = Sessions(self.path, self._connect, self._who, dbapi(self.path))
            return self._opened


def _ready(path: Path, patience_seconds: float, keys: Keys) -> None:
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
    with in_our_words(path), closing(_connect(path, patience_seconds, keys)) as connection:
        _refuse_stranger(connection, path)
        if schema(connection) == 0:
            raise NotFound(f"{path} is empty: it was begun and never finished", hint="mediadesk init")
        if schema(connection) != len(STEPS):
            migrate(connection, path, STEPS, keys)
        connection.execute("PRAGMA journal_mode = WAL")  # a restored copy has none
    if mode & 0o077:
        with suppress(OSError):  # somebody else's file, or a read-only disk: theirs to decide
            path.chmod(0o600)


def _connect(path: Path, patience_seconds: float, keys: Keys = NO_KEYS) -> sqlite3.Connection:
    """A connection that never commits by itself: `BEGIN` is said by whoever means it."""
    connection = opened(path, "mode=rw", keys, patience_seconds=patience_seconds)
    connection.execute("PRAGMA synchronous = FULL")  # with NORMAL a power cut loses what was acknowledged
    connection.execute("PRAGMA fullfsync = ON")  # macOS: a drive may keep what was synced in its own memory
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")  # a long sort leaves no places in the folder for temporary files
    connection.create_function("distance_m", 4, _distance_m, deterministic=True)
    connection.create_function("digest_at", 2, _digest_at, deterministic=True)
    return connection


def _refuse_stranger(connection: sqlite3.Connection, path: Path) -> None:
    is_empty = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if not is_empty and connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise CatalogueTrouble(f"{path} is no catalogue of mediadesk", hint="mediadesk init in another folder")


def _digest_at(recipe: str, moment: str) -> str:
    return digest(shown_at(HOUSE[recipe], Fraction(moment)))


def _distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    return distance_m(LatLon(lat=lat_a, lon=lon_a), LatLon(lat=lat_b, lon=lon_b))
