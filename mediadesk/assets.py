"""The desk's own files: the only writer of originals, and the one who gives finished renditions their names.

A name below `assets/` means whole and checked. What is being written is called `.part-…` and is locked by its writer,
so that what a crash left behind can be told from what another mediadesk is writing now.
"""

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from mmap import mmap
from pathlib import Path
from queue import SimpleQueue

import xxhash

from mediadesk.errors import DeskError, NotFound, Refused
from mediadesk.model.layout import ORIGINALS, PART, RENDITIONS

_BLOCK = 1 << 20  # bytes a read; larger ones cost more to make than they save
_BLOCKS = 4  # one is read or written, one is hashed, the others wait
_COLD_BLOCK = 4 << 20  # bytes a read past the cache, where nobody reads ahead
_WRITE_BEHIND = 32 << 20  # bytes after which the disk is told to begin; left alone, Linux waits for gigabytes
_MOST_NAMES = 100
_O_DIRECT = getattr(os, "O_DIRECT", 0)  # macOS has F_NOCACHE instead
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
    _lasting: set[Path] = field(default_factory=set, init=False, repr=False, compare=False)  # folders, by this run

    def path(self, relative: str) -> Path:
        """Where a file of the desk is."""
        return self.desk / relative

    def free_bytes(self) -> int:
        """What still fits on the desk's disk."""
        return shutil.disk_usage(self.desk).free

    def check_writable(self) -> None:
        """Raises Refused when no original can be written: a read-only disk, somebody else's folder, no room at all."""
        try:
            with self._part(ORIGINALS):
                pass
        except OSError as error:
            raise Refused(
                f"nothing can be written to the desk in {self.desk}: {error.strerror}",
                hint="make it writable and give it room, or make another desk: mediadesk init DIR",
            ) from error

    @contextmanager
    def copy(self, source: int, tick: Tick) -> Iterator[Copied]:
        """A copy of an open file: hashed while it is written, flushed to the medium, read back cold and compared.

        `tick` gets the bytes done; reading a byte is one half of it, reading it back the other. The copy vanishes on
        leaving unless it was named by `keep_original` or `put_back`. Raises DeskError when the file changes meanwhile,
        or when what comes back is not what was written, and OSError as the disk reports it.
        """
        with self._part(ORIGINALS) as (part, target):
            hashes = _copied(source, target, lambda done: tick(done // 2))
            os.fsync(target)
            if _cold_xxh3(target, lambda done: tick((hashes.size_bytes + done) // 2)) != hashes.xxh3:
                raise DeskError(
                    "what the disk gives back is not what was written to it",
                    hint="this disk is failing: use another one for the desk, and keep the card",
                )
            yield Copied(part=part, hashes=hashes)

    def keep_original(self, copied: Copied, path: str) -> str:
        """Names a verified copy and says which name it got. Never replaces: beside other bytes it is `name~2`.

        Where the same bytes lie in its folder already, under whatever name, they are taken: an ingest that was killed
        between naming and cataloguing has left them.
        """
        target = self.path(path)
        with self._locked_folder(target.parent):
            if not (kept := _same_bytes(target.parent, copied.hashes)):
                kept = _first_free(target)
                _rename_without_replacing(copied.part, kept)
        self._sync_folders(kept)
        return str(kept.relative_to(self.desk))

    def put_back(self, copied: Copied, path: str) -> None:
        """Gives a verified copy the name of an original that has gone missing. Raises FileExistsError if it has not."""
        target = self.path(path)
        with self._locked_folder(target.parent):
            _rename_without_replacing(copied.part, target)
        self._sync_folders(target)

    @contextmanager
    def making(self) -> Iterator[Path]:
        """An empty folder to make renditions in; it vanishes on leaving with whatever was not named."""
        with self._part(RENDITIONS, folder=True) as (part, _):
            yield part

    def keep_rendition(self, made: Path, path: str) -> None:
        """Gives a finished, verified rendition (file or folder) its name. What can be made again may be replaced."""
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        for file in (made, *made.rglob("*")):
            _sync(file)
        if target.is_dir():
            shutil.rmtree(target)
        made.rename(target)
        self._sync_folders(target)

    def sweep(self) -> int:
        """Removes what killed runs left half written, and says how many. What another mediadesk writes now stays."""
        parts = [part for below in (ORIGINALS, RENDITIONS) for part in self.path(below).glob(f"{PART}*")]
        return sum(_remove_if_abandoned(part) for part in parts)

    def strays(self, known: set[str]) -> list[str]:
        """The files among the originals that are not at these paths. Nobody looks into what is still being written."""
        below = self.path(ORIGINALS)
        files = (file for file in below.rglob("*") if not file.is_dir() and not file.name.startswith(PART))
        return sorted({str(file.relative_to(self.desk)) for file in files} - known)

    @contextmanager
    def _part(self, below: str, *, folder: bool = False) -> Iterator[tuple[Path, int]]:
        self.path(below).mkdir(parents=True, exist_ok=True)
        part, descriptor = _new_part(self.path(below), folder=folder)
        try:
            yield part, descriptor
        finally:
            shutil.rmtree(part) if folder else part.unlink(missing_ok=True)
            os.close(descriptor)

    @contextmanager
    def _locked_folder(self, folder: Path) -> Iterator[None]:
        """A folder of originals, made where it is missing, in which nobody else gives names meanwhile."""
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _sync_folders(self, named: Path) -> None:
        """Makes a name last, with the folders it lies in: also those that a killed run made and did not make last."""
        _sync(named.parent)
        for folder in named.parents:
            if folder == self.desk or folder in self._lasting:
                break
            _sync(folder.parent)
            self._lasting.add(folder)


def hash_file(path: Path, tick: Tick | None = None) -> Hashes:
    """The hashes of a regular file on disk. Raises NotFound when it is gone, OSError when it is a link."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise NotFound(f"{path.name} is missing", hint="mediadesk check --deep") from error
    try:
        return hash_open(descriptor, tick)
    finally:
        os.close(descriptor)


def hash_open(descriptor: int, tick: Tick | None = None) -> Hashes:
    """The hashes of an open file, from its beginning, as it is on the medium."""
    sha256, xxh3, size = hashlib.sha256(), xxhash.xxh3_128(), 0
    for block in _cold_blocks(descriptor):
        sha256.update(block)
        xxh3.update(block)
        size += len(block)
        if tick:
            tick(size)
    return Hashes(sha256=sha256.hexdigest(), xxh3=xxh3.hexdigest(), size_bytes=size)


def _copied(source: int, target: int, tick: Tick) -> Hashes:
    """Reads and writes here while another thread hashes: SHA-256 hides behind the disk."""
    before = os.fstat(source)
    sha256, xxh3, size, begun = hashlib.sha256(), xxhash.xxh3_128(), 0, 0
    empty: SimpleQueue[bytearray] = SimpleQueue()
    full: SimpleQueue[tuple[bytearray, int]] = SimpleQueue()
    for _ in range(_BLOCKS):
        empty.put(bytearray(max(1, min(_BLOCK, before.st_size))))

    def digest() -> None:
        while (read := full.get())[1]:
            with memoryview(read[0])[: read[1]] as block:
                xxh3.update(block)
                sha256.update(block)
            empty.put(read[0])

    hasher = threading.Thread(target=digest, name="hash")
    hasher.start()
    try:
        os.lseek(source, 0, os.SEEK_SET)
        while size <= before.st_size and (count := os.readv(source, [buffer := empty.get()])):
            full.put((buffer, count))
            _write_all(target, memoryview(buffer)[:count])
            size += count
            if size - begun >= _WRITE_BEHIND:
                _forget(target, begun, size - begun)
                begun = size
            tick(size)
    finally:
        full.put((bytearray(), 0))
        hasher.join()
    after = os.fstat(source)
    if (size, after.st_size, after.st_mtime_ns) != (before.st_size, before.st_size, before.st_mtime_ns):
        raise DeskError("it changed while it was copied", hint="wait until it is written to the end, and ingest again")
    return Hashes(sha256=sha256.hexdigest(), xxh3=xxh3.hexdigest(), size_bytes=size)


def _cold_xxh3(descriptor: int, tick: Tick) -> str:
    xxh3, size = xxhash.xxh3_128(), 0
    for block in _cold_blocks(descriptor):
        xxh3.update(block)
        size += len(block)
        tick(size)
    return xxh3.hexdigest()


def _cold_blocks(descriptor: int) -> Iterator[memoryview]:
    """What is on the medium. Through the page cache, a bit flipped on the way down would go unseen.

    Each block is gone when the next one is asked for.
    """
    size, done = os.fstat(descriptor).st_size, 0
    os.lseek(descriptor, 0, os.SEEK_SET)
    # whoever reads past the cache needs a buffer that begins with a page, and must not ask beyond the end
    with _cold(descriptor), mmap(-1, _COLD_BLOCK) as buffer, memoryview(buffer) as view:
        while done < size and (count := _read_cold(descriptor, buffer)):
            with view[:count] as block:
                yield block
            done += count


@contextmanager
def _cold(descriptor: int) -> Iterator[None]:
    """Meanwhile, reading is from the medium: past the cache where the file system can, for Linux drops no page that
    another program has mapped.
    """
    _forget(descriptor)
    with suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_SETFL, _O_DIRECT)
    try:
        yield
    finally:
        fcntl.fcntl(descriptor, fcntl.F_SETFL, 0)


def _read_cold(descriptor: int, buffer: mmap) -> int:
    try:
        return os.readv(descriptor, [buffer])
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        fcntl.fcntl(descriptor, fcntl.F_SETFL, 0)  # it was said to go past the cache, and cannot
        return os.readv(descriptor, [buffer])


def _write_all(descriptor: int, block: memoryview) -> None:
    while block:
        block = block[os.write(descriptor, block) :]


def _forget(descriptor: int, offset: int = 0, length: int = 0) -> None:
    """Drops a file from the page cache, so that the next read comes from the medium. What is not written yet stays,
    and Linux begins to write it. A length of 0 is to the end.
    """
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, offset, length, os.POSIX_FADV_DONTNEED)
    elif hasattr(fcntl, "F_NOCACHE"):  # macOS
        fcntl.fcntl(descriptor, fcntl.F_NOCACHE, 1)


def _same_bytes(folder: Path, hashes: Hashes) -> Path | None:
    """The file of a folder that holds these bytes."""
    for file in sorted(folder.iterdir()):
        status = file.lstat()
        if stat.S_ISREG(status.st_mode) and status.st_size == hashes.size_bytes and hash_file(file) == hashes:
            return file
    return None


def _first_free(target: Path) -> Path:
    others = (target.with_name(f"{target.stem}~{number}{target.suffix}") for number in range(2, _MOST_NAMES))
    for candidate in (target, *others):
        if not os.path.lexists(candidate):
            return candidate
    raise Refused(f"{target.name} exists too many times", hint="mediadesk check --deep")


def _new_part(below: Path, *, folder: bool) -> tuple[Path, int]:
    """A new part, locked. A sweep may take it away between its making and its locking: then make another."""
    flags = os.O_RDONLY if folder else os.O_RDWR | os.O_CREAT | os.O_EXCL
    while True:
        part = below / f"{PART}{secrets.token_hex(8)}"
        if folder:
            part.mkdir(mode=0o700)
        with suppress(FileNotFoundError):
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
        # a disk without hard links (exFAT): the folder is locked, so no other mediadesk makes this name in between
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        part.rename(target)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
