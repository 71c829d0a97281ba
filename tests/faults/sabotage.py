"""Protections taken out of the code, one by one, in a child alone: each has a proof that must turn red.

The product has no switch for any of them.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from threading import Timer
from typing import Any

from mediadesk.catalogue import db, session
from mediadesk.custody import cold, copying, originals
from mediadesk.custody.cold import Hashes
from mediadesk.custody.originals import Originals
from mediadesk.model.layout import PART


def _in_place_of(owner: Any, name: str, other: Any) -> None:
    assert hasattr(owner, name), f"{name} is called otherwise today"
    setattr(owner, name, other)


def no_sweep() -> None:
    """What a killed run left half written stays."""
    _in_place_of(originals, "sweep", lambda below: 0)


def never_left_there() -> None:
    """What a killed run has named and not catalogued is copied again, beside it."""
    _in_place_of(Originals, "_left_there", lambda self, target, hashes: None)


def no_part() -> None:
    """A copy is written under a name that says it is whole."""
    made = originals.new_part

    def openly(below: Path, **more: Any) -> Any:
        setattr(originals, "PART", "whole-")  # noqa: B010
        return made(below, **more)

    _in_place_of(originals, "new_part", openly)


def row_before_name() -> None:
    """The catalogue speaks of a file that gets its name a moment later."""

    def keep(self: Originals, part: Path, hashes: Hashes, path: str) -> str:
        target, content = self.path(path), part.read_bytes()
        target.parent.mkdir(parents=True, exist_ok=True)
        late = target.with_name(f"{PART}late-{target.name}")
        late.write_bytes(content)  # whole: what is shown here is the wrong order, not a torn write
        Timer(0.1, late.replace, [target]).start()
        return path

    _in_place_of(Originals, "keep", keep)


def no_sync() -> None:
    """Files and folders are not flushed. A cold reading flushes too, so they are read back warm.

    The catalogue is flushed, as SQLite does that by itself.
    """
    _in_place_of(os, "fsync", lambda descriptor: None)
    _in_place_of(cold, "forget", lambda *span: None)
    _in_place_of(copying, "forget", lambda *span: None)
    warm()


def catalogue_in_a_hurry() -> None:
    """`synchronous = NORMAL`: a commit is not flushed."""
    connect = db._connect

    def hurried(*how: Any) -> sqlite3.Connection:
        connection = connect(*how)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    _in_place_of(db, "_connect", hurried)


def warm() -> None:
    """A copy is read back through the page cache."""
    _in_place_of(cold, "_cold", nullcontext)


def no_read_back() -> None:
    """What the disk says it has written is believed."""
    _in_place_of(copying._Copy, "judged", lambda self, hashes: None)


def one_write() -> None:
    """Whoever writes does not look how much was written, nor reads it back."""
    _in_place_of(copying, "_write_all", os.write)
    no_read_back()


def no_lock() -> None:
    """Parts and folders are not locked: an ingest beside this one takes them for abandoned."""
    _in_place_of(fcntl, "flock", lambda descriptor, operation: None)


def deferred() -> None:
    """A writer of the catalogue begins as a reader, as SQLite does when it is not told otherwise."""
    _in_place_of(session, "_WRITE", "BEGIN")


def hoard() -> None:
    """Something of every file stays in memory."""
    kept, keep = list[bytes](), Originals.keep

    def hoarding(self: Originals, part: Path, hashes: Hashes, path: str) -> str:
        kept.append(b"x" * 400_000)
        return keep(self, part, hashes, path)

    _in_place_of(Originals, "keep", hoarding)


SABOTAGES: dict[str, Callable[[], None]] = {
    each.__name__: each
    for each in (
        catalogue_in_a_hurry,
        deferred,
        hoard,
        never_left_there,
        no_lock,
        no_part,
        no_read_back,
        no_sweep,
        no_sync,
        one_write,
        row_before_name,
        warm,
    )
}
