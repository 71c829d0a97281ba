"""What is handed to others: a folder, a zip, or a sealed zip, whole or not at all, and open to its owner alone."""

import os
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mediadesk.custody import sealed
from mediadesk.custody.carrying import carried, check_new
from mediadesk.custody.cold import hash_file, sync_path
from mediadesk.errors import DeskError, NotFound, Refused
from mediadesk.model.layout import PART

Write = Callable[[Path, Path], None]  # what lies in a folder, to a new name

_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say
_PACKED = frozenset({".html", ".json"})  # pictures and films cannot be made smaller


def check_free(target: Path, *, folder: bool) -> None:
    """Raises Refused where something lies at the target but an empty folder for a folder, NotFound without a place for
    it."""
    if folder:
        check_new(target)
    elif os.path.lexists(target):
        raise Refused(f"{target} is there already", hint="name a new file")
    elif not target.parent.is_dir():
        raise NotFound(f"there is no folder {target.parent}", hint="make it, or name another one")


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A name beside the target for what is not whole yet. On leaving nothing lies there: it got its name, or is gone.

    Raises DeskError when it cannot be written.
    """
    part = target.with_name(f"{PART}{target.name}")
    _remove(part)  # of a run that was killed
    try:
        yield part
    except OSError as error:
        why = error.strerror or "the disk failed"
        raise DeskError(f"{target} cannot be written: {why}", hint="make room, or name another disk") from error
    finally:
        _remove(part)


def name(part: Path, target: Path, *, folder: bool) -> None:
    """Gives what is whole its name. Nothing is ever replaced. Raises Refused, OSError."""
    check_free(target, folder=folder)
    part.rename(target)
    sync_path(target.parent)


def to_folder(source: Path, part: Path) -> None:
    """A copy of a folder, read back from the disk. Raises OSError."""
    part.mkdir(mode=0o700)
    carried(source, part)
    for folder in (part, *(each for each in part.rglob("*") if each.is_dir())):
        folder.chmod(0o700)
        sync_path(folder)


def to_zip(source: Path, part: Path) -> None:
    """All files of a folder in a zip that says nothing but their names. Raises OSError."""
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w+b") as file, zipfile.ZipFile(file, "w") as packed:
        for each in sorted(each for each in source.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(each.relative_to(source).as_posix(), _NO_TIME)
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o600) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED if each.suffix in _PACKED else zipfile.ZIP_STORED
            with each.open("rb") as read, packed.open(entry, "w", force_zip64=False) as written:
                shutil.copyfileobj(read, written, 1 << 20)
    sync_path(part)


def to_page(source: Path, part: Path) -> None:
    """The one file of a folder. Raises OSError, ValueError where there are more."""
    (only,) = (each for each in source.rglob("*") if each.is_file())
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file, only.open("rb") as read:
        shutil.copyfileobj(read, file, 1 << 20)
    sync_path(part)


def to_sealed(keys: Sequence[Any], room: Path, inner: Write = to_zip) -> Write:
    """What writes a zip that only the holders of these keys can read; the plain one lies in `room`, on the desk."""

    def write(source: Path, part: Path) -> None:
        inner(source, room / "plain")
        sealed.seal(room / "plain", part, keys)

    return write


def to_locked(passphrase: str, room: Path, inner: Write = to_zip) -> Write:
    """What writes a zip that only those can read who know a passphrase."""

    def write(source: Path, part: Path) -> None:
        inner(source, room / "plain")
        sealed.lock(room / "plain", part, passphrase)

    return write


def weighed(whole: Path) -> tuple[int, str | None]:
    """Bytes of what is handed over, and its SHA-256 when it is one file."""
    if whole.is_dir():
        return sum(each.stat().st_size for each in whole.rglob("*") if each.is_file()), None
    lies = hash_file(whole)
    return lies.size_bytes, lies.sha256


def _remove(part: Path) -> None:
    if part.is_dir() and not part.is_symlink():
        shutil.rmtree(part, ignore_errors=True)
    else:
        part.unlink(missing_ok=True)
