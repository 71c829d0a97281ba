"""What stands on a contact sheet for the printer: the clips of a trip by day and place, and few words under each.

A sheet of paper is passed around and left on tables: it names no file, no person, no camera, and of a place the town
alone (`precision.public`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from mediadesk.model.clip import Clip
from mediadesk.model.precision import public
from mediadesk.model.timecode import format_clock

_SHORT_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A clip on the sheet."""

    id: str
    length: str  # empty where nobody knows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The clips of one day at one place, in the order in which they were given."""

    heading: str
    cells: tuple[Cell, ...]


def groups(clips: Iterable[Clip]) -> list[Group]:
    """The clips under a heading for each day and place; a new one where either changes."""
    return [
        Group(heading=heading, cells=tuple(_cell(clip) for clip in those))
        for heading, those in groupby(clips, key=_heading)
    ]


def _cell(clip: Clip) -> Cell:
    seconds = clip.seconds
    known = "" if seconds is None else f"{float(seconds):.1f} s" if seconds < _SHORT_SECONDS else format_clock(seconds)
    return Cell(id=clip.id, length=known)


def _heading(clip: Clip) -> str:
    clock, place = clip.captured.day_clock, public(clip.place)
    day = f"{clock:%A} {clock.day} {clock:%B} {clock.year}" if clock else "No date"
    return ", ".join(filter(None, (day, place.words if place else "")))
