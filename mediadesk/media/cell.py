"""What one program may see, change and use up. No child process starts without one: `runner` asks for it.

A wall of the kernel (bubblewrap.py, landlock.py) makes it true; what both need to know of this machine is here.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# what any program needs: itself, its libraries and their list
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_LINKER = ("/etc/ld.so.cache", "/etc/alternatives")
_STORES = ("/nix/store", "/gnu/store")  # where a program's libraries lie on NixOS and Guix
_DEVICES = ("/dev/null", "/dev/urandom")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one program may use at most; None is without limit. macOS keeps no limit on memory."""

    cpu_seconds: int | None = None
    memory_bytes: int | None = None  # of address space
    file_bytes: int | None = None  # of any file it writes


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A program's world: the files it may read, the one folder it may write and works in, its limits; no network.

    All of /usr is there for it to read, and the program itself. A folder in `reads` stands for all that is below it:
    for what we made ourselves, never for footage.
    """

    reads: tuple[Path, ...] = ()
    writes: Path | None = None
    devices: tuple[Path, ...] = ()  # of graphics hardware, below /dev; for light copies alone
    limits: Limits = NO_LIMITS


def inside(cell: Cell) -> tuple[Path, ...]:
    """The files of a cell with their whole names. Raises OSError when one is not there, or is a link to somewhere else:
    a cell names files, and what a link on a card leads to is not the card's.
    """
    for path in cell.reads:
        if stat.S_ISLNK(path.lstat().st_mode):
            raise OSError(None, "it is a link to another file")
    return tuple(path.absolute() for path in cell.reads)


def working_folder(cell: Cell) -> Path:
    """Where a program works: where it writes; else where we are, if a name is told from there; else nowhere."""
    if cell.writes is not None:
        return cell.writes.absolute()
    return Path("/") if all(path.is_absolute() for path in cell.reads) else Path.cwd()


def readable(program: str) -> tuple[Path, ...]:
    """What of this machine a program gets to read beside its cell: the system's own folder, and the program."""
    return (*_system(), *_of(program))


def devices() -> Iterator[Path]:
    """Those that a program may write to and read from: nothing, and chance."""
    return (Path(name) for name in _DEVICES if Path(name).exists())


@cache
def _system() -> tuple[Path, ...]:
    return tuple(Path(name) for name in (*_SYSTEM, *_LINKER) if Path(name).exists())


@cache
def libraries(program: str) -> tuple[Path, ...]:
    """The folders of libraries that were installed with a program outside /usr, beside its `bin`; mostly none."""
    prefix = Path(program).resolve().parent.parent
    found = [prefix / name for name in ("lib", "lib64") if Path(program).resolve().parent.name == "bin"]
    return tuple(path for path in found if path.is_dir() and not _is_system(path))


@cache
def _of(program: str) -> tuple[Path, ...]:
    """A program outside /usr: its file alone, under the name it is called by; and its libraries."""
    named, real = Path(program).absolute(), Path(program).resolve()
    stores = [Path(store) for store in _STORES if real.is_relative_to(store)]
    file = real if _is_system(named) else named
    return tuple(path for path in (file, *libraries(program), *stores) if not _is_system(path))


def _is_system(path: Path) -> bool:
    return any(path.is_relative_to(system) for system in _SYSTEM)


def clean_environment() -> dict[str, str]:
    """All the environment that a program gets: no home, no secret, no switch such as FFREPORT, which writes files.

    The C library of GNU takes address space for each core; four pieces are enough, and limits can be counted with.
    """
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "4"}
