"""Which physical disk is under a path: two copies on one disk are lost together.

Linux tells it in sysfs (Documentation/ABI/stable/sysfs-block); docs/decisions says what counts as a disk. Names are
hashes: nobody shall read a serial number in a catalogue.
"""

import fcntl
import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mediadesk.custody.mount import Mount, in_memory, mount_of, mounts
from mediadesk.model.volume import Device

_SERIALS = ("device/cid", "device/serial", "device/wwid", "wwid", "serial", "device/vpd_pg80")  # memory cards first
_NOTHING = "0 .-\0\n"  # what a cheap disk says when it has no serial number
_DEEPEST = 8  # file systems in each other
_GET_UUID = 0x80111500  # FS_IOC_GETFSUUID of <linux/fs.h>: one byte of length, sixteen of UUID
_SERVED = re.compile(r"nfs4?|cifs|smb3|smbfs|ceph|davfs|fuse\.(sshfs|rclone|s3fs|davfs2?|curlftpfs)")
_OF_THE_HOST = {"9p", "virtiofs", "vboxsf", "prl_fs", "fuse.vmhgfs-fuse"}  # folders of the machine around this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """Where the kernel tells of the disks."""

    sys: Path = Path("/sys")
    dev: Path = Path("/dev")
    proc: Path = Path("/proc")


HERE = Kernel()


def device(path: Path, kernel: Kernel = HERE) -> Device:
    """The disk under a file or folder. Raises OSError when there is no such thing."""
    if sys.platform == "darwin":
        return _of_a_mac(path.stat().st_dev, kernel.dev)
    return device_of(mount_of(path), kernel)


def device_of(mount: Mount, kernel: Kernel = HERE, depth: int = 0) -> Device:
    """The disk under a mounted file system; several disks that hold it together are one device of several names."""
    if depth < _DEEPEST:
        if blocks := _blocks(mount, kernel):
            found = {disk for block in blocks for disk in _disks(block, mount, kernel, depth)}
            name = "+".join(sorted({part for disk in found for part in disk.disks}))
            return Device(name=name, lasting=all(disk.lasting for disk in found))
        if below := _folder_below(mount):
            return device_of(below, kernel, depth + 1)
    if _SERVED.fullmatch(mount.kind):
        return Device(name=_name("server", _server(mount.source)), lasting=False)
    if mount.kind in _OF_THE_HOST:
        return Device(name=_name("host"), lasting=False)
    if mount.kind == "zfs":
        return Device(name=_name("pool", mount.source.partition("/")[0]), lasting=False)
    return _only_now(kernel, mount.numbers)


def encrypted(mount: Mount, kernel: Kernel = HERE) -> bool | None:
    """Whether all disks under a file system are encrypted by the kernel (dm-crypt: LUKS, VeraCrypt); None where it does
    not tell: a Mac, a network, ZFS, an encrypted home folder.
    """
    blocks = _blocks(mount, kernel)
    return all(_is_crypt(each) for each in blocks) if blocks else None


def _is_crypt(block: Path) -> bool:
    """It, or every disk it lies on (https://docs.kernel.org/admin-guide/device-mapper)."""
    below = _below(block)
    return _text(block / "dm/uuid").startswith("CRYPT-") or (bool(below) and all(map(_is_crypt, below)))


def card_of(path: Path, desk: Path, system: Path = Path("/")) -> Path | None:
    """Where the card or drive is mounted that a file or folder lies on. None when that is the disk of the system or
    the desk, or memory: nobody formats those. Raises OSError when there is no such thing.
    """
    mount, disks = mount_of(path), device(path).disks
    if in_memory(mount):
        return None
    for own in (system, desk):
        if mount_of(own).numbers == mount.numbers or device(own).disks & disks:
            return None
    return mount.point


def plugged_in_disks(kernel: Kernel = HERE) -> frozenset[str]:
    """The names of all disks that are there now, mounted or not, as far as their names last."""
    blocks = kernel.sys / "block"
    by_serial = (_by_serial(each.resolve()) for each in blocks.iterdir()) if blocks.is_dir() else ()
    by_file_system = (disk for mount in mounts() for disk in device_of(mount, kernel).disks)
    return frozenset(filter(None, (*by_serial, *by_file_system)))


def partitions(path: Path, kernel: Kernel = HERE) -> int:
    """How many partitions the disk under a path has; 1 where it has none, or where nobody tells."""
    blocks = _blocks(mount_of(path), kernel)
    return max((len(list(_whole(block).glob("*/partition"))) for block in blocks), default=1) or 1


def file_system_uuid(mount: Mount, kernel: Kernel = HERE) -> str | None:
    """What a file system on a disk was called when it was made; None where it has no such name or nobody tells it."""
    block = next(iter(_blocks(mount, kernel)), None)
    return (_uuid_of_udev(block, kernel) or _uuid_of_kernel(mount)) if block else None


def _folder_below(mount: Mount) -> Mount | None:
    """What an overlay, or a file system that keeps its files in the files of another (gocryptfs), lies on."""
    under = Path(mount.upper or mount.source)
    try:
        if not under.is_absolute() or not under.is_dir():
            return None  # a file: a disk image counts as a disk
        below = mount_of(under)
    except OSError:
        return None
    return below if below.id != mount.id else None


def _blocks(mount: Mount, kernel: Kernel) -> list[Path]:
    """The block devices that a file system was made on, in sysfs. None of network, memory and the like."""
    block = kernel.sys / "dev/block" / mount.numbers
    if block.exists():
        return [block.resolve()]
    # btrfs and some of FUSE have made-up numbers; their source is what was mounted
    node = _node(mount.source, kernel)
    return _all_of_btrfs(node, kernel) if node else []


def _node(path: str, kernel: Kernel) -> Path | None:
    """A block device by its path below `/dev`, in sysfs; None of another file."""
    if not path.startswith("/dev/"):
        return None
    node = kernel.dev / path.removeprefix("/dev/")
    block = kernel.sys / "class/block" / Path(os.path.realpath(node)).name
    return block.resolve() if block.exists() else None


def _all_of_btrfs(block: Path, kernel: Kernel) -> list[Path]:
    """Every device of the btrfs that this one belongs to; else it alone."""
    groups = ([each.resolve() for each in group.iterdir()] for group in kernel.sys.glob("fs/btrfs/*/devices"))
    return next((sorted(group) for group in groups if block in group), [block])


def _disks(block: Path, mount: Mount, kernel: Kernel, depth: int) -> Iterator[Device]:
    """The whole disks below a block device."""
    mapped = next((each for each in (block, _whole(block)) if _below(each)), None)  # itself, or a RAID it is a part of
    if mapped:
        for each in _below(mapped):
            yield from _disks_below(each, mount, kernel, depth)
    else:
        yield _disk(_whole(block), block, mount, kernel)


def _disks_below(block: Path, mount: Mount, kernel: Kernel, depth: int) -> Iterator[Device]:
    """The same below a mapping. There a loop device is no disk: a container of VeraCrypt is a file on a drive."""
    backing = _text(_whole(block) / "loop/backing_file")
    if node := _node(backing, kernel):
        yield from _disks(node, mount, kernel, depth)
    elif backing.startswith("/") and Path(backing).exists():
        yield device_of(mount_of(Path(backing)), kernel, depth + 1)
    else:
        yield from _disks(block, mount, kernel, depth)


def _whole(block: Path) -> Path:
    return block.parent if (block / "partition").exists() else block


def _below(block: Path) -> list[Path]:
    """What a mapping (LUKS, LVM, RAID, VeraCrypt) lies on; nothing below a disk."""
    slaves = block / "slaves"
    return sorted(each.resolve() for each in slaves.iterdir()) if slaves.is_dir() else []


def _disk(disk: Path, block: Path, mount: Mount, kernel: Kernel) -> Device:
    """A serial number names a disk, unless two that are plugged in have the same. Else the only file system on it does:
    where there are several, they would make one disk look like two.
    """
    if name := _by_serial(disk):
        others = (each.resolve() for each in (kernel.sys / "block").iterdir())
        if not any(_by_serial(other) == name for other in others if other != disk):
            return Device(name=name, lasting=True)
    elif len(list(disk.glob("*/partition"))) < 2:
        directly = _blocks(mount, kernel) == [block]
        if uuid := _uuid_of_udev(block, kernel) or (directly and _uuid_of_kernel(mount)):
            return Device(name=_name("file system", uuid, _text(disk / "size")), lasting=True)
    return _only_now(kernel, disk.name, _text(disk / "diskseq"))


def _by_serial(disk: Path) -> str | None:
    serial = _serial(disk)
    return _name("disk", serial, _text(disk / "size")) if serial else None


def _serial(disk: Path) -> str:
    """What the maker wrote into a disk to tell it from the others; empty if nothing."""
    model = _text(disk / "device/model")
    for file in _SERIALS:
        if (serial := _text(disk / file)).strip(_NOTHING):
            return f"{model}\0{serial}"
    real = (disk / "device").resolve()
    for each in (real, *real.parents):
        if (each / "idVendor").exists():  # the USB device it is part of, or the reader it is in
            if not (serial := _text(each / "serial")).strip(_NOTHING):
                return ""
            unit = real.name.partition(":")[2]  # of "6:0:0:1": readers with several slots have several units
            return "\0".join((_text(each / "idVendor"), _text(each / "idProduct"), serial, unit))
    return ""


def _uuid_of_udev(block: Path, kernel: Kernel) -> str | None:
    by_uuid = kernel.dev / "disk/by-uuid"
    names = sorted(by_uuid.iterdir()) if by_uuid.is_dir() else []
    found = (each.name for each in names if Path(os.path.realpath(each)).name == block.name)
    return next((name.replace("-", "").lower() for name in found), None)


def _uuid_of_kernel(mount: Mount) -> str | None:
    """The same without udev, since Linux 6.9."""
    answer = bytearray(17)
    try:
        descriptor = os.open(mount.point, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if f"{os.major(status.st_dev)}:{os.minor(status.st_dev)}" != mount.numbers:
            return None  # something else is mounted over it
        fcntl.ioctl(descriptor, _GET_UUID, answer)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    uuid = bytes(answer[1 : 1 + answer[0]])
    return uuid.hex() if any(uuid) else None


def _only_now(kernel: Kernel, *parts: str) -> Device:
    """A name that is good until the machine stops, or the drive is unplugged."""
    return Device(name=_name("now", _text(kernel.proc / "sys/kernel/random/boot_id"), *parts), lasting=False)


def _server(source: str) -> str:
    """`nas:/films`, `//nas/films`, `kim@nas:films`, `https://nas/films` → `nas`."""
    if "//" in source.partition(":/")[0] or "://" in source:
        return source.partition("//")[2].partition("/")[0].rpartition("@")[2].casefold()
    head = source.partition(":/")[0] if ":/" in source else source.rpartition(":")[0]
    return head.rpartition("@")[2].casefold()


def _of_a_mac(numbers: int, dev: Path, number_of: Callable[[Path], int] = lambda node: node.stat().st_rdev) -> Device:
    """macOS tells more to its own programs only: every volume of a disk (`disk3s1`, `disk3s5`) counts as that disk."""
    nodes = sorted(each.name for each in dev.glob("disk*") if number_of(each) == numbers)
    whole = re.match(r"disk\d+", nodes[0]) if nodes else None
    return Device(name=_name("now", whole[0] if whole else str(numbers)), lasting=False)


def _text(file: Path) -> str:
    """What a file of the kernel says; nothing where there is none, or where it does not tell."""
    try:
        return file.read_bytes().decode("utf-8", "backslashreplace").strip("\0 \n")
    except OSError:
        return ""


def _name(*parts: str) -> str:
    return hashlib.sha256("\0".join(("mediadesk device", *parts)).encode("utf-8", "surrogateescape")).hexdigest()[:20]
