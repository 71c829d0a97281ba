"""Drives that exist already: catalogued where they are; nothing is copied, nothing is written to them."""

import shutil
from pathlib import Path

import pytest

from mediadesk.model.volume import CopyState
from tests.desk.world import Desk, tree


@pytest.fixture
def drive(story: Path, tmp_path: Path) -> Path:
    """A drive with last year's films on it."""
    shutil.copytree(story, tmp_path / "LaCie")
    return tmp_path / "LaCie"


def on_drive(desk: Desk) -> dict[bytes, CopyState]:
    """The copies on the only drive."""
    with desk.catalogue.read() as shelves:
        (volume,) = (each for each in shelves.volumes.all() if each.in_place)
        return {each.path: each.state for each in shelves.copies.on(volume.id)}


def test_a_drive_is_catalogued_and_left_as_it_was(desk: Desk, drive: Path):
    before = tree(drive)
    done = desk.adopt(drive)

    assert {name.decode(): each.result for name, each in done.items()} == {
        "DJI_0001.MP4": "added",
        "DJI_0001.SRT": "sidecar",
        "IMG_0002.JPG": "kept",
        "IMG_0003.MP4": "set-aside",
        "notes.txt": "kept",
    }
    assert tree(drive) == before
    assert desk.originals() == {}
    (clip,) = desk.clips()
    assert (clip.path, clip.place and clip.place.name) == (None, "Kharkiv")
    assert set(on_drive(desk).values()) == {"verified"}
    assert {copy.volume for each in done.values() for copy in each.copies} == {"LaCie"}


def test_a_second_look_reads_nothing(desk: Desk, drive: Path):
    desk.adopt(drive)
    done = desk.adopt(drive)

    assert {(each.result, each.sha256) for each in done.values()} == {("known", None)}


def test_what_was_moved_is_found_again_by_its_bytes(desk: Desk, drive: Path):
    """And what is gone is missing; its clip stays in the catalogue."""
    desk.adopt(drive)
    (clip,) = desk.clips()
    (drive / "2022").mkdir()
    (drive / "DCIM/DJI_0001.MP4").rename(drive / "2022/market.mp4")
    (drive / "MISC/notes.txt").unlink()
    done = desk.adopt(drive)

    assert (done[b"market.mp4"].result, done[b"market.mp4"].clip) == ("known", clip.id)
    assert on_drive(desk)[b"2022/market.mp4"] == "verified"
    assert on_drive(desk)[b"MISC/notes.txt"] == "missing"
    assert desk.clips() == [clip]


def test_of_two_places_of_the_same_bytes_the_first_stays_the_known_one(desk: Desk, drive: Path):
    desk.adopt(drive)
    shutil.copy(drive / "DCIM/DJI_0001.MP4", drive / "DCIM/A.MP4")
    desk.adopt(drive)
    desk.adopt(drive, deep=True)

    assert b"DCIM/DJI_0001.MP4" in on_drive(desk)
    assert b"DCIM/A.MP4" not in on_drive(desk)


def test_a_folder_of_a_drive_says_nothing_of_the_others(desk: Desk, drive: Path):
    desk.adopt(drive)
    shutil.rmtree(drive / "MISC")
    desk.adopt(drive)
    (drive / "MISC").mkdir()
    (drive / "MISC/notes.txt").write_bytes(b"Tuesday")

    assert {name: each.result for name, each in desk.adopt(drive).items()}[b"notes.txt"] == "known"
    assert on_drive(desk)[b"MISC/notes.txt"] == "verified"


def test_a_card_that_is_on_the_drive_already_is_copied_to_the_desk_and_counts_twice(
    desk: Desk, drive: Path, story: Path
):
    desk.adopt(drive)
    done = desk.take_in(story)

    assert {each.result for each in done.values()} == {"known"}
    assert {each.volume: each.state for each in done[b"DJI_0001.MP4"].copies} == {
        "LaCie": "verified",
        "desk": "verified",
    }
