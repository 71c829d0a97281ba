"""Making what is wanted and not there: cheap things first, each once, and after a crash the rest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.desk.derive import Tools, derive
from mediadesk.desk.find import find
from mediadesk.desk.log import Said, log
from mediadesk.engine.inline import Inline
from mediadesk.events import Event, Moved
from mediadesk.model.layout import CATALOGUE
from mediadesk.model.query import Query
from mediadesk.model.recipe import EVERY_CLIP, Edit, Proxy, Sound, Thumbnail
from tests.desk.derive.world import results, run
from tests.desk.world import Desk, tree
from tests.parts import ROOT

pytestmark = pytest.mark.needs("ffmpeg")


def made_below(desk: Desk) -> dict[str, bytes]:
    """Every rendition's file by its path, bit for bit."""
    below = desk.root / "assets/renditions"
    return {str(path.relative_to(below)): path.read_bytes() for path in below.rglob("*") if path.is_file()}


def test_all_stills_come_before_any_moving_picture(trip, tools):
    """A trip can be looked at while its transcodes still run."""
    recipes = [each.recipe for each in run(trip, tools)]

    assert recipes == ["thumbnail", "poster", "storyboard"] * 2 + ["proxy"] * 2


def test_stills_are_found_while_the_transcodes_still_run_what_was_selected_first(trip, tools):
    """When the first proxy comes home, no thumbnail of the trip is missing any more."""
    first, chosen = trip.clips()
    log([chosen], Said(flag="select"), catalogue=trip.catalogue)
    made, lacking = [], []

    for each in derive(trip.clips(), (Thumbnail(), Proxy()), tools):
        made.append((each.recipe, each.subject))
        lacking.append(len(find(Query(lacks=("thumbnail",)), catalogue=trip.catalogue)))

    order = [chosen.id, first.id]
    assert made == [("thumbnail", each) for each in order] + [("proxy", each) for each in order]
    assert lacking == [1, 0, 0, 0]


def test_who_looks_in_the_middle_of_a_transcode_sees_every_clip(trip, tools):
    """Another program that asks the catalogue while the first proxy is encoded: all thumbnails, and no proxy yet."""
    seen = []

    def report(event: Event) -> None:
        if not seen and isinstance(event, Moved) and event.task.endswith(" proxy"):
            beside = Catalogue(trip.root / CATALOGUE)
            counts = [len(find(Query(lacks=(each,)), catalogue=beside)) for each in ("thumbnail", "proxy")]
            files = sorted(path.suffix for path in (trip.root / "assets/renditions").rglob("thumbnail-*"))
            seen.append((counts, files))

    list(derive(trip.clips(), (Proxy(), Thumbnail()), tools, report))

    assert seen == [([0, 2], [".jpg", ".jpg"])]


def test_only_what_is_missing_is_made(trip, tools):
    """A second run touches no file; a rendition that was deleted is made again, and is the same to the bit."""
    first = run(trip, tools)
    before, bits = tree(trip.root / "assets"), made_below(trip)

    assert set(results(run(trip, tools)).values()) == {"kept"}
    assert tree(trip.root / "assets") == before

    lost = next(each.rendition for each in first if each.recipe == "poster")
    trip.assets.path(lost.path).unlink()
    again = results(run(trip, tools))
    assert [name for name, result in again.items() if result == "made"] == [(lost.subject, "poster")]
    assert made_below(trip) == bits


def test_an_edit_proxy_has_the_name_of_its_original(trip, tools):
    """In a folder of its own, apart from what is handed on; it is found again and made once."""
    made = run(trip, tools, [Edit()])

    assert sorted(Path(each.rendition.path).name for each in made) == ["A.mov", "B.mov"]
    assert all(trip.assets.path(each.rendition.path).is_relative_to(trip.root / "assets/edits") for each in made)
    assert made_below(trip) == {}
    assert set(results(run(trip, tools, [Edit()])).values()) == {"kept"}


def test_another_recipe_is_another_file(trip, tools):
    """A changed parameter makes anew, beside the old one; nothing is stale, nothing is forced."""
    (old, _), (new, _) = run(trip, tools, [Thumbnail()]), run(trip, tools, [Thumbnail(long_side=32)])

    assert new.result == "made"
    assert new.rendition.path != old.rendition.path
    assert (old.rendition.width, new.rendition.width) == (64, 32)
    assert set(results(run(trip, tools, [Thumbnail()])).values()) == {"kept"}


def test_killed_and_run_again_it_ends_as_if_nothing_had_been(trip, tools, new_desk, card_with, tmp_path):
    """kill -9 before the third job has its name: the same rows and the same bytes as a run that nobody disturbed."""
    calm = new_desk(tmp_path / "calm")
    calm.take_in(tmp_path / "card")
    calm_tools = Tools(catalogue=calm.catalogue, assets=calm.assets, programs=calm.programs, engine=Inline())
    undisturbed = run(calm, calm_tools)

    slow = [sys.executable, str(ROOT / "tests/desk/derive/slowly.py"), str(trip.root)]
    with subprocess.Popen(slow, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}) as killed:
        assert killed.stdout.readline() == b"half way\n"
        killed.kill()
    assert len(list(trip.root.rglob(".part-*"))) == 1

    again = run(trip, tools)

    assert {each.result for each in again} == {"made", "kept"}
    assert list(trip.root.rglob(".part-*")) == []
    assert made_below(trip) == made_below(calm)
    assert {each.rendition for each in again} == {each.rendition for each in undisturbed}


def test_what_cannot_be_decoded_is_said_and_left(desk, card_with, clip_of):
    """A clip of whose picture only zeros are left has no jobs."""
    whole = clip_of("market")
    start, end = whole.index(b"mdat") + 4, whole.index(b"moov") - 4
    desk.take_in(card_with({"A.MP4": whole[:start] + bytes(end - start) + whole[end:]}))
    clips, said = desk.clips(), []
    tools = Tools(catalogue=desk.catalogue, assets=desk.assets, programs=desk.programs, engine=Inline())
    assert [clip.facts.decodes for clip in clips] == [False]

    assert list(derive(clips, EVERY_CLIP, tools, said.append)) == []
    assert [event.text for event in said if hasattr(event, "text")] == [
        f"{clip.id} A.MP4: nothing in it can be decoded, so nothing is made of it" for clip in clips
    ]


def test_who_asks_for_what_cannot_be_hears_why(trip, tools):
    """The sound of a silent clip: said to whoever named the clip, not to whoever derives a whole trip."""
    clip, said = trip.clips()[0], []

    assert list(derive([clip], [Sound()], tools, said.append)) == []
    assert [event.text for event in said if hasattr(event, "text")] == [
        f"{clip.id} {clip.name.decode()}: it has no sound, so no sound is made of it"
    ]
    said.clear()
    assert list(derive([clip], [Sound()], tools, said.append, patient=True)) == []
    assert not any(hasattr(event, "text") for event in said)
