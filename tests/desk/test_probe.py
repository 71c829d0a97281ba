"""Better reading later needs no drive: what was kept of a clip is read again, and what people said stays."""

import shutil
from dataclasses import replace

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.desk.ingest.understood import Reader
from mediadesk.desk.log import Said, log
from mediadesk.desk.probe import Reread, again
from mediadesk.media.answer import PROGRAM, read_back
from mediadesk.media.binaries import Programs
from mediadesk.model.clip import Camera, Clip, Facts
from mediadesk.model.moment import UNKNOWN
from tests.desk.world import Desk


@pytest.fixture
def clip(desk: Desk, card_with, clip_of) -> Clip:
    """One that was taken in, and of which something was said; its original is gone since."""
    desk.take_in(card_with({"a.mp4": clip_of("a")}))
    log(desk.clips(), Said(title="The market"), catalogue=desk.catalogue)
    shutil.rmtree(desk.root / "assets")
    return desk.clips()[0]


def read_by_an_older_mediadesk(clip: Clip, catalogue: Catalogue) -> Facts:
    """Which knew less to read, and named the camera wrongly."""
    older = replace(clip.facts, captured=UNKNOWN, place=None, camera=Camera(make="?"))
    with catalogue.write() as shelves:
        shelves.clips.facts(clip.id, older)
    return older


def reread(desk: Desk, *, dry_run: bool = False) -> list[Reread]:
    """With no program at all."""
    reader = Reader(programs=Programs(ffmpeg="", ffprobe=""), gazetteer=desk.gazetteer)

    def read(clip: Clip, printed: bytes) -> Facts | None:
        answer = read_back(printed)
        return reader.again(answer, clip.name, clip.facts) if answer else None

    return list(again(read=read, catalogue=desk.catalogue, dry_run=dry_run))


def test_what_was_just_read_is_read_the_same(desk: Desk, clip):
    assert [each.result for each in reread(desk)] == ["same"]


def test_what_is_known_to_read_now_is_read_from_what_was_kept(desk: Desk, clip):
    read_by_an_older_mediadesk(clip, desk.catalogue)

    (done,) = reread(desk)

    (now,) = desk.clips()
    assert done.result == "changed"
    assert (now.facts.captured, now.facts.place) == (clip.facts.captured, clip.facts.place)
    assert now.log.title == "The market"
    with desk.catalogue.read() as shelves:
        assert shelves.raw_probes.of(clip.id)[0].version


def test_a_rehearsal_says_what_would_change_and_changes_nothing(desk: Desk, clip):
    older = read_by_an_older_mediadesk(clip, desk.catalogue)

    (done,) = reread(desk, dry_run=True)

    assert (done.result, done.after.facts.captured) == ("changed", clip.facts.captured)
    assert desk.clips()[0].facts == older


def test_what_was_kept_and_is_damaged_leaves_the_clip_as_it_is(desk: Desk, clip):
    with desk.catalogue.write() as shelves:
        shelves.raw_probes.keep(clip.id, PROGRAM, "1", b"{nonsense")

    assert [each.result for each in reread(desk)] == ["damaged"]
    assert desk.clips() == [clip]


def test_a_clip_of_which_nothing_was_kept_stays_as_it_is(desk: Desk, clip):
    with desk.catalogue.write() as shelves:
        shelves.raw_probes.keep(clip.id, "exiftool", "1", b"{}")
        kept = {raw.program for raw in shelves.raw_probes.of(clip.id)}
    assert kept == {PROGRAM, "exiftool"}

    def nobody(found: Clip, printed: bytes) -> Facts | None:
        return found.facts

    assert [each.result for each in again(read=nobody, catalogue=desk.catalogue)] == ["same"]


def test_what_became_other_meanwhile_is_not_overwritten(desk: Desk, clip):
    """An ingest beside this one takes a sidecar in, between the reading and the writing down."""
    newer = replace(clip.facts, camera=Camera(make="newer"))

    def slow(found: Clip, printed: bytes) -> Facts | None:
        with desk.catalogue.write() as shelves:
            shelves.clips.facts(found.id, newer)
        return replace(found.facts, camera=Camera(make="older"))

    list(again(read=slow, catalogue=desk.catalogue))

    assert desk.clips()[0].facts == newer
