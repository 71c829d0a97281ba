"""What is written into the pictures of a pack, read back from their pixels."""

from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from mediadesk.media import leaks, marks
from mediadesk.media.stills import picture_size
from tests.media.test_stills import a_frame

NAMES = ("7QK2MW3ZTA", "abcdefgh")


def corner(path: Path, *, right: bool) -> Image.Image:
    with Image.open(path) as picture:
        width, height = picture.size[0] // 4, picture.size[1] // 20
        left = picture.size[0] - width if right else 0
        return picture.convert("L").crop((left, 0, left + width, height))


def test_the_still_has_its_names_and_is_light(tmp_path):
    """Noise, which compresses worst, is made smaller until it is light enough."""
    frame = a_frame(tmp_path, "frame.jpg", size=(960, 540))
    size = marks.still(frame, tmp_path / "a.jpg", NAMES, (640, 360), 34_000)
    marks.still(frame, tmp_path / "b.jpg", (NAMES[0], "hgfedcba"), (640, 360), 34_000)

    assert picture_size(tmp_path / "a.jpg") == size
    assert (tmp_path / "a.jpg").stat().st_size <= 34_000
    assert leaks.jpeg_findings(tmp_path / "a.jpg", "a.jpg") == []
    left, right = (
        ImageStat.Stat(ImageChops.difference(*(corner(tmp_path / name, right=side) for name in ("a.jpg", "b.jpg"))))
        for side in (False, True)
    )
    assert left.mean[0] < 3 < right.mean[0], "the mark is another one, the id is not"


def test_a_storyboard_shows_every_second_tile_each_with_the_mark(tmp_path):
    """Tiles of one grey each: it can be seen which ones are there."""
    whole = Image.new("L", (10 * 40, 2 * 30))
    for number in range(20):
        left, top = number % 10 * 40, number // 10 * 30
        whole.paste(10 * number + 20, (left, top, left + 40, top + 30))
    whole.convert("RGB").save(tmp_path / "sprite.jpg", quality=95)

    tile = marks.board(tmp_path / "sprite.jpg", tmp_path / "b.jpg", (40, 30), range(0, 20, 2), "abcdefgh", 52_000)

    assert tile == (40, 30)
    with Image.open(tmp_path / "b.jpg") as made:
        assert made.size == (400, 30)
        grey = made.convert("L")
    seen = [grey.getpixel((column * 40 + 20, 25)) for column in range(10)]
    assert all(abs(value - (20 * number + 20)) < 8 for number, value in enumerate(seen))
    assert all(grey.crop((c * 40 + 15, 0, c * 40 + 40, 8)).getextrema()[0] < 12 for c in range(10)), "a plate in each"


@pytest.mark.parametrize(("rate", "step"), [(Fraction(25), 1), (Fraction(30000, 1001), 1), (Fraction(60000, 1001), 2)])
def test_the_graph_has_a_clock_for_every_rate(tmp_path, rate, step):
    drawn = marks.letters(tmp_path / "letters.png", NAMES, 234)

    graph = marks.burning(drawn, (416, 234), rate, step)
    assert graph.count("crop=") == 6
    assert f"n*{step}" in graph
    assert all(length % 2 == 0 for length in (drawn.row, drawn.number, drawn.last, *drawn.names))
    with Image.open(tmp_path / "letters.png") as sheet:
        assert sheet.size == drawn.size == (max(drawn.number, *drawn.names), 62 * drawn.row)
    assert drawn.clock + 8 <= 234
    assert sum(drawn.names) <= 234, "both names have room on an upright picture"
