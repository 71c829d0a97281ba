"""Drives and folders that hold originals: known by an id file wherever they are plugged in, or, where nothing is to be
written, by the file system they lie on.
"""

import errno
import fcntl
import hashlib
import json
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mediadesk.custody.cold import sync, sync_path
from mediadesk.custody.device import device, file_system_uuid
from mediadesk.custody.mount import mount_of, plugged_in
from mediadesk.errors import NotFound, Refused
from mediadesk.events import Report, Said, ignore
from mediadesk.model.names import shown
from mediadesk.model.volume import Volume, VolumeId

ID_FILE = "mediadesk-volume.json"
_VERSION = 1
_LONGEST = 4096  # bytes of an id file; ours have 200
_ID = re.compile(r"[0-9a-f]{32}")
_WHAT = "By this file mediadesk knows this folder wherever the drive is plugged in. Please leave it here."
_NO_OWNERS = {"vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "hfs", "udf"}  # they keep no owners, or need not


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What still fits."""

    free_bytes: int
    free_inodes: int | None  # None where the file system does not count them


def known(folder: Path) -> Volume | None:
    """The volume that a folder is or lies in: its id file is there, or above it as far as the mount point.

    Raises NotFound when there is no folder, Refused for an id file that cannot be understood.
    """
    real = _real(folder)
    last = mount_of(real).point
    for root in (real, *real.parents):
        if found := _read(root):
            return _volume(found, root)
        if root == last:
            break
    return None


def make(folder: Path) -> Volume:
    """Makes a folder a volume; one that is a volume already stays what it is, also when two do it at once.

    Its name is the folder's: `shelves.volumes.note` gives it a number when another one has it. Raises NotFound when
    there is no folder, Refused when nothing can be written to it.
    """
    root = _real(folder)
    try:
        found = _read(root) or _written(root)
    except OSError as error:
        raise Refused(
            f"nothing can be written to {folder}: {error.strerror}",
            hint="make it writable and give it room, or name another folder",
        ) from error
    return _volume(found, root)


def in_place(folder: Path) -> Volume:
    """A folder as a volume that is never written to: known by its id file if there is one, else by its file system and
    where it lies on it, else by its path. Raises NotFound, Refused.
    """
    found = known(folder)
    return replace(found, in_place=True) if found else _volume(_unwritten(_real(folder)), _real(folder), in_place=True)


def seen(volume: Volume, root: Path) -> Volume:
    """A known volume as it is seen now at this place."""
    return replace(_volume(volume.id, _real(root), in_place=volume.in_place), name=volume.name)


def online(
    volumes: Iterable[Volume], report: Report = ignore, points: Sequence[Path] | None = None
) -> Mapping[VolumeId, Path]:
    """Where each volume is plugged in right now: where it was last, or at its place below any mount point.

    One that is there twice (a cloned drive) is named through `report` and counts once. The desk has no id file, and is
    not among them.
    """
    everywhere = plugged_in() if points is None else points
    ids: dict[Path, set[VolumeId]] = {}
    found: dict[VolumeId, Path] = {}
    for volume in volumes:
        places = [Path(volume.root), *(point / volume.below for point in everywhere)] if volume.root else []
        there: list[Path] = []
        for place in dict.fromkeys(places):
            if place not in ids:
                ids[place] = set(_ids(place, report))
            if volume.id in ids[place] and not any(_is_same(place, other) for other in there):
                there.append(place)
        if there:
            found[volume.id] = there[0]
        for other in there[1:]:
            report(
                Said(f"{volume.name} is there twice, and counts once: {_said(there[0])}, and a clone {_said(other)}")
            )
    return found


def room(folder: Path) -> Room:
    """What still fits on the file system of a folder. Raises OSError."""
    status = os.statvfs(folder)
    return Room(
        free_bytes=status.f_bavail * status.f_frsize,
        free_inodes=status.f_favail if status.f_files > 0 else None,  # exFAT, btrfs: nobody counts
    )


def open_to_all(root: Path) -> str | None:
    """What to tell somebody whose drive keeps no owners; None where it keeps them."""
    try:
        mode = (root / ID_FILE).lstat().st_mode
    except FileNotFoundError:
        mode = 0o600
    if mount_of(root).kind in _NO_OWNERS or mode & 0o077:
        return "anyone who holds this drive can read it: its file system keeps no owners"
    return None


def _volume(own: VolumeId, root: Path, *, in_place: bool = False) -> Volume:
    return Volume(
        id=own,
        name=shown(os.fsencode(root.name)) or "disk",
        root=str(root),
        below=mount_of(root).below(root),
        device=device(root),
        in_place=in_place,
    )


def _real(folder: Path) -> Path:
    real = Path(os.path.realpath(folder))
    try:
        if stat.S_ISDIR(real.stat().st_mode):
            return real
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR):
            raise NotFound(f"{folder} cannot be opened: {error.strerror}", hint="may you read it?") from error
    raise NotFound(f"there is no folder {folder}", hint="is the drive plugged in, and mounted?")


def _written(root: Path) -> VolumeId:
    """Writes an id file where there is none, or an empty one that a crash left: whoever has it locked, writes it."""
    own = VolumeId(secrets.token_hex(16))
    text = json.dumps({"id": own, "version": _VERSION, "what": _WHAT}, indent=1) + "\n"
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(root / ID_FILE, flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if already := _read(root):
            return already
        os.write(descriptor, text.encode())
        sync(descriptor)
    finally:
        os.close(descriptor)
    sync_path(root)
    return own


def _ids(place: Path, report: Report) -> Iterator[VolumeId]:
    """By which volumes' ids a folder may be known; none when it is not there or cannot be looked at."""
    try:
        if not place.is_dir():
            return
        if found := _read(place):
            yield found
        yield _unwritten(place)
    except Refused as trouble:
        if not isinstance(trouble.__cause__, PermissionError):  # there are folders that are not for us: /boot/efi
            report(Said(trouble.what))
    except OSError:
        return


def _is_same(place: Path, other: Path) -> bool:
    try:
        return place.samefile(other)
    except OSError:  # unplugged just now
        return False


def _unwritten(root: Path) -> VolumeId:
    """The id of a folder that is not to be written to."""
    mount = mount_of(root)
    uuid = file_system_uuid(mount)
    told = ("file system", uuid, mount.below(root)) if uuid else ("path", str(root))
    digest = hashlib.sha256("\0".join(("mediadesk volume", *told)).encode("utf-8", "surrogateescape"))
    return VolumeId(digest.hexdigest()[:32])


def _read(root: Path) -> VolumeId | None:
    """What the id file of a folder says; None when there is none. A drive may come from a stranger: Refused for a
    file that is not ours, and no link is followed.
    """
    file = root / ID_FILE
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        why = "it is a link" if error.errno == errno.ELOOP else str(error.strerror)
        raise _refused(file, why) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _refused(file, "it is no regular file")
        said = os.read(descriptor, _LONGEST + 1)
    except OSError as error:
        raise _refused(file, str(error.strerror)) from error
    finally:
        os.close(descriptor)
    if not said.strip(b"\0"):
        return None  # a crash came before its first byte
    try:
        record = json.loads(said) if len(said) <= _LONGEST else None
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict) or not isinstance(own := record.get("id"), str) or not _ID.fullmatch(own):
        raise _refused(file, "it was not written by mediadesk, or is damaged")
    if record.get("version") != _VERSION:
        raise _refused(file, "it is of another version of mediadesk than this one")
    return VolumeId(own)


def _refused(file: Path, why: str) -> Refused:
    return Refused(
        f"{_said(file)} cannot be used: {why}",
        hint="look at it; where it is not yours, move it away, or name another folder",
    )


def _said(path: Path) -> str:
    return shown(os.fsencode(path))
