"""Which mounted file system holds a path, and what the kernel says of it (Linux: proc_pid_mountinfo(5))."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

_ESCAPED = re.compile(rb"\\([0-7]{3})")  # space, tab, newline and backslash, as three octal digits
_FOLDER = os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_PATH", 0)
_VOLUMES = Path("/Volumes")  # where macOS mounts drives
# what holds no footage, and what must not be woken by looking at it
_NO_DISKS = {
    "autofs",
    "bpf",
    "cgroup",
    "cgroup2",
    "debugfs",
    "devpts",
    "devtmpfs",
    "mqueue",
    "proc",
    "sysfs",
    "tracefs",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """One mounted file system."""

    id: int
    numbers: str  # "8:1", of its block device; "0:…" when the kernel made them up (network, memory, btrfs)
    point: Path
    kind: str  # "ext4", "exfat", "fuse.sshfs"; empty where nobody says it
    source: str  # "/dev/sdb1", "nas:/films", "tmpfs"
    upper: str = ""  # of an overlay: the folder that really holds what is written

    def below(self, path: Path) -> str:
        """Where a resolved path lies below the mount point; "" is the mount point itself."""
        below = path.relative_to(self.point).as_posix()
        return "" if below == "." else below


def mounts(table: Path = Path("/proc/self/mountinfo")) -> list[Mount]:
    """Every file system that is mounted for this program, in the order of mounting."""
    try:
        lines = table.read_bytes().splitlines()
    except FileNotFoundError:  # macOS
        points = [Path("/"), *(sorted(_VOLUMES.iterdir()) if _VOLUMES.is_dir() else ())]
        return [_by_stat(point) for point in points]
    return [mount for line in lines if (mount := _mount(line))]


def plugged_in(table: Path = Path("/proc/self/mountinfo")) -> list[Path]:
    """The mount points where a drive may be."""
    return [mount.point for mount in mounts(table) if mount.kind not in _NO_DISKS]


def mount_of(path: Path) -> Mount:
    """The file system that holds a file or folder. Raises OSError when it is not there."""
    real = Path(os.path.realpath(path))
    descriptor = os.open(real, _FOLDER)
    try:
        number = _number(descriptor)
    finally:
        os.close(descriptor)
    found = (mount for mount in mounts() if mount.id == number) if number is not None else iter(())
    return next(found, None) or _by_stat(real)


def in_memory(mount: Mount) -> bool:
    """Whether everything that is written there is gone when the machine stops. An overlay writes to its upper folder:
    of a system that runs from a stick, that is memory.
    """
    seen = set[int]()
    while mount.upper and mount.id not in seen:
        seen.add(mount.id)
        if not Path(mount.upper).is_absolute():  # it is relative to where somebody stood who mounted it
            return False
        try:
            mount = mount_of(Path(mount.upper))
        except OSError:  # hidden from this program, as in a container: nobody can tell
            return False
    return mount.kind in {"tmpfs", "ramfs"}


def _number(descriptor: int) -> int | None:
    """The kernel's own number of the mount: a path alone would not tell one that another hides."""
    if sys.platform != "linux":
        return None
    told = Path(f"/proc/self/fdinfo/{descriptor}").read_text()
    found = re.search(r"^mnt_id:\s*(\d+)$", told, re.MULTILINE)
    return int(found[1]) if found else None


def _mount(line: bytes) -> Mount | None:
    """`36 35 98:0 /root /point rw,noatime master:1 - ext3 /dev/sdb1 rw,errors=continue`."""
    before, _, after = line.partition(b" - ")
    number, _, numbers, _, point, *_ = before.split(b" ")
    kind, source, options = (*after.split(b" "), b"", b"")[:3]
    upper = re.search(rb"(?:^|,)upperdir=([^,]+)", options)
    return Mount(
        id=int(number),
        numbers=numbers.decode(),
        point=Path(_text(point)),
        kind=_text(kind),
        source=_text(source),
        upper=_text(upper[1]) if upper else "",
    )


def _text(escaped: bytes) -> str:
    return os.fsdecode(_ESCAPED.sub(lambda found: bytes([int(found[1], 8)]), escaped))


def _by_stat(path: Path) -> Mount:
    """What can be seen without the kernel's list: the folder at which the file system begins, and its number."""
    device = path.stat().st_dev
    point = path
    while point != point.parent and point.parent.stat().st_dev == device:
        point = point.parent
    return Mount(id=0, numbers=f"{os.major(device)}:{os.minor(device)}", point=point, kind="", source="")
