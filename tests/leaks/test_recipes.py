"""Every recipe of every original: not one token, not one field that nobody allowed. Then each guard goes in turn."""

import shutil
from pathlib import Path

import pytest

from mediadesk.media.binaries import Programs
from mediadesk.media.render import render
from mediadesk.model.recipe import HOUSE, Film, Recipe
from mediadesk.model.rendition import Shot
from tests.leaks.allowed import of_an_edit
from tests.leaks.formats import CARD, CLIPS, RARE
from tests.leaks.readers import Reading, read_in
from tests.leaks.tokens import Original
from tests.media.shots import a_job, probed

NOTHING = Reading(tokens=frozenset(), strangers=frozenset())
pytestmark = pytest.mark.needs("ffmpeg", "exiftool")


ALONE = {"waveform", "proxy", "mp4", "small", "sound"}  # what can be made of sound alone
SAMPLE = ("phone.mov", "action.mp4")


@pytest.mark.parametrize("name", SAMPLE)
def test_no_recipe_of_a_telephone_hands_a_token_on(name, common, programs: Programs, tmp_path: Path):
    """Stills, proxy, download, ladder and film."""
    check(name, common, programs, tmp_path)


@pytest.mark.prove
@pytest.mark.parametrize("name", [name for name in (*CARD, *RARE) if name in CLIPS and name not in SAMPLE])
def test_no_recipe_hands_a_token_on(name, common, rare, programs: Programs, tmp_path: Path):
    """The same of every format; sound alone has no picture to make stills of."""
    check(name, [*common, *rare], programs, tmp_path)


def check(name: str, originals: list[Original], programs: Programs, folder: Path) -> None:
    """Every recipe of one original, read by everybody."""
    original = next(each for each in originals if each.path == name)
    shot = a_shot_of(original, folder / "card", programs)

    made = all_of(shot, folder / "made", programs)

    silent = set() if shot.facts.heard else {"sound"}
    assert {each.recipe for each in made} == ({*HOUSE, "film"} - {"waveform"} if shot.facts.frame else ALONE) - silent
    if shot.facts.frame:
        edit = read_in(folder / "made/edit", programs, original.slots)
        assert edit.tokens == frozenset()
        assert {each for each in edit.strangers if not of_an_edit(each)} == set()
        shutil.rmtree(folder / "made/edit")
    assert read_in(folder / "made", programs, original.slots) == NOTHING


def a_shot_of(original: Original, card: Path, programs: Programs) -> Shot:
    """A shot of an original, on a card."""
    card.mkdir()
    (card / original.path).write_bytes(original.content)
    return probed(card / original.path, programs)


def all_of(shot: Shot, folder: Path, programs: Programs) -> list:
    """Every recipe that can be made of a shot, each tier in a folder of its own."""
    tiers: dict[str, list[Recipe]] = {}
    for recipe in (*HOUSE.values(), Film()):
        if recipe.name == "sound" and not shot.facts.heard:
            continue
        possible = recipe.name != "waveform" if shot.facts.frame else recipe.name in ALONE
        if possible:
            tiers.setdefault(recipe.tier, []).append(recipe)
    made = []
    for tier, recipes in tiers.items():
        (folder / tier).mkdir(parents=True)
        made += render(a_job(recipes, shot), folder / tier, programs=programs)
    return made
