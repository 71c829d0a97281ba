"""Picking from afar: the pack that goes out, and what comes home in a picks file.

What an editor says is a layer of their own beside the log: nobody's picks ever take the place of somebody else's.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from mediadesk.model.clip import ClipId, Flag
from mediadesk.model.dispatch import Pick

_MARK_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is read as another one
_MARK_LENGTH = 8
_MARK = re.compile(f"[{_MARK_LETTERS}]{{{_MARK_LENGTH}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What was given to somebody to pick from. It is recorded when it is whole, and never taken back."""

    mark: str  # seen on its page and in each of its pictures: whose copy this is
    editor: str  # the alias of whom it was made for
    at: datetime  # aware UTC
    clips: tuple[ClipId, ...]
    slug: str | None = None  # of the dispatch it was made for
    stills: bool = False  # without anything that moves
    encrypted: bool = True
    size_bytes: int = 0  # of what was handed over
    sha256: str | None = None  # of what was handed over, when that is one file


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What one editor says of one clip."""

    clip: ClipId
    flag: Flag | None = None
    rating: int | None = None  # 0 to 5
    note: str | None = None  # no markup
    in_point: Fraction | None = None  # seconds into the clip, inclusive; None is its beginning
    out_point: Fraction | None = None  # seconds, exclusive; None is its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Picks:
    """A picks file: what was said of the clips of a pack, and in which order they would make a dispatch."""

    mark: str  # of the pack
    saved: datetime  # aware UTC, by the clock of the editor
    choices: tuple[Choice, ...] = ()  # at most one a clip
    order: tuple[Pick, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A choice in the layer of its editor."""

    editor: str  # an alias
    saved: datetime  # aware UTC, by the clock of the editor: of two, the later one counts
    choice: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The order that an editor proposes for a dispatch."""

    slug: str
    editor: str  # an alias
    saved: datetime  # aware UTC, by the clock of the editor: of two, the later one counts
    picks: tuple[Pick, ...]


def new_mark() -> str:
    """Eight random letters, 40 bits: enough to tell packs apart, short enough to be read from a picture."""
    return "".join(secrets.choice(_MARK_LETTERS) for _ in range(_MARK_LENGTH))


def is_mark(text: str) -> bool:
    """Whether it could be the mark of a pack."""
    return bool(_MARK.fullmatch(text))
