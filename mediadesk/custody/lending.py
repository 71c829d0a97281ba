"""A folder that several machines see: what goes out for a job, and what comes back. Nobody trusts anybody's bytes.

    <share>/.part-<random>/         one run of one desk, locked by it; what killed runs left, the next one sweeps
        <job>/in/0.mp4 …            copies of originals, under names that tell nothing
        <job>/out-<attempt>/        what one worker made of them

An original is never linked here: who can write the share could change it through the link.
"""

import hashlib
import os
import re
import secrets
import shutil
import stat
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mediadesk.custody.originals import new_part, sweep
from mediadesk.errors import NotFound, ToolFailed

_CHUNK = 1 << 20
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")
_OUT = re.compile(r"out-[0-9a-f]{16}")
_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """Where a job's files lie below the share, and what they hold."""

    folder: str  # of the job
    names: tuple[str, ...]
    contents: tuple[str, ...]  # SHA-256 of each


@dataclass(frozen=True, slots=True)
class Lending:
    """The share as one machine sees it."""

    share: Path

    @contextmanager
    def run(self) -> Iterator[str]:
        """The folder of one run, gone with all that is in it on leaving. Raises NotFound where there is no share."""
        if not self.share.is_dir():
            raise NotFound(f"there is no folder {self.share} to share", hint="mount it; share = … in mediadesk.toml")
        sweep(self.share)
        with new_part(self.share, folder=True) as (part, _):
            yield part.name

    def lend(self, run: str, paths: Sequence[Path], contents: Sequence[str], copied: Callable[[int], None]) -> Lent:
        """Copies originals to the share. Raises ToolFailed when one is not what the catalogue knows of it."""
        folder = f"{run}/{secrets.token_hex(8)}"
        inside = self.share / folder / "in"
        inside.mkdir(parents=True)
        names, hashes = [], []
        for number, path in enumerate(paths):
            suffix = path.suffix.lower()
            name = f"{number}{suffix if _SUFFIX.fullmatch(suffix) else ''}"
            with path.open("rb") as source:
                hashes.append(_copied(source, inside / name, copied))
            names.append(name)
        if contents and tuple(hashes) != tuple(contents):
            raise ToolFailed("the original holds other bytes than when it was ingested", hint="mediadesk check --deep")
        return Lent(folder=folder, names=tuple(names), contents=tuple(hashes))

    def fetched(self, lent: Lent, room: Path, copied: Callable[[int], None]) -> tuple[Path, ...]:
        """On a worker: copies of what was lent, in a folder of its own. Raises NotFound, ToolFailed for other bytes."""
        paths = tuple(room / name for name in lent.names)
        for path, sha256 in zip(paths, lent.contents, strict=True):
            try:
                source = (self.share / lent.folder / "in" / path.name).open("rb")
            except OSError as error:
                raise NotFound("this worker does not see the share of the desk", hint="--share DIR") from error
            with source:
                if _copied(source, path, copied) != sha256:
                    raise ToolFailed("what lay on the share is not what was lent", hint="who can write there?")
        return paths

    def hand_in(self, lent: Lent, room: Path) -> str:
        """On a worker: puts what it made on the share, and gives the name of the attempt."""
        out = f"out-{secrets.token_hex(8)}"
        shutil.copytree(room, self.share / lent.folder / out, symlinks=True)
        return out

    def take(self, lent: Lent, out: str, folder: Path, copied: Callable[[int], None]) -> None:
        """Copies what a worker made into an empty folder, where it can change nothing any more.

        Raises ToolFailed for anything but files in folders: a link would have us read what is not the worker's.
        """
        if not _OUT.fullmatch(out):
            raise ToolFailed("a worker named what it made in a strange way")
        top = self.share / lent.folder / out
        for root, folders, files, descriptor in os.fwalk(top, onerror=_raise, follow_symlinks=False):
            target = folder / Path(root).relative_to(top)
            for name in folders:
                if not stat.S_ISDIR(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode):
                    raise ToolFailed("a worker made what is no file")
                (target / name).mkdir()
            for name in files:
                with _regular(name, descriptor) as source:
                    _copied(source, target / name, copied)

    def throw(self, lent: Lent, out: str) -> None:
        """Removes what a worker made from the share; what was lent stays, for other workers."""
        if _OUT.fullmatch(out):
            shutil.rmtree(self.share / lent.folder / out, ignore_errors=True)

    def clear(self, lent: Lent) -> None:
        """Removes all of a job from the share."""
        shutil.rmtree(self.share / lent.folder, ignore_errors=True)


@dataclass(slots=True)
class _Copy:
    """What one worker has of what was lent for several jobs."""

    room: Path
    turn: threading.Lock = field(default_factory=threading.Lock)  # to fetch it
    paths: tuple[Path, ...] | None = None
    users: int = 0


class Borrowing:
    """On a worker: one copy of what was lent for several jobs. It goes when the desk has cleared it off the share."""

    def __init__(self, lending: Lending, room: Path) -> None:
        self._lending, self._room = lending, room
        self._gate, self._copies = threading.Lock(), dict[str, _Copy]()

    @contextmanager
    def of(self, lent: Lent, copied: Callable[[int], None]) -> Iterator[tuple[Path, ...]]:
        """The paths of the copies. `copied` hears of bytes, and of nothing new while another thread fetches them.
        Raises as `Lending.fetched` does, and what `copied` raises."""
        with self._gate:
            copy = self._copies.get(lent.folder) or self._begun(lent)
            copy.users += 1
        try:
            while not copy.turn.acquire(timeout=_LOOK_SECONDS):
                copied(0)
            try:
                paths = copy.paths = copy.paths or self._fetched(copy, lent, copied)
            finally:
                copy.turn.release()
            yield paths
        finally:
            with self._gate:
                copy.users -= 1

    def _begun(self, lent: Lent) -> _Copy:
        copy = self._copies[lent.folder] = _Copy(self._room / f"lent-{secrets.token_hex(8)}")
        threading.Thread(target=self._given_back, args=(lent, copy), daemon=True).start()
        return copy

    def _fetched(self, copy: _Copy, lent: Lent, copied: Callable[[int], None]) -> tuple[Path, ...]:
        shutil.rmtree(copy.room, ignore_errors=True)  # of a try that was stopped
        copy.room.mkdir()
        return self._lending.fetched(lent, copy.room, copied)

    def _given_back(self, lent: Lent, copy: _Copy) -> None:
        """Waits until the desk needs it no more, and removes the copy."""
        while True:
            time.sleep(_LOOK_SECONDS)  # nothing tells of a folder on another machine
            with self._gate:
                if not copy.users and not (self._lending.share / lent.folder).is_dir():
                    del self._copies[lent.folder]
                    break
        shutil.rmtree(copy.room, ignore_errors=True)


def _regular(name: str, folder: int) -> BinaryIO:
    try:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(name, flags, dir_fd=folder)
    except OSError as error:
        raise ToolFailed("a worker made what is no file") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ToolFailed("a worker made what is no file")
    return os.fdopen(descriptor, "rb")


def _copied(source: BinaryIO, target: Path, copied: Callable[[int], None]) -> str:
    """SHA-256 of what was copied."""
    sha256 = hashlib.sha256()
    with target.open("xb") as written:
        while chunk := source.read(_CHUNK):
            sha256.update(chunk)
            written.write(chunk)
            copied(len(chunk))
    return sha256.hexdigest()


def _raise(error: OSError) -> None:
    raise ToolFailed("what a worker made is not on the share", hint="do both see the same folder?") from error
