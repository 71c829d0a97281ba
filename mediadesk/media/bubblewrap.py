"""The strong wall: bubblewrap starts a program in namespaces of its own, where nothing exists but its cell.

https://github.com/containers/bubblewrap. It needs the right to make user namespaces, which most systems give and some
containers do not: so it is tried, never trusted.
"""

import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from mediadesk.media import cell as cells
from mediadesk.media.cell import Cell
from mediadesk.media.told import Names

# `as-pid-1`: no process of bubblewrap stands between it and the program, and what that used up is told to us
_ALONE = tuple("--unshare-all --as-pid-1 --die-with-parent --new-session --cap-drop ALL --clearenv".split())


@cache
def program() -> str | None:
    """The path of bubblewrap on this machine."""
    return shutil.which("bwrap")


def command(argv: Sequence[str], options_from: int) -> list[str]:
    """The words that start `argv` in the cell of the options that are read from a descriptor."""
    return [program() or "bwrap", "--args", str(options_from), "--", *argv]


def options(started: str, cell: Cell, names: Names = MappingProxyType({}), filter_from: int | None = None) -> list[str]:
    """What shuts the program `started` into its cell. They name files: see `told.aside`. `filter_from` is a descriptor
    from which seccomp's filter is read.
    """
    words = [*_ALONE, *(() if filter_from is None else ("--seccomp", str(filter_from)))]
    environment = cells.clean_environment()
    if libraries := cells.libraries(started):  # without /proc no program knows where it lies
        environment["LD_LIBRARY_PATH"] = ":".join(map(str, libraries))
    for name, value in environment.items():
        words += ["--setenv", name, value]
    for path in cells.readable(started):
        words += _system(path)
    for device in (*cells.devices(), *cell.devices):
        words += ["--dev-bind", str(device), str(device)]
    for path, how in _bound(cell):
        words += [how, str(path), str(path)]
    for path, name in names.items():
        words += ["--symlink", str(path), name]
    return [*words, "--remount-ro", "/", "--chdir", str(cells.working_folder(cell))]


def _bound(cell: Cell) -> Iterator[tuple[Path, str]]:
    """What the cell names, outer folders first: a later one lies over an earlier one."""
    named = [(path, "--ro-bind") for path in cells.inside(cell)]
    if cell.writes is not None:
        named.append((cell.writes.absolute(), "--bind"))
    return iter(sorted(named, key=lambda each: len(each[0].parts)))


@cache
def _system(path: Path) -> tuple[str, ...]:
    """A part of the system; most have /bin and /lib as links into /usr."""
    if path.is_symlink():
        return ("--symlink", str(path.readlink()), str(path))
    return ("--ro-bind", str(path), str(path))
