"""The packets of a picture around a stretch, as they lie in the file: their times, and which need no other."""

from dataclasses import dataclass
from fractions import Fraction

from mediadesk.errors import ToolFailed
from mediadesk.media import jail
from mediadesk.media.binaries import Programs
from mediadesk.media.graphs import frame_of
from mediadesk.media.runner import CALM, read
from mediadesk.media.streams import decimal
from mediadesk.model.excerpt import ROOM, Stretch
from mediadesk.model.rendition import Shot

_LEADS = (Fraction(4), Fraction(30), None)  # seconds before the stretch in which a key frame is looked for
_PAST_SECONDS = Fraction(3)  # after it, for the packet with which it ends
_MOST_BYTES = 1 << 26
_WAIT_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One coded picture."""

    time: Fraction | None  # seconds at which it is shown, by the clock of its file
    key: bool  # a decoder can begin with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Packets:
    """Those around a stretch, in the order in which they are decoded."""

    row: tuple[Packet, ...]
    start: Fraction  # where the file's clock stands when it begins: the zero of all points in it
    tick: Fraction  # of the picture's clock, in seconds
    from_start: bool  # the first of the row is the first of the file


def packets(shot: Shot, wanted: Stretch, *, programs: Programs) -> Packets:
    """The packets of a shot's picture, from at least one key frame before a stretch to some after it. Raises ToolFailed
    when there are none."""
    head = _asked(shot, ["-show_entries", "format=start_time:stream=time_base"], programs)
    start = next((decimal(line[0]) for line in head["format"]), None) or Fraction(0)
    tick = Fraction(head["stream"][0][0])
    row, begin = tuple[Packet, ...](), None
    for lead in _LEADS:
        begin = None if lead is None else start + wanted.begin - lead
        begin = None if begin is not None and begin <= start else begin
        row = _up_to(shot, begin, None if wanted.end is None else start + wanted.end, tick, programs)
        if begin is None or any(each.key and each.time and each.time <= start + wanted.begin - ROOM for each in row):
            break
    if not row:
        raise ToolFailed(f"no picture of {shot.name} could be found where it is wanted")
    return Packets(row=row, start=start, tick=tick, from_start=begin is None)


def _up_to(
    shot: Shot, begin: Fraction | None, end: Fraction | None, tick: Fraction, programs: Programs
) -> tuple[Packet, ...]:
    """The packets up to some after `end`, or to the end of the file."""
    if end is not None:
        row = _row(shot, begin, end + _PAST_SECONDS, tick, programs)
        if any(each.time is not None and each.time >= end + 2 * ROOM for each in row):
            return row
    return _row(shot, begin, None, tick, programs)


def _row(
    shot: Shot, begin: Fraction | None, end: Fraction | None, tick: Fraction, programs: Programs
) -> tuple[Packet, ...]:
    interval = f"{'' if begin is None else _at(begin)}%{'' if end is None else _at(end)}"
    asks = ["-show_entries", "packet=pts,flags", *(["-read_intervals", interval] if interval != "%" else [])]
    return tuple(_packet(line, tick) for line in _asked(shot, asks, programs)["packet"])


def _packet(words: list[str], tick: Fraction) -> Packet:
    number, flags, *_ = [*words, "", ""]
    is_number = number.lstrip("-").isdigit() and len(number) < 20
    return Packet(time=int(number) * tick if is_number else None, key="K" in flags)


def _asked(shot: Shot, asks: list[str], programs: Programs) -> dict[str, list[list[str]]]:
    """What ffprobe says of the picture, its lines by their kind."""
    opened = jail.source(shot.facts.container, shot.paths, shot.part_seconds)
    argv = [programs.ffprobe, *CALM, "-select_streams", str(frame_of(shot).stream), "-of", "csv", *asks]
    said = read([*argv, *opened.options], cell=opened.cell, most_bytes=_MOST_BYTES, wall_seconds=_WAIT_SECONDS)
    lines: dict[str, list[list[str]]] = {"format": [], "stream": [], "packet": []}
    for line in said.decode("ascii", "replace").splitlines():
        kind, *words = line.split(",")
        lines.setdefault(kind, []).append(words)
    return lines


def _at(time: Fraction) -> str:
    return f"{float(time):.6f}"
