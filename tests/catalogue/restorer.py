"""A mediadesk of its own: a process that restores a backup when it is told to.

`python -m tests.catalogue.restorer CATALOGUE BACKUP`; it says `ready`, waits for a line, restores, says `done`.
"""

import os
import sys
from pathlib import Path

from mediadesk.catalogue import Catalogue


def main(path: str, backup: str) -> None:
    """Restores once."""
    catalogue = Catalogue(Path(path))
    os.write(1, b"ready\n")
    sys.stdin.readline()
    catalogue.restore_from(Path(backup))
    os.write(1, b"done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
