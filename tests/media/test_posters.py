"""One moment of a film for every place that shows it: the right shapes, light, and a button that can be seen."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from mediadesk.media import leaks, posters, stills
from mediadesk.media.binaries import Programs
from mediadesk.media.render import render
from mediadesk.model import layout
from mediadesk.model.recipe import Stills
from tests.media.shots import a_clip, a_job, probed
from tests.media.test_stills import a_frame

SHAPES = {"wide": (1200, 675), "upright": (675, 1200), "square": (1000, 1000), "film": (1200, 502), "old": (1200, 900)}


def saved(folder: Path, size: tuple[int, int], *, light: int | None = None) -> Path:
    """All pictures of one frame."""
    frame = a_frame(folder, "frame.jpg", light=light, size=size)
    made = folder / "made"
    made.mkdir()
    posters.save_all(frame, made, Stills(), size)
    return made


@pytest.mark.parametrize("shape", SHAPES)
def test_every_picture_has_its_size_and_is_light(shape, tmp_path):
    """Noise, which compresses worst, loses detail and never pixels: a post says the size beforehand."""
    made = saved(tmp_path, SHAPES[shape])

    longest = max(SHAPES[shape])
    poster = tuple(round(side * 960 / longest) for side in SHAPES[shape])
    assert {path.name: stills.picture_size(path) for path in made.iterdir()} == {
        layout.POSTER: poster,
        layout.PLAY_POSTER: poster,
        layout.SMALL_POSTER: tuple(round(side * 480 / longest) for side in SHAPES[shape]),
        layout.CARD: (1200, 630),
    }
    weights = {path.name: path.stat().st_size for path in made.iterdir()}
    assert weights.pop(layout.CARD) <= 150_000
    assert weights.pop(layout.SMALL_POSTER) <= 25_000
    assert max(weights.values()) <= 60_000
    assert all(leaks.jpeg_findings(path, path.name) == [] for path in made.iterdir())


@pytest.mark.parametrize("shape", SHAPES)
def test_the_button_is_in_the_middle_and_nowhere_else(shape, tmp_path):
    """A light disc with a dark sign in it; the rest of the poster is as it was."""
    made = saved(tmp_path, SHAPES[shape], light=90)

    with Image.open(made / layout.POSTER) as plain, Image.open(made / layout.PLAY_POSTER) as painted:
        width, height = painted.size
        across = min(round(0.2 * min(painted.size)), round(0.13 * max(painted.size)))
        column, row = width // 2, height // 2
        assert max(painted.convert("L").getpixel((column, row)), 0) < 60
        assert min(painted.convert("L").getpixel((column - across // 3, row)), 255) > 220
        changed = ImageChops.difference(plain, painted).convert("L").point(lambda light: 255 if light > 12 else 0)
        left, top, right, bottom = changed.getbbox() or (0, 0, 0, 0)
    assert across <= right - left < 1.7 * across
    assert abs((left + right) / 2 - width / 2) < 3
    assert abs((top + bottom) / 2 - height / 2) < across / 8


def test_a_card_cuts_little_off_and_hides_nothing(tmp_path):
    """A film that is nearly as wide fills it; any other shape stands whole in it, before a dark blur of itself."""
    half = Image.new("RGB", (400, 900), (200, 40, 40))
    half.paste((40, 40, 200), (0, 450, 400, 900))
    wide = Image.new("RGB", (1280, 720), (200, 40, 40))

    upright, filled = posters.card(half, (1200, 630)), posters.card(wide, (1200, 630))

    assert upright.getpixel((600, 3))[0] > 190  # its first line is there, and its last
    assert upright.getpixel((600, 626))[2] > 190
    assert upright.getpixel((600 - 145, 315 - 20)) != upright.getpixel((600 - 135, 315 - 20))  # it ends there
    assert ImageStat.Stat(upright.crop((0, 0, 300, 630)).convert("L")).mean[0] < 80
    assert {filled.getpixel(place) for place in ((0, 0), (1199, 629), (600, 315))} == {(200, 40, 40)}


def test_a_film_gets_its_pictures_from_one_moment(programs: Programs, tmp_path: Path):
    """A job of its own; each picture is proved."""
    (tmp_path / "out").mkdir()
    job = a_job([Stills()], probed(a_clip(tmp_path / "a.mp4", programs, seconds=1), programs))

    (made,) = render(job, tmp_path / "out", programs=programs)

    assert (made.width, made.height) == (128, 72)
    assert "no metadata" in made.proofs
    assert f"{layout.CARD} is 1200x630" in made.proofs
    shown = [Image.open(path).convert("L").resize((32, 18)) for path in sorted((tmp_path / "out").rglob("poster*.jpg"))]
    assert len(shown) == 3
    assert max(ImageStat.Stat(ImageChops.difference(shown[0], each)).mean[0] for each in shown) < 20
