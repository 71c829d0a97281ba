"""Frames → pictures: poster, thumbnail, sprite. With `posters` the only files that know Pillow; JPEGs we just made.

A picture we save is painted afresh: no profile, comment or tag of the frame it came from can go along.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageFilter, ImageStat, UnidentifiedImageError

from mediadesk.errors import ToolFailed
from mediadesk.media import storyboard

MOST_PIXELS = 1 << 24  # of a frame, a poster or a sprite; ours have 1.5 million at most
QUALITIES = (85, 80, 75, 70, 64, 58, 50)  # the best first

_STRONG_EDGES = 20  # of 255, on the mean of a picture
_LOOK_AT = (160, 160)  # pixels at most: enough to judge a frame by


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height of a JPEG that opens and is whole. Raises ToolFailed."""
    return opened(path).size


def best(frames: Sequence[Path]) -> Path:
    """The frame that shows most: neither black nor blown out, with contrast and edges. The earliest of equals."""
    return max(frames, key=lambda path: (interest(path), -frames.index(path)))


def interest(path: Path) -> float:
    """How much a frame shows: how many kinds of light (bits), and some edges; little when nearly black or white.

    Black bars beside a picture are one kind of light, and so speak against it.
    """
    small = opened(path).convert("L")
    small.thumbnail(_LOOK_AT)
    edges = ImageStat.Stat(small.filter(ImageFilter.FIND_EDGES).crop((1, 1, small.width - 1, small.height - 1)))
    shown = small.entropy() + edges.mean[0] / _STRONG_EDGES
    return float(shown if 32 <= ImageStat.Stat(small).mean[0] <= 224 else shown / 4)


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
    tiles: dict[Path, Image.Image] = {}
    for number, frame in enumerate(frames):
        if frame not in tiles:
            tiles[frame] = painted(opened(frame), tile)
        sheet.paste(tiles[frame], storyboard.tile_place(number, tile))
    target.write_bytes(jpeg(sheet, 70))


def opened(path: Path) -> Image.Image:
    """The picture in a JPEG, loaded. Raises ToolFailed when it is none, not whole, or far too large."""
    try:
        with Image.open(path, formats=["JPEG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ToolFailed(f"{path.name} is far larger than any picture we make")
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
