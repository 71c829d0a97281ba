"""Where every volume is, and which files have too few copies."""

import shutil
from dataclasses import replace

from mediadesk.custody.volume import ID_FILE
from mediadesk.desk import volumes as station
from mediadesk.model.volume import Device
from tests.desk.holdings import CLIPS, THEN


def test_the_desk_and_a_drive_hold_everything_twice(world):
    """With what is free, and when it was verified."""
    stock = world.stock()
    desk, drive = stock.volumes

    assert (desk.volume.name, drive.volume.name) == ("desk", "T7-A")
    assert desk.volume.root == str(world.desk)
    assert desk.online
    assert drive.online
    assert {desk.files, drive.files} == {3}
    assert desk.size_bytes == sum(map(len, CLIPS.values()))
    assert (desk.shares, drive.shares, drive.lost, drive.verified_at) == ((), (), 0, THEN)
    assert drive.room
    assert drive.room.free_bytes > 0
    assert [each.devices for each in stock.contents] == [2, 2, 2]


def test_a_folder_of_the_same_disk_shares_it(world):
    """Both say so, and count once."""
    (world.root / "T7-B").mkdir()
    world.copy(world.root / "T7-B", CLIPS)
    shares = {each.volume.name: each.shares for each in world.stock().volumes}

    assert shares == {"desk": ("T7-B",), "T7-A": (), "T7-B": ("desk",)}
    assert {each.devices for each in world.stock().contents} == {2}


def test_a_drive_at_home_is_listed_with_what_is_on_it(world):
    """One that cannot be told from the others does not count as a second device; one with a serial number does."""
    with world.catalogue.read() as shelves:
        before = shelves.volumes.get("T7-A")
    (world.drive / ID_FILE).unlink()
    stock = world.stock()
    drive = stock.volumes[1]
    assert (drive.online, drive.room, drive.files, drive.volume.root) == (False, None, 3, str(world.drive))
    assert {each.devices for each in stock.contents} == {1}

    with world.catalogue.write() as shelves:
        shelves.volumes.note(replace(before, device=Device(name="told by its number", lasting=True)))
    assert {each.devices for each in world.stock().contents} == {2}


def test_a_drive_is_counted_as_safe_to_format_counts_it(world, monkeypatch):
    """Both ask the same question. Sabotage: when that says yes to all, so does this."""
    (world.drive / ID_FILE).unlink()
    assert {each.devices for each in world.stock().contents} == {1}
    monkeypatch.setattr(station, "why_it_does_not_count", lambda copy: None)
    assert {each.devices for each in world.stock().contents} == {2}


def test_a_drive_that_was_moved_is_noted_where_it_is(world):
    """For the next time somebody looks for it."""
    with world.catalogue.write() as shelves:
        shelves.volumes.note(replace(shelves.volumes.get("T7-A"), root="/gone", device=Device(name="x", lasting=True)))
    world.stock()
    with world.catalogue.read() as shelves:
        noted = shelves.volumes.get("T7-A")

    assert noted.root == str(world.drive)
    assert not noted.device.lasting


def test_what_is_missing_or_damaged_is_counted_apart(world):
    """As the last look has noted it."""
    (world.drive / "R0001/DCIM/A.MP4").unlink()
    shutil.copy(world.drive / "R0001/notes.txt", world.drive / "R0001/DCIM/B.MP4")
    world.ask()
    drive = world.stock().volumes[1]

    assert (drive.files, drive.lost) == (1, 2)
    assert sorted(each.devices for each in world.stock().contents) == [1, 1, 2]
