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


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """Something on a card that is not copied, and why."""

    path: tuple[bytes, ...]
    why: str
    lost: bool  # it may hold bytes that are now not safe


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Everything on a card at one moment."""

    files: tuple[MediaFile, ...]
    passed: tuple[Passed, ...]


def listing(source: Path) -> Listing:
    """Everything below a folder, or the one file that is named. Raises NotFound or Misasked when there is neither."""
    if source.is_file() and not source.is_symlink():
        name = os.fsencode(source.name)
        with _root(source) as root:
            entry = os.stat(name, dir_fd=root, follow_symlinks=False)
        return Listing(files=(_media_file((name,), entry),), passed=())
    files: list[MediaFile] = []
    passed: list[Passed] = []
    with _root(source) as root:
        waiting: list[tuple[bytes, ...]] = [()]
        while waiting:
            folder = waiting.pop()
            try:
                for name, entry in _entries(root, folder):
                    path = (*folder, name)
                    if stat.S_ISDIR(entry.st_mode):
                        waiting.append(path)
                    elif stat.S_ISREG(entry.st_mode):
                        files.append(_media_file(path, entry))
                    else:
                        passed.append(Passed(path=path, why=_kind(entry.st_mode), lost=False))
            except OSError as error:
                why = f"the folder cannot be read: {os.strerror(error.errno or errno.EIO)}"
                passed.append(Passed(path=folder or (os.fsencode(source.name),), why=why, lost=True))
    return Listing(
        files=tuple(sorted(files, key=lambda each: each.path)), passed=tuple(sorted(passed, key=lambda each: each.path))
    )


@contextmanager
def opened(source: Path, file: MediaFile) -> Iterator[int]:
    """A file of a card as a descriptor, open for reading. Raises DeskError when it is no longer what was listed."""
    with _root(source) as root, _folder(root, file.path[:-1]) as folder:
        try:
            descriptor = os.open(file.name, _FILE, dir_fd=folder)
        except OSError as error:
            raise _unreadable(file, error) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise DeskError(f"{shown(file.name)} is no regular file any more", hint="look at the card and ingest again")
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _root(source: Path) -> Iterator[int]:
    folder = source.parent if source.is_file() else source
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise NotFound(f"there is nothing at {source}", hint="is the card in the reader, and mounted?") from error
    except NotADirectoryError as error:
        raise Misasked(f"{source} is neither a folder nor a file", hint="name the folder of the card") from error
    except OSError as error:
        raise NotFound(f"{source} cannot be opened: {error.strerror}", hint="may you read it?") from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _folder(root: int, parts: tuple[bytes, ...]) -> Iterator[int]:
    """A folder below the root, component by component, so that no link on the way is followed."""
    descriptor = os.dup(root)
    try:
        for part in parts:
            descriptor, above = os.open(part, _FOLDER, dir_fd=descriptor), descriptor
            os.close(above)
        yield descriptor
    finally:
        os.close(descriptor)


def _entries(root: int, parts: tuple[bytes, ...]) -> list[tuple[bytes, os.stat_result]]:
    with _folder(root, parts) as folder:
        names = [os.fsencode(entry.name) for entry in os.scandir(folder)]
        return [(name, os.stat(name, dir_fd=folder, follow_symlinks=False)) for name in names]


def _media_file(path: tuple[bytes, ...], entry: os.stat_result) -> MediaFile:
    return MediaFile(path=path, size_bytes=entry.st_size, modified_ns=entry.st_mtime_ns)


def _kind(mode: int) -> str:
    kinds = {
        stat.S_IFLNK: "a symbolic link; only real files are copied",
        stat.S_IFIFO: "a pipe; only real files are copied",
        stat.S_IFSOCK: "a socket; only real files are copied",
    }
    return kinds.get(stat.S_IFMT(mode), "a device; only real files are copied")


def _unreadable(file: MediaFile, error: OSError) -> DeskError:
    return DeskError(f"{shown(file.name)} cannot be opened: {error.strerror}", hint="look at the card and ingest again")
