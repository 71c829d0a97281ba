"""The originals of one volume: a name there means whole and checked, and is never given twice.

What is being written is called `.part-…` and is locked by its writer, so that what a crash left behind can be told from
what another mediadesk is writing now.
"""

import errno
import fcntl
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from mediadesk.custody.cold import Hashes, hash_file, sync_path
from mediadesk.errors import Refused
from mediadesk.model.layout import PART

_MOST_NAMES = 100
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)


@dataclass(frozen=True, slots=True)
class Originals:
    """A folder of originals on a volume. Paths it takes and gives are relative to the volume's root."""

    root: Path
    below: str  # where they lie below the root
    one_a_folder: bool = False  # each content has a folder to itself, as on the desk: its name does not matter there
    device: int | None = None  # the root's st_dev; where another one is now, the drive was unplugged
    _lasting: set[Path] = field(default_factory=set, init=False, repr=False, compare=False)  # folders, by this run

    def at(self, below: str) -> "Originals":
        """The same volume, another folder."""
        return replace(self, below=below)

    def path(self, relative: str) -> Path:
        """Where a file of the volume is."""
        return self.root / relative

    def check_plugged_in(self) -> None:
        """Raises OSError (ENODEV) when the drive is gone, though the folder on which it was mounted may be there."""
        if self.device is None:
            return
        try:
            now = self.root.stat().st_dev
        except OSError:
            now = None
        if now != self.device:
            raise OSError(errno.ENODEV, "the drive was unplugged")

    def check_writable(self) -> None:
        """Raises Refused when no original can be written: a read-only disk, somebody else's folder, no room at all."""
        try:
            with self.part():
                pass
        except OSError as error:
            raise Refused(
                f"nothing can be written to {self.root}: {error.strerror}",
                hint="make it writable and give it room, or name another folder",
            ) from error

    @contextmanager
    def part(self) -> Iterator[tuple[Path, int]]:
        """A new empty file to write to, as its path and its descriptor. On leaving it is gone, or has a name.

        Raises OSError, also when the drive was unplugged: what is left is its mount point, a folder of another disk.
        """
        self.check_plugged_in()
        with new_part(self.path(self.below)) as made:
            yield made

    def keep(self, part: Path, hashes: Hashes, path: str) -> str:
        """Names a verified copy and says which name it got. Never replaces: beside other bytes it is `name~2`.

        Where the same bytes lie already, they are taken: an ingest that was killed between naming and cataloguing has
        left them.
        """
        target = self.path(path)
        with self._locked_folder(target.parent):
            if not (kept := self._left_there(target, hashes)):
                kept = next(_free(target))
                _rename_without_replacing(part, kept)
        self._sync_folders(kept)
        return str(kept.relative_to(self.root))

    def put_back(self, part: Path, path: str) -> None:
        """Gives a verified copy the name of an original that has gone missing. Raises FileExistsError if it has not."""
        target = self.path(path)
        with self._locked_folder(target.parent):
            _rename_without_replacing(part, target)
        self._sync_folders(target)

    def sweep(self) -> int:
        """Removes what killed runs left half written, and says how many. What another mediadesk writes now stays."""
        return sweep(self.path(self.below))

    def strays(self, known: set[str]) -> list[str]:
        """The files among the originals that are not at these paths. Nobody looks into what is still being written."""
        files = (file for file in self.path(self.below).rglob("*") if not file.is_dir())
        return sorted({str(file.relative_to(self.root)) for file in files if not file.name.startswith(PART)} - known)

    def _left_there(self, target: Path, hashes: Hashes) -> Path | None:
        """The file that holds these bytes: of those in its folder, or of those with its name."""
        others = sorted(target.parent.iterdir()) if self.one_a_folder else _taken(target)
        for file in others:
            status = file.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_size == hashes.size_bytes and hash_file(file) == hashes:
                return file
        return None

    @contextmanager
    def _locked_folder(self, folder: Path) -> Iterator[None]:
        """A folder of originals, made where it is missing, in which nobody else gives names meanwhile."""
        self.check_plugged_in()
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _sync_folders(self, named: Path) -> None:
        """Makes a name last, with the folders it lies in: also those that a killed run made and did not make last."""
        sync_path(named.parent)
        for folder in named.parents:
            if folder == self.root or folder in self._lasting:
                break
            sync_path(folder.parent)
            self._lasting.add(folder)


@contextmanager
def new_part(below: Path, *, folder: bool = False) -> Iterator[tuple[Path, int]]:
    """A part, locked until it is left; then it is gone. What cannot be removed, a later sweep removes."""
    below.mkdir(parents=True, exist_ok=True)
    part, descriptor = _locked_part(below, folder=folder)
    try:
        yield part, descriptor
    finally:
        with suppress(OSError):
            shutil.rmtree(part) if folder else part.unlink(missing_ok=True)
        os.close(descriptor)


def sweep(below: Path) -> int:
    """Removes the parts in a folder that nobody is writing any more, and says how many."""
    return sum(_remove_if_abandoned(part) for part in below.glob(f"{PART}*"))


def _names(target: Path) -> Iterator[Path]:
    yield target
    for number in range(2, _MOST_NAMES):
        yield target.with_name(f"{target.stem}~{number}{target.suffix}")


def _taken(target: Path) -> Iterator[Path]:
    for each in _names(target):
        if not os.path.lexists(each):
            return
        yield each


def _free(target: Path) -> Iterator[Path]:
    for each in _names(target):
        if not os.path.lexists(each):
            yield each
    raise Refused(f"{target.name} exists too many times", hint="mediadesk check --deep")


def _locked_part(below: Path, *, folder: bool) -> tuple[Path, int]:
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
        if error.errno not in _NO_LINKS:
            raise
        # a disk without hard links (exFAT): the folder is locked, so no other mediadesk makes this name in between
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        part.rename(target)


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
