"""What others hand to us: a zip, perhaps sealed. Foreign bytes from the first to the last, until each is checked."""

import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from mediadesk.errors import Misasked, NotFound

_BLOCK = 1 << 20
_MOST_DIRECTORY = 32 << 20  # bytes after the last file of a zip: its list of files
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, UnicodeError, OverflowError)
_ENCRYPTED = 0x1


class Handed:
    """A zip that somebody handed over. Nothing in it is believed: names and sizes are checked before a byte is read."""

    def __init__(self, packed: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], called: str) -> None:
        self._packed = packed
        self._entries = entries
        self._called = called

    @property
    def sizes(self) -> Mapping[str, int]:
        """What lies in it, by name, and how many bytes each claims to have."""
        return {name: each.file_size for name, each in self._entries.items()}

    def read(self, name: str, most: int) -> bytes:
        """All of a small file in it. Raises Misasked when it is not there, is larger, or is broken."""
        if name not in self._entries or self._entries[name].file_size > most:
            raise broken(self._called, f"it holds no {name}, or one that is far too large")
        return b"".join(self._blocks(name))

    def take_out(self, name: str, size_bytes: int, sha256: str, target: Path) -> None:
        """A file in it, to a new one that is on the disk then. Raises Misasked when it is not what it should be."""
        digest = hashlib.sha256()
        if self.sizes.get(name) != size_bytes:
            raise broken(self._called, f"{name} is missing, or not as long as it says")
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for block in self._blocks(name):
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != sha256:
            raise broken(self._called, f"{name} is not what it says")

    def _blocks(self, name: str) -> Iterator[bytes]:
        """Its bytes, never more than it claims to have."""
        left = self._entries[name].file_size
        try:
            with self._packed.open(self._entries[name]) as file:
                while block := file.read(min(_BLOCK, left + 1)):
                    left -= len(block)
                    if left < 0:
                        raise broken(self._called, f"{name} is longer than it says")
                    yield block
        except (*_BROKEN, RuntimeError, OSError) as error:
            raise broken(self._called, f"{name} cannot be unpacked") from error
        if left:
            raise broken(self._called, f"{name} was cut off")


@contextmanager
def opened(path: Path, *, called: str, most_files: int) -> Iterator[Handed]:
    """The zip at `path`, looked through. `called` is what a person calls it.

    Raises NotFound when it cannot be read, Misasked for what is no zip as we write one: a link or a folder in it, a
    name that leads elsewhere, files that share bytes, or more of them than `most_files`.
    """
    try:
        with path.open("rb") as file, _zip(file, called) as packed:
            yield Handed(packed, _entries(packed.infolist(), path.stat().st_size, called, most_files), called)
    except FileNotFoundError as error:
        raise NotFound(f"{path.name} is not there", hint="name the file") from error


def _zip(file: BinaryIO, called: str) -> zipfile.ZipFile:
    try:
        if _directory_bytes(file) > _MOST_DIRECTORY:
            raise broken(called, "it lists far too many files")
        return zipfile.ZipFile(file)
    except _BROKEN as error:
        raise broken(called, "it is no zip, or was cut off") from error


def _directory_bytes(file: BinaryIO) -> int:
    """How long the list of files says it is: Python reads it whole. 0 when that cannot be told."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 65_557))  # the longest comment, and the record before it
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    claimed = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    return 0 if claimed == 0xFFFFFFFF else claimed


def _entries(
    found: Sequence[zipfile.ZipInfo], size_bytes: int, called: str, most_files: int
) -> Mapping[str, zipfile.ZipInfo]:
    if len(found) > most_files:
        raise broken(called, "it holds far too many files")
    if sum(each.compress_size for each in found) > size_bytes:
        raise broken(called, "files in it share their bytes")
    for each in found:
        kind = stat.S_IFMT(each.external_attr >> 16)
        steps = each.filename.split("/")
        leads_away = (
            each.orig_filename != each.filename or "\\" in each.filename or not all(_plain(one) for one in steps)
        )
        if leads_away or kind not in (0, stat.S_IFREG) or each.flag_bits & _ENCRYPTED:
            raise broken(called, "something in it is no file, or leads elsewhere")
        if each.compress_type not in _METHODS:
            raise broken(called, "it is packed in a way that we do not use")
    by_name = {each.filename: each for each in found}
    if len(by_name) < len(found):
        raise broken(called, "two files in it have one name")
    return by_name


def _plain(step: str) -> bool:
    return step not in ("", ".", "..") and step.isprintable()


def broken(called: str, why: str) -> Misasked:
    """The trouble with it."""
    return Misasked(f"{called} cannot be taken: {why}", hint="ask for it again, whole, from somebody you trust")
