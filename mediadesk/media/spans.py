"""A recording in several parts, as a camera cuts it where a file grows too large for its card → one picture, one sound.

Most files are each whole: the clock of each begins anew, and the next one goes on where the picture of this one ends.
A transport stream (AVCHD) is cut between any two of its packets, in the middle of a picture: only all its bytes in a
row are whole, and one clock runs through them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, pairwise
from pathlib import Path

from mediadesk.errors import ToolFailed
from mediadesk.media import jail
from mediadesk.media.binaries import Programs
from mediadesk.media.runner import NotStarted, read
from mediadesk.media.streams import Json, decimal
from mediadesk.model.rendition import Shot

_STREAMS = ("mpegts", "mpeg")
_SAME_CLOCK_SECONDS = 1  # between the end of a part and the beginning of the next
_ASK = "format=start_time,duration:stream=index,codec_name,width,height,start_time,duration"
_MOST_JSON = 1 << 20
_WAIT_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one part says of its length, in seconds by its own clock."""

    begins: Fraction
    ends: Fraction
    goes_on: Fraction  # when its picture ends; its sound may end a little earlier or later
    kind: tuple[object, ...]  # how its picture, or its sound alone, is coded


def measured(shot: Shot, programs: Programs) -> Shot:
    """The shot with its length, and that of each part, to the frame; 10 ms a part, and nothing for a single one.

    Parts at its end that cannot be read are left out: the camera may have lost power. Raises ToolFailed when one before
    them cannot be read, or is none of this recording.
    """
    if len(shot.paths) == 1:
        return shot
    parts = [_read([path], shot, programs) for path in shot.paths]
    for name, part in zip(shot.names, parts, strict=True):
        if part and parts[0] and not _alike(part.kind, parts[0].kind):
            raise ToolFailed(f"{name} is no further part of {shot.name}: it is coded in another way")
    if shot.facts.container in _STREAMS and _one_clock(parts) and (whole := _read(shot.paths, shot, programs)):
        return _lasting(shot, whole.ends - whole.begins, ())
    readable = [part for part in parts if part]
    for name, part in zip(shot.names[: len(readable)], parts, strict=False):
        if part is None:
            raise ToolFailed(f"{name}, a part of {shot.name}, cannot be read")
    if not readable:
        raise ToolFailed(f"no part of {shot.name} can be read")
    seconds = [*(part.goes_on - part.begins for part in readable[:-1]), readable[-1].ends - readable[-1].begins]
    there = replace(shot, paths=shot.paths[: len(readable)])
    return _lasting(there, sum(seconds, Fraction()), tuple(seconds) if len(seconds) > 1 else ())


def pieces(shot: Shot) -> list[tuple[Fraction, Shot]]:
    """What of a measured shot can be read by itself, each piece with its beginning in the whole."""
    if not shot.part_seconds:
        return [(Fraction(0), shot)]
    begins = accumulate(shot.part_seconds, initial=Fraction(0))
    return [
        (begin, _lasting(replace(shot, paths=(path,)), seconds, ()))
        for begin, path, seconds in zip(begins, shot.paths, shot.part_seconds, strict=False)
    ]


def _lasting(shot: Shot, seconds: Fraction, part_seconds: tuple[Fraction, ...]) -> Shot:
    return replace(shot, facts=replace(shot.facts, seconds=seconds), part_seconds=part_seconds)


def _one_clock(parts: Sequence[_Part | None]) -> bool:
    """Whether each part begins when the one before it ends. A short one may tell nothing: its picture began before."""
    known = ((before, after) for before, after in pairwise(parts) if before and after)
    return all(abs(after.begins - before.ends) <= _SAME_CLOCK_SECONDS for before, after in known)


def _alike(one: Sequence[object], other: Sequence[object]) -> bool:
    """Whether nothing that is known of both is different."""
    return all(mine == yours for mine, yours in zip(one, other, strict=True) if mine and yours)


def _read(paths: Sequence[Path], shot: Shot, programs: Programs) -> _Part | None:
    """What a part says, or a stream of parts; None when it is not to be read alone."""
    said = _ffprobe(jail.source(shot.facts.container, paths), programs)
    number = shot.facts.frame.stream if shot.facts.frame else shot.facts.audio[0].stream
    main = next((stream for stream in said.get("streams", ()) if stream.get("index") == number), None)
    whole = said.get("format", {})
    begins, length = decimal(whole.get("start_time")) or Fraction(0), decimal(whole.get("duration"))
    if main is None or not length:
        return None
    ends = begins + length
    main_begins, main_length = (decimal(main.get(name)) for name in ("start_time", "duration"))
    goes_on = main_begins + main_length if shot.facts.frame and main_begins is not None and main_length else ends
    kind = tuple(main.get(name) for name in ("codec_name", "width", "height"))
    return _Part(begins=begins, ends=ends, goes_on=goes_on, kind=kind)


def _ffprobe(opened: jail.Source, programs: Programs) -> Json:
    """What ffprobe says of the times in an input; nothing when it cannot read it."""
    argv = [programs.ffprobe, "-hide_banner", "-loglevel", "error", "-threads", "1", "-of", "json"]
    argv += ["-show_entries", _ASK, *opened.options]
    try:
        answer: Json = json.loads(read(argv, cell=opened.cell, most_bytes=_MOST_JSON, wall_seconds=_WAIT_SECONDS))
    except NotStarted:
        raise
    except (ToolFailed, ValueError):
        return {}
    return answer
