"""A copy that is looked at again: there, gone, or something else by its name."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from mediadesk.custody import present
from mediadesk.custody.present import found
from mediadesk.model.volume import MediaCopy, VolumeId

CONTENT = b"a clip" * 1000
COPY = MediaCopy(
    sha256=hashlib.sha256(CONTENT).hexdigest(), volume=VolumeId("0" * 32), path=b"R0001/DCIM/A.MP4", state="verified"
)


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """A drive that holds the copy."""
    (tmp_path / "drive/R0001/DCIM").mkdir(parents=True)
    (tmp_path / "drive/R0001/DCIM/A.MP4").write_bytes(CONTENT)
    return tmp_path / "drive"


def looked(drive: Path) -> tuple[str | None, str | None]:
    """By its size, and by every byte."""
    return found(COPY, drive, len(CONTENT)), found(COPY, drive, len(CONTENT), lambda _: None)


def test_a_copy_that_is_there_is_verified(drive):
    assert looked(drive) == ("verified", "verified")


def test_a_flipped_bit_is_seen_by_reading(drive):
    """Not by the size."""
    (drive / "R0001/DCIM/A.MP4").write_bytes(b"b" + CONTENT[1:])

    assert looked(drive) == ("verified", "mismatch")


def test_another_size_is_a_mismatch(drive):
    (drive / "R0001/DCIM/A.MP4").write_bytes(CONTENT[:-1])

    assert looked(drive) == ("mismatch", "mismatch")


def test_a_copy_that_is_gone_is_missing(drive):
    """With its folder or without."""
    (drive / "R0001/DCIM/A.MP4").unlink()
    assert looked(drive) == ("missing", "missing")
    (drive / "R0001/DCIM").rmdir()
    assert looked(drive) == ("missing", "missing")


def test_a_drive_that_is_gone_has_lost_nothing(tmp_path):
    assert looked(tmp_path / "drive") == (None, None)


@pytest.mark.parametrize("what", ["link", "pipe", "folder", "link above", "file above"])
def test_what_took_the_place_of_a_copy_is_no_copy(tmp_path, drive, what):
    """A link to another copy would make two of one."""
    (drive / "R0001").rename(tmp_path / "elsewhere")
    place = drive / COPY.path.decode()
    if "above" not in what:
        place.parent.mkdir(parents=True)
    match what:
        case "link":
            place.symlink_to(tmp_path / "elsewhere/DCIM/A.MP4")
        case "pipe":
            os.mkfifo(place)
        case "folder":
            place.mkdir()
        case "link above":
            (drive / "R0001").symlink_to(tmp_path / "elsewhere")
        case "file above":
            (drive / "R0001").touch()

    assert looked(drive) == ("mismatch", "mismatch")


@pytest.mark.parametrize(("code", "state"), [(errno.EIO, "mismatch"), (errno.ENODEV, None)])
def test_a_disk_that_cannot_read_a_copy_has_it_no_more(drive, monkeypatch, code, state):
    """One that was pulled out still may."""

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(present, "hash_open", fail)
    assert looked(drive) == ("verified", state)


@pytest.mark.needs("not-root")
def test_a_copy_that_we_may_not_read_is_unknown(drive):
    (drive / "R0001/DCIM/A.MP4").chmod(0)

    assert looked(drive) == (None, None)
