"""What can be made of a clip, as data. A recipe's digest names its result: change it and the old file is unwanted."""

import base64
import hashlib
import json
import math
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import ClassVar, Literal

Tier = Literal["still", "moving", "film", "edit"]

# x264's speed (docs/decisions/0039-fewer-bytes-for-what-goes-out.md)
PRESET = "veryfast"  # of what stays: a laptop with two cores keeps up with its reporter
SENT = "faster"  # of what goes out, and is loaded a thousand times
SENT_SMALL = "medium"  # the same where the picture is small: slower work, but little of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail:
    """A small still for lists."""

    name: ClassVar[str] = "thumbnail"
    tier: ClassVar[Tier] = "still"
    ending: ClassVar[str] = ".jpg"
    version: int = 2
    long_side: int = 320
    at: Fraction | None = None  # seconds into the clip; None: chosen by what it shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """The still before play; small enough that a page stays light."""

    name: ClassVar[str] = "poster"
    tier: ClassVar[Tier] = "still"
    ending: ClassVar[str] = ".jpg"
    version: int = 2
    long_side: int = 960
    most_bytes: int = 60_000
    at: Fraction | None = None  # seconds into the clip; None: chosen by what it shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Stills:
    """A folder with one moment of a film for every place that shows it; what is in it, `model.layout` names."""

    name: ClassVar[str] = "stills"
    tier: ClassVar[Tier] = "still"
    ending: ClassVar[str] = ""
    version: int = 2
    long_side: int = 960  # of the poster, and of the one with the play button
    small_side: int = 480  # the longer one, of the small poster
    card: tuple[int, int] = (1200, 630)  # what those who preview links cut nothing from
    most_bytes: int = 60_000  # of a poster: a page stays light
    small_bytes: int = 25_000
    card_bytes: int = 150_000
    at: Fraction | None = None  # seconds into the film; None: chosen by what it shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyboard:
    """A folder with one sprite of stills and the cue file that says which tile shows which time."""

    name: ClassVar[str] = "storyboard"
    tier: ClassVar[Tier] = "still"
    ending: ClassVar[str] = ""
    version: int = 2
    tile_long_side: int = 160
    most_tiles: int = 100
    least_seconds: int = 1  # between two tiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Waveform:
    """What sound alone looks like: it stands where a clip with a picture has its thumbnail, poster and storyboard."""

    name: ClassVar[str] = "waveform"
    tier: ClassVar[Tier] = "still"
    ending: ClassVar[str] = ".jpg"
    version: int = 1
    size: tuple[int, int] = (640, 360)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A light copy for looking through a trip: 360 lines, never above the original's size."""

    name: ClassVar[str] = "proxy"
    tier: ClassVar[Tier] = "moving"
    ending: ClassVar[str] = ".mp4"
    version: int = 2  # in time where clocks drift
    short_side: int = 360
    crf: int = 26
    kbps: int = 800  # cap
    gop_seconds: int = 2
    audio_kbps: int = 96
    preset: str = PRESET


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What stands for an original in an editor's program: every frame a key frame, all its sound, its time code.

    It has the name of the original and says when it was shot, so it stays on the desk: nothing that goes out holds it.
    """

    name: ClassVar[str] = "edit"
    tier: ClassVar[Tier] = "edit"
    ending: ClassVar[str] = ".mov"
    version: int = 1
    short_side: int = 540
    crf: int = 23
    kbps: int = 16_000  # cap of the picture
    preset: str = PRESET


@dataclass(frozen=True, slots=True, kw_only=True)
class Mp4:
    """One file with picture and sound: the download, and what plays where HLS cannot."""

    name: ClassVar[str] = "mp4"
    tier: ClassVar[Tier] = "moving"
    ending: ClassVar[str] = ".mp4"
    version: int = 3  # fewer bytes
    short_side: int = 720
    crf: int = 25
    kbps: int = 2600  # cap
    gop_seconds: int = 2
    audio_kbps: int = 128
    preset: str = SENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Small:
    """The same for a thin line: 360 lines, sound and all at most 550 kb/s (and a second or two ahead)."""

    name: ClassVar[str] = "small"
    tier: ClassVar[Tier] = "moving"
    ending: ClassVar[str] = ".mp4"
    version: int = 3  # fewer bytes
    short_side: int = 360
    crf: int = 27
    kbps: int = 460  # cap
    gop_seconds: int = 2
    audio_kbps: int = 64
    most_fps: int = 30
    preset: str = SENT_SMALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """The sound alone, for whoever listens, and for feeds."""

    name: ClassVar[str] = "sound"
    tier: ClassVar[Tier] = "moving"
    ending: ClassVar[str] = ".m4a"
    version: int = 2  # levelled
    audio_kbps: int = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One size of a ladder. The rate is a cap over a constant quality (x264 CRF)."""

    short_side: int
    crf: int
    kbps: int
    profile: Literal["main", "high"]
    level: str
    most_fps: int = 60
    preset: str = PRESET


LADDER_RUNGS = (
    Rung(short_side=234, crf=29, kbps=200, profile="main", level="3.0", most_fps=30, preset=SENT_SMALL),
    Rung(short_side=360, crf=27, kbps=550, profile="main", level="3.1", most_fps=30, preset=SENT_SMALL),
    Rung(short_side=540, crf=26, kbps=1300, profile="high", level="3.1", preset=SENT),
    Rung(short_side=720, crf=25, kbps=2600, profile="high", level="4.0", preset=SENT),
    Rung(short_side=1080, crf=24, kbps=4500, profile="high", level="4.1", preset=SENT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """A folder for adaptive play: CMAF segments of every rung not above the source, an audio group, HLS playlists."""

    name: ClassVar[str] = "ladder"
    tier: ClassVar[Tier] = "moving"
    ending: ClassVar[str] = ""
    version: int = 4  # levelled; key frames listed; fewer bytes
    rungs: tuple[Rung, ...] = LADDER_RUNGS
    segment_seconds: int = 4
    gop_seconds: int = 2
    audio_kbps: int = 64
    least_more_percent: int = 25  # bytes of a rung above those of the next lower one; one with fewer is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """The film of a dispatch: its picks, frame-exact from the originals, on one canvas."""

    name: ClassVar[str] = "film"
    tier: ClassVar[Tier] = "film"
    ending: ClassVar[str] = ".mp4"
    version: int = 2  # in time where clocks drift
    short_side: int = 1080  # at most
    crf: int = 16
    gop_seconds: int = 2
    audio_kbps: int = 192
    preset: str = PRESET


# H.264 levels: macroblocks a second, macroblocks a frame
_LEVELS = (
    ("3.0", 40_500, 1_620),
    ("3.1", 108_000, 3_600),
    ("3.2", 216_000, 5_120),
    ("4.0", 245_760, 8_192),
    ("4.1", 245_760, 8_192),
    ("4.2", 522_240, 8_704),
    ("5.0", 589_824, 22_080),
    ("5.1", 983_040, 36_864),
    ("5.2", 2_073_600, 36_864),
)

Recipe = Thumbnail | Poster | Stills | Storyboard | Waveform | Proxy | Edit | Mp4 | Small | Sound | Ladder | Film

EVERY_CLIP: tuple[Recipe, ...] = (Thumbnail(), Poster(), Storyboard(), Waveform(), Proxy())
EVERY_FILM: tuple[Recipe, ...] = (Stills(), Storyboard(), Ladder(), Mp4(), Small(), Sound())
# what goes out first where the line is thin: nothing larger is made either
LIGHT_FILM: tuple[Recipe, ...] = (Stills(), Storyboard(), Ladder(rungs=LADDER_RUNGS[:2]), Small())
HOUSE: dict[str, Recipe] = {recipe.name: recipe for recipe in (*EVERY_CLIP, *EVERY_FILM, Edit())}


def film_recipes(light: bool, poster: Fraction | None = None) -> tuple[Recipe, ...]:
    """What is made of a film to publish it; its stills show the moment `poster`, in seconds, where one was chosen."""
    return tuple(shown_at(recipe, poster) for recipe in (LIGHT_FILM if light else EVERY_FILM))


def shown_at(recipe: Recipe, moment: Fraction | None) -> Recipe:
    """The recipe; where it makes one still, of the moment that somebody chose, in seconds."""
    return replace(recipe, at=moment) if isinstance(recipe, Thumbnail | Poster | Stills) else recipe


def digest(recipe: Recipe, source: str = "") -> str:
    """Eight base-32 letters that name a recipe's parameters and, where a folder serves several sources, its source."""
    said = json.dumps([recipe.name, asdict(recipe), source], sort_keys=True, separators=(",", ":"), default=str)
    return base64.b32encode(hashlib.sha256(said.encode()).digest()).decode()[:8].lower()


def fit(display: tuple[int, int], short_side: int) -> tuple[int, int]:
    """Even width and height of the same shape whose short side is at most `short_side`, never enlarged, at least 2."""
    width, height = display
    scale = min(Fraction(1), Fraction(short_side, min(display)))
    return _even(width * scale), _even(height * scale)


def within(display: tuple[int, int], canvas: tuple[int, int]) -> tuple[int, int]:
    """Even width and height of the same shape that just fill the canvas one way and stay inside it the other."""
    scale = min(Fraction(canvas[0], display[0]), Fraction(canvas[1], display[1]))
    return min(canvas[0], _even(display[0] * scale)), min(canvas[1], _even(display[1] * scale))


def fit_long(display: tuple[int, int], long_side: int) -> tuple[int, int]:
    """Width and height of the same shape whose long side is at most `long_side`, never enlarged, at least 1."""
    scale = min(Fraction(1), Fraction(long_side, max(display)))
    return max(1, round(display[0] * scale)), max(1, round(display[1] * scale))


def made_from(display: tuple[int, int]) -> tuple[int, int]:
    """The size that every rung is scaled down from, whichever others are made: so a rung is the same in each ladder."""
    return fit(display, LADDER_RUNGS[-1].short_side)


def rungs_for(ladder: Ladder, display: tuple[int, int]) -> tuple[Rung, ...]:
    """The rungs that do not enlarge the source; for a source below all of them, the lowest."""
    fitting = tuple(rung for rung in ladder.rungs if rung.short_side <= min(display))
    return fitting or ladder.rungs[:1]


def rate_at_most(rate: Fraction, most_fps: int) -> Fraction:
    """The rate, halved until it is at most `most_fps`: each second frame keeps an even motion, other steps judder."""
    while rate > most_fps:
        rate /= 2
    return rate


def level_for(size: tuple[int, int], rate: Fraction, least: str) -> str:
    """The H.264 level of a picture of this size and rate, at least `least` (ITU-T H.264, table A-1)."""
    blocks = math.ceil(size[0] / 16) * math.ceil(size[1] / 16)
    for level, most_a_second, most_a_frame in _LEVELS:
        if level >= least and blocks <= most_a_frame and blocks * rate <= most_a_second:
            return level
    return _LEVELS[-1][0]


def _even(length: Fraction) -> int:
    return max(2, round(length / 2) * 2)
