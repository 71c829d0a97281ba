"""One frame of a film → its posters and its card. With `stills` the only files that know Pillow.

The play button looks as the one on the page does (`templates/player.css`), and nothing is written: letters would be
those of a font of this machine, in one language, and unreadable for who listens.
"""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from mediadesk.errors import ToolFailed
from mediadesk.media.stills import QUALITIES, jpeg, opened, painted
from mediadesk.model import layout
from mediadesk.model.recipe import Stills, fit_long

_SOFTER = 3, 4  # how much of its detail a picture keeps that weighs too much
_ALIKE = 0.85  # of a frame that the card's shape leaves: with less, nothing is cut off
_BUTTON = 0.2, 0.13  # diameter of the play button: at most so much of the short side, of the long side
_FINER = 4  # is drawn so many times larger, and scaled down: smooth edges
_DISC, _SIGN = (255, 255, 255, 240), (22, 24, 26, 255)
_TRIANGLE = ((8, 5), (8, 19), (19, 12))  # in a square of 24, which takes so much of the disc:
_INSIDE = 0.53
_SHADE = 0.35  # of black, for a shadow
_BEHIND = 0.55  # how light the blurred picture behind a card is


def sizes(recipe: Stills, display: tuple[int, int]) -> dict[str, tuple[int, int]]:
    """Width and height of every picture, by its name."""
    poster = fit_long(display, recipe.long_side)
    return {
        layout.POSTER: poster,
        layout.SMALL_POSTER: fit_long(display, recipe.small_side),
        layout.PLAY_POSTER: poster,
        layout.CARD: recipe.card,
    }


def most_bytes(recipe: Stills, name: str) -> int:
    """How much a picture may weigh."""
    others = {layout.SMALL_POSTER: recipe.small_bytes, layout.CARD: recipe.card_bytes}
    return others.get(name, recipe.most_bytes)


def save_all(frame: Path, folder: Path, recipe: Stills, display: tuple[int, int]) -> None:
    """Every picture of a frame, in a folder that is there. Raises ToolFailed when the frame is no whole JPEG."""
    picture = opened(frame)
    for name, size in sizes(recipe, display).items():
        made = card(picture, size) if name == layout.CARD else painted(picture, size)
        if name == layout.PLAY_POSTER:
            made = with_button(made)
        (folder / name).write_bytes(_light(made, most_bytes(recipe, name)))


def with_button(picture: Image.Image) -> Image.Image:
    """The picture with the play button in its middle."""
    width, height = picture.size
    diameter = round(min(_BUTTON[0] * min(picture.size), _BUTTON[1] * max(picture.size)))
    side = 2 * diameter  # room for the shadow
    disc = _drawn(side, diameter)
    shadow = Image.new("RGBA", disc.size, (0, 0, 0, 0))
    shadow.putalpha(disc.getchannel("A").point(lambda alpha: round(alpha * _SHADE)))
    shadow = shadow.filter(ImageFilter.GaussianBlur(diameter / 10))
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    place = (width - side) // 2, (height - side) // 2
    layer.paste(shadow, (place[0], place[1] + diameter // 40))
    above = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    above.paste(disc, place)
    whole = Image.alpha_composite(Image.alpha_composite(picture.convert("RGBA"), layer), above)
    return whole.convert("RGB")


def card(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture in another shape: cut a little where the shapes are alike, else whole before a blur of itself."""
    kept = (picture.width * size[1]) / (picture.height * size[0])
    filled = _covering(picture, size)
    if min(kept, 1 / kept) >= _ALIKE:
        return filled
    scale = min(size[0] / picture.width, size[1] / picture.height)
    inside = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    place = (size[0] - inside[0]) // 2, (size[1] - inside[1]) // 2
    behind = filled.filter(ImageFilter.GaussianBlur(size[1] / 18)).point(lambda light: round(light * _BEHIND))
    shadow = Image.new("L", size, 0)
    shadow.paste(255, (*place, place[0] + inside[0], place[1] + inside[1]))
    shadow = shadow.filter(ImageFilter.GaussianBlur(size[1] / 40)).point(lambda light: round(light * _SHADE))
    behind.paste((0, 0, 0), mask=shadow)
    behind.paste(picture.resize(inside, Image.Resampling.LANCZOS), place)
    return behind


def _drawn(side: int, diameter: int) -> Image.Image:
    """The disc with its sign, in the middle of a square."""
    large = Image.new("RGBA", (side * _FINER, side * _FINER), (255, 255, 255, 0))
    draw = ImageDraw.Draw(large)
    middle, radius = side * _FINER / 2, diameter * _FINER / 2
    draw.ellipse((middle - radius, middle - radius, middle + radius, middle + radius), fill=_DISC)
    unit = 2 * radius * _INSIDE / 24
    draw.polygon([(middle + (x - 12) * unit, middle + (y - 12) * unit) for x, y in _TRIANGLE], fill=_SIGN)
    return large.resize((side, side), Image.Resampling.LANCZOS)


def _covering(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The middle of the picture, so large that it fills the size."""
    scale = max(size[0] / picture.width, size[1] / picture.height)
    width, height = size[0] / scale, size[1] / scale
    left, top = (picture.width - width) / 2, (picture.height - height) / 2
    return picture.resize(size, Image.Resampling.LANCZOS, box=(left, top, left + width, top + height))


def _light(picture: Image.Image, most: int) -> bytes:
    """A JPEG that weighs no more: with less quality, then with less detail, and always of the same size."""
    tries = (jpeg(softened, quality) for softened in _softer(picture) for quality in QUALITIES)
    for data in tries:
        if len(data) <= most:
            return data
    raise ToolFailed("a picture cannot be made light enough")


def _softer(picture: Image.Image) -> Iterator[Image.Image]:
    width, height = picture.size
    while min(width, height) > 1:
        small = picture if (width, height) == picture.size else picture.resize((width, height), Image.Resampling.BOX)
        yield small if small is picture else small.resize(picture.size, Image.Resampling.BICUBIC)
        width, height = width * _SOFTER[0] // _SOFTER[1], height * _SOFTER[0] // _SOFTER[1]
