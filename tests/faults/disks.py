"""Disks to fail on: small ones, ones of another make, one whose plug can be pulled, one that lies.

Each is a file on this disk, or memory, mounted below a folder of the test; all need root.
"""

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_SECONDS = 20.0
_NO_CACHE = "--direct-io=on"


@contextmanager
def mounted(what: str, folder: Path, *options: str) -> Iterator[Path]:
    """A file system that is gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", *options, what, str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def memory_disk(folder: Path, *, size_bytes: int, files: int = 0, options: str = "rw") -> AbstractContextManager[Path]:
    """A disk in memory that has room for so many bytes and, unless 0, for so many files and folders."""
    return mounted("none", folder, "-t", "tmpfs", "-o", f"{options},size={size_bytes},nr_inodes={files}")


def image(file: Path, size_bytes: int, *make: str) -> Path:
    """A file that holds an empty file system, as `make` makes it."""
    with file.open("wb") as medium:
        medium.truncate(size_bytes)
    subprocess.run([*(make or ("mkfs.ext4", "-q")), str(file)], check=True, stdout=subprocess.DEVNULL)
    return file


@contextmanager
def disk(medium: Path, folder: Path) -> Iterator[Path]:
    """The disk that lies in a file."""
    with looped(medium) as device, mounted(device, folder):
        yield folder


@contextmanager
def looped(medium: Path, *options: str) -> Iterator[str]:
    """A file as a device.

    It is let go when the kernel has: a jail that another test starts in this very moment has a copy of what is mounted
    until it has thrown away all it saw, and a file system that nobody can see any more would still write to the file.
    """
    command = ["losetup", "--find", "--show", *options, str(medium)]
    device = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    file = _behind_it(device)
    try:
        yield device
    finally:
        subprocess.run(["losetup", "--detach", device], check=True)
        until(lambda: _behind_it(device) != file, f"{device} is still in use")


def _behind_it(device: str) -> str:
    """The file that a device is now, empty for none: meanwhile it may have been given to somebody else."""
    with suppress(FileNotFoundError):
        return Path("/sys/block", Path(device).name, "loop/backing_file").read_text()
    return ""


@contextmanager
def exfat_disk(medium: Path, folder: Path) -> Iterator[Path]:
    """A drive as it is bought: no modes, no links, names in UTF-16. Through FUSE: not every kernel knows exFAT."""
    folder.mkdir(parents=True, exist_ok=True)
    with looped(medium, _NO_CACHE) as device:
        subprocess.run(["mount.exfat-fuse", device, str(folder)], check=True, capture_output=True)
        try:
            yield folder
        finally:
            os.sync()
            subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def fat_card(medium: Path, folder: Path, zone: str = "UTC") -> Iterator[Path]:
    """A card as cameras write it: its stamps are the local time of whoever reads it, to two seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["fusefat", "-o", "rw+", str(medium), str(folder)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "TZ": zone})
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugged:
    """A disk with a cache that forgets what was not flushed when its plug is pulled."""

    folder: Path
    pull: Callable[[], None]

    def flush(self) -> None:
        """Makes what was written so far last."""
        subprocess.run(["sync", "--file-system", str(self.folder)], check=True)


@contextmanager
def plugged_disk(medium: Path, at: Path) -> Iterator[Plugged]:
    """The disk in a file behind a cache that keeps all writes to itself until it is told to flush."""
    cache = ["nbdkit", "--foreground", "--filter=cache", "file", str(medium), "cache=writeback"]
    with _behind(cache, at) as (folder, pull):
        yield Plugged(folder=folder, pull=pull)


@contextmanager
def lying_disk(medium: Path, at: Path, word: bytes) -> Iterator[Path]:
    """The disk in a file, which says that it has written everything and stores a `word` otherwise."""
    file, other = shlex.quote(str(medium)), (word[:-1] + bytes([word[-1] ^ 1])).decode()
    script = {
        "get_size": f"stat -c %s {file}",
        "pread": f"dd if={file} iflag=skip_bytes,count_bytes skip=$4 count=$3",
        "pwrite": f"sed 's/{word.decode()}/{other}/g' | dd of={file} oflag=seek_bytes seek=$4 conv=notrunc",
        "can_write": "exit 0",
        "can_flush": "exit 0",
        "flush": "exit 0",
        "thread_model": "echo serialize_requests",
    }
    with _behind(["nbdkit", "--foreground", "eval", *(f"{key}={value}" for key, value in script.items())], at) as found:
        yield found[0]


@contextmanager
def _behind(server: Sequence[str], at: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A mounted disk whose blocks a network block device serves, and what ends that server at once."""
    socket, device, folder = at / "socket", at / "device", at / "disk"
    for each in (device, folder):
        each.mkdir(parents=True, exist_ok=True)
    socket.unlink(missing_ok=True)
    with ExitStack() as running:
        serving = running.enter_context(_running([*server[:2], "-U", str(socket), *server[2:]]))
        until(socket.exists, "the disk did not come up")
        running.enter_context(_running(["nbdfuse", str(device), "--unix", str(socket)]))
        # a fuse that is left mounted answers no stat
        running.callback(subprocess.run, ["umount", "--lazy", str(device)], capture_output=True, check=False)
        until((device / "nbd").exists, "the disk did not come up")
        name = running.enter_context(looped(device / "nbd", _NO_CACHE))
        running.enter_context(mounted(name, folder))

        def pull() -> None:
            serving.send_signal(signal.SIGKILL)
            serving.wait()

        yield folder, pull


@contextmanager
def _running(argv: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        try:
            yield program
        finally:
            if program.poll() is None:
                program.send_signal(signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    program.wait(5)
            program.kill()


def until(true: Callable[[], bool], why_not: str) -> None:
    """Waits for what a disk needs a moment for."""
    ends_at = time.monotonic() + _PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < ends_at, why_not
        time.sleep(0.005)
