"""What is said and what comes when: captions by language, chapters, notes of correction. Text is text, never markup."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal, get_args

CaptionState = Literal["machine", "edited", "approved"]  # written by a program; gone over by somebody; released by one
CAPTION_STATES: tuple[CaptionState, ...] = get_args(CaptionState)
GRACE_MS = 1_000  # how much later than the film the last cue may end: programs round up


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


def cut_of(edit_list: str) -> str:
    """What `Caption.film` says of the film with this edit list (`model.dispatch.edit_list`)."""
    return hashlib.sha256(edit_list.encode()).hexdigest()


def unready(slug: str, captions: Sequence[Caption], cut: str, seconds: Fraction | None) -> Iterator[str]:
    """Why captions must not go out with the film of this cut and this length; None: how long it is nobody knows yet."""
    for each in captions:
        set_again = f"(mediadesk dispatch caption {slug} --lang {each.language} --state edited)"
        if each.state == "machine":
            yield f"a program wrote the {each.language} captions: somebody has to go over them {set_again}"
        if each.film not in {None, cut}:
            yield f"the {each.language} captions were timed for another cut: somebody has to look at them {set_again}"
        if late := past_end(each.cues, seconds):
            give = f"(mediadesk dispatch caption {slug} FILE --lang {each.language})"
            yield f"the {each.language} captions go on after the end of the film: {_numbered('cue', late)} {give}"


def too_late(slug: str, chapters: Sequence[Chapter], seconds: Fraction | None) -> Iterator[str]:
    """Why chapters must not go out with a film of this length."""
    late = [number for number, each in enumerate(chapters, 1) if seconds and each.start_ms >= seconds * 1000]
    if late:
        yield f"{_numbered('chapter', late)} would begin after the film (mediadesk dispatch chapters {slug} FILE)"


def past_end(cues: Sequence[Cue], seconds: Fraction | None) -> tuple[int, ...]:
    """The numbers, from 1, of cues that a film of this length does not show, or would cut off."""
    if seconds is None:
        return ()
    last = seconds * 1000
    return tuple(number for number, cue in enumerate(cues, 1) if cue.start_ms >= last or cue.end_ms > last + GRACE_MS)


def _numbered(what: str, numbers: Sequence[int], most: int = 5) -> str:
    """Some of many for people: `cues 7, 8, 9, 10, 11 and 31 more`."""
    more = f" and {len(numbers) - most} more" if len(numbers) > most else ""
    return f"{what}{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers[:most]))}{more}"
