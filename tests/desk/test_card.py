"""May this card be formatted? Every wrong yes loses footage: each protection is tried by what it protects from."""

import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from mediadesk.cards import listing
from mediadesk.custody.volume import ID_FILE
from mediadesk.desk import card as station
from mediadesk.errors import NotFound, Stopped
from mediadesk.events import Event, Moved
from mediadesk.model.card import MediaFile
from mediadesk.model.verdict import Verdict
from tests.desk.holdings import CLIPS, MEMORY, THEN, World

MEMORY_GOES = "T7-A lies in this machine's memory: its copies are gone when the machine stops"
FOLDER = "this is a folder, not a whole card: nothing outside it was looked at"


def test_two_verified_copies_on_two_devices_are_safe(world):
    """The desk and a drive; also when every copy is read again."""
    assert world.ask() == Verdict(safe=True, why=(MEMORY_GOES, FOLDER))
    assert world.ask(deep=True) == Verdict(safe=True, why=(MEMORY_GOES, FOLDER))


def test_a_file_that_appeared_is_not_safe(world):
    """Filmed after the ingest."""
    world.film({"DCIM/C.MP4": b"c" * 100})
    said = world.ask()

    assert not said.safe
    assert said.why[0] == "1 file appeared since the ingest, or changed: ingest again (DCIM/C.MP4)"


def test_a_file_that_changed_behind_our_back_is_not_safe(world):
    """Of the same size, with the same time: only content decides."""
    file = world.card / "DCIM/A.MP4"
    before = file.stat()
    file.write_bytes(b"a" * 4999 + b"x")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert not world.ask().safe


def test_whoever_trusts_sizes_and_times_would_call_it_safe(world):
    """Sabotage: what was read before the change is taken for what is there."""
    read = _read(world.card)
    file = world.card / "DCIM/A.MP4"
    before = file.stat()
    file.write_bytes(b"x" * 5000)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert world.ask(read=read).safe
    assert not world.ask().safe


def test_what_was_just_read_is_not_read_again(world, monkeypatch):
    """As an ingest knows it; what has changed since is read."""
    just_read = _read(world.card)
    (world.card / "DCIM/A.MP4").write_bytes(b"other")
    opened, real = [], station.hash_open
    monkeypatch.setattr(station, "hash_open", lambda *words: opened.append(words) or real(*words))

    said = world.ask(read=just_read)
    assert len(opened) == 1
    assert not said.safe
    assert said.why[0].endswith("ingest again (DCIM/A.MP4)")


def test_the_same_content_under_another_name_is_as_safe(world):
    """Renamed, moved, copied, with another time."""
    (world.card / "DCIM/A.MP4").rename(world.card / "other.mp4")
    world.film({"again.mp4": CLIPS["DCIM/B.MP4"]})

    assert world.ask().safe


def test_a_copy_that_was_deleted_behind_our_back_does_not_count(world):
    """Of the desk or of a drive; the catalogue knows it then."""
    (world.drive / "R0001/DCIM/A.MP4").unlink()
    said = world.ask()

    assert not said.safe
    assert said.why[0] == "1 file has one verified copy, on the desk; 2 are needed; missing on T7-A (DCIM/A.MP4)"
    assert world.noted(CLIPS["DCIM/A.MP4"])["T7-A"] == ("missing", THEN)
    assert world.noted(CLIPS["DCIM/B.MP4"])["T7-A"] == ("verified", THEN)


def test_a_copy_that_was_deleted_and_put_back_counts_after_it_was_read(world):
    """Its size alone does not bring it back."""
    file = world.drive / "R0001/DCIM/A.MP4"
    file.unlink()
    world.ask()
    file.write_bytes(CLIPS["DCIM/A.MP4"])
    assert "not verified yet on T7-A" in world.ask().why[0]
    assert world.ask(deep=True).safe
    state, at = world.noted(CLIPS["DCIM/A.MP4"])["T7-A"]
    assert state == "verified"
    assert at
    assert at > THEN
    assert world.ask().safe


def test_a_truncated_copy_does_not_count(world):
    """Seen by its size."""
    (world.desk / "assets/originals/DCIM/A.MP4").write_bytes(b"a")

    assert "damaged on the desk" in world.ask().why[0]
    assert world.noted(CLIPS["DCIM/A.MP4"])["desk"] == ("mismatch", THEN)


def test_a_flipped_bit_in_a_copy_is_found_when_it_is_read(world):
    """That is what --deep is for; from then on it does not count any more."""
    (world.drive / "R0001/DCIM/A.MP4").write_bytes(b"a" * 4999 + b"x")

    assert world.ask().safe
    assert not world.ask(deep=True).safe
    assert not world.ask().safe


def test_two_copies_on_one_device_are_one(world):
    """The desk, and another folder of its disk."""
    (world.drive / ID_FILE).unlink()
    (world.root / "T7-B").mkdir()
    world.copy(world.root / "T7-B", CLIPS)
    said = world.ask()

    assert not said.safe
    assert said.why[0].startswith("both copies of 3 files are on one device: the desk and T7-B; T7-A is not plugged in")


def test_a_link_to_the_other_copy_is_no_copy(world):
    """Somebody saved room."""
    shutil.rmtree(world.drive / "R0001/DCIM")
    (world.drive / "R0001/DCIM").symlink_to(world.desk / "assets/originals/DCIM")

    assert not world.ask().safe


def test_what_cannot_be_read_is_not_safe(world, monkeypatch):
    """A card that fails, whatever was copied from it before."""
    real = station.hash_open

    def fail(descriptor, tick=None):
        if os.fstat(descriptor).st_size == 5000:
            raise OSError(5, "Input/output error")
        return real(descriptor, tick)

    monkeypatch.setattr(station, "hash_open", fail)
    said = world.ask()
    assert not said.safe
    assert said.why[0] == "1 file could not be read (DCIM/A.MP4)"


def test_without_listing_it_again_a_file_that_appeared_meanwhile_would_be_lost(world, monkeypatch):
    """Sabotage: the second listing says what the first said."""
    first = listing.listing(world.card)
    monkeypatch.setattr(listing, "listing", lambda source: first)

    def film_on(event: Event) -> None:
        (world.card / "DCIM/Z.MP4").write_bytes(b"z")

    assert world.ask(report=film_on).safe
    monkeypatch.undo()
    assert not world.ask().safe


@pytest.mark.parametrize("act", ["grow", "appear", "vanish", "touch"])
def test_a_card_that_changes_while_it_is_read_is_not_safe(world, act):
    """A camera that still writes."""
    clip, acted = world.card / "DCIM/A.MP4", []

    def film_on(event: Event) -> None:
        if isinstance(event, Moved) and event.done == event.total and not acted:
            acted.append(True)
            match act:
                case "grow":
                    with clip.open("ab") as file:
                        file.write(b"more")
                case "appear":
                    (world.card / "DCIM/Z.MP4").write_bytes(CLIPS["DCIM/A.MP4"])
                case "vanish":
                    clip.unlink()
                case "touch":
                    os.utime(clip, ns=(0, 0))

    said = world.ask(report=film_on)
    assert acted
    assert not said.safe
    assert "changed while the card was read" in said.why[0]


def test_a_drive_that_is_not_plugged_in_and_cannot_be_told_again_does_not_count(world):
    """Memory has no serial number. Plugged in, it counts."""
    assert world.ask().safe
    world.drive.rename(world.drive.with_name("away"))

    assert not world.ask().safe


def test_a_folder_that_is_gone_from_a_disk_that_is_there_does_not_count(world):
    """Its disk has a name that lasts: that must not make copies last that somebody has deleted."""
    home = world.root / "backup"
    home.mkdir()
    with world.catalogue.write() as shelves:
        # as an ingest with --originals-on: nothing on the desk
        for sha256 in [hashlib.sha256(content).hexdigest() for content in CLIPS.values()]:
            copies = shelves.copies.of([sha256])[sha256]
            shelves.copies.note(replace(each, state="missing") for each in copies)
    world.copy(home, CLIPS)
    world.copy(world.drive, CLIPS, where="again/")
    assert world.ask().safe
    shutil.rmtree(home)
    said = world.ask()

    assert not said.safe
    with world.catalogue.read() as shelves:
        lasting = shelves.volumes.get("backup").device.lasting
    assert ("the disk of backup is plugged in" if lasting else "backup is not plugged in") in said.why[0]


def test_a_drive_that_is_found_elsewhere_is_noted_there(world):
    """Below another mount point."""
    elsewhere = world.drive.with_name("elsewhere")
    with world.catalogue.read() as shelves:
        before = shelves.volumes.get("T7-A")
    world.drive.rename(elsewhere)
    again = MEMORY / before.below
    again.symlink_to(elsewhere)
    try:
        assert world.ask().safe
    finally:
        again.unlink()


def test_a_drive_that_is_unplugged_meanwhile_has_lost_nothing(world, monkeypatch):
    """It does not count now, and nothing is noted of it."""
    real, files = station.found, world.drive / "R0001"

    def unplug(*words):
        shutil.rmtree(files, ignore_errors=True)
        (world.drive / ID_FILE).unlink(missing_ok=True)
        return real(*words)

    monkeypatch.setattr(station, "found", unplug)
    said = world.ask()
    assert not said.safe
    assert "T7-A cannot be read" in said.why[0]
    assert world.noted(CLIPS["DCIM/A.MP4"])["T7-A"] == ("verified", THEN)


def test_copies_in_the_folder_that_is_judged_do_not_count(world):
    """A drive catalogued in place is not its own second copy."""
    said = world.ask(world.drive)

    assert not said.safe
    assert any("T7-A is on the card itself" in why for why in said.why)


def _work_on_the_drive(world: World) -> None:
    with world.catalogue.write() as shelves:
        shelves.volumes.note(replace(shelves.volumes.get("T7-A"), in_place=True))


def test_copies_on_a_drive_that_people_work_on_are_read(world):
    """A file that was edited there may have kept its size; one that is as it was, is read and counts."""
    _work_on_the_drive(world)
    assert world.ask().safe
    state, at = world.noted(CLIPS["DCIM/A.MP4"])["T7-A"]
    assert state == "verified"
    assert at
    assert at > THEN

    (world.drive / "R0001/DCIM/A.MP4").write_bytes(b"a" * 4999 + b"x")
    said = world.ask()
    assert not said.safe
    assert "changed or moved on T7-A: ingest it in place again (DCIM/A.MP4)" in said.why[0]
    assert world.noted(CLIPS["DCIM/A.MP4"])["T7-A"][0] == "mismatch"


def test_without_reading_them_an_edited_copy_would_count(world, monkeypatch):
    """Sabotage: only their sizes are looked at."""
    _work_on_the_drive(world)
    (world.drive / "R0001/DCIM/A.MP4").write_bytes(b"a" * 4999 + b"x")
    held = station._held
    monkeypatch.setattr(station, "_held", lambda *words: replace(held(*words), reread=False))
    assert world.ask().safe
    monkeypatch.undo()
    assert not world.ask().safe


def test_an_empty_folder_is_no_card(world):
    """The card may not be mounted."""
    (world.root / "empty").mkdir()

    assert not world.ask(world.root / "empty").safe


def test_a_source_that_is_none_is_not_found(world):
    with pytest.raises(NotFound):
        world.ask(world.root / "nothing")


def test_links_and_pipes_are_named(world):
    """They hold no footage."""
    (world.card / "link").symlink_to("/etc/passwd")
    os.mkfifo(world.card / "pipe")
    said = world.ask()

    assert said.safe
    assert "2 links, pipes or the like (link, pipe)" in said.why[1]


def test_a_person_may_stop(world):
    """Between any two blocks."""

    def stop(event: Event) -> None:
        if isinstance(event, Moved):
            raise Stopped("stopped")

    with pytest.raises(Stopped):
        world.ask(report=stop)


def test_nothing_on_the_card_changes(world):
    """No byte, no time of a change, and no time of reading where the file system lets us leave none."""
    old = 1_000_000_000
    for each in (world.card, *world.card.rglob("*")):
        os.utime(each, ns=(old, old + 10**15))  # read long ago: every file system would note it
    before = _times(world.card)
    world.ask(deep=True)

    assert _times(world.card) == before


def test_reading_would_leave_a_trace(world, monkeypatch):
    """Sabotage: opened like any file."""
    monkeypatch.setattr(listing, "_NO_TRACE", 0)
    for each in (world.card, *world.card.rglob("*")):
        os.utime(each, ns=(1_000_000_000, 10**18))
    before = _times(world.card)
    world.ask()

    assert _times(world.card) != before or "noatime" in Path("/proc/mounts").read_text()


def _read(card: Path) -> dict[MediaFile, str]:
    """Every file of a card, with its SHA-256."""
    paths = {file: card / os.fsdecode(b"/".join(file.path)) for file in listing.listing(card).files}
    return {file: hashlib.sha256(path.read_bytes()).hexdigest() for file, path in paths.items()}


def _times(folder: Path) -> list[tuple[str, int, int, int]]:
    stats = [(str(each), each.lstat()) for each in sorted((folder, *folder.rglob("*")))]
    return [(name, status.st_atime_ns, status.st_mtime_ns, status.st_ctime_ns) for name, status in stats]
