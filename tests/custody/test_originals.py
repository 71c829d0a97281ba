"""Originals are never replaced; a name means whole and checked; what crashed runs left is swept."""

import errno
import os
from pathlib import Path

import pytest

from mediadesk.custody.cold import hash_file
from mediadesk.custody.originals import Originals
from mediadesk.errors import DeskError, Refused
from tests.custody.world import copy_of, files, keep

HOME = "assets/originals/AB/ABCDEFGHIJ/a.mp4"


def test_an_original_is_never_replaced(originals):
    """Other bytes of the same name lie beside it; the same bytes are one file, whatever they are called."""
    assert keep(originals, b"one", HOME) == HOME
    assert keep(originals, b"two", HOME) == HOME.replace("a.mp4", "a~2.mp4")
    assert keep(originals, b"three", HOME) == HOME.replace("a.mp4", "a~3.mp4")
    assert keep(originals, b"one", HOME) == HOME
    assert keep(originals, b"two", HOME.replace("a.mp4", "z.mp4")) == HOME.replace("a.mp4", "a~2.mp4")
    assert sorted(files(originals.root).values()) == [b"one", b"three", b"two"]


@pytest.mark.parametrize("hinder", [errno.EPERM, errno.EOPNOTSUPP])
def test_nor_on_a_disk_without_hard_links(originals, monkeypatch, hinder):
    """As exFAT refuses them."""

    def link(*_: object) -> None:
        raise OSError(hinder, os.strerror(hinder))

    monkeypatch.setattr(os, "link", link)
    test_an_original_is_never_replaced(originals)
    with copy_of(originals, b"one") as (part, _), pytest.raises(FileExistsError):
        originals.put_back(part, HOME)


def test_a_link_in_the_place_of_an_original_is_not_followed(originals, tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"one")
    originals.path(HOME).parent.mkdir(parents=True)
    originals.path(HOME).symlink_to(tmp_path / "elsewhere")

    assert keep(originals, b"one", HOME) == HOME.replace("a.mp4", "a~2.mp4")
    with pytest.raises(OSError, match="symbolic links"):
        hash_file(originals.path(HOME))


def test_a_missing_original_is_put_back_and_no_other_replaced(originals):
    keep(originals, b"one", HOME)
    with copy_of(originals, b"two") as (part, _), pytest.raises(FileExistsError):
        originals.put_back(part, HOME)
    originals.path(HOME).unlink()
    with copy_of(originals, b"one") as (part, _):
        originals.put_back(part, HOME)
    assert files(originals.root) == {HOME: b"one"}


def test_a_copy_that_is_not_named_vanishes_also_when_something_fails(originals):
    with pytest.raises(DeskError), copy_of(originals, b"one"):
        raise DeskError("on the way")
    assert files(originals.root) == {}


def test_a_sweep_keeps_an_original_that_was_named_and_not_yet_let_go(originals):
    """Killed between the name and the end: both names are of the same bytes."""
    keep(originals, b"one", HOME)
    os.link(originals.path(HOME), originals.path("assets/originals/.part-0"))

    assert originals.sweep() == 1
    assert files(originals.root) == {HOME: b"one"}


def test_strays_are_files_that_nobody_knows(originals):
    keep(originals, b"one", HOME)
    keep(originals, b"two", HOME)
    (originals.path("assets/originals") / ".part-x").write_bytes(b"half")

    assert originals.strays({HOME}) == [HOME.replace("a.mp4", "a~2.mp4")]


def test_a_desk_that_can_be_written_to_is_left_as_it_was(originals):
    originals.check_writable()
    assert files(originals.root) == {}


def test_a_name_is_made_last_with_every_folder_above_it(originals, monkeypatch):
    """A power cut after COMMIT must find the file under its name: each new folder is in a folder that was flushed."""
    flushed: list[Path] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    keep(originals, b"one", HOME)
    part, *folders = flushed

    assert part.name.startswith(".part-")
    assert folders == [originals.path(HOME).parents[up] for up in range(5)]


def test_a_drive_that_is_no_folder_is_refused(tmp_path):
    (tmp_path / "R0001").write_bytes(b"in the way")
    with pytest.raises(Refused, match="nothing can be written to"):
        Originals(tmp_path, "R0001").check_writable()


def test_on_a_drive_a_folder_holds_many_contents_and_only_names_are_compared(tmp_path):
    """A card's folder may hold thousands: they are not all read for each new one."""
    (tmp_path / "drive").mkdir()
    drive = Originals(tmp_path / "drive", "R0001")
    assert keep(drive, b"one", "R0001/DCIM/a.mp4") == "R0001/DCIM/a.mp4"
    assert keep(drive, b"one", "R0001/DCIM/b.mp4") == "R0001/DCIM/b.mp4"
    assert keep(drive, b"two", "R0001/DCIM/a.mp4") == "R0001/DCIM/a~2.mp4"
    assert keep(drive, b"two", "R0001/DCIM/a.mp4") == "R0001/DCIM/a~2.mp4"
