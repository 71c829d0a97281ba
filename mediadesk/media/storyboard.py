"""Which moments a storyboard shows, and the cues that say so (WebVTT, media fragments). Plain arithmetic."""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

COLUMNS = 10
SPRITE = "sprite.jpg"
CUES = "storyboard.vtt"


def step(seconds: Fraction, most_tiles: int, least_seconds: int) -> int:
    """Whole seconds from one tile to the next, so that there are not too many."""
    return max(least_seconds, math.ceil(seconds / most_tiles))


def moments(seconds: Fraction, apart: int) -> list[Fraction]:
    """The middle of every tile's stretch; the last stretch ends with the clip."""
    count = max(1, math.ceil(seconds / apart))
    ends = [min(Fraction(number * apart), seconds) for number in range(count + 1)]
    return [(begin + end) / 2 for begin, end in pairwise(ends)]


def nearest(frames: Sequence[Fraction], moment: Fraction) -> int:
    """The number of the frame to show for a moment; of two, the earlier one."""
    return min(range(len(frames)), key=lambda number: (abs(frames[number] - moment), number))


def dense(frames: Sequence[Fraction], seconds: Fraction, apart: int) -> bool:
    """Whether frames lie close enough that each tile shows its own stretch or the one beside it."""
    points = [Fraction(0), *frames, seconds]
    return bool(frames) and all(after - before <= 2 * apart for before, after in pairwise(points))


def cues(seconds: Fraction, apart: int, tile: tuple[int, int]) -> str:
    """One cue a tile, up to the last millisecond of the clip."""
    lines = ["WEBVTT"]
    for number in range(len(moments(seconds, apart))):
        begin, end = Fraction(number * apart), min(Fraction((number + 1) * apart), seconds)
        left, top = tile_place(number, tile)
        lines += ["", f"{_clock(begin)} --> {_clock(end)}", f"{SPRITE}#xywh={left},{top},{tile[0]},{tile[1]}"]
    return "\n".join(lines) + "\n"


def tile_place(number: int, tile: tuple[int, int]) -> tuple[int, int]:
    """The left upper corner of a tile in the sprite, in pixels."""
    return number % COLUMNS * tile[0], number // COLUMNS * tile[1]


def _clock(seconds: Fraction) -> str:
    """`00:01:04.500`, as WebVTT wants it."""
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
