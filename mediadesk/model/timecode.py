"""Rational time: in and out points are fractions of a second, never floats; they meet the frames of a clip exactly."""

import re
from fractions import Fraction

_LONGEST = 60  # characters: no film lasts so long

_AS_FAST = Fraction(101, 100)  # a phone's average may be a little above its rate

STANDARD_RATES = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
)


def parse_time(text: str) -> Fraction | None:
    """Seconds from `12.5`, `25/2`, `1m30s`, `1:02.5` or `0:01:02.5`; None when it is no time."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if match := re.fullmatch(r"(\d+)/([1-9]\d*)", text):
        return Fraction(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?", text):
        if text:
            return Fraction(int(match[1] or 0) * 3600 + int(match[2] or 0) * 60) + Fraction(match[3] or 0)
        return None
    if match := re.fullmatch(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)", text):
        return Fraction(int(match[1] or 0) * 3600 + int(match[2] or 0) * 60) + Fraction(match[3])
    return None


def format_fraction(time: Fraction) -> str:
    """`25/2`, also for whole seconds: `12/1`."""
    return f"{time.numerator}/{time.denominator}"


def format_clock(seconds: Fraction | float) -> str:
    """`1:04` or `1:02:03`, for people."""
    whole = int(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def standard_rate(fps: Fraction | None) -> Fraction:
    """The standard rate nearest to `fps`, or to a half or quarter of one that is faster than all; 25 for want of any.

    119.88 is twice 59.94: each second frame of it keeps an even motion, at 60 one a second would be shown twice.
    """
    if not fps or fps <= 0:
        return Fraction(25)
    while fps > STANDARD_RATES[-1] * _AS_FAST:
        fps /= 2
    return min(STANDARD_RATES, key=lambda rate: (abs(rate - fps), rate))


def frame_at(time: Fraction, rate: Fraction) -> int:
    """The number of the frame that begins nearest to `time`."""
    return round(time * rate)
