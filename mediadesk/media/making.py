"""What every maker of renditions shares: a program at work in its cell, and what became of a want."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from mediadesk.errors import ToolFailed
from mediadesk.media import jail
from mediadesk.media.cell import Cell
from mediadesk.media.hardware import Hardware, devices
from mediadesk.media.runner import run
from mediadesk.media.verify import Proofs
from mediadesk.model.loudness import Loudness
from mediadesk.model.rendition import Shot, Want

Tick = Callable[[float], None]  # gets the seconds that are done

_NO_FILTER = re.compile(r"No such filter: '(\w+)'")
# of a list in which no codec may look for itself (`jail.moments_listing`): asked for, and no trouble
_ASKED_FOR = re.compile(
    r"^.*Codec \(\w+\) not on whitelist 'none'\n(?: +Last message repeated \d+ times\n)?", re.MULTILINE
)
_ANOTHER_FFMPEG = 'unset MEDIADESK_FFMPEG, then pip install "mediadesk[ffmpeg]"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What became of one want."""

    want: Want
    seconds: Fraction | None
    size: tuple[int, int] | None
    proofs: Proofs
    loudness: Loudness | None = None


def cell_of(shot: Shot, folder: Path, hardware: Hardware | None = None) -> Cell:
    """The files of a shot, and the folder of what is made of them; with the devices of `hardware`."""
    found = devices(hardware) if hardware else ()
    return Cell(reads=shot.paths, writes=folder, devices=found, limits=jail.making(shot.facts.seconds))


def work(argv: Sequence[str], cell: Cell, tick: Tick) -> None:
    """Run ffmpeg, for no longer than one core of it might work. Raises ToolFailed, with a way out where it can be."""
    try:
        run(argv, cell=cell, tick=tick, wall_seconds=cell.limits.cpu_seconds)
    except ToolFailed as error:
        error.tail = _ASKED_FOR.sub("", error.tail)
        if lacking := _NO_FILTER.search(error.tail):
            what = f"this ffmpeg has no filter {lacking[1]}, and without it the colours would be wrong"
            raise ToolFailed(what, hint=_ANOTHER_FFMPEG, argv=argv, tail=error.tail) from error
        raise


def later(tick: Tick, before: Fraction, until: Fraction | None = None) -> Tick:
    """Progress of a part that begins `before` seconds into the whole, and ends `until`: a program that writes a little
    more than the part must not make the next one seem to go back."""
    return lambda done: tick(min(float(before) + done, math.inf if until is None else float(until)))


def onward(tick: Tick) -> Tick:
    """Progress that stands still where a file is gone through once more, instead of going back."""
    most = 0.0

    def ticked(done: float) -> None:
        nonlocal most
        most = max(most, done)
        tick(most)

    return ticked
