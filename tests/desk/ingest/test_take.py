"""From a card into the catalogue: every file ends with a result, and whatever happens, nothing is lost."""

import os
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.custody.cold import hash_file
from mediadesk.desk.ingest import understood
from mediadesk.engine.base import Outcome
from mediadesk.engine.inline import attempt
from mediadesk.engine.turns import Turns
from mediadesk.errors import NotFound, Stopped
from mediadesk.events import Began, Ended, Event, Moved, Report
from mediadesk.media.binaries import Programs
from mediadesk.model.clip import Camera, Clip, Facts, Log, clip_id
from mediadesk.model.holding import HeldFile
from mediadesk.model.layout import CATALOGUE
from mediadesk.model.place import Place
from tests.catalogue.world import now
from tests.desk.world import Desk, tree

KHARKIV = Place(lat=49.9935, lon=36.2304, radius_m=5_000, source="typed", name="Kharkiv")


def test_every_file_of_a_card_ends_with_a_result(desk: Desk, story: Path):
    done = desk.take_in(story)

    assert {name.decode(): each.result for name, each in done.items()} == {
        "DJI_0001.MP4": "added",
        "DJI_0001.SRT": "sidecar",
        "IMG_0002.JPG": "kept",
        "IMG_0003.MP4": "set-aside",
        "notes.txt": "kept",
    }
    assert done[b"IMG_0003.MP4"].why == "it is text, not a video: it may name other files, and these are not read"
    assert sorted(desk.originals().values()) == sorted(each.read_bytes() for each in story.rglob("*.*"))
    homes = [copy.path or "" for each in done.values() for copy in each.copies]
    assert {desk.assets.path(home).read_bytes() for home in homes} == set(desk.originals().values())


def test_a_clip_is_catalogued_with_what_its_file_tells(desk: Desk, story: Path):
    desk.take_in(story, trip="Kharkiv May 2022", shooter="kestrel")
    (clip,) = desk.clips()

    assert clip.id == clip_id(clip.sha256)
    assert desk.assets.path(clip.path).read_bytes() == (story / "DCIM/DJI_0001.MP4").read_bytes()
    assert clip.place
    assert (clip.place.name, clip.place.country) == ("Kharkiv", "UA")
    assert (clip.captured.zone, clip.captured.offset) == ("Europe/Kyiv", timedelta(hours=3))
    assert (clip.log.trip, clip.log.shooter) == ("Kharkiv May 2022", "kestrel")
    assert [each.name for each in clip.sidecars] == [b"DJI_0001.SRT"]
    assert desk.catalogue.integrity() == []


def test_what_the_reporter_says_of_a_card_does_not_contradict_its_files(desk: Desk, card_with, clip_of, silent_avi):
    """A place that was typed for the whole card is of those clips that do not know their own."""
    card = card_with({"a.mp4": clip_of("a"), "b.avi": silent_avi})
    desk.take_in(card, place=KHARKIV)
    told = {clip.name: clip.place for clip in desk.clips()}

    assert told[b"b.avi"] == KHARKIV
    assert told[b"a.mp4"] != KHARKIV


def test_the_card_is_not_touched(desk: Desk, story: Path):
    """Bytes, modes, times, names: all as it was."""
    before = tree(story)
    desk.take_in(story)
    desk.take_in(story)

    assert tree(story) == before


def test_a_second_ingest_adds_nothing_and_writes_nothing(desk: Desk, story: Path):
    desk.take_in(story)
    stored, clips, held = tree(desk.root / "assets"), desk.clips(), desk.held()
    again = desk.take_in(story)

    assert {each.result for each in again.values()} == {"known"}
    assert again[b"DJI_0001.SRT"].clip == again[b"DJI_0001.MP4"].clip == clips[0].id
    assert tree(desk.root / "assets") == stored
    assert (desk.clips(), desk.held()) == (clips, held)


def test_a_clip_is_known_by_its_content_whatever_it_is_called(desk: Desk, card_with, clip_of):
    desk.take_in(card_with({"a.mp4": clip_of("a")}))
    before = desk.originals()
    done = desk.take_in(card_with({"sent by a friend.mp4": clip_of("a")}, "another"))

    assert done[b"sent by a friend.mp4"].result == "known"
    assert desk.originals() == before


def test_the_same_clip_twice_on_a_card_is_one_clip_with_its_first_name(desk: Desk, card_with, clip_of):
    card = card_with({f"{folder}/IMG_{folder}.MOV": clip_of("same") for folder in "CBADE"})
    done = desk.take_in(card)

    assert [clip.name for clip in desk.clips()] == [b"IMG_A.MOV"]
    assert {name for name, each in done.items() if each.result == "added"} == {b"IMG_A.MOV"}
    assert len(desk.originals()) == 1


@dataclass(frozen=True)
class Lagging:
    """An engine whose first job waits for the second to end, at its first event, for so many seconds at most."""

    seconds: float

    def run(self, work: Callable[..., Any], jobs: Sequence[Any], report: Report) -> Generator[Outcome[Any, Any]]:
        """See `Engine.run`."""
        ended, waited = threading.Event(), threading.Event()

        def late(job: Any) -> Outcome[Any, Any]:
            def slow(event: object) -> None:
                if job is jobs[0] and not waited.is_set():
                    waited.set()
                    ended.wait(self.seconds)

            outcome = attempt(work, job, slow)
            ended.set()
            return outcome

        with ThreadPoolExecutor(2) as pool:
            yield from pool.map(late, jobs)


def twice_on_a_card(desk: Desk, card_with, content: bytes, seconds: float) -> list[bytes]:
    """The names of the clips when the second thread is faster than the first, which waits for it so long."""
    lagging = replace(desk, engine=Lagging(seconds))
    lagging.take_in(card_with({"A.MOV": content, "B.MOV": content}))
    return [clip.name for clip in desk.clips()]


def test_the_first_on_the_card_gives_the_name_however_the_threads_run(desk: Desk, card_with, clip_of):
    assert twice_on_a_card(desk, card_with, clip_of("same"), 1) == [b"A.MOV"]


def test_without_turns_the_faster_thread_would(desk: Desk, card_with, clip_of, monkeypatch):
    """The sabotage of the test above."""
    monkeypatch.setattr(Turns, "wait", lambda *_: None)
    assert twice_on_a_card(desk, card_with, clip_of("same"), 60) == [b"B.MOV"]


def test_a_clip_that_came_with_a_bundle_is_told_by_its_own_bytes_when_they_come(desk: Desk, card_with, clip_of):
    """What another desk said its file tells counts until then; what people said of it stays."""
    card = card_with({"A.MP4": clip_of("a")})
    content = (card / "A.MP4").read_bytes()
    name, hashes = b"A.MP4", hash_file(card / "A.MP4")
    sha256 = hashes.sha256
    facts, log = Facts(container="avi", camera=Camera(make="Nobody")), Log(title="Bread")
    held = HeldFile(
        sha256=sha256, xxh3=hashes.xxh3, size_bytes=len(content), name=name, path=None, role="clip",
        clip=clip_id(sha256),
    )  # fmt: skip
    told = Clip(id=clip_id(sha256), name=name, path=None, sha256=sha256, size_bytes=len(content), facts=facts, log=log)
    with desk.catalogue.write() as shelves:
        shelves.files.add(held)
        shelves.clips.add(told)
        shelves.elsewhere.note(told.id, "maria", now())
    desk.take_in(card)

    (clip,) = desk.clips()
    assert (clip.facts.container, clip.facts.camera, clip.log) == ("mov", None, log)
    assert clip.path
    with desk.catalogue.read() as shelves:
        assert [each.program for each in shelves.raw_probes.of(clip.id)] == ["ffprobe"]


def test_two_clips_may_have_the_same_sidecar(desk: Desk, card_with, clip_of):
    """A phone writes the same few bytes beside every clip that nobody has edited."""
    card = card_with(
        {f"IMG_{n}.{kind}": clip_of(n) if kind == "MOV" else b"aae" for n in "12" for kind in ("MOV", "AAE")}
    )
    done = desk.take_in(card)

    assert sorted(each.result for each in done.values()) == ["added", "added", "known", "sidecar"]
    assert [[each.name for each in clip.sidecars] for clip in desk.clips()] == [[b"IMG_1.AAE"], [b"IMG_2.AAE"]]
    assert len(desk.originals()) == 3


def test_a_sidecar_may_come_after_its_clip(desk: Desk, card_with, clip_of):
    desk.take_in(card_with({"C1.MP4": clip_of("c")}))
    done = desk.take_in(card_with({"C1.MP4": clip_of("c"), "C1M01.XML": b"<x/>"}))

    assert (done[b"C1.MP4"].result, done[b"C1M01.XML"].result) == ("known", "sidecar")
    assert [each.name for each in desk.clips()[0].sidecars] == [b"C1M01.XML"]


def test_a_clip_with_a_lost_or_wrong_ending_is_a_clip(desk: Desk, card_with, clip_of):
    """A rescued card names its files FILE0001.CHK; a friend sends a clip as .dat."""
    files = {"FILE0001.CHK": clip_of("1"), "clip": clip_of("2"), "x.dat": clip_of("3"), "GL01.LRV": clip_of("4")}
    done = desk.take_in(card_with(files))

    assert {name.decode(): each.result for name, each in done.items()} == {
        "FILE0001.CHK": "added",
        "clip": "added",
        "x.dat": "added",
        "GL01.LRV": "kept",
    }


@pytest.mark.parametrize(
    ("name", "content", "result", "why"),
    [
        ("a.mp4", b"", "set-aside", "the file is empty"),
        ("a.mp4", bytes(5000), "set-aside", "its beginning holds only zeros"),
        ("a.mp4", b"ffconcat version 1.0\nfile b.mp4\n", "set-aside", "it is text, not a video"),
        ("a.mov", b"\xff\xd8\xff\xe0" * 9, "set-aside", "it is a still picture"),
        ("a.mp4", b"\x00\x00\x00\x18ftypisom" + bytes(range(200)), "set-aside", ""),
        ("a.bin", b"", "kept", "no video or sound"),
        ("a.bin", b"\xff\xfb\x90\x64" + os.urandom(9000), "kept", "no video or sound"),
        ("a.bin", b"\x1a\x45\xdf\xa3" + os.urandom(9000), "kept", "no video or sound"),
    ],
)
def test_what_is_no_clip_has_its_reason_and_is_safe(desk: Desk, card_with, name, content, result, why):
    """Only a name that promises a clip makes it worth a warning."""
    (done,) = desk.take_in(card_with({name: content})).values()

    assert (done.result, list(desk.originals().values())) == (result, [content])
    assert why in (done.why or "")
    assert desk.clips() == []


@pytest.mark.parametrize(
    "program",
    ["kill -SEGV $$", "echo '{\"streams\": 5}'", 'echo \'{"streams": [{"codec_type": "video"}]}\'', "yes", "exit 1"],
    ids=["crashes", "answers nonsense", "leaves things out", "never ends", "fails"],
)
def test_a_parser_that_fails_stops_no_other_file(desk: Desk, card_with, clip_of, tmp_path, program):
    """The bytes are safe, the reason is said, and the rest of the card goes on."""
    ffprobe = tmp_path / "ffprobe"
    ffprobe.write_text(f"#!/bin/sh\n{program}\n")
    ffprobe.chmod(0o755)
    broken = replace(desk, programs=Programs(ffmpeg=desk.programs.ffmpeg, ffprobe=str(ffprobe)))
    done = broken.take_in(card_with({"a.mp4": clip_of("a"), "b.txt": b"b"}))

    assert (done[b"a.mp4"].result, done[b"b.txt"].result) == ("set-aside", "kept")
    assert done[b"a.mp4"].why
    assert clip_of("a") in desk.originals().values()


def test_without_its_net_a_mistake_of_ours_would_stop_the_card(desk: Desk, card_with, clip_of, tmp_path, monkeypatch):
    """The sabotage of the test above."""
    monkeypatch.setattr(understood, "_OUR_MISTAKES", ())
    with pytest.raises((AttributeError, KeyError, TypeError)):
        test_a_parser_that_fails_stops_no_other_file(desk, card_with, clip_of, tmp_path, "echo '{\"streams\": 5}'")


def test_an_original_that_went_missing_is_put_back(desk: Desk, story: Path):
    """The card is asked again, and `known` would have been a lie."""
    desk.take_in(story)
    before, clips = desk.originals(), desk.clips()
    desk.assets.path(clips[0].path).unlink()
    done = desk.take_in(story)[b"DJI_0001.MP4"]

    assert (done.result, done.why) == ("known", "its copy on the desk had gone missing, and was made again")
    assert (desk.originals(), desk.clips()) == (before, clips)


def test_an_original_that_was_cut_off_is_not_called_known(desk: Desk, story: Path):
    """Nor is it overwritten: it may be all that is left of something else."""
    desk.take_in(story)
    original = desk.assets.path(desk.clips()[0].path)
    os.truncate(original, 100)
    done = desk.take_in(story)[b"DJI_0001.MP4"]

    assert done.result == "failed"
    assert "damaged" in (done.why or "")
    assert original.stat().st_size == 100


def test_progress_begins_never_goes_back_and_ends_with_every_byte(desk: Desk, card_with):
    card = card_with({f"{n}.txt": os.urandom(9 << 20) for n in range(3)})
    events: list[Event] = []
    desk.take_in(card, report=events.append)
    moved = [each.done for each in events if isinstance(each, Moved)]

    assert events[0] == Began("ingest", 27 << 20, "bytes")
    assert events[-1] == Ended("ingest")
    assert len(moved) > 20
    assert max(moved) == 27 << 20


def test_a_person_who_stops_leaves_nothing_half(desk: Desk, new_desk, story: Path, tmp_path):
    """And whoever runs it again ends where an undisturbed ingest ends."""
    undisturbed = new_desk(tmp_path / "undisturbed")
    undisturbed.take_in(story)
    for patience in (0, 3, 6, 9):
        seen = 0

        def stop(event: Event, patience: int = patience) -> None:
            nonlocal seen
            seen += isinstance(event, Moved)
            if seen > patience:
                raise Stopped("enough")

        with pytest.raises(Stopped):
            desk.take_in(story, report=stop)
        assert not [path for path in desk.originals() if ".part-" in path]
    desk.take_in(story)

    assert (desk.originals(), desk.clips(), desk.held()) == (
        undisturbed.originals(),
        undisturbed.clips(),
        undisturbed.held(),
    )


def test_two_ingests_at_once_end_like_one(desk: Desk, new_desk, card_with, clip_of, tmp_path):
    """Two windows, the same card: each file is there once, and neither fails."""
    files = {
        f"{n}/{kind}": clip_of(f"{n % 4}") if kind == "C.MP4" else b"%d" % n
        for n in range(6)
        for kind in ("C.MP4", "C.XML")
    }
    card = card_with(files)
    alone = new_desk(tmp_path / "alone")
    alone.take_in(card)
    results: list[str] = []

    def window() -> None:
        shelf = Catalogue(desk.root / CATALOGUE)
        own = Desk(
            root=desk.root, catalogue=shelf, assets=desk.assets, programs=desk.programs, gazetteer=desk.gazetteer
        )
        results.extend(each.result for each in own.begin(card))
        shelf.close()

    windows = [threading.Thread(target=window) for _ in range(2)]
    for each in windows:
        each.start()
    for each in windows:
        each.join()

    assert len(results) == 24
    assert set(results) == {"added", "known", "sidecar"}
    assert (desk.originals(), desk.clips(), desk.held()) == (alone.originals(), alone.clips(), alone.held())


def test_one_file_may_be_taken_in(desk: Desk, story: Path):
    assert desk.take_in(story / "DCIM/DJI_0001.MP4").keys() == {b"DJI_0001.MP4"}


def test_a_card_that_is_not_there_is_not_found(desk: Desk, tmp_path):
    with pytest.raises(NotFound, match="there is nothing at"):
        desk.take_in(tmp_path / "nowhere")
