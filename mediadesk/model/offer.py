"""What the page of a pack may say: an allow-list. What nobody named here is not on the page."""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from mediadesk.model.clip import ClipId, Flag
from mediadesk.model.picking import is_mark

# beside the page, in the one folder that goes along with it: `clips/7QK2MW3ZTA-board.jpg`
_BESIDE = re.compile(r"clips/[0-9A-Z]{10}(-[a-z]+)?\.[a-z0-9]{3,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A storyboard: one picture of many small ones, row by row."""

    file: str  # from the page
    columns: int
    tiles: int
    width: int  # of one tile, in pixels
    height: int
    every_ms: int  # between two tiles; the first stands for the beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A clip to choose or not. What is not known, or stays at home, is None."""

    id: ClipId
    day: date | None = None  # there
    title: str | None = None
    notes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    place: str | None = None  # as wide as a town, or wider
    ms: int | None = None  # how long it is
    fps: Fraction | None = None
    width: int | None = None  # as a viewer sees it; None: sound alone
    height: int | None = None
    flag: Flag | None = None  # ours
    rating: int | None = None  # ours, 0 to 5
    video: str | None = None  # from the page, as is each name of a file
    still: str | None = None
    board: Board | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """All that the page of one pack says. Raises ValueError for a mark or a name of a file that is none."""

    mark: str  # whose copy this is; always to be seen
    made: date
    language: str  # a language tag; English where we have no words for it
    clips: tuple[Offered, ...]
    stills: bool = False  # without anything that moves

    def __post_init__(self) -> None:
        if not is_mark(self.mark):
            raise ValueError("no mark of a pack")
        if not all(_BESIDE.fullmatch(name) for clip in self.clips for name in files_of(clip)):
            raise ValueError("no name of a file beside the page")


def files_of(clip: Offered) -> tuple[str, ...]:
    """The files that the page shows of a clip, by their names from the page."""
    board = clip.board.file if clip.board else None
    return tuple(name for name in (clip.video, clip.still, board) if name is not None)
