"""The light copy of a clip for a pack: made of what the desk has made of it before, with its names burned in.

A proxy, a still and a storyboard go in, small ones with the mark of whom they are for come out. Each is verified as
every rendition is, and nothing of it is kept: the next pack has another mark.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from mediadesk.events import Began, Ended, Moved, Report
from mediadesk.media import boxes, coding, jail, marks, stills, storyboard, verify
from mediadesk.media.binaries import Programs
from mediadesk.media.cell import Cell
from mediadesk.media.cuts import samples_at
from mediadesk.media.making import Tick, work
from mediadesk.media.options import BARE, Options
from mediadesk.media.runner import QUIET
from mediadesk.media.verify import Promise
from mediadesk.model.clip import ClipId
from mediadesk.model.offer import Board
from mediadesk.model.pack import BOARD_BYTES, MOST_FPS, SHORT_SIDE, STILL_BYTES, Pictures, Rates, tiles_shown
from mediadesk.model.recipe import PRESET, Storyboard, fit, fit_long, rate_at_most

_CRF, _GOP_SECONDS = 30, 1  # steps back are quick
_STILL_LONG_SIDE, _TILE_LONG_SIDE = 640, 160
CLIPS = "clips"  # the folder beside the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """One clip to be made light. A value: it pickles."""

    clip: ClipId
    mark: str
    proxy: Path | None  # of the desk, as are the others; None where the pack has stills alone
    still: Path | None
    board: Path | None  # the folder of a storyboard
    display: tuple[int, int] | None  # of the clip; None for sound alone
    seconds: Fraction  # how long it is
    rates: Rates | None
    most_tiles: int

    @property
    def task(self) -> str:
        """Its name in progress."""
        return f"{self.clip} pack"


def pack(light: Light, report: Report, *, folder: Path, programs: Programs) -> Pictures:
    """Makes the files of one clip in `clips/` of a folder, and verifies them. Raises ToolFailed."""
    report(Began(light.task, float(light.seconds), "seconds"))
    room = folder / CLIPS
    still = board = video = fps = None
    try:
        if light.still:
            still = f"{light.clip}.jpg"
            size = fit_long(stills.picture_size(light.still), _STILL_LONG_SIDE)
            size = marks.still(light.still, room / still, (light.clip, light.mark), size, STILL_BYTES)
            verify.still(room / still, size, STILL_BYTES)
        if light.board and light.display:
            board = _board(light, light.board, light.display, room)
        if light.proxy and light.rates:
            video = f"{light.clip}.mp4"
            fps = _moving(light, light.proxy, light.rates, room / video, programs, _ticking(light, report))
        return Pictures(
            still=still and f"{CLIPS}/{still}",
            board=board,
            video=video and f"{CLIPS}/{video}",
            fps=fps,
            size=light.display and fit(light.display, SHORT_SIDE),
        )
    finally:
        report(Ended(light.task))


def _ticking(light: Light, report: Report) -> Tick:
    return lambda done: report(Moved(light.task, done, float(light.seconds)))


def _board(light: Light, source: Path, display: tuple[int, int], room: Path) -> Board:
    """Fewer tiles than the desk has, and each with the mark."""
    recipe, name = Storyboard(), f"{light.clip}-board.jpg"
    apart = storyboard.step(light.seconds, recipe.most_tiles, recipe.least_seconds)
    shown, every = tiles_shown(len(storyboard.moments(light.seconds, apart)), light.most_tiles)
    tile = fit_long(display, recipe.tile_long_side)
    width, height = marks.board(source / storyboard.SPRITE, room / name, tile, shown, light.mark, BOARD_BYTES)
    columns = min(len(shown), storyboard.COLUMNS)
    verify.still(room / name, (columns * width, -(-len(shown) // columns) * height), BOARD_BYTES)
    return Board(
        file=f"{CLIPS}/{name}",
        columns=columns,
        tiles=len(shown),
        width=width,
        height=height,
        every_ms=1000 * apart * every,
    )


def _moving(light: Light, source: Path, rates: Rates, target: Path, programs: Programs, tick: Tick) -> Fraction | None:
    """The proxy of 234 lines; returns its frames a second, None for sound alone."""
    tracks = {each.handler: each for each in boxes.tracks(source)}
    picture, sound = tracks.get("vide"), tracks.get("soun")
    if picture is None or picture.size is None:
        _encode([*_opened(source), *_sound(rates, None)], (source,), target, light, programs, tick)
        promise = Promise(size=None, rate=Fraction(MOST_FPS), frames=None, sound=True, sound_kbps=rates.sound)
        _proved(target, promise, light.seconds, programs)
        return None
    rate = picture.samples / picture.shown_seconds
    slow = rate_at_most(rate, MOST_FPS)
    step, size = int(rate / slow), fit(picture.size, SHORT_SIDE)
    with TemporaryDirectory(dir=target.parent, prefix=".letters-") as room:
        letters = Path(room) / "letters.png"
        drawn = marks.letters(letters, (light.clip, light.mark), min(size))
        plain = f"[0:v]framestep={step},scale={size[0]}:{size[1]}:flags=bicubic,setsar=1"
        plain += f",settb={slow.denominator}/{slow.numerator},setpts=N[plain]"
        burnt = f"{plain};{marks.burning(drawn, size, rate, step)};[burnt]format=yuv420p,{_BT709}[picture]"
        words = [*_opened(source), "-framerate", str(slow), "-loop", "1", *jail.input_options("image2", letters)]
        words += ["-filter_complex", burnt, "-map", "[picture]", *_picture(rates, slow)]
        words += _sound(rates, samples_at(picture.samples, rate)) if sound else []
        _encode(words, (source, letters), target, light, programs, tick)
    frames, longer = math.ceil(Fraction(picture.samples, step)), 1 / slow - 1 / rate
    promise = Promise(
        size=size,
        rate=slow,
        frames=frames,
        sound=sound is not None,
        kbps=rates.picture,
        sound_kbps=rates.sound if sound else 0,
        longer=longer,
    )
    _proved(target, promise, light.seconds, programs)
    return slow


_BT709 = "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"


def _picture(rates: Rates, rate: Fraction) -> list[str]:
    options = coding.h264(PRESET, _CRF, _GOP_SECONDS, rate) | {
        "maxrate": f"{rates.picture}k",
        "bufsize": f"{rates.picture}k",
        "profile:v": "main",
    }
    return _words(options)


def _sound(rates: Rates, samples: int | None) -> list[str]:
    """One channel, exactly as long as the picture."""
    cut = f"apad=whole_len={samples},atrim=end_sample={samples}" if samples else "anull"
    options = {**coding.aac(rates.sound), "ac": 1}
    return ["-map", "0:a:0", "-af", cut, *_words(options)]


def _opened(source: Path) -> list[str]:
    return jail.input_options("mov", source)


def _encode(
    words: Sequence[str], reads: tuple[Path, ...], target: Path, light: Light, programs: Programs, tick: Tick
) -> None:
    argv = [programs.ffmpeg, *QUIET, "-y", *words, *_words({**BARE, **coding.FILE}), target.name]
    work(argv, Cell(reads=reads, writes=target.parent, limits=jail.making(light.seconds)), tick)
    boxes.blank_tags(target)


def _proved(target: Path, promise: Promise, seconds: Fraction, programs: Programs) -> None:
    verify.mp4(target, promise)
    verify.decodes([target], seconds, programs)


def _words(options: Options) -> list[str]:
    """Options as words; one without a value stands alone."""
    said = ((f"-{name}", value) for name, value in options.items())
    return [word for name, value in said for word in ((name,) if value is None else (name, str(value)))]
