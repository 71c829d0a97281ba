"""Looking things up: what an editor asks, and all that is known of one clip."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mediadesk.desk.find import by_wall_clock_alone, copies, find, named, show
from mediadesk.errors import NotFound
from mediadesk.model.clip import Clip
from mediadesk.model.ingested import Present
from mediadesk.model.moment import wall_clock
from mediadesk.model.place import LatLon
from mediadesk.model.query import Query
from mediadesk.model.rendition import Rendition
from mediadesk.model.volume import Device, MediaCopy, Volume, VolumeId
from tests.desk.world import Desk


@pytest.fixture
def clips(desk: Desk, card_with, clip_of, silent_avi) -> dict[str, Clip]:
    """Two clips of Kharkiv, one of nowhere."""
    desk.take_in(card_with({"a.mp4": clip_of("a"), "b.mp4": clip_of("b"), "c.avi": silent_avi}))
    return {clip.name.decode(): clip for clip in desk.clips()}


def a_rendition(clip: Clip, recipe: str) -> Rendition:
    """Something that was made of a clip."""
    path = f"assets/renditions/{clip.id}/{recipe}"
    return Rendition(subject=clip.id, recipe=recipe, digest="0", path=path, size_bytes=1, sha256="0" * 64)


def test_a_clip_is_found_by_where_it_was_shot(desk: Desk, clips):
    near = find(Query(near=LatLon(lat=50.0, lon=36.2), within_m=20_000, sort="name"), catalogue=desk.catalogue)
    assert near == [clips["a.mp4"], clips["b.mp4"]]


def test_what_lacks_something_is_found(desk: Desk, clips):
    assert find(Query(lacks=("place",)), catalogue=desk.catalogue) == [clips["c.avi"]]


def test_one_clip_is_shown_with_what_was_made_of_it(desk: Desk, clips):
    made = a_rendition(clips["a.mp4"], "poster")
    with desk.catalogue.write() as shelves:
        shelves.renditions.add(made)

    assert show(clips["a.mp4"].id[:6].lower(), catalogue=desk.catalogue) == (clips["a.mp4"], [made])
    assert show(clips["b.mp4"].id, catalogue=desk.catalogue) == (clips["b.mp4"], [])


def test_a_clip_that_is_not_there_is_not_found(desk: Desk, clips):
    with pytest.raises(NotFound, match="no clip's id begins with"):
        show("0000", catalogue=desk.catalogue)


def test_every_copy_of_a_clip_is_known_wherever_it_lies(desk: Desk, clips):
    """The desk's first; nobody looks whether a drive is plugged in, and a name that is no text is escaped."""
    a, drive = clips["a.mp4"], VolumeId("1" * 32)
    red = Volume(id=drive, name="T7-A", root="/nowhere", below="", device=Device(name="x", lasting=True))
    with desk.catalogue.write() as shelves:
        shelves.volumes.note(red)
        shelves.copies.note([MediaCopy(sha256=a.sha256, volume=drive, path=b"R1/\xff.mp4", state="mismatch")])

    found = copies([a, clips["b.mp4"]], catalogue=desk.catalogue)

    assert set(found) == {a.sha256, clips["b.mp4"].sha256}
    assert found[a.sha256] == (
        Present(volume="desk", path=a.path, state="verified"),
        Present(volume="T7-A", path=r"R1/\xff.mp4", state="mismatch"),
    )


def test_clips_are_named_in_the_order_given_and_each_once(desk: Desk, clips):
    a, b = clips["a.mp4"], clips["b.mp4"]
    assert named([b.id, a.id[:6], b.id[:5]], catalogue=desk.catalogue) == [b, a]


def test_what_an_instant_cannot_find_is_known(desk: Desk, clips):
    """A wall clock alone may be of that time; what has no time at all may not, and days ask for nothing more."""
    at = datetime(2022, 5, 7, 12, tzinfo=UTC)
    naive = wall_clock(datetime(2022, 5, 7, 14), source="riff:clock")
    with desk.catalogue.write() as shelves:
        shelves.clips.facts(clips["c.avi"].id, replace(clips["c.avi"].facts, captured=naive))
    asked = Query(start=at - timedelta(hours=1), end=at + timedelta(hours=1))
    assert [clip.name for clip in by_wall_clock_alone(asked, catalogue=desk.catalogue)] == [b"c.avi"]
    assert by_wall_clock_alone(Query(start=at + timedelta(days=2)), catalogue=desk.catalogue) == []
    assert by_wall_clock_alone(Query(), catalogue=desk.catalogue) == []
