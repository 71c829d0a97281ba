"""A drive can be understood without us: a history that any ASC MHL tool reads, and the catalogue as it was."""

import errno
from dataclasses import replace
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.custody import mhl
from mediadesk.desk.ingest.books import write_books
from mediadesk.events import Event, Said
from mediadesk.model.query import Query
from tests.desk.world import Desk


def reel_on(drive: Path) -> Path:
    """The one card on a drive."""
    (reel,) = drive.glob("R0001-*")
    return reel


def test_the_history_names_every_file_once_and_grows_with_what_is_new(desk: Desk, story: Path, drives, clip_of):
    desk.take_in(story, copy_to=drives)
    desk.take_in(story, copy_to=drives)
    (story / "DCIM/DJI_0002.MP4").write_bytes(clip_of("later"))
    desk.take_in(story, copy_to=drives)
    history = mhl.read(reel_on(drives[1]))

    assert history
    assert history.trouble == ()
    assert [each.number for each in history.generations] == [1, 2]
    assert sorted(history.files) == sorted(str(each.relative_to(story)).encode() for each in story.rglob("*.*"))


def test_it_says_nothing_of_places_people_or_machines(desk: Desk, story: Path, drives):
    desk.take_in(story, copy_to=drives, trip="Kharkiv May 2022", shooter="kestrel")
    said = b"".join(each.read_bytes() for each in (reel_on(drives[0]) / "ascmhl").iterdir())

    for secret in (b"Kharkiv", b"kestrel", b"49.99", str(desk.root).encode(), Path.home().name.encode() + b"@"):
        assert secret not in said


def test_a_catalogue_lies_beside_the_footage(desk: Desk, story: Path, drives):
    """Under a name that no other desk takes; it opens, and knows the clips."""
    desk.take_in(story, copy_to=drives)
    (copy,) = drives[0].glob("mediadesk-catalogue-*.db")
    beside = Catalogue(copy)
    with beside.read() as shelves:
        assert shelves.clips.find(Query(limit=0)) == desk.clips()
    beside.close()


def test_a_drive_that_takes_no_history_is_named_and_stops_no_other(desk: Desk, story: Path, drives):
    """The footage is safe and catalogued; the next ingest writes what this one could not."""
    real, told = mhl.add_generation, []

    def full(folder: Path, *more: object, **other: object) -> object:
        if drives[0] in folder.parents:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(folder, *more, **other)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mhl, "add_generation", full)
        done = desk.take_in(story, copy_to=drives, report=told.append)
    assert "failed" not in {each.result for each in done.values()}
    assert [each.text for each in told if isinstance(each, Said) and "could not be written to T7-A" in each.text]
    assert mhl.read(reel_on(drives[1]))
    desk.take_in(story, copy_to=drives)
    assert mhl.read(reel_on(drives[0]))


def test_a_drive_that_was_unplugged_gets_no_books_on_its_mount_point(desk: Desk, story: Path, drives, monkeypatch):
    """There they would lie on another disk, and the catalogue tells where everybody was."""
    destinations = desk.destinations(*drives)
    gone = replace(destinations[1], originals=replace(destinations[1].originals, device=0))
    with desk.catalogue.write() as shelves:
        reel = shelves.reels.open([])
    told: list[Event] = []
    write_books([gone], reel, catalogue=desk.catalogue, report=told.append)

    assert [path.name for path in drives[0].iterdir()] == ["mediadesk-volume.json"]
    assert told == [
        Said(
            "the hash list and the catalogue could not be written to T7-A: "
            "T7-A was unplugged; plug it in and ingest again"
        )
    ]
