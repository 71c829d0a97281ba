"""A store that is a directory: what `preview` serves, what a USB stick or rsync carries to any web host.

A plain directory holds no headers. Type and cache class follow from the key when it is served; a Content-Encoding
would need a web server that is told about it, so compressed objects lie here unpacked. The bytes are near: `head`
hashes them.
"""

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import BinaryIO

from mediadesk.errors import DeskError, NotFound, StoreRefused
from mediadesk.model.layout import PART
from mediadesk.model.publication import CONTENT_TYPES, Outgoing, PublicObject, cache_class, is_public_key, public_key
from mediadesk.store.base import Tick, is_loopback, must_be_here, unseen

_CHUNK = 1 << 20
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # a FIFO in the way must not make us wait
_PART = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOR_READERS, _FOLDER_FOR_READERS = 0o644, 0o755  # said in so many words: all else that we make is our own
_ABSENT = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EISDIR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A store below `root`, which is made with the first object. Links below it are never followed."""

    name: str
    root: Path
    public_url: str | None = None

    @property
    def local(self) -> bool:
        """A folder is on this machine alone, unless readers are sent to an address: then somebody serves it to them."""
        return self.public_url is None or is_loopback(self.public_url)

    @property
    def keeps_encoding(self) -> bool:
        """A file has no headers."""
        return False

    @property
    def refuses_flipped(self) -> bool:
        """A disk refuses nothing; reading it again costs little."""
        return False

    def put(self, out: Outgoing, tick: Tick = unseen) -> None:
        """Write beside, flush, rename: a crash leaves only a `.part-` file, which the next run overwrites."""
        must_be_here(out)
        with self._in_our_words(out.object.key), self._folder_of(out.object.key, make=True) as (folder, name):
            with _part(folder, PART + name) as file:
                try:
                    for chunk in _chunks(out.body):
                        tick(len(chunk))
                        file.write(chunk)
                    file.flush()
                    with suppress(PermissionError):  # a stick that knows no modes: whoever mounts it decides
                        os.fchmod(file.fileno(), _FOR_READERS)
                    os.fsync(file.fileno())
                    os.replace(PART + name, name, src_dir_fd=folder, dst_dir_fd=folder)
                except BaseException:
                    with suppress(FileNotFoundError):
                        os.unlink(PART + name, dir_fd=folder)  # a full disk is not helped by half a film
                    raise
            os.fsync(folder)

    def head(self, key: str) -> PublicObject | None:
        """The file as it is, hashed."""
        try:
            return self.read_back(key)
        except NotFound:
            return None

    def read_back(self, key: str, tick: Tick = unseen) -> PublicObject:
        """The file hashed from the medium, not from the memory of having written it, where the system can do that."""
        sha256, size = hashlib.sha256(), 0
        try:
            with self._folder_of(key) as (folder, name):
                descriptor = os.open(name, _FILE, dir_fd=folder)
                with os.fdopen(descriptor, "rb", buffering=0) as file:
                    if not S_ISREG(os.fstat(descriptor).st_mode):
                        raise FileNotFoundError(errno.ENOENT, "not a file")
                    if hasattr(os, "posix_fadvise"):
                        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
                    while chunk := file.read(_CHUNK):
                        sha256.update(chunk)
                        size += len(chunk)
                        tick(len(chunk))
        except OSError as trouble:
            if trouble.errno in _ABSENT:
                raise NotFound(f"{self.describe(key)} is not there", hint="publish the dispatch again") from trouble
            raise StoreRefused(
                f"{self.describe(key)} cannot be read: {trouble.strerror}", hint="look after that disk"
            ) from trouble
        kind = CONTENT_TYPES.get(PurePosixPath(key).suffix, "application/octet-stream")
        return PublicObject(
            key=key, sha256=sha256.hexdigest(), size_bytes=size, content_type=kind, cache=cache_class(key)
        )

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Regular files alone; the name of a part stands for what it was going to be."""
        with self._in_our_words(prefix):
            found = list(self._below(public_key(prefix) if prefix else ""))
        yield from found

    def sizes(self, prefix: str) -> Mapping[str, int]:
        """Regular files alone, and no part."""
        found = {}
        with self._in_our_words(prefix):
            for key in self._below(public_key(prefix)):
                with suppress(FileNotFoundError):  # nothing but a part is there
                    seen = (self.root / key).lstat()
                    if S_ISREG(seen.st_mode):
                        found[key] = seen.st_size
        return found

    def delete(self, key: str) -> None:
        """The file, its part, and the folders that are empty without it; a power cut brings nothing back."""
        with self._in_our_words(key), suppress(FileNotFoundError):
            with self._folder_of(key) as (folder, name):
                for each in (name, PART + name):
                    with suppress(FileNotFoundError):
                        os.unlink(each, dir_fd=folder)
                os.fsync(folder)
            for parent in list(PurePosixPath(key).parents)[:-1]:
                with self._folder_of(str(parent)) as (folder, name):
                    try:
                        os.rmdir(name, dir_fd=folder)
                    except OSError:
                        return  # others live there

    def describe(self, key: str = "") -> str:
        """The path."""
        return str(self.root / key)

    @contextmanager
    def _folder_of(self, key: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
        """The open folder of a key, reached step by step without following a link, and the key's last name."""
        *folders, name = public_key(key).split("/")
        if make:
            _make_open(self.root)
        here = os.open(self.root, _FOLDER & ~os.O_NOFOLLOW)
        try:
            for each in folders:
                if make:
                    with suppress(FileExistsError):
                        os.mkdir(each, dir_fd=here)
                        with suppress(PermissionError):
                            os.chmod(each, _FOLDER_FOR_READERS, dir_fd=here)
                        os.fsync(here)
                deeper = os.open(each, _FOLDER, dir_fd=here)
                os.close(here)
                here = deeper
            yield here, name
        finally:
            os.close(here)

    @contextmanager
    def _in_our_words(self, key: str) -> Iterator[None]:
        try:
            yield
        except OSError as trouble:
            raise _refusal(trouble, self.describe(key)) from trouble

    def _below(self, prefix: str) -> Iterator[str]:
        top = self.root / prefix
        if any(each.is_symlink() for each in _between(self.root, top)):
            return
        for folder, folders, files in os.walk(top, onerror=_unless_absent):
            folders.sort()
            names = {each.removeprefix(PART) for each in files if not Path(folder, each).is_symlink()}
            below = PurePosixPath(Path(folder).relative_to(self.root))
            yield from filter(is_public_key, (str(below / name) for name in sorted(names)))


def _make_open(root: Path) -> None:
    """The folder, and each above it that is missing: a web server of another user must get to it."""
    for folder in reversed([each for each in (root, *root.parents) if not each.exists()]):
        with suppress(FileExistsError, PermissionError):
            folder.mkdir()
            folder.chmod(_FOLDER_FOR_READERS)


@contextmanager
def _part(folder: int, name: str) -> Iterator[BinaryIO]:
    """An empty file that nobody else writes: of two publishes at the same time, the second waits for the first."""
    while True:
        with os.fdopen(os.open(name, _PART, 0o600, dir_fd=folder), "wb") as file:
            with suppress(OSError):  # a file system without locks
                fcntl.flock(file, fcntl.LOCK_EX)
            if _is_at(file.fileno(), folder, name):
                file.truncate(0)
                yield file
                return


def _is_at(descriptor: int, folder: int, name: str) -> bool:
    """Whether the open file still has that name: who held the lock before has given it another one."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(name, dir_fd=folder, follow_symlinks=False))
    except FileNotFoundError:
        return False


def _unless_absent(trouble: OSError) -> None:
    """What cannot be listed is not empty: a withdrawal would find nothing to take away, and say done."""
    if trouble.errno not in _ABSENT:
        raise trouble


def _refusal(trouble: OSError, where: str) -> DeskError:
    match trouble.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return StoreRefused(f"no room left for {where}", hint="make room, then run it again")
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return StoreRefused(f"no permission for {where}", hint="set `path` of the store to a folder that is yours")
        case errno.ENOTDIR | errno.ELOOP | errno.EISDIR:
            return StoreRefused(
                f"a link, file or folder is in the way of {where}", hint="take it away, then run it again"
            )
        case _:
            return StoreRefused(f"cannot write {where}: {trouble.strerror}", hint="look after that disk")


def _between(root: Path, top: Path) -> list[Path]:
    return [each for each in (top, *top.parents) if each != root and each.is_relative_to(root)]


def _chunks(body: Path | bytes) -> Iterator[bytes]:
    if isinstance(body, bytes):
        yield body
        return
    with body.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
