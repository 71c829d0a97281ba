"""The catalogue is gone: it is made anew from its copy on a drive and from every byte that is there."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.head import noted_head
from mediadesk.desk.ingest import Given, adopt
from mediadesk.desk.ingest.understood import Reader
from mediadesk.desk.rebuild import Lost, Rebuilt, rebuild
from mediadesk.errors import Refused
from mediadesk.events import Event, Moved, Said
from mediadesk.model.caption import Caption, Chapter, Cue
from mediadesk.model.clip import Clip, Log
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.ingested import Ingested
from mediadesk.model.layout import CATALOGUE, catalogue_copy
from mediadesk.model.volume import CopyState, Volume
from tests.catalogue.world import a_clip, now, shelve
from tests.desk.world import Desk, tree

SAID = Dispatch(
    slug="bread",
    title="Bread",
    public_id="x",
    captions=(
        Caption(language="uk", state="approved", cues=(Cue(start_ms=0, end_ms=900, text="«Хліб»"),), film="f" * 64),
        Caption(language="ar", state="machine", cues=(Cue(start_ms=0, end_ms=900, text="خبز"),)),
    ),
    chapters=(Chapter(start_ms=0, title="Street"),),
)


@pytest.fixture
def drives(tmp_path: Path) -> list[Path]:
    """Two drives."""
    made = [tmp_path / "T7-A", tmp_path / "T7-B"]
    for each in made:
        each.mkdir()
    return made


@pytest.fixture
def card(card_with, clip_of) -> Path:
    """Two clips, one with a sidecar, and a still."""
    return card_with(
        {
            "DCIM/A.MP4": clip_of("a"),
            "DCIM/A.SRT": b"srt",
            "DCIM/B.MP4": clip_of("b"),
            "DCIM/D.JPG": b"\xff\xd8\xff\xe0",
        }
    )


@pytest.fixture
def filled(desk: Desk, card: Path, drives: list[Path]) -> Desk:
    """A desk that took the card in, with copies on two drives, and of which something was said before the last copy."""
    desk.take_in(card, copy_to=drives)
    clip = desk.clips()[0].id
    with desk.catalogue.write() as shelves:
        shelves.clips.log(clip, Log(title="Bread queue"))
        shelves.dispatches.put(replace(SAID, picks=(Pick(clip=clip, caption="Хліб"),)))
        own = shelves.volumes.desk().id
    for drive in drives:
        desk.catalogue.backup_to(drive / catalogue_copy(own))
    return desk


def dispatches(desk: Desk) -> list[Dispatch]:
    with desk.catalogue.read() as shelves:
        return shelves.dispatches.all()


def again(desk: Desk, *drives: Path, **more: Any) -> Rebuilt:
    """The catalogue of a desk, made anew."""

    def as_it_is(source: Path, volume: Volume, new: Catalogue) -> Iterator[Ingested]:
        tools = {"programs": desk.programs, "gazetteer": desk.gazetteer, "engine": desk.engine}
        return adopt(source, Given(), volume, catalogue=new, deep=True, **tools)

    reader = Reader(programs=desk.programs, gazetteer=desk.gazetteer)
    return rebuild(drives, catalogue=desk.catalogue, assets=desk.assets, adopt=as_it_is, reader=reader, **more)


def lose(desk: Desk) -> None:
    """The catalogue is gone."""
    desk.catalogue.close()
    for path in desk.root.glob(f"{CATALOGUE}*"):
        path.unlink()


def states(desk: Desk, clip: Clip) -> dict[str, CopyState]:
    """What is known of the copies of a clip, by volume."""
    with desk.catalogue.read() as shelves:
        names = {each.id: each.name for each in shelves.volumes.all()}
        return {names[each.volume]: each.state for each in shelves.copies.of([clip.sha256])[clip.sha256]}


EVERYWHERE = dict.fromkeys(("desk", "T7-A", "T7-B"), "verified")


def test_all_that_was_known_is_known_again(filled: Desk, drives: list[Path]):
    before, untouched = filled.clips(), [tree(drive) for drive in drives]
    (said,) = dispatches(filled)
    lose(filled)
    done = again(filled, *drives)

    assert filled.clips() == before
    assert dispatches(filled) == [said]
    assert (said.captions, said.chapters, said.picks[0].caption) == (SAID.captions, SAID.chapters, "Хліб")
    assert [clip.log.title for clip in before] == ["Bread queue", None]
    assert all(states(filled, clip) == EVERYWHERE for clip in before)
    assert (done.clips, done.files, done.new, done.lost, done.unread, done.kept) == (2, 4, 0, (), (), None)
    assert done.begun_with
    assert done.made_at
    assert [tree(drive) for drive in drives] == untouched
    assert filled.catalogue.integrity() == []


def test_the_card_is_known_afterwards_and_nothing_is_copied(filled: Desk, card: Path, drives: list[Path]):
    lose(filled)
    again(filled, *drives)
    before = [*filled.originals(), *(path for drive in drives for path in drive.rglob("*"))]
    done = filled.take_in(card, copy_to=drives)

    assert {each.result for each in done.values()} == {"known"}
    assert [path for path in before if isinstance(path, Path)] == [
        path for drive in drives for path in drive.rglob("*")
    ]


def test_without_any_copy_of_the_catalogue_clips_are_known_by_what_they_are(filled: Desk, drives: list[Path]):
    """Titles and dispatches are gone; ids, facts and what goes along with a clip are not, nor the name of the reel."""
    before = filled.clips()
    reels = [path.name for path in drives[0].iterdir() if path.is_dir()]
    for drive in drives:
        for copy in drive.glob("mediadesk-catalogue-*"):
            copy.unlink()
    lose(filled)
    done = again(filled, *drives)
    after = filled.clips()

    assert [(clip.id, clip.facts, clip.sidecars, clip.path) for clip in after] == [
        (clip.id, clip.facts, clip.sidecars, clip.path) for clip in before
    ]
    assert [clip.log for clip in after] == [Log(), Log()]
    assert dispatches(filled) == []
    assert all(states(filled, clip) == EVERYWHERE for clip in after)
    assert (done.begun_with, done.made_at, done.new, done.lost) == (None, None, 4, ())
    with filled.catalogue.write() as shelves:
        files = [
            (b"DCIM/A.MP4", path.stat().st_size, path.stat().st_mtime_ns) for path in drives[0].glob("*/DCIM/A.MP4")
        ]
        assert [shelves.reels.open(files).name] == reels


def test_what_the_desk_alone_has_is_found_also_without_the_drives(filled: Desk, card_with, clip_of):
    """A card that came after the last copy of the catalogue, and drives that are somewhere else."""
    filled.take_in(card_with({"C.MP4": clip_of("c"), "C.SRT": b"new", "bad.mp4": b"bad"}, name="second"))
    ids = [clip.id for clip in filled.clips()]
    lose(filled)
    done = again(filled)

    assert [clip.id for clip in filled.clips()] == ids
    roles = {held.name: held.role for held in filled.held()}
    assert roles == {
        **dict.fromkeys((b"A.MP4", b"B.MP4", b"C.MP4"), "clip"),
        **dict.fromkeys((b"A.SRT", b"C.SRT", b"D.JPG"), "kept"),
        b"bad.mp4": "set-aside",
    }
    assert (done.begun_with, done.new, done.lost, done.unread) == (None, 7, (), ())


def test_an_original_that_is_gone_from_the_desk_is_known_to_lie_on_drives(filled: Desk, drives: list[Path]):
    clip = filled.clips()[0]
    filled.assets.path(clip.path).unlink()
    lose(filled)
    done = again(filled, *drives)

    assert done.lost == ()
    assert states(filled, clip) == EVERYWHERE | {"desk": "missing"}


def test_a_clip_of_which_no_copy_is_left_is_named(filled: Desk, drives: list[Path]):
    """Also one that only the history beside the media still knows."""
    first, second = filled.clips()
    for path in (*filled.root.rglob("A.MP4"), *(each for drive in drives for each in drive.rglob("A.MP4"))):
        path.unlink()
    lose(filled)
    assert again(filled, *drives).lost == (Lost(name="A.MP4", clip=first.id, volumes=()),)
    assert filled.clips() == [first, second]

    lose(filled)
    for drive in drives:
        next(drive.glob("mediadesk-catalogue-*")).unlink()
    reel = next(drives[0].glob("R0001-*")).name
    assert again(filled, *drives).lost == (Lost(name=f"{reel}/DCIM/A.MP4", clip=None, volumes=()),)
    assert [clip.id for clip in filled.clips()] == [second.id]


def test_what_came_with_a_bundle_is_known_again_and_on_the_desk_of_whoever_has_it(desk, card, drives):
    """It is in the copy of the catalogue; without any copy, the bundle is to be taken in again."""
    desk.take_in(card, copy_to=drives)
    away = a_clip("away", path=None, log=Log(title="Bread"))
    shelve(desk.catalogue, away)
    with desk.catalogue.write() as shelves:
        shelves.elsewhere.note(away.id, "maria", now())
        before, own = shelves.stamps.of(away.id), shelves.volumes.desk().id
    desk.catalogue.backup_to(drives[0] / catalogue_copy(own))
    lose(desk)

    assert again(desk, *drives).lost == (Lost(name="away.MOV", clip=away.id, volumes=("the desk of maria",)),)
    with desk.catalogue.read() as shelves:
        assert (shelves.clips.get(away.id), shelves.stamps.of(away.id)) == (away, before)


def test_what_is_on_a_drive_that_was_not_looked_at_is_not_lost(filled: Desk, drives: list[Path]):
    first, _ = filled.clips()
    for path in (*filled.root.rglob("A.MP4"), *drives[0].rglob("A.MP4")):
        path.unlink()
    lose(filled)
    assert again(filled, drives[0]).lost == (Lost(name="A.MP4", clip=first.id, volumes=("T7-B",)),)


def test_bytes_that_rotted_are_no_clip_and_no_copy(filled: Desk, drives: list[Path]):
    """One on a drive, one on the desk: both are named; their names, sizes and times are what they were."""
    before = filled.clips()
    for path in (next(drives[0].rglob("A.MP4")), filled.assets.path(before[1].path)):
        status, content = path.stat(), bytearray(path.read_bytes())
        content[-1] ^= 1
        path.chmod(0o600)
        path.write_bytes(content)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    lose(filled)
    done = again(filled, *drives)

    assert filled.clips() == before
    assert len(done.unread) == 2
    assert "A.MP4" in done.unread[0]
    assert "B.MP4" in done.unread[1]
    assert states(filled, before[0]) == EVERYWHERE | {"T7-A": "mismatch"}
    assert states(filled, before[1]) == EVERYWHERE | {"desk": "mismatch"}
    assert done.lost == ()


def test_the_newest_copy_counts_and_a_damaged_one_does_not(filled: Desk, drives: list[Path]):
    clip = filled.clips()[0]
    with filled.catalogue.write() as shelves:
        shelves.clips.log(clip.id, Log(title="Later"))
        name = catalogue_copy(shelves.volumes.desk().id)
    filled.catalogue.backup_to(drives[1] / name)
    os.utime(drives[0] / name, (1, 1))
    lose(filled)
    done = again(filled, *drives)
    assert (done.begun_with, filled.clips()[0].log.title) == (drives[1] / name, "Later")

    (drives[1] / name).write_bytes(b"rotten" * 1_000)
    lose(filled)
    told: list[Event] = []
    done = again(filled, *drives, report=told.append)
    assert (done.begun_with, filled.clips()[0].log.title) == (drives[0] / name, "Bread queue")
    assert any("not used" in each.text for each in told if isinstance(each, Said))
    assert any(isinstance(each, Moved) for each in told)


def test_a_catalogue_that_is_well_is_what_it_begins_with_and_is_kept(filled: Desk, drives: list[Path]):
    """The drives that it knows are found by themselves."""
    with filled.catalogue.write() as shelves:
        shelves.clips.log(filled.clips()[0].id, Log(title="Now"))
    next(drives[0].rglob("B.MP4")).unlink()
    done = again(filled)

    assert [clip.log.title for clip in filled.clips()] == ["Now", None]
    assert (done.begun_with, done.made_at) == (filled.catalogue.path, None)
    assert states(filled, filled.clips()[1]) == EVERYWHERE | {"T7-A": "missing"}
    assert done.kept
    kept = Catalogue(done.kept)
    with kept.read() as shelves:
        assert shelves.clips.get(filled.clips()[0].id).log.title == "Now"
    kept.close()


@pytest.mark.parametrize("harm", ["damaged", "empty"])
def test_one_that_is_damaged_or_was_begun_anew_is_kept_and_replaced(filled: Desk, drives: list[Path], harm: str):
    """Somebody ran init first."""
    before = filled.clips()
    lose(filled)
    if harm == "damaged":
        filled.catalogue.path.write_bytes(b"SQLite format 3\0" + b"\xff" * 9_000)
    else:
        Catalogue.create(filled.catalogue.path).close()
    done = again(filled, *drives)
    assert filled.clips() == before
    assert done.kept


def test_a_rehearsal_says_the_same_and_changes_nothing(filled: Desk, drives: list[Path]):
    for path in (*filled.root.rglob("A.MP4"), *(each for drive in drives for each in drive.rglob("A.MP4"))):
        path.unlink()
    lose(filled)
    before = tree(filled.root)
    rehearsed = again(filled, *drives, rehearse=True)
    assert {path: each[3] for path, each in tree(filled.root).items()} == {
        path: each[3] for path, each in before.items()
    }
    assert again(filled, *drives) == rehearsed


def test_drives_of_several_desks_ask_which_one_is_meant(
    filled: Desk, drives: list[Path], new_desk, card, tmp_path: Path
):
    other = new_desk(tmp_path / "other")
    other.take_in(card, copy_to=drives)
    lose(filled)
    with pytest.raises(Refused, match="several desks"):
        again(filled, *drives)
    assert not filled.catalogue.path.exists()


def test_a_drive_that_was_catalogued_in_place_is_so_again(desk: Desk, card: Path, tmp_path: Path):
    """There is no id file, no history, and nothing is written."""
    shutil.copytree(card, tmp_path / "LaCie")
    desk.adopt(tmp_path / "LaCie")
    before, untouched = desk.clips(), tree(tmp_path / "LaCie")
    for lost in (False, True):
        if lost:
            lose(desk)
        done = again(desk, tmp_path / "LaCie")
        assert (desk.clips(), done.lost) == (before, ())
        assert set(states(desk, before[0]).values()) == {"verified"}
    assert tree(tmp_path / "LaCie") == untouched


def custody(desk: Desk) -> list[tuple[str, str | None]]:
    """What the chain says from its first entry on: what, and the name of the file."""
    names = {each.sha256: each.name.decode() for each in desk.held()}
    with desk.catalogue.read() as shelves:
        assert list(shelves.custody.broken()) == []
        told = {each.number: each for each in (*shelves.custody.of(contents=names), *shelves.custody.turns())}
    return [(told[number].what, names.get(told[number].sha256 or "")) for number in sorted(told)]


def test_the_chain_of_custody_goes_on_and_tells_only_what_is_otherwise_now(filled: Desk, drives: list[Path]):
    """All that is whole was whole before; of what was lost, each copy."""
    before = custody(filled)
    clip = next(each for each in drives[0].rglob("B.MP4"))
    clip.unlink()
    again(filled, *drives)
    assert before == [(what, name) for what, name in before if what in ("ingested", "copied")]
    assert len(before) == 12
    assert custody(filled) == [*before, ("missing", "B.MP4"), ("rebuilt", None)]


def test_begun_with_the_copy_on_a_drive_its_chain_goes_on_and_names_what_was_lost(filled: Desk, drives: list[Path]):
    with filled.catalogue.write() as shelves:
        shelves.custody.add(what="cleared", at=datetime.now(UTC), about="bread")
    lost = filled.catalogue.last_head()
    filled.catalogue.close()
    filled.catalogue.path.unlink()
    again(filled, *drives)
    assert len(custody(filled)) == 13
    with filled.catalogue.read() as shelves:
        (turn,) = shelves.custody.turns()
    assert lost
    assert (turn.what, turn.sha256) == ("rebuilt", lost.digest)


def test_it_writes_down_what_somebody_cut_off_the_chain(filled: Desk, drives: list[Path]):
    """Also when more was written since: from then on the chain holds again, and says what it lost."""
    lost = filled.catalogue.last_head()
    with filled.catalogue.write() as shelves:
        ask = shelves.clips._session.connection().exec_driver_sql
        ask("DROP TRIGGER custody_removed")
        ask("DELETE FROM custody WHERE number > 9")
    for _ in range(9):
        with filled.catalogue.write() as shelves:
            shelves.custody.add(what="held", at=datetime.now(UTC), about="bread")
    again(filled, *drives)
    with filled.catalogue.read() as shelves:
        (turn,) = shelves.custody.turns()
        assert lost
        assert turn.sha256 == lost.digest
        assert shelves.custody.guarded()
    assert noted_head(filled.catalogue.path) == filled.catalogue.last_head() != lost


def test_without_any_copy_the_new_chain_begins_with_what_is_found(filled: Desk, drives: list[Path]):
    for each in (filled.catalogue.path, *(copy for drive in drives for copy in drive.glob("*.db"))):
        filled.catalogue.close()
        each.unlink()
    again(filled, *drives)
    assert sorted({what for what, _ in custody(filled)}) == ["copied", "ingested", "rebuilt"]
