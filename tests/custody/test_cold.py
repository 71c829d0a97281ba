"""What is on the medium, past the page cache where that can be."""

import errno
import fcntl
import os

import pytest

from mediadesk.custody import cold
from mediadesk.custody.cold import hash_file, sync, sync_path
from mediadesk.errors import NotFound


def test_a_file_that_is_gone_is_not_found(tmp_path):
    with pytest.raises(NotFound, match=r"gone\.mp4 is missing"):
        hash_file(tmp_path / "gone.mp4")


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, (4 << 20) - 1, 4 << 20, (4 << 20) + 1])
def test_a_hash_is_of_every_byte(tmp_path, size):
    """Against the same bytes in one piece, whatever falls on the edge of a block."""
    content = os.urandom(size)
    (tmp_path / "clip").write_bytes(content)
    hashes = hash_file(tmp_path / "clip")

    assert hashes.size_bytes == size
    assert hashes.sha256 == cold.hashlib.sha256(content).hexdigest()
    assert hashes.xxh3 == cold.xxhash.xxh3_128(content).hexdigest()


def test_a_disk_that_cannot_be_read_past_the_cache_is_read_through_it(tmp_path, monkeypatch):
    """Some accept the wish and refuse the reading."""
    real, refused = os.readv, []

    def readv(descriptor: int, buffers: list[bytearray]) -> int:
        if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_DIRECT:
            refused.append(descriptor)
            raise OSError(errno.EINVAL, "Invalid argument")
        return real(descriptor, buffers)

    (tmp_path / "clip").write_bytes(b"one")
    monkeypatch.setattr(os, "readv", readv)
    assert hash_file(tmp_path / "clip").size_bytes == 3
    assert refused


def test_on_a_mac_the_drive_is_told_to_write_it_down(tmp_path, monkeypatch):
    """There, fsync alone leaves the bytes in the drive's own memory. A drive that knows no such thing gets fsync."""
    asked, real = [], os.fsync
    monkeypatch.setattr(cold, "_F_FULLFSYNC", 51)
    monkeypatch.setattr(os, "fsync", lambda descriptor: (asked.append("fsync"), real(descriptor))[1])

    def fcntl_of_a_mac(descriptor: int, command: int) -> int:
        asked.append(command)
        if len(asked) > 1:
            raise OSError(errno.ENOTSUP, "Operation not supported")
        return 0

    with (tmp_path / "clip").open("wb") as file:
        monkeypatch.setattr(fcntl, "fcntl", fcntl_of_a_mac)
        sync(file.fileno())
        sync(file.fileno())
    assert asked == [51, 51, "fsync"]


def test_a_drive_that_syncs_no_folder_is_good_enough_and_one_that_syncs_no_file_is_not(tmp_path, monkeypatch):
    def refuse(_: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    (tmp_path / "clip").write_bytes(b"one")
    monkeypatch.setattr(os, "fsync", refuse)
    sync_path(tmp_path)
    with pytest.raises(OSError, match="Invalid argument"):
        sync_path(tmp_path / "clip")
