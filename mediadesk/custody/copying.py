"""One reading of a file, a verified copy on every volume: hashed while they are written, read back cold."""

import errno
import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import xxhash

from mediadesk.custody.cold import Hashes, Tick, cold_blocks, forget, sync
from mediadesk.custody.originals import Originals
from mediadesk.errors import DeskError
from mediadesk.model.volume import CopyState

_BLOCK = 1 << 20  # bytes a read; larger ones cost more to make than they save
_AHEAD = 12  # blocks that the fastest volume may be ahead of the slowest
_WRITE_BEHIND = 32 << 20  # bytes after which the disk is told to begin; left alone, Linux waits for gigabytes
_TRIES = 3  # of what cannot be read
_PAGE = 4096  # bytes; what cannot be read is told as exactly as this
_MOST_BAD_PAGES = 16  # each may take a card half a minute
_LISTENS_EVERY = 0.1  # seconds
_Blocks = Queue[bytes | None]  # a stream in pieces; None is its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A copy that did not come about: how far it came, and why no further."""

    state: CopyState
    error: OSError | DeskError


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """Verified copies that have no name yet, and those that failed."""

    hashes: Hashes
    parts: Mapping[Originals, Path]
    lost: Mapping[Originals, Lost]


@contextmanager
def copies(source: int, to: Sequence[Originals], tick: Tick) -> Iterator[Copied]:
    """Copies of an open file: hashed while they are written, flushed to each medium, read back cold and compared.

    One volume that fails does not stop the others; a slow one is at most a few blocks behind the fastest. `tick` gets
    the bytes done; reading a byte is one half of it, reading it back the other. A copy vanishes on leaving unless
    `Originals` gave it a name. Raises DeskError when the file changes meanwhile or a part of it cannot be read.
    """
    with ExitStack() as open_parts:
        lost: dict[Originals, Lost] = {}
        writing: dict[Originals, _Copy] = {}
        for each in to:
            try:
                writing[each] = _Copy(*open_parts.enter_context(each.part()), os.fstat(source).st_mtime_ns)
            except OSError as error:
                lost[each] = Lost(state="missing", error=error)
        hashes = _streamed(source, list(writing.values()), tick)
        lost |= {each: trouble for each, copy in writing.items() if (trouble := copy.judged(hashes))}
        yield Copied(
            hashes=hashes, parts={each: copy.part for each, copy in writing.items() if each not in lost}, lost=lost
        )


@contextmanager
def one_copy(source: int, to: Originals, tick: Tick) -> Iterator[tuple[Path, Hashes]]:
    """The same for one volume: the copy and what is in it. Raises what went wrong with it."""
    with copies(source, [to], tick) as copied:
        if to in copied.lost:
            raise copied.lost[to].error
        yield copied.parts[to], copied.hashes


class _Hash(threading.Thread):
    """SHA-256 hides behind the disk."""

    def __init__(self) -> None:
        super().__init__(name="hash", daemon=True)
        self.blocks = _Blocks(_AHEAD)
        self.sha256, self.xxh3 = hashlib.sha256(), xxhash.xxh3_128()

    def run(self) -> None:
        """Until the blocks end."""
        _take_each(self.blocks, self._update)

    def _update(self, block: bytes) -> None:
        self.xxh3.update(block)
        self.sha256.update(block)


class _Copy(threading.Thread):
    """One copy: written, flushed, read back."""

    def __init__(self, part: Path, descriptor: int, modified_ns: int) -> None:
        super().__init__(name="copy", daemon=True)
        self.blocks = _Blocks(_AHEAD)
        self.part = part
        self.read_back = 0  # bytes
        self.abandoned = False
        self._descriptor = descriptor
        self._modified_ns = modified_ns
        self._written = self._begun = 0  # bytes
        self._xxh3 = xxhash.xxh3_128()
        self._state: CopyState = "missing"
        self._error: OSError | None = None

    def run(self) -> None:
        """Until the blocks end, and then whether they are there."""
        self._error = _take_each(self.blocks, self._write)
        if self._error or self.abandoned:
            return
        try:
            with suppress(OSError):  # a drive's file system may not let us
                os.utime(self._descriptor, ns=(self._modified_ns, self._modified_ns))
            sync(self._descriptor)
            self._state = "copied"
            for block in cold_blocks(self._descriptor):
                self._xxh3.update(block)
                self.read_back += len(block)
                if self.abandoned:
                    return
        except OSError as error:
            self._error = error

    def judged(self, hashes: Hashes) -> Lost | None:
        """What is wrong with it; None when it is what was read."""
        if self._error:
            return Lost(state=self._state, error=self._error)
        if self._xxh3.hexdigest() != hashes.xxh3:
            trouble = DeskError(
                "what the disk gives back is not what was written to it",
                hint="this disk is failing: use another one, and keep the card",
            )
            return Lost(state="mismatch", error=trouble)
        return None

    def _write(self, block: bytes) -> None:
        _write_all(self._descriptor, memoryview(block))
        self._written += len(block)
        if self._written - self._begun >= _WRITE_BEHIND:
            forget(self._descriptor, self._begun, self._written - self._begun)
            self._begun = self._written


def _take_each(blocks: _Blocks, take: Callable[[bytes], None]) -> OSError | None:
    """Hands on each block until a None comes. After an error it lets the others pass: nobody must wait for this one."""
    error = None
    while (block := blocks.get()) is not None:
        if error is None:
            try:
                take(block)
            except OSError as raised:
                error = raised
    return error


def _streamed(source: int, copies: Sequence[_Copy], tick: Tick) -> Hashes:
    """Reads a file once, for the hashes and for every copy; returns when all copies are read back."""
    before = os.fstat(source)
    hashing, size = _Hash(), 0
    threads: tuple[_Hash | _Copy, ...] = (hashing, *copies)
    for thread in threads:
        thread.start()
    try:
        try:
            while size <= before.st_size and (block := _read(source, size)):
                for thread in threads:
                    thread.blocks.put(block)
                size += len(block)
                tick(size // 2)
        finally:
            for thread in threads:
                thread.blocks.put(None)
        for copy in copies:
            while copy.is_alive():
                copy.join(_LISTENS_EVERY)
                tick((size + min(each.read_back for each in copies if each.is_alive() or each is copy)) // 2)
    except BaseException:
        for copy in copies:
            copy.abandoned = True
        raise
    finally:
        for thread in threads:
            thread.join()
    tick(size)
    after = os.fstat(source)
    if (size, after.st_size, after.st_mtime_ns) != (before.st_size, before.st_size, before.st_mtime_ns):
        raise DeskError("it changed while it was copied", hint="wait until it is written to the end, and ingest again")
    return Hashes(sha256=hashing.sha256.hexdigest(), xxh3=hashing.xxh3.hexdigest(), size_bytes=size)


def _read(source: int, offset: int) -> bytes:
    """The next block. Raises DeskError that names the bytes which cannot be read, after some tries."""
    for _ in range(_TRIES):
        try:
            return os.pread(source, _BLOCK, offset)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
    good = 0
    while good < _BLOCK and (count := _page(source, offset + good)):
        good += count
    bad = 0
    while bad < _MOST_BAD_PAGES * _PAGE and _page(source, offset + good + bad) is None:
        bad += _PAGE
    if not bad:
        return os.pread(source, _BLOCK, offset)  # the last try has helped
    raise DeskError(
        f"its bytes {offset + good:,} to {offset + good + bad - 1:,} cannot be read (input/output error); "
        "try another reader",
        hint="clean the card's contacts or try another reader, and ingest again",
    )


def _page(source: int, offset: int) -> int | None:
    """How many bytes of a page can be read; None when it cannot."""
    try:
        return len(os.pread(source, _PAGE, offset))
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return None


def _write_all(descriptor: int, block: memoryview) -> None:
    while block:
        block = block[os.write(descriptor, block) :]
