"""A mediadesk of its own: a process that catalogues clips one by one and says each one when it is safe.

`python -m tests.catalogue.writer CATALOGUE PREFIX HOW_MANY [normal]`; `normal` is a sabotage: less than FULL.
"""

import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

from mediadesk.catalogue import Catalogue, db
from mediadesk.errors import DeskError
from tests.catalogue.world import a_clip, shelve


def careless(*how: Any) -> sqlite3.Connection:
    """A connection that does not wait for the disk."""
    connection = connect(*how)
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


connect = db._connect


def say(words: str) -> None:
    """One line, in one write: what is said is out at once."""
    os.write(1, f"{words}\n".encode())


def main(path: str, prefix: str, how_many: str, *sabotage: str) -> int:
    """Catalogues clips; 0 when all are safe, else the exit code of the trouble, said in one line."""
    if sabotage:
        db._connect = careless
    catalogue = Catalogue(Path(path))
    for number in range(int(how_many)):
        clip = a_clip(f"{prefix}-{number}")
        try:
            shelve(catalogue, clip)
        except DeskError as trouble:
            say(trouble.what)
            return trouble.code
        say(clip.id)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
