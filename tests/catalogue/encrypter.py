"""A mediadesk of its own: a process that encrypts a catalogue when it is told to.

`python -m tests.catalogue.encrypter CATALOGUE`; it says `ready`, waits for a line, encrypts, says `done`.
"""

import os
import sys
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.opening import sqlcipher
from tests.catalogue.keys import keys


def main(path: str) -> None:
    """Encrypts once, with everything that is kept beside it."""
    catalogue = Catalogue(Path(path))
    sqlcipher()
    os.write(1, b"ready\n")
    sys.stdin.readline()
    catalogue.encrypt(keys(), lambda: Path(path).with_name("settled").touch())
    catalogue.encrypt_kept()
    os.write(1, b"done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
