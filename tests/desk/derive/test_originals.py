"""What is made of a recording in several files, and of originals that lie on drives, plugged in or not."""

import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.desk.derive import Derived, Tools, derive, derive_film, explained, planned
from mediadesk.desk.dispatch import pick
from mediadesk.engine.inline import Inline
from mediadesk.events import Event, Said
from mediadesk.media.binaries import Programs
from mediadesk.model.clip import Clip
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.recipe import EVERY_CLIP, Film, Mp4, Poster, Proxy, Thumbnail
from tests.desk.world import Desk
from tests.media.shots import a_long_clip, chapters, loudest, numbers

pytestmark = pytest.mark.needs("ffmpeg")


def tools_of(desk: Desk) -> Tools:
    return Tools(catalogue=desk.catalogue, assets=desk.assets, programs=desk.programs, engine=Inline())


def results(made: list[Derived]) -> dict[str, str]:
    return {each.recipe: each.result for each in made}


def a_dispatch(desk: Desk, *picks: Pick) -> Dispatch:
    dispatch = Dispatch(slug="recovery", title="T", public_id="p" * 26, picks=picks)
    with desk.catalogue.write() as shelves:
        shelves.dispatches.put(dispatch)
    return dispatch


@pytest.fixture(scope="module")
def gopro(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A card with one recording of 250 frames in three chapters."""
    card = tmp_path_factory.mktemp("gopro")
    folder = card / "DCIM/100GOPRO"
    folder.mkdir(parents=True)
    for path in chapters(a_long_clip(tmp_path_factory.mktemp("made"), programs), programs):
        shutil.copy(path, folder)
    return card


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """A folder that is a drive."""
    (tmp_path / "T7-A").mkdir()
    return tmp_path / "T7-A"


def unplugged(drive: Path) -> Path:
    """The drive is not where it was, nor anywhere."""
    return drive.rename(drive.with_name("in a drawer"))


def test_chapters_are_one_clip_and_all_of_it_is_made(desk: Desk, gopro: Path):
    """From the card to its stills and its proxy: each frame once, in order; and a film across both joins."""
    desk.take_in(gopro)
    (clip,) = desk.clips()
    assert float(clip.seconds or 0) == pytest.approx(10, abs=0.04)
    assert len(clip.parts) == 2
    a_dispatch(desk)
    picked = pick("recovery", clip.id, Fraction(9), None, None, catalogue=desk.catalogue)  # in the last part
    assert picked.picks[0].in_point == 9

    made = list(derive([clip], EVERY_CLIP, tools_of(desk)))

    assert results(made) == dict.fromkeys(("thumbnail", "poster", "storyboard", "proxy"), "made")
    proxy = next(each.rendition for each in made if each.recipe == "proxy")
    assert proxy
    assert proxy.seconds == 10
    assert numbers(desk.assets.path(proxy.path), desk.programs) == list(range(250))
    assert abs(loudest(desk.assets.path(proxy.path), desk.programs)[0] - 8 * 48_000) < 48_000 * 0.04

    cut = a_dispatch(desk, Pick(clip=clip.id, in_point=Fraction("3.8"), out_point=Fraction("8.2")))
    (film,) = derive_film(cut, (), tools_of(desk))
    assert film.rendition
    assert numbers(desk.assets.path(film.rendition.path), desk.programs) == list(range(95, 205))
    assert set(results(list(derive([clip], EVERY_CLIP, tools_of(desk)))).values()) == {"kept"}


def test_what_would_be_run_for_chapters_is_told(desk: Desk, gopro: Path):
    """One command that names every part."""
    desk.take_in(gopro)

    (line,) = explained(planned(desk.clips(), [Proxy()], tools_of(desk)).jobs, tools_of(desk))

    assert all(f"GX0{number}0042.MP4" in line for number in (1, 2, 3))
    assert "-map_metadata -1" in line


@pytest.fixture
def two_places(desk: Desk, drive: Path, card_with: Callable[..., Path], clip_of: Callable[[str], bytes]) -> Desk:
    """One clip on the desk, one that lies on a drive alone."""
    desk.take_in(card_with({"HERE.MP4": clip_of("here")}))
    desk.take_in(card_with({"THERE.MP4": clip_of("there")}, "other"), copy_to=[drive], on_desk=False)
    return desk


def here_and_there(desk: Desk) -> tuple[Clip, Clip]:
    here, there = sorted(desk.clips(), key=lambda clip: clip.name)
    assert (bool(here.path), there.path) == (True, None)
    return here, there


def test_an_original_on_a_drive_is_read_there(two_places: Desk, drive: Path):
    """It is plugged in, wherever that is; nothing is copied to the desk."""
    here, there = here_and_there(two_places)

    made = list(derive([here, there], [Thumbnail(), Proxy()], tools_of(two_places)))

    assert {(each.subject, each.recipe, each.result) for each in made} == {
        (clip.id, recipe, "made") for clip in (here, there) for recipe in ("thumbnail", "proxy")
    }
    assert len(two_places.originals()) == 1


def test_without_its_drive_a_clip_fails_and_the_others_are_made(two_places: Desk, drive: Path):
    """It says which drive to plug in; with it, the same command makes the rest."""
    here, there = here_and_there(two_places)
    away = unplugged(drive)

    made = list(derive([there, here], [Poster()], tools_of(two_places)))

    assert {each.subject: each.result for each in made} == {here.id: "made", there.id: "failed"}
    why = "its original is on T7-A, which is not plugged in; try: plug T7-A in, and do this again"
    assert [each.why for each in made if each.result == "failed"] == [why]
    away.rename(drive)
    again = list(derive([there, here], [Poster()], tools_of(two_places)))
    assert {each.subject: each.result for each in again} == {here.id: "kept", there.id: "made"}


def test_who_asks_for_everything_hears_in_one_line_what_waits(two_places: Desk, drive: Path):
    """Nothing failed: it could not be done now. What is made already waits for nobody."""
    here, there = here_and_there(two_places)
    list(derive([there], [Thumbnail()], tools_of(two_places)))
    unplugged(drive)

    def patiently(*recipes) -> tuple[list[Derived], list[str]]:
        said: list[Event] = []
        made = list(derive([here, there], recipes, tools_of(two_places), said.append, patient=True))
        return made, [event.text for event in said if isinstance(event, Said)]

    made, said = patiently(Poster())
    assert [(each.subject, each.result) for each in made] == [(here.id, "made")]
    assert said == ["1 clip waits for T7-A: plug in what is missing, and derive again"]
    assert patiently(Thumbnail())[1] == []


def test_a_film_names_the_drive_that_it_waits_for(two_places: Desk, drive: Path):
    """By its pick; nothing else is begun."""
    here, there = here_and_there(two_places)
    cut = a_dispatch(two_places, Pick(clip=here.id), Pick(clip=there.id))
    away = unplugged(drive)

    (failed,) = derive_film(cut, [Mp4()], tools_of(two_places))

    assert (failed.recipe, failed.result) == (Film().name, "failed")
    assert failed.why
    assert failed.why.startswith("pick 2 of recovery: its original is on T7-A, which is not plugged in")
    away.rename(drive)
    assert set(results(list(derive_film(cut, [Mp4()], tools_of(two_places)))).values()) == {"made"}
    unplugged(drive)
    assert set(results(list(derive_film(cut, [Mp4()], tools_of(two_places)))).values()) == {"kept"}


def test_what_went_missing_on_the_desk_is_read_from_a_drive(desk: Desk, drive: Path, card_with, clip_of):
    """Two copies were made; the desk's is gone."""
    desk.take_in(card_with({"A.MP4": clip_of("a")}), copy_to=[drive])
    (clip,) = desk.clips()
    assert clip.path
    desk.assets.path(clip.path).unlink()

    assert results(list(derive([clip], [Thumbnail()], tools_of(desk)))) == {"thumbnail": "made"}
    unplugged(drive)
    (failed,) = derive([clip], [Poster()], tools_of(desk))
    assert failed.why
    assert failed.why.startswith("its original is on T7-A")


def test_a_link_on_a_drive_leads_nowhere(two_places: Desk, drive: Path, tmp_path: Path):
    """Somebody put a link where the original was: what it points at is not read."""
    _, there = here_and_there(two_places)
    (original,) = drive.rglob("THERE.MP4")
    moved = original.rename(tmp_path / "elsewhere.mp4")
    original.symlink_to(moved)

    (failed,) = derive([there], [Thumbnail()], tools_of(two_places))

    assert failed.why
    assert failed.why.startswith("the original is missing")


def test_the_parts_of_a_clip_may_lie_on_different_drives(desk: Desk, gopro: Path, drive: Path):
    """One part is on the desk again; the clip is whole as long as each part is somewhere."""
    desk.take_in(gopro, copy_to=[drive], on_desk=False)
    (clip,) = desk.clips()
    desk.take_in(gopro)
    (clip,) = desk.clips()
    assert clip.parts[0].path
    desk.assets.path(clip.parts[0].path).unlink()

    assert results(list(derive([clip], [Thumbnail()], tools_of(desk)))) == {"thumbnail": "made"}
    unplugged(drive)
    (failed,) = derive([clip], [Poster()], tools_of(desk))
    assert failed.result == "failed"


def test_a_drive_in_place_is_read_in_place(desk: Desk, drive: Path, clip_of):
    """Its names are what they are: quotes, spaces, no UTF-8."""
    (drive / "it's \udcff.mp4").write_bytes(clip_of("a"))
    desk.adopt(drive)
    (clip,) = desk.clips()
    assert clip.path is None
    (line,) = explained(planned([clip], [Proxy()], tools_of(desk)).jobs, tools_of(desk))
    assert r"\xff.mp4" in line

    assert set(results(list(derive([clip], [Thumbnail(), Proxy()], tools_of(desk)))).values()) == {"made"}
