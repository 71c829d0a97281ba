"""Points as pairs of binary numbers, as telemetry and EXIF keep them: floats, degrees as whole numbers, rationals."""

import math
import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mediadesk.model.notations import Near

_NEAR_DEGREES = 5e-5  # 5 m: what a device wrote is what the desk knows, but for rounding
_MOST_BEGINNINGS = 64  # to look for one by one; the desks of a whole world are looked for as doubles alone
_APART = 160  # bytes between two groups of rationals


class _Shape(NamedTuple):
    """How a device writes a coordinate."""

    code: str  # of `struct`, without its order
    per_degree: float


# doubles and floats of degrees, doubles of radians (drones), ten-millionths (GPS receivers, GPMF) and millionths
_SHAPES = (_Shape("d", 1), _Shape("f", 1), _Shape("d", math.pi / 180), _Shape("i", 1e7), _Shape("i", 1e6))
_DOUBLE = re.compile(rb"[\x3f\x40\xbf\xc0](?=.{7}[\x3f\x40\xbf\xc0])", re.DOTALL)
# a rational over one, in either order: BE ends with that byte, LE begins with it
_OVER_ONE = re.compile(rb"\x01(?:(?<=\x00\x00\x00\x01)|(?=\x00\x00\x00))")
_RATIONALS = ((7, ">6I"), (4, "<6I"))  # how far behind the beginning of three of them that byte stands


class _Half(NamedTuple):
    """How half of a point begins, and how far the byte by which it is found stands behind that beginning."""

    shape: _Shape
    order: str
    back: int
    beside: bytes  # a pattern of what stands beside that byte


class Pairs:
    """What to look for, worked out once for some points."""

    def __init__(self, near: Near) -> None:
        self._near = near
        halves = {half for shape in _SHAPES for half in _halves(near, shape)}
        self._halves = _by_first_byte(halves) if len(halves) <= _MOST_BEGINNINGS else []

    def told_by(self, content: bytes) -> bool:
        """Whether one of the points stands in these bytes as two numbers, one behind the other, in either order."""
        if not self._near.points:
            return False
        by_number = self._by_beginnings(content) if self._halves else self._by_doubles(content)
        return by_number or self._by_rationals(content)

    def _by_beginnings(self, content: bytes) -> bool:
        return any(
            self._is_here(content, match.start() - each.back, each.order, each.shape, struct.calcsize(each.shape.code))
            for begins, halves in self._halves
            for match in begins.finditer(content)
            for each in halves
        )

    def _by_doubles(self, content: bytes) -> bool:
        """By the exponents of two doubles: those of 0.00003 to 180, more or less, are few."""
        return any(
            self._is_here(content, match.start() - back, order, _SHAPES[0], 8)
            for match in _DOUBLE.finditer(content)
            for order, back in ((">", 0), ("<", 7))
        )

    def _is_here(self, content: bytes, place: int, order: str, shape: _Shape, size: int) -> bool:
        """Whether the number at this place is half of a pair: with the one behind it, or with the one before it."""
        for first in (place, place - size):
            if 0 <= first <= len(content) - 2 * size:
                one, other = struct.unpack_from(f"{order}2{shape.code}", content, first)
                lat, lon = one / shape.per_degree, other / shape.per_degree
                if self._near.holds(lat, lon, _NEAR_DEGREES) or self._near.holds(lon, lat, _NEAR_DEGREES):
                    return True
        return False

    def _by_rationals(self, content: bytes) -> bool:
        """Degrees, minutes and seconds as three rationals (EXIF 2.32, 4.6.6), the degrees and minutes whole numbers."""
        places = [match.start() for match in _OVER_ONE.finditer(content)]
        for back, layout in _RATIONALS:
            before = dict[float, int]()  # degrees → where they stood last; the index of a film is full of equal ones
            for place in (each - back for each in places):
                if not 0 <= place <= len(content) - 24:
                    continue
                told = struct.unpack_from(layout, content, place)
                if told[1] != 1 or not told[3] or not told[5] or told[0] > 180:
                    continue
                degrees = told[0] + told[2] / told[3] / 60 + told[4] / told[5] / 3600
                before = {one: at for one, at in before.items() if place - at <= _APART}
                if any(self._near.holds(one, degrees) or self._near.holds(degrees, one) for one in before):
                    return True
                before[degrees] = place
        return False


def _halves(near: Near, shape: _Shape) -> Iterator[tuple[int, _Half]]:
    """By which byte half of each point is found, in both orders: that half which is not so near to zero."""
    ends = set[tuple[bytes, int, int]]()
    for point in near.points:
        degrees = max(point.lat, point.lon, key=abs)
        low, high = sorted(_written(degrees + slack, shape) for slack in (-_NEAR_DEGREES, _NEAR_DEGREES))
        ends |= {(low[:2], low[2], high[2])} if low[:2] == high[:2] else {(low[:2], 0, 255), (high[:2], 0, 255)}
    last = struct.calcsize(shape.code) - 1
    for (one, two), least, most in ends:
        if (one, two) in {(0, 0), (255, 255)}:
            continue  # which every table is full of
        first, second = re.escape(bytes([one])), re.escape(bytes([two]))
        third = b"[" + re.escape(bytes([least])) + b"-" + re.escape(bytes([most])) + b"]"
        yield one, _Half(shape, ">", 0, b"(?=" + second + third + b")")
        yield one, _Half(shape, "<", last, b"(?<=" + third + second + first + b")")


def _by_first_byte(halves: Iterable[tuple[int, _Half]]) -> list[tuple[re.Pattern[bytes], list[_Half]]]:
    """One pattern for each byte: a single one is what Python's patterns find fastest, what is beside it comes after."""
    grouped = defaultdict[int, list[_Half]](list)
    for one, half in sorted(halves):
        grouped[one].append(half)
    return [
        (re.compile(re.escape(bytes([one])) + b"(?:" + b"|".join(each.beside for each in some) + b")", re.DOTALL), some)
        for one, some in grouped.items()
    ]


def _written(degrees: float, shape: _Shape) -> bytes:
    value = degrees * shape.per_degree
    return struct.pack(f">{shape.code}", round(value) if shape.code == "i" else value)
