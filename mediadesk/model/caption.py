"""What is said and what comes when: captions by language, chapters, notes of correction. Text is text, never markup."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

CaptionState = Literal["machine", "edited", "approved"]  # written by a program; gone over by somebody; released by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What is shown for a while."""

    start_ms: int  # from the beginning of the film
    end_ms: int  # exclusive, after the start
    text: str  # plain, lines parted by \n


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """All that is said in a film, in one language."""

    language: str  # BCP 47
    state: CaptionState
    cues: tuple[Cue, ...]  # in the order of their starts
    film: str | None = None  # SHA-256 of the edit list they were timed for; None: nobody noted that


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A part of a film, up to where the next one begins."""

    start_ms: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What readers are told was wrong before."""

    at: datetime  # aware UTC: when it was written down
    note: str
