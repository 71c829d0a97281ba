"""Stills show what a clip shows: each tile its stretch, the poster neither the dark nor a blur."""

from pathlib import Path

import pytest
from PIL import Image

from mediadesk.media.binaries import Programs
from mediadesk.media.render import render
from mediadesk.model.recipe import Poster, Storyboard
from mediadesk.model.rendition import Rendition
from tests.media.shots import a_clip, a_counted_clip, a_job, number_of, probed


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def made(rendition: Rendition, folder: Path) -> Path:
    return folder / rendition.path


@pytest.mark.parametrize("distance", ["12", "999"], ids=["many", "one"])
def test_a_storyboard_shows_each_second_in_its_tile(programs: Programs, out: Path, tmp_path: Path, distance: str):
    """From key frames where there are enough of them, by decoding all where they are rare: right within a tile."""
    clip = a_counted_clip(tmp_path / "a.mov", programs, "-g", distance)

    (board,) = render(a_job([Storyboard()], probed(clip, programs)), out, programs=programs)

    with Image.open(made(board, out) / "sprite.jpg") as sprite:
        grey = sprite.convert("L")
        seconds = [number_of([grey.getpixel((64 * tile + x, 32)) for x in (10, 31, 52)]) / 25 for tile in range(4)]
    assert seconds == pytest.approx([0.5, 1.5, 2.5, 3.5], abs=0.6)


def test_the_poster_is_not_the_black_before_the_first_cut(programs: Programs, out: Path, tmp_path: Path):
    """A clip that begins and ends in the dark is shown by what is between."""
    clip = a_clip(tmp_path / "a.mp4", programs, "-vf", "fade=in:0:30,fade=out:45:30", "-g", "5")

    (poster,) = render(a_job([Poster()], probed(clip, programs)), out, programs=programs)

    with Image.open(made(poster, out)) as picture:
        light = picture.convert("L").resize((1, 1)).getpixel((0, 0))
    assert light > 60
