"""Listing and opening what is on a card: beneath its folder, no link followed, regular files alone, names as bytes."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mediadesk.errors import DeskError, Misasked, NotFound
from mediadesk.model.card import MediaFile
from mediadesk.model.names import shown

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: opening a FIFO must not wait for its other end
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NO_TRACE = getattr(os, "O_NOATIME", 0)  # else reading writes to a card: the time of it
_DEEPEST = 64  # folders in each other; no device makes more than five

_KINDS = {
    stat.S_IFLNK: "a symbolic link; only real files are copied",
    stat.S_IFIFO: "a pipe; only real files are copied",
    stat.S_IFSOCK: "a socket; only real files are copied",
}

Parts = tuple[bytes, ...]  # a path below the card: folders, then a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """Something on a card that is not copied, and why."""

    path: Parts
    why: str
    lost: bool  # it may hold bytes that are now not safe


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Everything on a card at one moment."""

    files: tuple[MediaFile, ...]
    passed: tuple[Passed, ...]


def listing(source: Path) -> Listing:
    """Everything below a folder, or the one file that is named; a link is followed if it is what was named.

    Raises NotFound or Misasked when there is neither.
    """
    folder, name = _split(source)
    with _root(folder) as root:
        found = [_looked_at(root, (), name)] if name else list(_walked(root))
    return Listing(
        files=tuple(sorted((each for each in found if isinstance(each, MediaFile)), key=lambda each: each.path)),
        passed=tuple(sorted((each for each in found if isinstance(each, Passed)), key=lambda each: each.path)),
    )


@contextmanager
def opened(source: Path, file: MediaFile) -> Iterator[int]:
    """A file of a card as a descriptor, open for reading. Raises DeskError when it is no longer what was listed."""
    try:
        with _root(_split(source)[0]) as root, _folder(root, file.path[:-1]) as folder:
            descriptor = _open(file.name, _FILE, folder)
    except OSError as error:
        what = f"{shown(file.name)} cannot be opened: {error.strerror}"
        raise DeskError(what, hint="look at the card and ingest again") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise DeskError(f"{shown(file.name)} is no regular file any more", hint="look at the card and ingest again")
        yield descriptor
    finally:
        os.close(descriptor)


def _split(source: Path) -> tuple[Path, bytes]:
    """The folder that a source is or lies in, and the name of the one file in it that is meant; else no name."""
    real = Path(os.path.realpath(source))
    try:
        mode = real.stat().st_mode
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            raise NotFound(f"there is nothing at {source}", hint="is the card in the reader, and mounted?") from error
        raise NotFound(f"{source} cannot be opened: {error.strerror}", hint="may you read it?") from error
    if stat.S_ISDIR(mode):
        return real, b""
    if stat.S_ISREG(mode):
        return real.parent, os.fsencode(real.name)
    raise Misasked(f"{source} is neither a folder nor a file", hint="name the folder of the card")


@contextmanager
def _root(folder: Path) -> Iterator[int]:
    try:
        descriptor = _open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise NotFound(
            f"{folder} cannot be opened: {error.strerror}", hint="is it there, and may you read it?"
        ) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _folder(root: int, parts: Parts) -> Iterator[int]:
    """A folder below the root, component by component, so that no link on the way is followed."""
    descriptor = os.dup(root)
    try:
        for part in parts:
            descriptor, above = _open(part, _FOLDER, descriptor), descriptor
            os.close(above)
        yield descriptor
    finally:
        os.close(descriptor)


def _open(name: Path | bytes, flags: int, folder: int | None = None) -> int:
    """Opens what is on a card; where it is ours, as a card's is for whoever mounted it, without a trace."""
    try:
        return os.open(name, flags | _NO_TRACE, dir_fd=folder)
    except PermissionError:
        return os.open(name, flags, dir_fd=folder)


def _walked(root: int) -> Iterator[MediaFile | Passed]:
    """Every file, and whatever is none. A folder that cannot be read to its end does not hide what was read of it."""
    waiting: list[Parts] = [()]
    while waiting:
        parts = waiting.pop()
        try:
            with _folder(root, parts) as folder:
                for entry in os.scandir(folder):
                    found = _looked_at(folder, parts, os.fsencode(entry.name))
                    if isinstance(found, tuple):
                        waiting.append(found)
                    else:
                        yield found
        except OSError as error:
            why = f"the folder cannot be read: {os.strerror(error.errno or errno.EIO)}"
            yield Passed(path=parts or (b".",), why=why, lost=True)


def _looked_at(folder: int, parts: Parts, name: bytes) -> "MediaFile | Passed | Parts":
    """What is called so in an open folder; of another folder, its path."""
    path = (*parts, name)
    try:
        entry = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        return Passed(path=path, why=f"it cannot be read: {os.strerror(error.errno or errno.EIO)}", lost=True)
    if stat.S_ISREG(entry.st_mode):
        return MediaFile(path=path, size_bytes=entry.st_size, modified_ns=entry.st_mtime_ns)
    if not stat.S_ISDIR(entry.st_mode):
        why = _KINDS.get(stat.S_IFMT(entry.st_mode), "a device; only real files are copied")
        return Passed(path=path, why=why, lost=False)
    if len(path) > _DEEPEST:
        return Passed(path=path, why="it lies too deep: the card's file system may be damaged", lost=True)
    return path
