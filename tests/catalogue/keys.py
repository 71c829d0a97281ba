"""What opens the encrypted catalogues of these tests."""

import sqlite3
from pathlib import Path

from mediadesk.catalogue.cipher import Keys
from mediadesk.catalogue.opening import opened
from mediadesk.errors import CatalogueLocked

# a key as it is: a passphrase takes a third of a second
A_KEY = "x'" + "2dd29ca851e7b56e4697b0e1f08507293d761a05ce4d1b628663f411a8086d99" + "'"


class Knows:
    """A source of these passphrases, in this order; it counts how often it was asked."""

    def __init__(self, *passphrases: str) -> None:
        self.asked = 0
        self._passphrases = passphrases

    def of(self, path: Path, attempt: int) -> str:
        """The next one."""
        self.asked += 1
        if attempt >= len(self._passphrases):
            raise CatalogueLocked(f"nothing opens {path}", hint="another passphrase")
        return self._passphrases[attempt]

    def new(self) -> str:
        """The first one."""
        return self._passphrases[0]

    def __hash__(self) -> int:
        return id(self)


def keys(*passphrases: str, encrypted: bool = True) -> Keys:
    """Keys of these passphrases; without any, of A_KEY."""
    return Keys(Knows(*passphrases or (A_KEY,)), encrypted=encrypted)


def connect(path: Path) -> sqlite3.Connection:
    """A connection to a plain or encrypted catalogue of these tests, past everything that watches over it."""
    return opened(path, "mode=rw", keys())
