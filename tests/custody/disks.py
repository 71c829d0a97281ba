"""A small sysfs, in which disks are as the kernel tells of them; and a real disk with two partitions."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from mediadesk.custody.device import Kernel
from mediadesk.custody.mount import Mount
from tests.faults.disks import looped, until
from tests.faults.disks import mounted as mounted_at

NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Disks:
    """The trees of one machine."""

    root: Path

    @property
    def kernel(self) -> Kernel:
        """Where they are."""
        return Kernel(sys=self.root / "sys", dev=self.root / "dev", proc=self.root / "proc")

    def boot(self, name: str) -> None:
        """The machine was started."""
        self._write("proc/sys/kernel/random/boot_id", name)

    def disk(self, name: str, numbers: str, *, files: Mapping[str, str] = NONE, at: str = "pci/") -> Path:
        """A whole disk: `files` are what it says of itself, by their paths in its folder."""
        block = self._block(f"devices/{at}{name}/block/{name}", numbers)
        (self.root / "sys/block").mkdir(exist_ok=True)
        (self.root / "sys/block" / name).symlink_to(block)
        told = {"size": "1000", "diskseq": name, **files}
        for path, text in told.items():
            self._write(str((block / path).relative_to(self.root)), text)
        return block

    def partition(self, disk: Path, name: str, numbers: str) -> Path:
        """One of its partitions."""
        block = self._block(str((disk / name).relative_to(self.root / "sys")), numbers)
        (block / "partition").write_text("1\n")
        return block

    def mapping(self, name: str, numbers: str, *below: Path) -> Path:
        """A device made of others: LUKS, LVM, RAID."""
        block = self.disk(name, numbers, at="virtual/")
        (block / "slaves").mkdir()
        for each in below:
            (block / "slaves" / each.name).symlink_to(each)
        return block

    def uuid(self, uuid: str, name: str) -> None:
        """udev has seen a file system on a device."""
        folder = self.root / "dev/disk/by-uuid"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / uuid).symlink_to(f"../../{name}")

    def _block(self, path: str, numbers: str) -> Path:
        block = self.root / "sys" / path
        block.mkdir(parents=True)
        for folder, name in (("dev/block", numbers), ("class/block", block.name)):
            (self.root / "sys" / folder).mkdir(parents=True, exist_ok=True)
            (self.root / "sys" / folder / name).symlink_to(block)
        return block

    def _write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n")


def mounted(
    numbers: str, *, kind: str = "ext4", source: str = "none", upper: str = "", point: Path = Path("/")
) -> Mount:
    """A file system, as the kernel lists it."""
    return Mount(id=0, numbers=numbers, point=point, kind=kind, source=source, upper=upper)


@contextmanager
def two_partitions(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Two empty file systems on one disk, mounted below a folder. The disk is a file; needs root."""
    image, points = folder / "disk.img", (folder / "one", folder / "two")
    image.touch()
    os.truncate(image, 40 << 20)
    with looped(image) as device, ExitStack() as made:
        for number, point in enumerate(points, 1):
            made.enter_context(_partition(device, number))
            made.enter_context(mounted_at(f"{device}p{number}", point))
            (point / "lost+found").rmdir()
        yield points


@contextmanager
def _partition(device: str, number: int) -> Iterator[None]:
    """Told to the kernel, so that no table of partitions has to be understood; with a file system on it."""

    def run(*words: str) -> bool:
        return subprocess.run(words, check=False, capture_output=True).returncode == 0

    assert run("addpart", device, f"{number}", f"{2048 + (number - 1) * 32768}", "32768")
    try:
        assert run("mkfs.ext4", "-q", f"{device}p{number}")
        yield
    finally:
        until(lambda: run("delpart", device, f"{number}"), f"partition {number} of {device} is still in use")
