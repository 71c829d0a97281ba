"""Facts of a clip in the few words that pages for other people have room for."""

import re
from fractions import Fraction

from mediadesk.model.moment import Captured, format_offset
from mediadesk.model.plain import one_line
from mediadesk.model.timecode import format_clock

_SHORT_SECONDS = 10
# finer than a kilometre, in degrees or as ISO 6709 writes it: the trouble of a clip may quote a place it cannot believe
# (what follows a digit and a colon is the seconds of a clock)
_COORDINATE = re.compile(r"(?<!\d:)(?<!\d:\d)[+-]?\d{1,3}\.\d{3,}|[+-]\d{4,}(\.\d+)?")
_UNITS = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


def vague(text: str) -> str:
    """The text on one line, without whatever could be a coordinate."""
    return _COORDINATE.sub("…", one_line(text) or "")


def length(seconds: Fraction | float) -> str:
    """`4.2 s` or `1:04`: of a short clip, tenths matter."""
    return f"{float(seconds):.1f} s" if seconds < _SHORT_SECONDS else format_clock(seconds)


def clock(captured: Captured) -> tuple[str | None, str | None, str | None]:
    """The time there, what is not sure about it, and the same as HTML's <time> wants it."""
    if captured.local is None:
        if captured.at is None:
            return None, None, None
        return f"{captured.at:%H:%M:%S} UTC", "time there not known", f"{captured.at:%H:%M:%S}Z"
    there = f"{captured.local:%H:%M:%S}"
    if captured.offset is None:
        return there, "zone not known", there
    return f"{there} {format_offset(captured.offset)}", "not certain" if captured.confidence == "low" else None, there


def size(count: int) -> str:
    """Bytes as drives are sold: `12.4 GB`, `640 bytes`."""
    for unit, name in _UNITS:
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} {'byte' if count == 1 else 'bytes'}"
