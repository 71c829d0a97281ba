"""What lies on a desk is its owner's alone: the files of an older desk are closed to the other users of a machine.

New files need no care: a door says once, by the umask, that nobody else may read what it and its children make.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISLNK

from mediadesk.model.layout import ASSETS, CATALOGUE, SETTINGS

_OTHERS = 0o077
_LOOK_OR_CHANGE = 0o066


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What became of the files and folders that others could open."""

    closed: int
    still_open: int  # somebody else's, or on a file system that keeps no modes


def close_to_others(desk: Path, public: Collection[Path]) -> Closed:
    """Closes what others can open of a desk: its catalogues, its settings, and all of `assets/` but the public folders.

    Whoever serves a public folder by another user's web server has opened the way to it: that way can still be walked,
    and no longer be listed.
    """
    kept = {each.resolve() for each in public}
    closed = still_open = 0
    for path, way in _private(desk, kept):
        wrong = _LOOK_OR_CHANGE if way else _OTHERS
        with suppress(FileNotFoundError):
            mode = path.lstat().st_mode
            if S_ISLNK(mode) or not mode & wrong:
                continue
            with suppress(OSError):
                path.chmod(mode & 0o7777 & ~wrong)
            if path.lstat().st_mode & wrong:
                still_open += 1
            else:
                closed += 1
    return Closed(closed=closed, still_open=still_open)


def _private(desk: Path, public: Collection[Path]) -> Iterator[tuple[Path, bool]]:
    """What is nobody else's, and of each whether the way to a public folder leads through it."""
    for each in [*sorted(desk.glob(f"{CATALOGUE}*")), desk / SETTINGS]:
        yield each, False
    for folder, folders, files in os.walk(desk / ASSETS):
        here = Path(folder)
        yield here, any(each.is_relative_to(here.resolve()) for each in public)
        folders[:] = [each for each in folders if (here / each).resolve() not in public]
        yield from ((here / each, False) for each in files)
