"""Making what is wanted and not there: cheap things first, each once, and after a crash the rest."""

import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.desk.derive import Derived, Tools, derive, derive_film, explained, planned
from mediadesk.engine.inline import Inline
from mediadesk.errors import Refused, Stopped
from mediadesk.events import Moved
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.recipe import EVERY_CLIP, EVERY_FILM, Mp4, Proxy, Thumbnail
from tests.desk.world import Desk, tree
from tests.parts import ROOT

pytestmark = pytest.mark.needs("ffmpeg")


@pytest.fixture
def trip(desk: Desk, card_with: Callable[..., Path], clip_of: Callable[[str], bytes]) -> Desk:
    """A desk with two clips."""
    desk.take_in(card_with({"A.MP4": clip_of("market"), "B.MP4": clip_of("depot")}))
    return desk


@pytest.fixture
def tools(trip: Desk) -> Tools:
    """One job after the other, so that their order can be seen."""
    return Tools(catalogue=trip.catalogue, assets=trip.assets, programs=trip.programs, engine=Inline())


def run(desk: Desk, tools: Tools, recipes=EVERY_CLIP, **more) -> list[Derived]:
    return list(derive(desk.clips(), recipes, tools, **more))


def results(made: list[Derived]) -> dict[tuple[str, str], str]:
    return {(each.subject, each.recipe): each.result for each in made}


def made_below(desk: Desk) -> dict[str, bytes]:
    """Every rendition's file by its path, bit for bit."""
    below = desk.root / "assets/renditions"
    return {str(path.relative_to(below)): path.read_bytes() for path in below.rglob("*") if path.is_file()}


def test_all_stills_come_before_any_moving_picture(trip, tools):
    """A trip can be looked at while its transcodes still run."""
    recipes = [each.recipe for each in run(trip, tools)]

    assert recipes == ["thumbnail", "poster", "storyboard"] * 2 + ["proxy"] * 2


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


def test_another_recipe_is_another_file(trip, tools):
    """A changed parameter makes anew, beside the old one; nothing is stale, nothing is forced."""
    (old, _), (new, _) = run(trip, tools, [Thumbnail()]), run(trip, tools, [Thumbnail(long_side=32)])

    assert new.result == "made"
    assert new.rendition.path != old.rendition.path
    assert (old.rendition.width, new.rendition.width) == (64, 32)
    assert set(results(run(trip, tools, [Thumbnail()])).values()) == {"kept"}


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"\0" * 4000)])
def test_a_failed_job_is_reported_and_the_others_go_on(trip, tools, harm):
    """With a reason; nothing of it gets a name."""
    bad, good = trip.clips()
    harm(trip.assets.path(bad.path))

    made = run(trip, tools)

    assert {each.result for each in made if each.subject == bad.id} == {"failed"}
    assert all(each.why and "\n" not in each.why for each in made if each.subject == bad.id)
    assert {each.result for each in made if each.subject == good.id} == {"made"}
    assert not (trip.root / "assets/renditions" / bad.id[:2] / bad.id).exists()
    assert list(trip.root.rglob(".part-*")) == []


def test_a_stop_leaves_nothing_half(trip, tools):
    """The reporter says stop in the middle of an encode; what was finished before stays."""

    def stop(event):
        if isinstance(event, Moved) and "proxy" in event.task:
            raise Stopped("stopped")

    with pytest.raises(Stopped):
        run(trip, tools, report=stop)

    assert list(trip.root.rglob(".part-*")) == []
    again = results(run(trip, tools))
    assert {recipe for (_, recipe), result in again.items() if result == "made"} == {"proxy"}


def test_killed_and_run_again_it_ends_as_if_nothing_had_been(trip, tools, new_desk, card_with, tmp_path):
    """kill -9 before the third job has its name: the same rows and the same bytes as a run that nobody disturbed."""
    calm = new_desk(tmp_path / "calm")
    calm.take_in(tmp_path / "card")
    calm_tools = Tools(catalogue=calm.catalogue, assets=calm.assets, programs=calm.programs, engine=Inline())
    undisturbed = run(calm, calm_tools)

    slow = [sys.executable, str(ROOT / "tests/desk/derive_slowly.py"), str(trip.root)]
    with subprocess.Popen(slow, stdout=subprocess.PIPE, cwd=ROOT) as killed:
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


def test_the_command_lines_are_those_of_the_encodes(trip, tools):
    """Stills are a second's work and are left out; what is printed is what would be run."""
    lines = list(explained(planned(trip.clips(), [Thumbnail(), Proxy()], tools).jobs, tools))

    assert len(lines) == 2
    assert all(trip.programs.ffmpeg in line and "-map_metadata -1" in line for line in lines)


def dispatch_of(desk: Desk, *picks: Pick, **more) -> Dispatch:
    """A dispatch that the catalogue knows."""
    dispatch = Dispatch(slug="recovery", title="T", public_id="p" * 26, picks=picks, **more)
    with desk.catalogue.write() as shelves:
        shelves.dispatches.put(dispatch)
    return dispatch


def test_a_film_comes_first_and_all_else_from_it(trip, tools):
    """Its length is that of its picks; a second run keeps everything; another cut is another film."""
    a, b = trip.clips()
    cut = dispatch_of(trip, Pick(clip=a.id, out_point=Fraction(3, 10)), Pick(clip=b.id))

    made = list(derive_film(cut, EVERY_FILM, tools))

    assert made[0].recipe == "film"
    assert float(made[0].rendition.seconds) == pytest.approx(0.8, abs=0.02)
    assert {each.recipe for each in made[1:]} == {"stills", "storyboard", "ladder", "mp4", "small", "sound"}
    assert {each.result for each in derive_film(cut, EVERY_FILM, tools)} == {"kept"}
    shorter = dispatch_of(trip, Pick(clip=b.id))
    other = list(derive_film(shorter, [Mp4()], tools))
    assert [each.result for each in other] == ["made", "made"]
    assert {each.rendition.path for each in other}.isdisjoint({each.rendition.path for each in made})


def test_a_film_that_fails_is_all_there_is(trip, tools):
    """Nothing is made of a film that is not there."""
    a, _ = trip.clips()
    trip.assets.path(a.path).unlink()

    made = list(derive_film(dispatch_of(trip, Pick(clip=a.id)), EVERY_FILM, tools))

    assert [(each.recipe, each.result) for each in made] == [("film", "failed")]
    assert made[0].why.startswith("pick 1 of recovery: the original is missing")


def test_nothing_is_no_film(trip, tools):
    """Neither picks nor a film of its own: refused, with what to do."""
    with pytest.raises(Refused, match="no picks"):
        list(derive_film(dispatch_of(trip), EVERY_FILM, tools))
