"""The desk's own files: the only writer of originals, and the one who gives finished renditions their names.

A name below `assets/` means whole and checked. What is being written is called `.part-…` and is locked by its writer,
so that what a crash left behind can be told from what another mediadesk is writing now.
"""

import errno
import fcntl
import hashlib
import os
import queue
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import xxhash

from mediadesk.errors import DeskError, NotFound, Refused
from mediadesk.model.layout import ORIGINALS, PART, RENDITIONS

_BLOCK = 4 << 20  # bytes a read
_AHEAD = 4  # blocks that may wait for the hashes
Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashes:
    """What identifies a file's bytes."""

    sha256: str
    xxh3: str  # XXH3-128, for quick comparison
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A verified copy that has no name yet."""

    part: Path
    hashes: Hashes


@dataclass(frozen=True, slots=True)
class Assets:
    """The folder `assets/` of one desk. Paths it takes and gives are relative to the desk."""

    desk: Path

    def path(self, relative: str) -> Path:
        """Where a file of the desk is."""
        return self.desk / relative

    def free_bytes(self) -> int:
        """What still fits on the desk's disk."""
        return shutil.disk_usage(self.desk).free

    @contextmanager
    def copy(self, source: int, tick: Tick) -> Iterator[Copied]:
        """A copy of an open file: hashed while it is written, flushed to the medium, read back cold and compared.

        `tick` gets the bytes read so far. The copy vanishes on leaving unless it was named by `keep_original`. Raises
        DeskError when what comes back is not what was written, and OSError as the disk reports it.
        """
        with self._part(ORIGINALS) as (part, target):
            hashes = _copied(source, target, tick)
            os.fsync(target)
            if _cold_xxh3(target) != hashes.xxh3:
                raise DeskError(
                    "what the disk gives back is not what was written to it",
                    hint="this disk is failing: use another one for the desk, and keep the card",
                )
            yield Copied(part=part, hashes=hashes)

    def keep_original(self, copied: Copied, path: str) -> str:
        """Names a verified copy and says which name it got. Never replaces: beside other bytes it is `name~2`."""
        target = self.path(path)
        _make_folder(target.parent)
        for candidate in _candidates(target):
            try:
                _rename_without_replacing(copied.part, candidate)
            except FileExistsError:
                # an ingest that was killed between naming and cataloguing left the same bytes here
                if candidate.is_file() and hash_file(candidate) == copied.hashes:
                    return str(candidate.relative_to(self.desk))
                continue
            _sync_folder(candidate.parent)
            return str(candidate.relative_to(self.desk))
        raise Refused(f"{target.name} exists too many times", hint="mediadesk check --deep")

    @contextmanager
    def making(self) -> Iterator[Path]:
        """An empty folder to make renditions in; it vanishes on leaving with whatever was not named."""
        with self._part(RENDITIONS, folder=True) as (part, _):
            yield part

    def keep_rendition(self, made: Path, path: str) -> None:
        """Gives a finished, verified rendition (file or folder) its name. What can be made again may be replaced."""
        target = self.path(path)
        _make_folder(target.parent)
        for file in (made, *made.rglob("*")):
            _sync(file)
        if target.is_dir():
            shutil.rmtree(target)
        made.rename(target)
        _sync_folder(target.parent)

    def drop_rendition(self, path: str) -> None:
        """Removes a rendition. Raises Refused for anything that is none."""
        target = self.path(path).resolve()
        if not target.is_relative_to(self.path(RENDITIONS).resolve()):
            raise Refused("only renditions can be removed", hint="originals stay")
        shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)

    def sweep(self) -> int:
        """Removes what killed runs left half written, and says how many. What another mediadesk writes now stays."""
        swept = 0
        for below in (ORIGINALS, RENDITIONS):
            for part in self.path(below).glob(f"{PART}*"):
                swept += _remove_if_abandoned(part)
        return swept

    @contextmanager
    def _part(self, below: str, *, folder: bool = False) -> Iterator[tuple[Path, int]]:
        _make_folder(self.path(below))
        part, descriptor = _new_part(self.path(below), folder=folder)
        try:
            yield part, descriptor
        finally:
            shutil.rmtree(part) if folder else part.unlink(missing_ok=True)
            os.close(descriptor)


def hash_file(path: Path, tick: Tick | None = None) -> Hashes:
    """The hashes of a file on disk. Raises NotFound when it is gone."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise NotFound(f"{path.name} is missing", hint="mediadesk check --deep") from error
    try:
        return hash_open(descriptor, tick)
    finally:
        os.close(descriptor)


def hash_open(descriptor: int, tick: Tick | None = None) -> Hashes:
    """The hashes of an open file, from its beginning, as it is on the medium."""
    _forget(descriptor)
    sha256, xxh3, size = hashlib.sha256(), xxhash.xxh3_128(), 0
    for block in _blocks(descriptor):
        sha256.update(block)
        xxh3.update(block)
        size += len(block)
        if tick:
            tick(size)
    return Hashes(sha256=sha256.hexdigest(), xxh3=xxh3.hexdigest(), size_bytes=size)


def _copied(source: int, target: int, tick: Tick) -> Hashes:
    """Reads and writes here while another thread hashes: SHA-256 hides behind the disk."""
    sha256, xxh3 = hashlib.sha256(), xxhash.xxh3_128()
    waiting: queue.Queue[bytes | None] = queue.Queue(_AHEAD)

    def digest() -> None:
        while block := waiting.get():
            xxh3.update(block)
            sha256.update(block)

    hasher = threading.Thread(target=digest, name="hash")
    hasher.start()
    size = 0
    try:
        for block in _blocks(source):
            waiting.put(block)
            _write_all(target, block)
            size += len(block)
            tick(size)
    finally:
        waiting.put(None)
        hasher.join()
    return Hashes(sha256=sha256.hexdigest(), xxh3=xxh3.hexdigest(), size_bytes=size)


def _cold_xxh3(descriptor: int) -> str:
    """The XXH3-128 of what is on the medium. Through the page cache a bit flipped on the way down would go unseen."""
    _forget(descriptor)
    xxh3 = xxhash.xxh3_128()
    for block in _blocks(descriptor):
        xxh3.update(block)
    return xxh3.hexdigest()


def _blocks(descriptor: int) -> Iterator[bytes]:
    os.lseek(descriptor, 0, os.SEEK_SET)
    while block := os.read(descriptor, _BLOCK):
        yield block


def _write_all(descriptor: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view) :]


def _forget(descriptor: int) -> None:
    """Drops a file from the page cache, so that the next read comes from the medium."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    elif hasattr(fcntl, "F_NOCACHE"):  # macOS
        fcntl.fcntl(descriptor, fcntl.F_NOCACHE, 1)


def _candidates(target: Path) -> Iterator[Path]:
    yield target
    for number in range(2, 100):
        yield target.with_name(f"{target.stem}~{number}{target.suffix}")


def _new_part(below: Path, *, folder: bool) -> tuple[Path, int]:
    """A new part, locked. A sweep may take it away between its making and its locking: then make another."""
    while True:
        part = below / f"{PART}{secrets.token_hex(8)}"
        if folder:
            part.mkdir(mode=0o700)
        flags = os.O_RDONLY if folder else os.O_RDWR | os.O_CREAT | os.O_EXCL
        descriptor = os.open(part, flags | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if part.exists():
            return part, descriptor
        os.close(descriptor)


def _rename_without_replacing(part: Path, target: Path) -> None:
    """A hard link fails where a rename would replace. The part's own name goes when its writer leaves."""
    try:
        os.link(part, target)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        # a disk without hard links (exFAT): the name is ours alone once it could be created
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
        part.rename(target)


def _make_folder(folder: Path) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in reversed(missing):
        _sync_folder(each.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_sync_folder = _sync


def _remove_if_abandoned(part: Path) -> bool:
    try:
        descriptor = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        shutil.rmtree(part) if part.is_dir() else part.unlink(missing_ok=True)
        return True
    finally:
        os.close(descriptor)
