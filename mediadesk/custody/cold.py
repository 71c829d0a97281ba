"""What is really on the medium: hashes of files, read past the page cache."""

import errno
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path

import xxhash

from mediadesk.errors import NotFound

_COLD_BLOCK = 4 << 20  # bytes a read past the cache, where nobody reads ahead
_O_DIRECT = getattr(os, "O_DIRECT", 0)  # macOS has F_NOCACHE instead
# macOS hands bytes to the drive with fsync, and has the drive write them down only with this
_F_FULLFSYNC = getattr(fcntl, "F_FULLFSYNC", None)
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOTTY)  # of a file system that has none
Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashes:
    """What identifies a file's bytes."""

    sha256: str
    xxh3: str  # XXH3-128, for quick comparison
    size_bytes: int


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
    for block in cold_blocks(descriptor):
        sha256.update(block)
        xxh3.update(block)
        size += len(block)
        if tick:
            tick(size)
    return Hashes(sha256=sha256.hexdigest(), xxh3=xxh3.hexdigest(), size_bytes=size)


def cold_blocks(descriptor: int) -> Iterator[memoryview]:
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


def forget(descriptor: int, offset: int = 0, length: int = 0) -> None:
    """Drops a file from the page cache, so that the next read comes from the medium. What is not written yet stays,
    and Linux begins to write it. A length of 0 is to the end.
    """
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, offset, length, os.POSIX_FADV_DONTNEED)
    elif hasattr(fcntl, "F_NOCACHE"):  # macOS
        fcntl.fcntl(descriptor, fcntl.F_NOCACHE, 1)


def sync(descriptor: int) -> None:
    """Makes what was written to an open file last. Raises OSError when it does not."""
    if _F_FULLFSYNC is not None:
        try:
            fcntl.fcntl(descriptor, _F_FULLFSYNC)
        except OSError as error:
            if error.errno not in _NO_SYNC:
                raise
        else:
            return
    os.fsync(descriptor)


def sync_path(path: Path) -> None:
    """The same for a file by its path, or for the names in a folder; some drives' file systems sync no folder."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        sync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC or not path.is_dir():
            raise
    finally:
        os.close(descriptor)


@contextmanager
def _cold(descriptor: int) -> Iterator[None]:
    """Meanwhile, reading is from the medium: past the cache where the file system can, for Linux drops no page that
    another program has mapped.
    """
    forget(descriptor)
    before = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    with suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_SETFL, before | _O_DIRECT)
    try:
        yield
    finally:
        fcntl.fcntl(descriptor, fcntl.F_SETFL, before)


def _read_cold(descriptor: int, buffer: mmap) -> int:
    try:
        return os.readv(descriptor, [buffer])
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        # it was said to go past the cache, and cannot
        fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) & ~_O_DIRECT)
        return os.readv(descriptor, [buffer])
