"""A card to several volumes at once: each verified by itself, and running it again does only what is missing."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from mediadesk.custody import copying
from mediadesk.errors import NotFound, Refused
from mediadesk.events import Event, Said
from mediadesk.model.ingested import Ingested
from tests.desk.world import Desk, tree


def states(done: Ingested) -> dict[str, str]:
    """Of each volume, what became of the copy on it."""
    return {each.volume: each.state for each in done.copies}


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a card's folder on a drive, without the history beside them."""
    (reel,) = (each for each in folder.iterdir() if each.name.startswith("R0001-"))
    inside = {str(each.relative_to(reel)): each.read_bytes() for each in reel.rglob("*") if each.is_file()}
    return {path: content for path, content in inside.items() if not path.startswith("ascmhl/")}


def test_every_volume_gets_every_byte_and_each_says_so(desk: Desk, story: Path, drives):
    """On a drive the card looks as it did; its clock stays on its files."""
    before = tree(story)
    done = desk.take_in(story, copy_to=drives)

    assert {name for each in done.values() for name in states(each)} == {"desk", "T7-A", "T7-B"}
    assert {state for each in done.values() for state in states(each).values()} == {"verified"}
    whole = {str(each.relative_to(story)): each.read_bytes() for each in story.rglob("*.*")}
    assert contents(drives[0]) == contents(drives[1]) == whole
    (clip,) = drives[0].glob("R0001-*/DCIM/DJI_0001.MP4")
    assert clip.stat().st_mtime_ns == (story / "DCIM/DJI_0001.MP4").stat().st_mtime_ns
    assert clip.stat().st_mode & 0o777 == 0o600
    assert tree(story) == before


def test_a_drive_that_joins_later_gets_what_it_lacks_and_nothing_is_written_twice(desk: Desk, story: Path, drives):
    desk.take_in(story, copy_to=drives[:1])
    before = tree(drives[0])
    done = desk.take_in(story, copy_to=drives)

    assert {each.result for each in done.values()} == {"known"}
    assert {tuple(states(each).values()) for each in done.values()} == {("verified",) * 3}
    assert contents(drives[1]) == contents(drives[0])
    after = tree(drives[0])
    assert {path: after[path] for path in before if "catalogue" not in path and Path(path).is_file()} == {
        path: before[path] for path in before if "catalogue" not in path and Path(path).is_file()
    }


def test_what_is_known_is_not_read_again_unless_it_is_asked_for(desk: Desk, story: Path, drives, monkeypatch):
    """By path, size and time; --deep reads it, and finds what a camera's clock hides."""
    desk.take_in(story, copy_to=drives)
    clip = story / "DCIM/DJI_0001.MP4"
    stamp = clip.stat().st_mtime_ns
    content = bytearray(clip.read_bytes())
    content[-1] ^= 1
    clip.write_bytes(content)
    os.utime(clip, ns=(stamp, stamp))

    assert desk.take_in(story, copy_to=drives)[b"DJI_0001.MP4"].sha256 is None
    done = desk.take_in(story, copy_to=drives, deep=True)
    assert done[b"DJI_0001.MP4"].result == "added"
    assert set(states(done[b"DJI_0001.MP4"]).values()) == {"verified"}
    assert done[b"notes.txt"].sha256
    assert sorted(contents(drives[0]))[:2] == ["DCIM/DJI_0001.MP4", "DCIM/DJI_0001.SRT"]
    assert "DCIM/DJI_0001~2.MP4" in contents(drives[0])


def test_a_clock_that_was_set_otherwise_changes_nothing(desk: Desk, story: Path):
    """FAT knows no time zone: the same card shows other times on another laptop. Content decides."""
    desk.take_in(story)
    for each in story.rglob("*.*"):
        os.utime(each, (each.stat().st_mtime + 7200, each.stat().st_mtime + 7200))

    assert {each.result for each in desk.take_in(story).values()} == {"known"}
    assert len(desk.held()) == 5


def test_a_card_that_was_formatted_and_filmed_on_again_is_another_reel(desk: Desk, story: Path, drives, clip_of):
    """The same names, other bytes: nothing is replaced."""
    desk.take_in(story, copy_to=drives)
    before = contents(drives[0])
    shutil.rmtree(story)
    (story / "DCIM").mkdir(parents=True)
    (story / "DCIM/DJI_0001.MP4").write_bytes(clip_of("a new day"))
    desk.take_in(story, copy_to=drives)

    assert contents(drives[0]) == before
    (clip,) = drives[0].glob("R0002-*/DCIM/DJI_0001.MP4")
    assert clip.read_bytes() == clip_of("a new day")


def test_a_full_drive_fails_its_copies_alone(desk: Desk, story: Path, drives, monkeypatch):
    """What could be verified is catalogued, and the next run does what is missing."""
    real = os.write

    def write(descriptor: int, block: memoryview) -> int:
        if drives[1] in Path(f"/proc/self/fd/{descriptor}").readlink().parents and len(block) > 1000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, block)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "write", write)
        done = desk.take_in(story, copy_to=drives)
    clip = done[b"DJI_0001.MP4"]

    assert (clip.result, clip.why) == ("failed", "T7-B is full; free some space and ingest again")
    assert states(clip) == {"desk": "verified", "T7-A": "verified", "T7-B": "missing"}
    assert clip.clip == desk.clips()[0].id
    assert done[b"notes.txt"].result == "kept"
    again = desk.take_in(story, copy_to=drives)
    assert {each.result for each in again.values()} == {"known"}
    assert contents(drives[1]) == contents(drives[0])


def test_a_drive_that_gives_back_other_bytes_is_a_mismatch(desk: Desk, story: Path, drives, monkeypatch):
    real = copying.cold_blocks

    def lying(descriptor: int):
        for block in real(descriptor):
            is_on_b = drives[1] in Path(f"/proc/self/fd/{descriptor}").readlink().parents
            yield bytes(len(block)) if is_on_b else block

    monkeypatch.setattr(copying, "cold_blocks", lying)
    done = desk.take_in(story, copy_to=drives)

    assert {each.result for each in done.values()} == {"failed"}
    assert {states(each)["T7-B"] for each in done.values()} == {"mismatch"}
    assert contents(drives[1]) == {}
    assert len(desk.held()) == 5


def test_originals_may_lie_on_drives_alone(desk: Desk, story: Path, drives):
    """A card that does not fit on an old laptop: the catalogue knows its clips, the desk holds none."""
    done = desk.take_in(story, copy_to=drives, on_desk=False)

    assert states(done[b"DJI_0001.MP4"]) == {"T7-A": "verified", "T7-B": "verified"}
    assert desk.originals() == {}
    (clip,) = desk.clips()
    assert clip.path is None
    assert clip.facts.place
    assert {each.result for each in desk.take_in(story, copy_to=drives, on_desk=False).values()} == {"known"}


def test_a_copy_that_vanished_from_a_drive_is_made_again(desk: Desk, story: Path, drives):
    desk.take_in(story, copy_to=drives)
    (clip,) = drives[1].glob("R0001-*/DCIM/DJI_0001.MP4")
    clip.unlink()
    done = desk.take_in(story, copy_to=drives)[b"DJI_0001.MP4"]

    assert (done.result, done.why) == ("known", "its copy on T7-B had gone missing, and was made again")
    assert clip.read_bytes() == (story / "DCIM/DJI_0001.MP4").read_bytes()


def test_a_copy_that_was_cut_off_is_named_and_left(desk: Desk, story: Path, drives):
    desk.take_in(story, copy_to=drives)
    (clip,) = drives[1].glob("R0001-*/DCIM/DJI_0001.MP4")
    os.truncate(clip, 10)
    done = desk.take_in(story, copy_to=drives)[b"DJI_0001.MP4"]

    assert done.result == "failed"
    assert f"its copy on T7-B is damaged; move {clip.relative_to(drives[1])} out of the way" in (done.why or "")
    assert clip.stat().st_size == 10


def test_names_that_no_drive_can_hold_are_mapped(desk: Desk, card_with, clip_of, drives):
    """What exFAT forbids becomes %XX; two names that differ by case alone lie beside each other."""
    card = card_with({b"a:b?.mp4": clip_of("a"), b"\xff.mp4": clip_of("b"), b"x.TXT": b"1", b"x.txt": b"2"})
    desk.take_in(card, copy_to=drives)

    assert sorted(contents(drives[0])) == ["%FF.mp4", "a%3Ab%3F.mp4", "x.TXT", "x.txt"]
    assert {each.name for each in desk.held()} == {b"a:b?.mp4", b"\xff.mp4", b"x.TXT", b"x.txt"}


def test_a_drive_that_is_unplugged_gets_nothing_on_its_mount_point(desk: Desk, story: Path, drives, tmp_path):
    """The folder is still there, on another disk: nothing may be written to it."""
    destinations = desk.destinations(*drives)
    there = destinations[2].originals
    with pytest.raises(OSError, match="unplugged"), type(there)(drives[1], ".", device=0).part():
        pytest.fail("a part was made")


@pytest.mark.parametrize("source", ["T7-A", "T7-A/R0001", "."])
def test_a_drive_does_not_take_in_itself(desk: Desk, drives, tmp_path, source):
    (drives[0] / "R0001").mkdir()
    with pytest.raises((Refused, NotFound), match=r"holds .*, or lies in it"):
        desk.take_in(tmp_path / source, copy_to=drives)


def test_a_recording_in_parts_is_one_clip(desk: Desk, card_with, clip_of):
    """GoPro's chapters: one id, the seconds of all, in the order of the camera."""
    chapters = {f"DCIM/100GOPRO/GX{n:02}0123.MP4": clip_of(f"chapter {n}") for n in (1, 2, 3)}
    done = desk.take_in(card_with({**chapters, "DCIM/100GOPRO/GL010123.LRV": b"small"}))
    (clip,) = desk.clips()

    assert [each.name for each in clip.parts] == [b"GX020123.MP4", b"GX030123.MP4"]
    assert clip.seconds == 3 * (clip.facts.seconds or 0)
    assert [each.name for each in clip.sidecars] == [b"GL010123.LRV"]
    assert {each.clip for each in done.values()} == {clip.id}
    assert sorted(each.result for each in done.values()) == ["added", "sidecar", "sidecar", "sidecar"]


def test_a_first_part_that_fails_once_is_joined_by_the_others_later(desk: Desk, new_desk, card_with, clip_of, tmp_path):
    """One bad moment of a reader must not leave a recording in pieces for ever."""
    card = card_with({f"DCIM/100GOPRO/GX{n:02}0123.MP4": clip_of(f"chapter {n}") for n in (1, 2, 3)})
    undisturbed = new_desk(tmp_path / "undisturbed")
    undisturbed.take_in(card)
    real = os.pread

    def pread(descriptor: int, count: int, offset: int) -> bytes:
        if Path(f"/proc/self/fd/{descriptor}").readlink().name == "GX010123.MP4":
            raise OSError(errno.EIO, "Input/output error")
        return real(descriptor, count, offset)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "pread", pread)
        done = desk.take_in(card)
    assert {name: each.result for name, each in done.items()} == {
        b"GX010123.MP4": "failed",
        b"GX020123.MP4": "kept",
        b"GX030123.MP4": "kept",
    }
    assert desk.clips() == []
    desk.take_in(card)

    assert (desk.clips(), desk.held()) == (undisturbed.clips(), undisturbed.held())
    (clip,) = desk.clips()
    assert clip.seconds == 3 * (clip.facts.seconds or 0)


def test_a_hash_list_that_comes_with_a_card_is_checked(desk: Desk, new_desk, card_with, clip_of, drives, tmp_path):
    """One byte has rotted since, and one file is gone: both are said, the others are taken in."""
    files = {f"DCIM/{name}.MP4": clip_of(name) for name in "ABC"}
    new_desk(tmp_path / "first").take_in(card_with(files), copy_to=drives[:1])
    (received,) = drives[0].glob("R0001-*")
    content = bytearray((received / "DCIM/A.MP4").read_bytes())
    content[-1] ^= 1
    (received / "DCIM/A.MP4").write_bytes(content)
    (received / "DCIM/B.MP4").unlink()
    told: list[Event] = []
    done = desk.take_in(received, report=told.append)

    assert done[b"A.MP4"].result == "failed"
    assert "hash list" in (done[b"A.MP4"].why or "")
    assert [each.text for each in told if isinstance(each, Said) and "DCIM/B.MP4" in each.text]
    assert done[b"C.MP4"].result == "added"
    assert len(desk.clips()) == 2
