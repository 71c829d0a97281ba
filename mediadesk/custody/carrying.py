"""Copies of renditions outside of the desk, read back from the disk that they were written to."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mediadesk.custody.cold import hash_file, sync_path
from mediadesk.errors import DeskError, NotFound, Refused
from mediadesk.model.layout import PART


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder beside `target` that gets its name when all went well, and is gone when not. Nothing is ever replaced.

    Raises Refused when `target` is there and not an empty folder, NotFound when the folder it should lie in is missing.
    """
    check_new(target)
    part = target.with_name(f"{PART}{target.name}")
    shutil.rmtree(part, ignore_errors=True)  # of a run that was killed
    try:
        part.mkdir(mode=0o700)
        yield part
        for folder, _, _ in os.walk(part, topdown=False):
            sync_path(Path(folder))
        part.rename(target)
        sync_path(target.parent)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise DeskError(
            f"{target} cannot be written: {error.strerror}", hint="make room, or name another disk"
        ) from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def check_new(target: Path) -> None:
    """Raises Refused when `target` is there and not an empty folder, NotFound when the one around it is missing."""
    if os.path.ismount(target):
        raise Refused(f"{target} is a whole disk", hint=f"name a folder on it: {target / 'desk'}")
    if os.path.lexists(target) and (target.is_symlink() or not target.is_dir() or any(target.iterdir())):
        raise Refused(f"{target} is there, and is no empty folder", hint="name a new folder")
    if not target.parent.is_dir():
        raise NotFound(f"there is no folder {target.parent}", hint="make it, or name another one")


def free_bytes(target: Path) -> int:
    """What still fits where `target` would lie."""
    return shutil.disk_usage(target.parent).free


def carried(source: Path, target: Path) -> str:
    """Copies a rendition, a file or a folder of files, to a new name, and gives its hash as a rendition has it.

    The hash is of what lies on the new disk: of a file its SHA-256, of a folder that of its sorted lines
    `<sha256>  <relative path>`. Raises OSError.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if not source.is_dir():
        return _copied(source, target)
    lines = []
    for each in sorted(each for each in source.rglob("*") if not each.is_dir()):
        name = each.relative_to(source)
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        lines.append(f"{_copied(each, target / name)}  {name.as_posix()}\n")
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def files_in(carried: Path) -> list[Path]:
    """The files of a rendition that was copied."""
    return sorted(each for each in carried.rglob("*") if not each.is_dir()) if carried.is_dir() else [carried]


def take_back(carried: Path) -> None:
    """Removes a copy."""
    shutil.rmtree(carried) if carried.is_dir() else carried.unlink(missing_ok=True)


def _copied(source: Path, target: Path) -> str:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as written, source.open("rb") as read:
        shutil.copyfileobj(read, written, 1 << 20)
    sync_path(target)
    return hash_file(target).sha256
