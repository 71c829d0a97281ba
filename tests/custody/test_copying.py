"""One reading, many copies: each verified by itself, none held up by another, none stopped by another's trouble."""

import errno
import os
import threading
import time
from pathlib import Path

import pytest

from mediadesk.custody import cold, copying
from mediadesk.custody.cold import hash_file
from mediadesk.custody.copying import copies, one_copy
from mediadesk.custody.originals import Originals
from mediadesk.errors import DeskError, Stopped
from tests.custody.world import copy_of, files, keep

HOME = "assets/originals/AB/ABCDEFGHIJ/a.mp4"


def quiet(_: int) -> None:
    """Tells nobody."""


@pytest.fixture
def drives(tmp_path: Path) -> list[Originals]:
    """Three of them."""
    for name in "ABC":
        (tmp_path / name).mkdir()
    return [Originals(tmp_path / name, "R0001") for name in "ABC"]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Twenty megabytes."""
    (tmp_path / "clip").write_bytes(os.urandom(20 << 20))
    return tmp_path / "clip"


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (4 << 20) - 1, 4 << 20, (4 << 20) + 1, (40 << 20) + 3])
def test_a_copy_has_the_bytes_and_the_hashes_of_its_source(originals, size):
    """Whatever falls on the edge of a block."""
    content = os.urandom(size)
    with copy_of(originals, content) as (part, hashes):
        assert part.read_bytes() == content
        assert hashes == hash_file(part)
        assert part.stat().st_mode & 0o777 == 0o600
    assert files(originals.root) == {}


def test_all_copies_are_made_of_one_reading(drives, clip, monkeypatch):
    """Each has every byte, and the card gave each byte once."""
    read, real = [], os.pread
    monkeypatch.setattr(os, "pread", lambda *a: (read.append(a[2]), real(*a))[1])
    with clip.open("rb") as file, copies(file.fileno(), drives, quiet) as copied:
        assert {part.read_bytes() for part in copied.parts.values()} == {clip.read_bytes()}
        assert set(copied.parts) == set(drives)
    assert read == [number << 20 for number in range(21)]


def test_one_that_fills_up_stops_no_other(drives, clip, monkeypatch):
    """On the third block. The others are verified, and nothing of it is left."""
    real, full = os.write, drives[1].root

    def write(descriptor: int, block: memoryview) -> int:
        where = Path(f"/proc/self/fd/{descriptor}").readlink()
        if full in where.parents and where.stat().st_size >= 2 << 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, block)

    monkeypatch.setattr(os, "write", write)
    with clip.open("rb") as file, copies(file.fileno(), drives, quiet) as copied:
        assert set(copied.parts) == {drives[0], drives[2]}
        assert copied.lost[drives[1]].state == "missing"
        assert copied.lost[drives[1]].error.errno == errno.ENOSPC
    assert files(full) == {}


def test_one_that_is_not_there_stops_no_other(drives, clip):
    drives[0].root.rmdir()
    drives[0].root.write_bytes(b"in the way")
    with clip.open("rb") as file, copies(file.fileno(), drives, quiet) as copied:
        assert set(copied.parts) == set(drives[1:])
        assert isinstance(copied.lost[drives[0]].error, OSError)


def test_one_that_gives_back_other_bytes_is_a_mismatch(drives, clip, monkeypatch):
    """And only that one."""
    real = cold.cold_blocks

    def lying(descriptor: int):
        where = Path(f"/proc/self/fd/{descriptor}").readlink()
        for block in real(descriptor):
            yield bytes(len(block)) if drives[2].root in where.parents else block

    monkeypatch.setattr(copying, "cold_blocks", lying)
    with clip.open("rb") as file, copies(file.fileno(), drives, quiet) as copied:
        assert set(copied.parts) == set(drives[:2])
        assert copied.lost[drives[2]].state == "mismatch"


def test_a_slow_one_is_waited_for_no_sooner_than_its_blocks_are_full(drives, clip, monkeypatch):
    """The fast one runs ahead by what the buffer holds, and no further."""
    real, ahead, written = os.write, [], {drive.root: 0 for drive in drives}

    def write(descriptor: int, block: memoryview) -> int:
        drive = Path(f"/proc/self/fd/{descriptor}").readlink().parents[1]
        if drive == drives[0].root:
            time.sleep(0.01)
        written[drive] += 1
        ahead.append(written[drives[1].root] - written[drives[0].root])
        return real(descriptor, block)

    monkeypatch.setattr(os, "write", write)
    monkeypatch.setattr(copying, "_AHEAD", 4)
    with clip.open("rb") as file, copies(file.fileno(), drives[:2], quiet) as copied:
        assert set(copied.parts) == set(drives[:2])
    assert 2 <= max(ahead) <= 6


def test_progress_ends_with_the_size(drives, clip):
    """Reading a byte is one half, reading it back from the slowest the other."""
    told: list[int] = []
    with clip.open("rb") as file, copies(file.fileno(), drives, told.append):
        assert told == sorted(told)
        assert told[-1] == 20 << 20


@pytest.mark.parametrize("moment", ["reading", "reading back"])
def test_stopped_in_the_middle_nothing_is_left_and_nobody_goes_on(drives, clip, moment):
    def stop(done: int) -> None:
        if done > (5 << 20 if moment == "reading" else 10 << 20):
            raise Stopped("stopped")

    with clip.open("rb") as file, pytest.raises(Stopped), copies(file.fileno(), drives, stop):
        pytest.fail("was called verified")
    assert not [each for each in threading.enumerate() if each.name in ("copy", "hash")]
    assert [files(drive.root) for drive in drives] == [{}, {}, {}]


def test_what_cannot_be_read_is_named_byte_by_byte_after_some_tries(originals, clip, monkeypatch):
    """Two pages of the card are bad; one that can be read again is no trouble."""
    real, tries = os.pread, []

    def pread(descriptor: int, count: int, offset: int) -> bytes:
        tries.append(offset)
        if offset < (3 << 20) + 8192 + 8192 and offset + count > (3 << 20) + 8192:
            raise OSError(errno.EIO, "Input/output error")
        if offset == 1 << 20 and tries.count(offset) == 1:
            raise OSError(errno.EIO, "Input/output error")
        return real(descriptor, count, offset)

    monkeypatch.setattr(os, "pread", pread)
    with (
        clip.open("rb") as file,
        pytest.raises(DeskError, match="its bytes 3,153,920 to 3,162,111 cannot be read"),
        one_copy(file.fileno(), originals, quiet),
    ):
        pytest.fail("was called verified")
    assert tries.count(1 << 20) == 2
    assert tries.count(3 << 20) == 4  # three times, and once for its first page


def test_a_source_that_goes_on_growing_is_left(originals, tmp_path):
    """It would never end."""
    with (tmp_path / "log").open("wb+", buffering=0) as log:
        log.write(b"line\n")
        with (
            pytest.raises(DeskError, match="changed while it was copied"),
            one_copy(log.fileno(), originals, lambda _: log.write(b"line\n" * 9) and None),
        ):
            pytest.fail("was called verified")


def test_a_copy_is_flushed_before_it_is_read_back_and_read_back_before_it_is_named(originals, monkeypatch):
    """The order of SAFETY: write, flush, forget, compare, name."""
    steps: list[str] = []
    for where, name in ((os, "fsync"), (cold, "forget"), (os, "readv"), (os, "link")):
        real = getattr(where, name)
        monkeypatch.setattr(where, name, lambda *a, real=real, name=name: (steps.append(name), real(*a))[1])
    keep(originals, b"one", HOME)

    assert steps[:4] == ["fsync", "forget", "readv", "link"]
