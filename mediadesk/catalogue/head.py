"""The head of the custody chain beside the catalogue: a chain alone does not tell that its end was cut off.

One line of always the same length, written over in one go: killed anywhere, and after a power cut, it is this head or
an older one. Older is well: it is somewhere in the chain. One that is not in the chain is never written over: it tells
that something was cut off.
"""

import os
import re
import sqlite3
from contextlib import suppress
from pathlib import Path

from mediadesk.catalogue.trouble import unheard
from mediadesk.model.custody import Head

_END = ".head"
_LINE = re.compile(rb"(\d{20}) ([0-9a-f]{64})\n")


def note_head(catalogue: Path, head: Head) -> None:
    """Notes the head of a chain that was committed. A disk that takes no more keeps the older one."""
    with suppress(OSError):
        file = os.open(_beside(catalogue), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            os.pwrite(file, f"{head.number:020} {head.digest}\n".encode(), 0)
        finally:
            os.close(file)


def noted_head(catalogue: Path) -> Head | None:
    """The head that was noted last; None when none was, or it cannot be read."""
    try:
        found = _LINE.fullmatch(_beside(catalogue).read_bytes())
    except OSError:
        return None
    return Head(number=int(found[1]), digest=found[2].decode()) if found else None


def last_head(connection: sqlite3.Connection) -> Head | None:
    """The last entry of a catalogue of whatever schema; None when it has none or is damaged."""
    with unheard():
        if found := connection.execute("SELECT number, digest FROM custody ORDER BY number DESC LIMIT 1").fetchone():
            return Head(number=found[0], digest=found[1])
    return None


def has_head(connection: sqlite3.Connection, head: Head) -> bool:
    """Whether a catalogue has this entry. Raises sqlite3.Error."""
    ask = "SELECT 1 FROM custody WHERE number = ? AND digest = ?"
    return connection.execute(ask, (head.number, head.digest)).fetchone() is not None


def _beside(catalogue: Path) -> Path:
    return catalogue.with_name(catalogue.name + _END)
