"""Frames → pictures: poster, thumbnail, sprite. With `posters` the only files that know Pillow; JPEGs we just made.

A picture we save is painted afresh: no profile, comment or tag of the frame it came from can go along.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from PIL import Image, ImageChops, ImageFilter, ImageStat, UnidentifiedImageError

from mediadesk.errors import ToolFailed
from mediadesk.media import storyboard

MOST_PIXELS = 1 << 24  # of a frame, a poster or a sprite; ours have 1.5 million at most
QUALITIES = (85, 80, 75, 70, 64, 58, 50)  # the best first

_STRONG_EDGES = 20  # of 255, on the mean of a picture
_LOOK_AT = (160, 160)  # pixels at most: enough to judge a frame by
_COARSE = (16, 16)  # enough to tell two moments from each other, too coarse for what moves a little
_LOOKED_AT = 8  # frames for which sharpness is asked
_BLURRED = 0.5  # a picture without a single sharp edge counts for so much
_MOST_THREADS = 4  # Pillow lets others run while it decodes, scales and encodes

_Found = TypeVar("_Found")


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height of a JPEG that opens and is whole. Raises ToolFailed."""
    return opened(path).size


def ranked(frames: Sequence[Path]) -> list[Path]:
    """Frames, the best first: neither black nor blown out, with contrast and edges, and sharp. The earlier of equals.

    All are judged small; only the best few are looked at for sharpness, which a small picture does not show.
    """
    shown = _of_each(interest, frames)
    first = sorted(frames, key=shown.__getitem__, reverse=True)
    few, others = first[:_LOOKED_AT], first[_LOOKED_AT:]
    sharp = _of_each(sharpness, few)
    return sorted(few, key=lambda path: shown[path] * (_BLURRED + sharp[path]), reverse=True) + others


def interest(path: Path) -> float:
    """How much a frame shows: how many kinds of light (bits), and some edges; little when nearly black or white.

    Black bars beside a picture are one kind of light, and so speak against it.
    """
    small = opened(path, _LOOK_AT).convert("L")
    small.thumbnail(_LOOK_AT)
    shown = small.entropy() + _edges(small) / _STRONG_EDGES
    return float(shown if 32 <= ImageStat.Stat(small).mean[0] <= 224 else shown / 4)


def sharpness(path: Path) -> float:
    """How much of its edges a picture loses when it is blurred, 0 to 1: one that is blurred already loses few.

    After Crete et al., The blur effect (2007): a measure that needs no other picture to compare with.
    """
    grey = opened(path).convert("L")
    edges = _edges(grey)
    return 1 - min(1.0, _edges(grey.filter(ImageFilter.BoxBlur(2))) / edges) if edges else 0.0


def difference(one: Path, other: Path) -> float:
    """How far two pictures of one size are apart: the mean over all pixels, of 255."""
    pair = [opened(path).convert("L").resize(_COARSE, Image.Resampling.BOX) for path in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*pair)).mean[0])


def _of_each(look: Callable[[Path], _Found], frames: Sequence[Path]) -> dict[Path, _Found]:
    """What is found of every frame, each looked at once, on more than one core."""
    each = list(dict.fromkeys(frames))
    with ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1)) as pool:
        return dict(zip(each, pool.map(look, each), strict=True))


def _edges(grey: Image.Image) -> float:
    """How strong edges are on the mean; the border is none."""
    found = grey.filter(ImageFilter.FIND_EDGES)
    inside = (1, 1, grey.width - 1, grey.height - 1)
    return float(ImageStat.Stat(found.crop(inside)).mean[0]) if min(grey.size) > 2 else 0.0


def save(frame: Path, target: Path, size: tuple[int, int], most_bytes: int | None = None) -> tuple[int, int]:
    """A frame as a JPEG; less quality, then fewer pixels, until it weighs `most_bytes`. Returns its real size."""
    picture = opened(frame)
    while True:
        made = painted(picture, size)
        for quality in QUALITIES if most_bytes else QUALITIES[:1]:
            data = jpeg(made, quality)
            if most_bytes is None or len(data) <= most_bytes:
                target.write_bytes(data)
                return size
        size = max(1, size[0] * 7 // 8), max(1, size[1] * 7 // 8)


def sprite(frames: Sequence[Path], target: Path, tile: tuple[int, int]) -> None:
    """All tiles of a storyboard in one JPEG, row by row."""
    columns, rows = min(len(frames), storyboard.COLUMNS), -(-len(frames) // storyboard.COLUMNS)
    sheet = Image.new("RGB", (columns * tile[0], rows * tile[1]))
    tiles = _of_each(lambda frame: painted(opened(frame, (2 * tile[0], 2 * tile[1])), tile), frames)
    for number, frame in enumerate(frames):
        sheet.paste(tiles[frame], storyboard.tile_place(number, tile))
    target.write_bytes(jpeg(sheet, 70))


def opened(path: Path, least: tuple[int, int] | None = None) -> Image.Image:
    """The picture in a JPEG, loaded; half, a quarter or an eighth of it where that is at least as large as `least`.

    Raises ToolFailed when it is none, not whole, or far too large.
    """
    try:
        with Image.open(path, formats=["JPEG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ToolFailed(f"{path.name} is far larger than any picture we make")
            if least:
                picture.draft("RGB", least)
            picture.load()
            return picture.convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError) as error:
        raise ToolFailed(f"{path.name} is no whole JPEG") from error


def painted(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The same at a size, and nothing but its pixels."""
    fresh = Image.new("RGB", size)
    fresh.paste(picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS))
    return fresh


def jpeg(picture: Image.Image, quality: int) -> bytes:
    """The bytes of a JPEG, progressive."""
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    return written.getvalue()
