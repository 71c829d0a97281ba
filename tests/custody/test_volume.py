"""Drives by their id file, and without one: known wherever they are plugged in, and no stranger's file is trusted."""

import json
import os
import shutil
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from mediadesk.custody.device import device
from mediadesk.custody.volume import ID_FILE, in_place, known, make, online, open_to_all, room, seen
from mediadesk.errors import NotFound, Refused
from mediadesk.events import Event, Said
from mediadesk.model.volume import Volume
from tests.faults.disks import exfat_disk, image, memory_disk, mounted


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """A folder that was made a volume."""
    (tmp_path / "T7-A").mkdir()
    make(tmp_path / "T7-A")
    return tmp_path / "T7-A"


def volume(root: Path) -> Volume:
    """The volume at a place."""
    found = known(root)
    assert found
    return found


def test_a_folder_becomes_a_volume_once(tmp_path):
    """It is called like its folder, and stays what it is when it is named again."""
    (tmp_path / "T7 A").mkdir()
    made = make(tmp_path / "T7 A")

    assert (made.name, made.root, made.in_place) == ("T7 A", str(tmp_path / "T7 A"), False)
    assert made.device == device(tmp_path)
    assert make(tmp_path / "T7 A") == known(tmp_path / "T7 A") == made
    (tmp_path / "other").mkdir()
    assert make(tmp_path / "other").id != made.id


def test_the_id_file_says_what_it_is_and_nothing_else(drive):
    """Nobody's name, no host, no path, no time; and only its owner may read it."""
    record = json.loads((drive / ID_FILE).read_text())

    assert record.keys() == {"id", "version", "what"}
    assert record["id"] == volume(drive).id
    assert (drive / ID_FILE).stat().st_mode & 0o777 == 0o600
    assert [each.name for each in drive.iterdir()] == [ID_FILE]


def test_a_folder_in_a_volume_is_of_that_volume(drive):
    """As far as the mount point."""
    (drive / "R0001/DCIM").mkdir(parents=True)

    assert volume(drive / "R0001/DCIM") == volume(drive)
    assert known(drive.parent) is None


def test_two_that_make_a_volume_at_once_make_one(tmp_path):
    """Of eight, all have the same id."""
    barrier, made = threading.Barrier(8), list[Volume]()

    def run() -> None:
        barrier.wait()
        made.append(make(tmp_path))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len({each.id for each in made}) == 1


@pytest.mark.parametrize("left", [b"", b"\0" * 180], ids=["empty", "zeros"])
def test_what_a_crash_left_is_no_volume_yet_and_in_nobodys_way(tmp_path, left):
    """Killed between making the file and its first byte, or a power cut before it was on the disk."""
    (tmp_path / ID_FILE).write_bytes(left)

    assert known(tmp_path) is None
    if not left:
        assert make(tmp_path) == known(tmp_path)


@pytest.mark.parametrize(
    "said",
    [
        b"not json",
        b"[]",
        b'{"version": 1}',
        b'{"id": 7, "version": 1}',
        b'{"id": "../../etc/passwd", "version": 1}',
        b'{"id": "' + b"a" * 33 + b'", "version": 1}',
        b"[" * 4000,
        b'{"id": "' + b"a" * 32 + b'", "version": 1}' + b" " * 5000,
        b'{"id": "' + b"a" * 32 + b'", "version": 2}',
        b"\xff\xfe\x00",
    ],
    ids=["text", "list", "no id", "number", "path", "long id", "deep", "huge", "newer", "bytes"],
)
def test_an_id_file_of_a_stranger_is_refused_and_stays(tmp_path, said):
    """Everywhere it could be met, in one line that names it; a list of what is online leaves it out."""
    elsewhere = tmp_path / "other"
    elsewhere.mkdir()
    asked = make(elsewhere)
    (tmp_path / ID_FILE).write_bytes(said)
    told: list[Event] = []

    for ask in (known, make, in_place):
        with pytest.raises(Refused, match=ID_FILE):
            ask(tmp_path)
    assert online([asked], told.append, points=[tmp_path]) == {asked.id: elsewhere}
    assert (tmp_path / ID_FILE).read_bytes() == said


@pytest.mark.parametrize("kind", ["link", "dangling", "pipe", "folder"])
def test_an_id_file_that_is_none_is_not_followed(tmp_path, drive, kind):
    """A link to a good one, to nothing, a pipe nobody writes into, a folder."""
    other = tmp_path / "other"
    other.mkdir()
    match kind:
        case "link":
            (other / ID_FILE).symlink_to(drive / ID_FILE)
        case "dangling":
            (other / ID_FILE).symlink_to(tmp_path / "nothing")
        case "pipe":
            os.mkfifo(other / ID_FILE)
        case "folder":
            (other / ID_FILE).mkdir()

    for ask in (known, make):
        with pytest.raises(Refused, match=ID_FILE):
            ask(other)
    assert not (tmp_path / "nothing").exists()


def test_a_drive_that_is_not_there_is_not_made(tmp_path):
    """A folder of its name on the laptop would hold no copy that is apart from it."""
    for ask in (known, make, in_place):
        with pytest.raises(NotFound, match="there is no folder"):
            ask(tmp_path / "T7-A")
    assert not (tmp_path / "T7-A").exists()


@pytest.mark.needs("not-root")
def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path):
    """In words, and nothing is left."""
    (tmp_path / "T7-A").mkdir(mode=0o500)
    with pytest.raises(Refused, match="nothing can be written"):
        make(tmp_path / "T7-A")


@pytest.mark.needs("mount")
def test_a_drive_that_is_full_or_read_only_is_refused(tmp_path):
    """In words, and when there is room again it works."""
    remount = ["mount", "-o"]
    with memory_disk(tmp_path / "T7-A", size_bytes=1 << 16, files=1) as drive:
        with pytest.raises(Refused, match="No space left"):
            make(drive)
        subprocess.run([*remount, "remount,nr_inodes=10", drive], check=True)
        made = make(drive)
        subprocess.run([*remount, "remount,ro", drive], check=True)
        assert make(drive) == made
        assert made.below == ""


# --- where they are now -----------------------------------------------------------------------------------------------


def test_a_drive_is_found_where_it_is_plugged_in_now(tmp_path, drive):
    """Mounted elsewhere, its folder is below the new mount point."""
    (drive / "films").mkdir()
    known_as = replace(make(drive / "films"), below="films")
    moved = tmp_path / "media" / "kim"
    moved.parent.mkdir()
    drive.rename(moved)

    assert online([known_as], points=[tmp_path]) == {}
    assert online([known_as], points=[tmp_path, moved]) == {known_as.id: moved / "films"}
    assert seen(known_as, moved / "films").root == str(moved / "films")
    assert seen(known_as, moved / "films").name == known_as.name


def test_a_drive_that_is_not_plugged_in_is_not_found(drive):
    """Its folder may be there: an empty mount point is not the drive."""
    gone = volume(drive)
    (drive / ID_FILE).unlink()

    assert online([gone], points=[drive]) == {}


def test_another_drive_at_the_same_place_is_not_taken_for_it(tmp_path, drive):
    """Two drives with the same label are mounted at the same place, one day after the other."""
    gone = volume(drive)
    shutil.rmtree(drive)
    drive.mkdir()
    make(drive)

    assert online([gone], points=[drive]) == {}


def test_a_cloned_drive_is_named_and_counts_once(tmp_path, drive):
    """Where the drive was last comes first; the same place under two names is no clone."""
    (tmp_path / "clone").mkdir()
    shutil.copy(drive / ID_FILE, tmp_path / "clone")
    (tmp_path / "link").symlink_to(drive)
    told: list[Event] = []
    below = replace(volume(drive), below="")

    assert online([below], told.append, points=[tmp_path / "clone", tmp_path / "link"]) == {below.id: drive}
    assert [isinstance(each, Said) and "clone" in each.text for each in told] == [True]


def test_a_mount_point_that_is_not_for_us_is_passed_in_silence(tmp_path, drive, monkeypatch):
    """As /boot/efi is on many machines. One with a stranger's id file is named."""
    (tmp_path / "efi").mkdir()
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / ID_FILE).write_text("no JSON")
    real, told = os.open, list[Event]()

    def refuse(path, *words, **more):
        if "efi" in Path(path).parts:
            raise PermissionError(13, "Permission denied")
        return real(path, *words, **more)

    monkeypatch.setattr(os, "open", refuse)
    found = online([replace(volume(drive), below="")], told.append, points=[tmp_path / "efi", tmp_path / "odd"])
    assert found.keys() == {volume(drive).id}
    assert [str(tmp_path / "odd") in each.text for each in told if isinstance(each, Said)] == [True]


def test_the_desk_has_no_id_file_and_is_not_looked_for(drive, monkeypatch):
    """Of a new catalogue its root is empty: that must not mean the folder somebody stands in."""
    monkeypatch.chdir(drive)
    desk = replace(volume(drive), root="", name="desk")

    assert online([desk], points=[]) == {}


# --- catalogued in place ----------------------------------------------------------------------------------------------


@pytest.mark.needs("mount")
def test_a_drive_in_place_is_known_by_its_file_system_wherever_it_is_mounted(tmp_path):
    """Nothing is written to it: it could not be."""
    archive = image(tmp_path / "archive.img", 16 << 20)
    with mounted(str(archive), tmp_path / "here", "-o", "loop,ro") as here:
        found = in_place(here / "lost+found")
    with mounted(str(archive), tmp_path / "there", "-o", "loop,ro") as there:
        again = in_place(there / "lost+found")
        now = online([found])

    assert found.in_place
    assert (again.id == found.id) == found.device.lasting  # only where the kernel or udev tells its name
    assert now == ({found.id: there / "lost+found"} if found.device.lasting else {})


def test_a_folder_in_place_is_known_by_where_it_lies(tmp_path):
    """Two folders of one disk are two volumes."""
    first, second = (in_place(tmp_path / name) for name in ("a", "b") if not (tmp_path / name).mkdir())

    assert first.id != second.id
    assert first == in_place(tmp_path / "a")
    assert online([first], points=[]) == {first.id: tmp_path / "a"}
    assert list((tmp_path / "a").iterdir()) == []


def test_a_volume_of_ours_stays_itself_in_place(drive):
    """Its id file is read, and not written."""
    assert in_place(drive) == replace(volume(drive), in_place=True)


# --- what it can hold -------------------------------------------------------------------------------------------------


def test_room_is_what_statvfs_says(tmp_path):
    """For somebody who is not root."""
    free = room(tmp_path)

    assert free.free_bytes > 0
    assert free.free_inodes is None or free.free_inodes > 0


@pytest.mark.needs("mount")
def test_room_counts_down(tmp_path):
    """On a disk of a known size."""
    with memory_disk(tmp_path / "drive", size_bytes=1 << 20, files=10) as drive:
        before = room(drive)
        (drive / "a").write_bytes(b"x" * 400_000)
        after = room(drive)

    assert before.free_bytes - after.free_bytes == 401_408
    assert (before.free_inodes, after.free_inodes) == (9, 8)


@pytest.mark.needs("exfat")
def test_a_drive_as_it_is_bought_is_a_volume_like_any(tmp_path):
    """exFAT keeps neither modes nor owners, and has no links; whoever holds it is told of."""
    medium = image(tmp_path / "T7.img", 16 << 20, "mkfs.exfat")
    with exfat_disk(medium, tmp_path / "T7") as drive:
        made = make(drive)
        assert known(drive) == make(drive) == made
        assert "anyone who holds this drive can read it" in (open_to_all(drive) or "")
        assert room(drive).free_bytes > 0
    with exfat_disk(medium, tmp_path / "elsewhere") as drive:
        assert online([made]) == {made.id: drive}


def test_a_drive_that_keeps_no_owners_is_told_of(drive):
    """exFAT shows every file as everybody's, whatever it was told."""
    assert open_to_all(drive) is None
    (drive / ID_FILE).chmod(0o777)
    assert "anyone who holds this drive can read it" in (open_to_all(drive) or "")
