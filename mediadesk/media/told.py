"""What a program is told that its files are called.

Whoever works on the same machine can read the words of every program (`ps`, /proc/PID/cmdline): a path there tells
where somebody was, whom they met, what their desk is called. So no path of a cell stands in them. Behind bubblewrap a
file is `/in/0`, a link that is there in the cell alone, and bubblewrap gets its own words through a descriptor. Without
it, on Linux, it is a descriptor that the program inherits, `/proc/self/fd/7`. Elsewhere a file has no other name.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from mediadesk.media.cell import Cell, inside

_LINKS = "/in"
_OPENED = Path("/proc/self/fd")
_NEUTRAL = re.compile(rb"(?:/in|/proc/self/fd)/\d+")

Names = Mapping[Path, str]  # each path of a cell, whole, and what it is called


def links(cell: Cell) -> Names:
    """Names for a cell behind bubblewrap. Raises OSError as `cell.inside` does."""
    return {path: f"{_LINKS}/{number}" for number, path in enumerate(inside(cell))}


@contextmanager
def handles(cell: Cell) -> Iterator[tuple[Names, tuple[int, ...]]]:
    """Names for a cell without it, and the descriptors that must be inherited; none where the system has no such names.

    A descriptor only points to a file: whether it may be read is asked when it is opened. Raises OSError.
    """
    if not _OPENED.is_dir() or not hasattr(os, "O_PATH"):
        yield {}, ()
        return
    with ExitStack() as opened:
        found: dict[Path, int] = {}
        for path in inside(cell):
            found[path] = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
            opened.callback(os.close, found[path])
        yield {path: f"{_OPENED}/{number}" for path, number in found.items()}, tuple(found.values())


@contextmanager
def aside(words: Sequence[str]) -> Iterator[int]:
    """A descriptor from which a program reads words that nobody else sees: each ends with a zero."""
    with held(b"".join(os.fsencode(word) + b"\0" for word in words)) as file:
        yield file


@contextmanager
def held(content: bytes) -> Iterator[int]:
    """A descriptor from which a program reads something that lies in memory alone."""
    file = os.memfd_create("mediadesk", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(file), "wb") as written:
            written.write(content)
        os.lseek(file, 0, os.SEEK_SET)
        yield file
    finally:
        os.close(file)


def words(argv: Sequence[str], cell: Cell, names: Names) -> list[str]:
    """The words of a program in which each `file:` of the cell has its other name, also inside a list of files."""
    called = {
        spelt: names[path.absolute()] for path in cell.reads if path.absolute() in names for spelt in _spelt(path)
    }
    longest_first = sorted(called.items(), key=lambda each: -len(each[0]))
    return [_renamed(word, longest_first) for word in argv]


def without_names(said: bytes) -> bytes:
    """What a program said, without such names: they tell people nothing."""
    return _NEUTRAL.sub("…".encode(), said)


def _spelt(path: Path) -> set[str]:
    """As a path may stand in a word: as it was given, whole, and as lists of ffmpeg quote it."""
    given = {os.fspath(path), os.fspath(path.absolute())}
    return given | {each.replace("'", r"'\''") for each in given}


def _renamed(word: str, called: Sequence[tuple[str, str]]) -> str:
    for path, name in called:
        word = word.replace(f"file:{path}", f"file:{name}")
    return word
