"""Whether values that another desk sent can be true: a type alone lets a place lie outside the world."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from mediadesk.model.clip import Audio, Camera, Facts, Frame, Log
from mediadesk.model.clock import Calibration, ClockSpan
from mediadesk.model.dispatch import Pick
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from mediadesk.model.moment import Captured
from mediadesk.model.picking import Choice
from mediadesk.model.place import Place, Wider
from mediadesk.model.strict import NotSo
from mediadesk.model.track import KeptTrack

# what mediadesk itself tells apart by looking at a file: ffmpeg has readers that would open other files
CONTAINERS = frozenset(
    "mov matroska asf avi wav aiff w64 mpeg mpegvideo mpegts ogg flac caf flv amr au wv ac3 dts rm dv r3d mxf mp3 aac"
    " h264 hevc".split()
)
_DAY = timedelta(days=1)
_LARGEST = 1 << 16  # pixels
_STREAMS = 1_000
_FASTEST = 10_000  # frames a second
_MOST_FIXES = 10_000
_ROUND = 20_100_000  # metres: half the way around the earth
_NAMED = re.compile(r"[^\t\n]*")


def check(value: Any) -> None:
    """Raises NotSo when a value, or one within it, cannot be true."""
    if isinstance(value, tuple | frozenset):
        for each in value:
            check(each)
    elif is_dataclass(value):
        for field in fields(value):
            check(getattr(value, field.name))
        if not _RULES.get(type(value), _fine)(value):
            raise NotSo(f"what it says of a {type(value).__name__.lower()} cannot be true")


def _fine(_: Any) -> bool:
    return True


def _lies(value: Place | Wider) -> bool:
    return abs(value.lat) <= 90 and abs(value.lon) <= 180 and 0 <= value.radius_m <= _ROUND


def _captured(value: Captured) -> bool:
    offset = value.offset is None or abs(value.offset) < _DAY
    return offset and _aware(value.at) and _naive(value.local)


def _span(value: ClockSpan) -> bool:
    behind = value.behind is None or abs(value.behind) < 40_000 * _DAY
    return behind and _naive(value.start) and _naive(value.end)


def _calibration(value: Calibration) -> bool:
    return _naive(value.camera) and abs(value.behind) < 40_000 * _DAY


def _frame(value: Frame) -> bool:
    sizes = 0 < value.width <= _LARGEST and 0 < value.height <= _LARGEST
    shape = value.sample_aspect is None or Fraction(1, 1000) <= value.sample_aspect <= 1000
    fast = value.fps is None or 0 < value.fps <= _FASTEST
    depth = value.bit_depth is None or 0 < value.bit_depth <= 64
    return sizes and shape and fast and depth and value.rotation in (0, 90, 180, 270) and 0 <= value.stream < _STREAMS


def _audio(value: Audio) -> bool:
    counts = ((value.channels, 1_000), (value.rate, 10_000_000))
    return 0 <= value.stream < _STREAMS and all(count is None or 0 <= count <= most for count, most in counts)


def _camera(value: Camera) -> bool:
    return all(_NAMED.fullmatch(each or "") for each in (value.make, value.model, value.serial_hash))


def _facts(value: Facts) -> bool:
    return value.container in CONTAINERS and (value.seconds is None or value.seconds >= 0)


def _track(value: KeptTrack) -> bool:
    try:
        fixes = value.whole.fixes
    except (ValueError, OverflowError):
        return False
    there = all(abs(fix.lat) <= 90 and abs(fix.lon) <= 180 for fix in fixes)
    return len(fixes) <= _MOST_FIXES and there and _aware(value.began_at) and _naive(value.began_local)


def _log(value: Log) -> bool:
    rated = value.rating is None or 0 <= value.rating <= 5
    return rated and (value.poster is None or value.poster >= 0)


def _stretch(value: Pick | Choice) -> bool:
    begin = value.in_point or Fraction(0)
    return begin >= 0 and (value.out_point is None or value.out_point > begin)


def _choice(value: Choice) -> bool:
    return _stretch(value) and (value.rating is None or 0 <= value.rating <= 5)


def _embargo(value: Embargo) -> bool:
    return (value.until is None) != (value.rule is None) and _aware(value.until) and _aware(value.at)


def _hold(value: Hold) -> bool:
    return bool(value.owner) and _aware(value.at)


def _aware(at: datetime | None) -> bool:
    return at is None or at.utcoffset() is not None


def _naive(at: datetime | None) -> bool:
    return at is None or at.tzinfo is None


_RULES: Mapping[type, Callable[[Any], bool]] = {
    Place: _lies,
    Wider: _lies,
    Captured: _captured,
    ClockSpan: _span,
    Calibration: _calibration,
    Frame: _frame,
    Audio: _audio,
    Camera: _camera,
    Facts: _facts,
    KeptTrack: _track,
    Log: _log,
    Pick: _stretch,
    Choice: _choice,
    Embargo: _embargo,
    Hold: _hold,
}
