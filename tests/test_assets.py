"""The desk's own files: originals are never replaced, names mean whole and checked, what crashed runs left is swept."""

import errno
import fcntl
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mediadesk import assets as room
from mediadesk.assets import Assets, Copied, hash_file
from mediadesk.errors import DeskError, NotFound, Refused

HOME = "assets/originals/AB/ABCDEFGHIJ/a.mp4"


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    """Of an empty desk."""
    (tmp_path / "desk").mkdir()
    return Assets(tmp_path / "desk")


@contextmanager
def copy_of(assets: Assets, content: bytes) -> Iterator[Copied]:
    """A verified copy of these bytes."""
    source = assets.desk.parent / "source"
    source.write_bytes(content)
    descriptor = os.open(source, os.O_RDONLY)
    try:
        with assets.copy(descriptor, lambda _: None) as copied:
            yield copied
    finally:
        os.close(descriptor)


def keep(assets: Assets, content: bytes, path: str = HOME) -> str:
    """Keeps these bytes as an original, and says under which name."""
    with copy_of(assets, content) as copied:
        return assets.keep_original(copied, path)


def files(assets: Assets) -> dict[str, bytes]:
    """Every file below the desk."""
    return {str(each.relative_to(assets.desk)): each.read_bytes() for each in assets.desk.rglob("*") if each.is_file()}


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (4 << 20) - 1, 4 << 20, (4 << 20) + 1, (40 << 20) + 3])
def test_a_copy_has_the_bytes_and_the_hashes_of_its_source(assets, size):
    """Whatever falls on the edge of a block."""
    content = os.urandom(size)
    with copy_of(assets, content) as copied:
        assert copied.part.read_bytes() == content
        assert copied.hashes == hash_file(copied.part)
        assert copied.part.stat().st_mode & 0o777 == 0o600
    assert files(assets) == {}


def test_progress_ends_with_the_size(assets, tmp_path):
    """Reading a byte is one half, reading it back the other."""
    source = tmp_path / "source"
    source.write_bytes(os.urandom(9 << 20))
    told: list[int] = []
    with source.open("rb") as file, assets.copy(file.fileno(), told.append):
        assert told == sorted(told)
        assert told[-1] == 9 << 20


def test_an_original_is_never_replaced(assets):
    """Other bytes of the same name lie beside it; the same bytes are one file, whatever they are called."""
    assert keep(assets, b"one") == HOME
    assert keep(assets, b"two") == HOME.replace("a.mp4", "a~2.mp4")
    assert keep(assets, b"three") == HOME.replace("a.mp4", "a~3.mp4")
    assert keep(assets, b"one") == HOME
    assert keep(assets, b"two", HOME.replace("a.mp4", "z.mp4")) == HOME.replace("a.mp4", "a~2.mp4")
    assert sorted(files(assets).values()) == [b"one", b"three", b"two"]


@pytest.mark.parametrize("hinder", [errno.EPERM, errno.EOPNOTSUPP])
def test_nor_on_a_disk_without_hard_links(assets, monkeypatch, hinder):
    """As exFAT refuses them."""

    def link(*_: object) -> None:
        raise OSError(hinder, os.strerror(hinder))

    monkeypatch.setattr(os, "link", link)
    test_an_original_is_never_replaced(assets)
    with copy_of(assets, b"one") as copied, pytest.raises(FileExistsError):
        assets.put_back(copied, HOME)


def test_a_link_in_the_place_of_an_original_is_not_followed(assets, tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"one")
    assets.path(HOME).parent.mkdir(parents=True)
    assets.path(HOME).symlink_to(tmp_path / "elsewhere")

    assert keep(assets, b"one") == HOME.replace("a.mp4", "a~2.mp4")
    with pytest.raises(OSError, match="symbolic links"):
        hash_file(assets.path(HOME))


def test_a_missing_original_is_put_back_and_no_other_replaced(assets):
    keep(assets, b"one")
    with copy_of(assets, b"two") as copied, pytest.raises(FileExistsError):
        assets.put_back(copied, HOME)
    assets.path(HOME).unlink()
    with copy_of(assets, b"one") as copied:
        assets.put_back(copied, HOME)
    assert files(assets) == {HOME: b"one"}


def test_a_copy_that_is_not_named_vanishes_also_when_something_fails(assets):
    with pytest.raises(DeskError), copy_of(assets, b"one"):
        raise DeskError("on the way")
    assert files(assets) == {}


def test_a_source_that_goes_on_growing_is_left(assets, tmp_path):
    """It would never end."""
    with (tmp_path / "log").open("wb+", buffering=0) as log:
        log.write(b"line\n")
        with (
            pytest.raises(DeskError, match="changed while it was copied"),
            assets.copy(log.fileno(), lambda _: log.write(b"line\n" * 9) and None),
        ):
            pytest.fail("was called verified")


HOLDS_A_PART = """
import os, sys, time
from pathlib import Path
from mediadesk.assets import Assets
assets = Assets(Path(sys.argv[1]))
with assets.making() as made, assets.copy(os.open(__file__, os.O_RDONLY), lambda _: None):
    (made / "half").write_bytes(b"half")
    print("made", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_run_left_is_swept_and_what_another_writes_now_stays(assets, tmp_path):
    """A lock tells them apart: the kernel lets go of it when its process dies."""
    script = tmp_path / "holds.py"
    script.write_text(HOLDS_A_PART)
    with subprocess.Popen([sys.executable, script, assets.desk], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        assert child.stdout.readline() == "made\n"
        assert assets.sweep() == 0
        assert len(files(assets)) == 2
        child.kill()
        child.wait()
    assert assets.sweep() == 2
    assert files(assets) == {}


def test_a_sweep_keeps_an_original_that_was_named_and_not_yet_let_go(assets):
    """Killed between the name and the end: both names are of the same bytes."""
    keep(assets, b"one")
    os.link(assets.path(HOME), assets.path("assets/originals/.part-0"))

    assert assets.sweep() == 1
    assert files(assets) == {HOME: b"one"}


def test_a_rendition_may_be_made_again(assets):
    """A file, or a folder of files; the folder it was made in vanishes."""
    for content in (b"first", b"second"):
        with assets.making() as made:
            (made / "ladder").mkdir()
            (made / "ladder/v1.mp4").write_bytes(content)
            (made / "poster.jpg").write_bytes(content)
            (made / "left over").write_bytes(content)
            assets.keep_rendition(made / "ladder", "assets/renditions/AB/ladder")
            assets.keep_rendition(made / "poster.jpg", "assets/renditions/AB/poster.jpg")
    below = "assets/renditions/AB"
    assert files(assets) == {f"{below}/ladder/v1.mp4": b"second", f"{below}/poster.jpg": b"second"}


def test_strays_are_files_that_nobody_knows(assets):
    keep(assets, b"one")
    keep(assets, b"two")
    (assets.path("assets/originals") / ".part-x").write_bytes(b"half")

    assert assets.strays({HOME}) == [HOME.replace("a.mp4", "a~2.mp4")]


def test_a_desk_that_can_be_written_to_is_left_as_it_was(assets):
    assets.check_writable()
    assert files(assets) == {}


def test_a_desk_that_is_no_folder_is_refused(tmp_path):
    (tmp_path / "assets").write_bytes(b"in the way")
    with pytest.raises(Refused, match="nothing can be written to the desk"):
        Assets(tmp_path).check_writable()


def test_a_file_that_is_gone_is_not_found(tmp_path):
    with pytest.raises(NotFound, match=r"gone\.mp4 is missing"):
        hash_file(tmp_path / "gone.mp4")


def test_a_name_is_made_last_with_every_folder_above_it(assets, monkeypatch):
    """A power cut after COMMIT must find the file under its name: each new folder is in a folder that was flushed."""
    flushed: list[Path] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    keep(assets, b"one")
    part, *folders = flushed

    assert part.name.startswith(".part-")
    assert folders == [assets.path(HOME).parents[up] for up in range(5)]


def test_a_copy_is_flushed_before_it_is_read_back_and_read_back_before_it_is_named(assets, monkeypatch):
    """The order of SAFETY: write, flush, forget, compare, name."""
    steps: list[str] = []
    for where, name in ((os, "fsync"), (room, "_forget"), (room, "_cold_xxh3"), (os, "link")):
        real = getattr(where, name)
        monkeypatch.setattr(where, name, lambda *a, real=real, name=name: (steps.append(name), real(*a))[1])
    keep(assets, b"one")

    assert steps[:4] == ["fsync", "_cold_xxh3", "_forget", "link"]


def test_a_disk_that_cannot_be_read_past_the_cache_is_read_through_it(assets, monkeypatch):
    """Some accept the wish and refuse the reading."""
    real, refused = os.readv, []

    def readv(descriptor: int, buffers: list[bytearray]) -> int:
        if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_DIRECT:
            refused.append(descriptor)
            raise OSError(errno.EINVAL, "Invalid argument")
        return real(descriptor, buffers)

    monkeypatch.setattr(os, "readv", readv)
    assert keep(assets, b"one") == HOME
    assert refused


def test_it_travels_to_a_worker(assets):
    assert pickle.loads(pickle.dumps(assets)) == assets
