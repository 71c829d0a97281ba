"""What is written into the pictures of a pack: which clip, when in it, and whose copy it is.

The letters are those of the font that comes with Pillow, the same on every machine. A picture is painted afresh, so
that nothing but its pixels goes along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from mediadesk.media.stills import jpeg, opened, painted

_LETTERS_A_PICTURE = 18  # a letter is so many times lower than the shorter side
_LEAST_LETTER, _MOST_LETTER = 6, 26  # pixels
_NUMBERS = 60  # 00 to 59: minutes, seconds, frames; hours go round
_QUALITIES = (80, 72, 64, 56, 48, 40, 32)
_INK, _PLATE = 255, 0
_COLUMNS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """Where the pieces lie in the picture of letters, in even pixels: below each other the numbers, beside them the
    names. Every piece is as high as a row."""

    row: int
    number: int  # how wide the numbers with a colon are
    last: int  # and those of the frames, without one
    names: tuple[int, ...]  # how wide each of them is
    size: tuple[int, int]

    @property
    def clock(self) -> int:
        """How wide the whole time code is."""
        return 3 * self.number + self.last


def letters(target: Path, names: Sequence[str], short_side: int) -> Letters:
    """Writes the picture of letters, a grey PNG, for pictures whose shorter side is so many pixels."""
    font = _font(short_side)
    row = _even(_height(font))
    number, last = _even(font.getlength("00:") + 2), _even(font.getlength("00") + 2)
    widths = tuple(_even(font.getlength(name) + row // 2) for name in names)
    size = max(number, *widths), row * (_NUMBERS + len(names))
    sheet = Image.new("L", size, _PLATE)
    draw = ImageDraw.Draw(sheet)
    for count in range(_NUMBERS):
        draw.text((1, row * count + row // 2), f"{count:02}:", fill=_INK, font=font, anchor="lm")
    for count, name in enumerate(names, _NUMBERS):
        draw.text((row // 4, row * count + row // 2), name, fill=_INK, font=font, anchor="lm")
    sheet.save(target, "PNG")
    return Letters(row=row, number=number, last=last, names=widths, size=size)


def burning(drawn: Letters, size: tuple[int, int], rate: Fraction, step: int) -> str:
    """The part of a filter graph that lays the letters `[1:v]`, one picture a frame, on a picture `[plain]` of a size,
    and calls it `[burnt]`: the names in the upper corners, the time code below at the left.

    It counts the frames of the clip's own grid, of `rate` a second; the picture shows every `step`th of them. The
    seconds are true ones, also where a second has no whole number of frames: nothing is dropped or drifts.
    """
    frame = f"n*{step}"
    second = f"floor({frame}*{rate.denominator}/{rate.numerator})"
    shown = (
        (f"mod(floor({second}/3600),{_NUMBERS})", drawn.number),
        (f"mod(floor({second}/60),60)", drawn.number),
        (f"mod({second},60)", drawn.number),
        (f"{frame}-ceil({second}*{rate.numerator}/{rate.denominator})", drawn.last),
    )
    pieces = [(f"{drawn.row}*({number})", width) for number, width in shown]
    pieces += [(f"{drawn.row * (_NUMBERS + count)}", width) for count, width in enumerate(drawn.names)]
    parts = [f"[1:v]format=gray,split={len(pieces)}" + "".join(f"[l{count}]" for count in range(len(pieces)))]
    parts += [f"[l{n}]crop={width}:{drawn.row}:0:'{top}'[p{n}]" for n, (top, width) in enumerate(pieces)]
    parts.append("[p0][p1][p2][p3]hstack=inputs=4[clock]")
    places = [("clock", 0, size[1] - drawn.row), ("p4", 0, 0)]
    places += [(f"p{count}", max(0, size[0] - drawn.names[count - 4]), 0) for count in range(5, len(pieces))]
    before = "plain"
    for count, (piece, left, top) in enumerate(places, 1):
        after = "burnt" if count == len(places) else f"on{count}"
        parts.append(f"[{before}][{piece}]overlay={left // 2 * 2}:{max(0, top) // 2 * 2}:shortest=1[{after}]")
        before = after
    return ";".join(parts)


def still(source: Path, target: Path, names: Sequence[str], size: tuple[int, int], most_bytes: int) -> tuple[int, int]:
    """The still of a clip with its names in the upper corners: less quality, then fewer pixels, until it is so light.
    Returns its size. Raises ToolFailed for what is no JPEG."""
    picture = opened(source)
    while True:
        made = _named(painted(picture, size), names)
        if data := _light(made, most_bytes):
            target.write_bytes(data)
            return size
        size = max(1, size[0] * 7 // 8), max(1, size[1] * 7 // 8)


def board(
    source: Path, target: Path, tile: tuple[int, int], shown: Sequence[int], mark: str, most_bytes: int
) -> tuple[int, int]:
    """The tiles of a storyboard that are shown, by their numbers, ten in a row, each with the mark. Returns the size of
    a tile: smaller where that makes it light enough. Raises ToolFailed for what is no JPEG."""
    whole = opened(source)
    row = whole.width // tile[0]
    cut = [_cut(whole, (number % row * tile[0], number // row * tile[1]), tile) for number in shown]
    size = tile
    while True:
        columns, rows = min(len(cut), _COLUMNS), -(-len(cut) // _COLUMNS)
        sheet = Image.new("RGB", (columns * size[0], rows * size[1]))
        for count, picture in enumerate(cut):
            place = count % _COLUMNS * size[0], count // _COLUMNS * size[1]
            sheet.paste(_named(painted(picture, size), ("", mark)), place)
        if data := _light(sheet, most_bytes):
            target.write_bytes(data)
            return size
        size = max(1, size[0] * 7 // 8), max(1, size[1] * 7 // 8)


def _cut(whole: Image.Image, corner: tuple[int, int], tile: tuple[int, int]) -> Image.Image:
    return whole.crop((*corner, corner[0] + tile[0], corner[1] + tile[1]))


def _named(picture: Image.Image, names: Sequence[str]) -> Image.Image:
    """The picture with two names on plates in its upper corners."""
    font, draw = _font(min(picture.size)), ImageDraw.Draw(picture)
    height = _height(font)
    for name, right in zip(names, (False, True), strict=True):
        if name:
            width = round(font.getlength(name)) + height // 2
            left = picture.width - width if right else 0
            draw.rectangle((left, 0, left + width, height), fill=(0, 0, 0))
            draw.text((left + height // 4, height // 2), name, fill=(255, 255, 255), font=font, anchor="lm")
    return picture


def _light(picture: Image.Image, most_bytes: int) -> bytes | None:
    """The best JPEG that is so light; of a tiny picture any, for it cannot be lighter."""
    made = (jpeg(picture, quality) for quality in _QUALITIES)
    light = next((data for data in made if len(data) <= most_bytes), None)
    return light or (jpeg(picture, _QUALITIES[-1]) if max(picture.size) <= _LEAST_LETTER else None)


def _font(short_side: int) -> ImageFont.FreeTypeFont:
    asked = min(_MOST_LETTER, max(_LEAST_LETTER, round(short_side / _LETTERS_A_PICTURE)))
    found = ImageFont.load_default(asked)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise TypeError("this Pillow was built without FreeType")
    return found


def _height(font: ImageFont.FreeTypeFont) -> int:
    ascent, descent = font.getmetrics()
    return ascent + descent


def _even(length: float) -> int:
    return -(-round(length) // 2) * 2
