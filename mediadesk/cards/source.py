"""Where a source comes from: a card, a folder, or a phone that shows only what it wants to.

Linux tells it in /proc/self/mountinfo (Documentation/filesystems/proc.rst, 3.5). Elsewhere nothing is known of mounts;
macOS shows no phone as a folder.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

_MOUNTINFO = Path("/proc/self/mountinfo")

_PHONE = "a phone or camera over USB ({}) shows what its own index knows, which may not be all that is on it"
_DESKTOP = "the desktop's file access ({}) does not always show what is really there"
_NET = "a network folder ({}) may show an older listing than what is really there"
_UNKNOWN = "this kind of folder ({}) is not known to mediadesk: what it shows may not be all that is there"
# a file system's name, as it is mounted → why what it lists may not be what is there; the first row counts
_UNSURE = (
    (r".*mtp.*|fuse\.DeviceFs.*", _PHONE),  # jmtpfs, simple-mtpfs, go-mtpfs, aft-mtp-mount
    (r"fuse\.(?:gphotofs|ifuse|adbfs)", _PHONE),
    (r"fuse\.(?:gvfsd-fuse|gvfs-fuse-daemon|kio-fuse)", _DESKTOP),
    (r"nfs4?|cifs|smb3|davfs|fuse\.(?:sshfs|rclone|davfs2?|curlftpfs|s3fs)", _NET),
    # disks, and what only changes how their files look
    (r"fuse\.(?:exfat|ntfs|ext[234]|hfs|apfs|fuse-?ext2|bindfs|mergerfs|gocryptfs|cryfs|encfs|veracrypt).*", None),
    (r"fuse\..*", _UNKNOWN),
)
# below a desktop's mount point, a folder for each thing it shows: mtp:host=…, gphoto2:host=…, afc:host=…
_PHONE_FOLDERS = re.compile(r"(?:mtp|gphoto2|afc)(?::.*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is known of the place where a source lies."""

    relistable: bool  # what it lists is what is on it; without that nobody may say that it is safe to format
    why: str | None  # it is not, in words
    mount_point: Path | None  # of the file system it lies on; None when this system does not tell
    file_system: str  # "exfat", "fuse.gvfsd-fuse"; empty when this system does not tell
    whole: bool  # it is the root of a file system, as a card is; else a folder or a file


def source_at(path: Path) -> Source:
    """Where this lies, any links followed. Never raises: what cannot be found out is not known."""
    real = Path(os.path.realpath(path))
    try:
        mounts = _MOUNTINFO.read_bytes()
    except OSError:
        mounts = b""
    return source_in(mounts, real)


def source_in(mounts: bytes, real: Path) -> Source:
    """The same from the text of mountinfo and a path without links. Lines that make no sense are left out."""
    holding = [
        (point, kind) for point, kind in map(_mount, mounts.splitlines()) if point and real.is_relative_to(point)
    ]
    if not holding:
        return Source(relistable=True, why=None, mount_point=None, file_system="", whole=os.path.ismount(real))
    point, kind = max(reversed(holding), key=lambda each: len(each[0].parts))  # of equal ones the last lies on top
    why = _why_unsure(kind, real.relative_to(point))
    return Source(relistable=why is None, why=why, mount_point=point, file_system=kind, whole=real == point)


def _mount(line: bytes) -> tuple[Path | None, str]:
    """Mount point and kind of a line: `id parent device root POINT options optional… - KIND source options`."""
    before, dash, after = line.partition(b" - ")
    fields, kind = before.split(b" "), after.split(b" ")[0]
    if not dash or len(fields) < 6 or not kind:
        return None, ""
    point = re.sub(rb"\\([0-7]{3})", lambda octal: bytes((int(octal[1], 8) & 0xFF,)), fields[4])
    return Path(os.fsdecode(point)), os.fsdecode(kind)


def _why_unsure(kind: str, below: Path) -> str | None:
    text = next((why for kinds, why in _UNSURE if re.fullmatch(kinds, kind)), None)
    if text is _DESKTOP and below.parts and _PHONE_FOLDERS.fullmatch(below.parts[0]):
        text = _PHONE
    return text and text.format(kind)
