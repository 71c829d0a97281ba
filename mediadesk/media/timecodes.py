"""The time code of an original's first frame (SMPTE ST 12-1), as an editor's program needs it of what stands for it."""

import json
import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from mediadesk.errors import ToolFailed
from mediadesk.media import jail
from mediadesk.media.binaries import Programs
from mediadesk.media.runner import CALM, NotStarted, read
from mediadesk.media.streams import Json

_ASK = "stream=index,codec_tag_string,avg_frame_rate:stream_tags=timecode:format_tags=timecode"
_CODE = re.compile(r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d)([:;.])(\d{2,3})")
_DROPS = (Fraction(30000, 1001), Fraction(60000, 1001))  # rates of which some numbers may be left out
_MOST_JSON = 1 << 20
_WAIT_SECONDS = 20


def first(
    container: str, paths: Sequence[Path], fps: Fraction | None, rate: Fraction, programs: Programs
) -> str | None:
    """`10:31:06:01`, with `;` before the frame where numbers are dropped: of a recording's first frame, counted at
    `rate` frames a second. None when the file has none, or one that makes no sense.

    `fps` is the recording's own rate, at which it counts where its time code track does not say.
    """
    said = _asked(jail.source(container, paths[:1]), programs)
    streams = said.get("streams", [])
    own = [each for each in streams if each.get("codec_tag_string") == "tmcd"]
    for part in (*own, said.get("format", {}), *streams):
        if code := part.get("tags", {}).get("timecode"):
            return counted(code, _rate(part if part in own else {}) or fps or rate, rate)
    return None


def counted(code: str, at: Fraction, rate: Fraction) -> str | None:
    """The same moment for who counts `rate` frames a second instead of `at`; None for what is no time code."""
    match = _CODE.fullmatch(code)
    if not match or int(match[5]) >= round(at):
        return None
    drops = match[4] != ":" and rate in _DROPS
    frame = int(match[5]) * round(rate) // round(at)
    return f"{match[1]}:{match[2]}:{match[3]}{';' if drops else ':'}{frame:02}"


def _rate(stream: Json) -> Fraction | None:
    """Frames a second of a time code track."""
    match = re.fullmatch(r"(\d{1,9})/([1-9]\d{0,8})", str(stream.get("avg_frame_rate")))
    rate = Fraction(int(match[1]), int(match[2])) if match else Fraction(0)
    return rate if rate >= 1 else None


def _asked(opened: jail.Source, programs: Programs) -> Json:
    argv = [programs.ffprobe, *CALM, "-of", "json", "-show_entries", _ASK, *opened.options]
    try:
        answer: Json = json.loads(read(argv, cell=opened.cell, most_bytes=_MOST_JSON, wall_seconds=_WAIT_SECONDS))
    except NotStarted:
        raise
    except (ToolFailed, ValueError):
        return {}
    return answer
