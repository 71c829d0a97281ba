"""What a pack holds and how heavy that may be: the arithmetic before anything is made."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mediadesk.model.clip import Clip
from mediadesk.model.offer import Board, Offered
from mediadesk.model.plain import one_line, some_lines

SHORT_SIDE = 234  # lines of its proxies
MOST_FPS = 30
STILL_BYTES = 34_000
BOARD_BYTES = 52_000
MOST_TILES = 60  # of a storyboard, and with stills alone
MOST_TILES_OF_STILLS = 30
MOST_ONE_PAGE = 24_000_000  # bytes of a page with its pictures in it: a telephone must open it at once
LINE_KBPS = 1000  # of the line that the plan is told for

_BEST_KBPS, _LEAST_KBPS = 180, 60  # of a picture; below, faces are blocks
_BEST_SOUND, _LEAST_SOUND = 32, 24
_AROUND_KBPS = 8  # of the index of a file: 12 bytes a frame and 8 a block of sound
_AROUND_BYTES, _MORE_SECONDS = 4_000, 2  # of any file; what an encoder may be ahead
_STEP_KBPS = 5
_USUAL_STILLS = 37_000  # of a still and a storyboard
_PAGE_BYTES, _ROW_BYTES = 160_000, 1_500  # of the page, and of each clip in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How heavy the proxies of a pack are at most, in kbit/s."""

    picture: int
    sound: int

    @property
    def all(self) -> int:
        """Of a second of a proxy."""
        return self.picture + self.sound + _AROUND_KBPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """What the pack has of one clip to look at and to listen to: names from the page, each None where there is none."""

    still: str | None = None
    board: Board | None = None
    video: str | None = None
    fps: Fraction | None = None  # of the video
    size: tuple[int, int] | None = None  # in which it is looked at; None for sound alone

    @property
    def names(self) -> tuple[str, ...]:
        """All files."""
        named = (self.still, self.board and self.board.file, self.video)
        return tuple(each for each in named if each)


BEST = Rates(picture=_BEST_KBPS, sound=_BEST_SOUND)
LEAST = Rates(picture=_LEAST_KBPS, sound=_LEAST_SOUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """A clip as far as its weight goes."""

    seconds: Fraction
    proxy_bytes: int | None = None  # of the proxy that the desk has of it; a smaller one is hardly heavier


def most_bytes(clips: Sequence[Lasting], rates: Rates | None) -> int:
    """What a pack of such clips weighs at most; without rates it has stills alone."""
    moving = sum(_moving(each, rates) for each in clips) if rates else 0
    return _PAGE_BYTES + len(clips) * (STILL_BYTES + BOARD_BYTES + _ROW_BYTES) + moving


def usual_bytes(clips: Sequence[Lasting], rates: Rates | None) -> int:
    """What it will weigh, as packs mostly do."""
    moving = sum(min(_moving(each, rates), _usual(each, rates)) for each in clips) if rates else 0
    return _PAGE_BYTES // 2 + len(clips) * _USUAL_STILLS + moving


def rates_for(clips: Sequence[Lasting], most: int | None) -> Rates | None:
    """The best rates at which a pack of such clips weighs at most so much; None where not even the least do."""
    steps = (Rates(picture=kbps, sound=BEST.sound) for kbps in range(BEST.picture, LEAST.picture, -_STEP_KBPS))
    return next((each for each in (*steps, LEAST) if most is None or most_bytes(clips, each) <= most), None)


def how_many(clips: Sequence[Lasting], most: int, rates: Rates | None) -> int:
    """How many clips of these, from the first on, would weigh at most so much."""
    fitting = (count for count in range(len(clips), 0, -1) if most_bytes(clips[:count], rates) <= most)
    return next(fitting, 0)


def in_one_page(size_bytes: int) -> int:
    """What as many bytes of pictures weigh as text in a page."""
    return -(-size_bytes * 4 // 3)


def line_seconds(size_bytes: int, kbps: int = LINE_KBPS) -> float:
    """How long it is on its way."""
    return size_bytes * 8 / 1000 / kbps


def tiles_shown(tiles: int, most: int) -> tuple[range, int]:
    """Which tiles of a storyboard are shown, and every which: as many as may be, evenly."""
    every = max(1, math.ceil(tiles / most))
    return range(0, tiles, every), every


def offered(clip: Clip, pictures: Pictures) -> Offered:
    """What the page is told of a clip, which is as it travels (`model.travel`). Each field is named here, so that
    nothing comes along that nobody named."""
    log = clip.log
    return Offered(
        id=clip.id,
        day=clip.captured.day,
        title=one_line(log.title),
        notes=tuple(said for note in log.notes if (said := some_lines(note))),
        tags=tuple(sorted(said for tag in log.tags if (said := one_line(tag)))),
        place=place_of(clip),
        ms=None if clip.seconds is None else round(clip.seconds * 1000),
        fps=pictures.fps,
        width=pictures.size[0] if pictures.size else None,
        height=pictures.size[1] if pictures.size else None,
        flag=log.flag,
        rating=log.rating,
        video=pictures.video,
        still=pictures.still,
        board=pictures.board,
    )


def place_of(clip: Clip) -> str | None:
    """The town or what is wider, and the country: `Kharkiv, Ukraine`."""
    if clip.place is None:
        return None
    country = next((each.name for each in clip.place.within if each.rung == "country"), clip.place.country)
    return one_line(", ".join(dict.fromkeys(each for each in (clip.place.name, country) if each)))


def _moving(clip: Lasting, rates: Rates) -> int:
    bound = math.ceil(rates.all * 125 * (clip.seconds + _MORE_SECONDS)) + _AROUND_BYTES
    return bound if clip.proxy_bytes is None else min(bound, clip.proxy_bytes + _AROUND_BYTES)


def _usual(clip: Lasting, rates: Rates) -> int:
    """Measured of sixty clips of real cameras."""
    if clip.proxy_bytes is None:
        return rates.all * 125 * math.ceil(clip.seconds) * 2 // 3
    return clip.proxy_bytes * 2 // 5 + _AROUND_BYTES
