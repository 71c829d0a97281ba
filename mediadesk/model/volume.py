"""Where copies of originals lie: the desk itself, and drives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

VolumeId = NewType("VolumeId", str)  # 32 hexadecimal digits
CopyState = Literal["copied", "verified", "mismatch", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The physical disk that a volume lies on. Two copies on one device are lost together."""

    name: str  # the same for every partition of a disk; tells nobody its serial number
    lasting: bool  # False: the name means nothing any more once the drive was unplugged

    @property
    def disks(self) -> frozenset[str]:
        """The disks of a device: several where they hold one file system together (RAID, LVM)."""
        return frozenset(self.name.split("+"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A folder that holds originals, known by its id wherever it is mounted."""

    id: VolumeId
    name: str  # what people call it: "desk", or its folder's name when it was first seen; no two are called the same
    root: str  # where it was last seen, absolute
    below: str  # where that is below its mount point; "" is the mount point itself
    device: Device
    in_place: bool = False  # catalogued as it is, and never written to


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaCopy:
    """One content on one volume."""

    sha256: str
    volume: VolumeId
    path: bytes  # below the volume's root
    state: CopyState
    verified_at: datetime | None = None  # when its bytes were last read back and compared


def apart(devices: Iterable[Device]) -> int:
    """How many of these devices are distinct: no two of them have a disk in common."""
    taken: set[str] = set()
    count = 0
    for each in sorted(devices, key=lambda device: (len(device.disks), device.name)):
        if not each.disks & taken:
            taken |= each.disks
            count += 1
    return count
