"""The points that a text states, in whatever notation, and whether one of them is one of ours.

A sign before a number or a letter behind it is not looked at: a place is no less told by a wrong hemisphere.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mediadesk.model import grids
from mediadesk.model.place import LatLon, parse_iso6709

NEAR_DEGREES = 0.0011  # a coordinate cut or rounded to three decimals, about 100 m
_PAIR_CHARS = 160  # between a latitude and its longitude
_FOLLOWING = 5  # numbers that may be the other half
_CELL = 0.01  # degrees; nothing is compared with more slack than this

# a line without three digits states no point, but for codes of a grid
_NUMBERED = re.compile(r"\d\D*\d\D*\d|\+|[0-9b-hjkmnp-z]{7}")

_DECIMALS = (
    re.compile(r"(?<![\d.])[+-]?(\d{1,3}\.\d{3,})(?!\d)"),
    re.compile(r"(?<![\d.,])[+-]?(\d{1,3},\d{3,})(?![\d.])"),
)
_SECONDS = r"(\d{1,2}(?:[.,]\d+)?)"
_SEXAGESIMAL = (
    # 48°51'27.9", 48 deg 51.464', with whatever stands for the signs
    re.compile(
        rf"""(?<![\d.])(\d{{1,3}})\s*(?:°|º|˚|\bdeg(?:rees)?\b\.?|&deg;)\s*
        {_SECONDS}\s*(?:'|′|’|´|&\#39;|&prime;|\bmin(?:utes)?\b\.?)?\s*
        (?:{_SECONDS}(?![\d.]|\s*(?:°|º|˚|deg|&deg;)))?""",
        re.VERBOSE,
    ),
    # 48:51:27.9 N, 48,51.464N (XMP), N 48 51 27.9
    re.compile(rf"(?<![\d.])(\d{{1,3}})[ :,-]{_SECONDS}(?:[ :,-]{_SECONDS})?\s?[NSEWnsew]\b"),
    re.compile(rf"\b[NSEWnsew]\s?(\d{{1,3}})[ :,-]{_SECONDS}(?:[ :,-]{_SECONDS})?(?!\d)"),
    # 4851.464,N (NMEA 0183), 485127N and 0021742E (aviation)
    re.compile(r"(?<![\d.])(\d{2,3})(\d{2}\.\d{2,})(),?[NSEW]\b"),
    re.compile(r"(?<![\d.])(\d{2,3})(\d{2})(\d{2}(?:\.\d+)?)[NSEW]"),
)
# 48/1, 51/1, 2786/100: the rationals of EXIF, as tools print them
_RATIONALS = re.compile(r"(?<![\d/])(\d+)/(\d+)[, ]+(\d+)/(\d+)(?:[, ]+(\d+)/(\d+))?")
_WHOLE = re.compile(r"(?<![\d.])-?(\d{6,10})(?![\d.])")  # millionths or ten-millionths of a degree
_ISO6709 = re.compile(r"[+-]\d{2,6}(?:\.\d+)?[+-]\d{3,7}(?:\.\d+)?")
_PLUS_CODE = re.compile(
    r"(?<![0-9A-Z])([23456789CFGHJMPQRVWX]{4}|[23456789CFGHJMPQRVWX]{8})\+([2-9CFGHJMPQRVWX]{2,5})\b"
)
_GEOHASH = re.compile(r"(?<![^\W_])(?=[a-z]*\d)[0-9b-hjkmnp-z]{7,12}(?![^\W_])")
_MGRS = re.compile(
    r"(?<![\dA-Z])(\d{1,2}) ?([C-HJ-NP-X]) ?([A-HJ-NP-Z]{2}) ?"
    r"(?:(\d{3}) ?(\d{3})|(\d{4}) ?(\d{4})|(\d{5}) ?(\d{5}))(?!\d)"
)
_UTM = re.compile(r"(?<![\dA-Z])(\d{1,2}) ?([C-HJ-NP-X])[ ,]+(\d{6}(?:\.\d+)?)[ ,mE]+(\d{6,7}(?:\.\d+)?)")


class Number(NamedTuple):
    """Something in a text that may be a latitude or a longitude."""

    place: int  # where it begins in the text
    end: int
    degrees: float  # without its sign
    unit: float  # of the notation: both halves of a pair are written alike


class Near:
    """Some points, and whether another one is near one of them, however many they are and whatever its signs."""

    def __init__(self, points: Iterable[LatLon]) -> None:
        self.points = tuple(dict.fromkeys(points))
        self._cells = defaultdict[tuple[int, int], list[tuple[float, float]]](list)
        for each in self.points:
            lat, lon = abs(each.lat), abs(each.lon)
            self._cells[int(lat / _CELL), int(lon / _CELL)].append((lat, lon))

    def holds(self, lat: float, lon: float, slack: float = NEAR_DEGREES) -> bool:
        """Whether this is one of them, each coordinate with so many degrees of slack."""
        lat, lon = abs(lat), abs(lon)
        if not (lat <= 90 and lon <= 180):  # nor what is not a number
            return False
        row, column = int(lat / _CELL), int(lon / _CELL)
        return any(
            abs(lat - own_lat) < slack and abs(lon - own_lon) < slack
            for above in (row - 1, row, row + 1)
            for beside in (column - 1, column, column + 1)
            for own_lat, own_lon in self._cells.get((above, beside), ())
        )


def tells_a_point(text: str, near: Near) -> bool:
    """Whether a text states one of the points."""
    if not near.points:
        return False
    text = "\n".join(line for line in text.split("\n") if _NUMBERED.search(line))
    return _by_pairs(text, near) or _by_one_piece(text, near)


def _by_pairs(text: str, near: Near) -> bool:
    """Numbers that stand near each other, in both orders: GeoJSON and some cameras put the longitude first."""
    numbers = sorted(_numbers(text))
    for index, one in enumerate(numbers):
        for other in numbers[index + 1 : index + 1 + _FOLLOWING]:
            if other.place - one.place > _PAIR_CHARS:
                break
            if one.unit != other.unit or other.place < one.end:  # the same one, read in two ways
                continue
            if near.holds(one.degrees, other.degrees) or near.holds(other.degrees, one.degrees):
                return True
    return False


def _numbers(text: str) -> Iterator[Number]:
    for notation in _DECIMALS:
        for match in notation.finditer(text):
            yield Number(*match.span(), float(match[1].replace(",", ".")), 1)
    for notation in _SEXAGESIMAL:
        for match in notation.finditer(text):
            yield Number(*match.span(), _degrees(match[1], match[2], match[3]), 60)
    for match in _RATIONALS.finditer(text):
        whole = [float(match[each]) / (float(match[each + 1]) or math.inf) for each in (1, 3)]
        seconds = float(match[5] or 0) / (float(match[6] or 1) or math.inf)
        yield Number(*match.span(), whole[0] + whole[1] / 60 + seconds / 3600, 60)
    for match in _WHOLE.finditer(text):
        for unit in (1e6, 1e7):
            yield Number(*match.span(), int(match[1]) / unit, unit)


def _degrees(degrees: str, minutes: str, seconds: str | None) -> float:
    return float(degrees) + float(minutes.replace(",", ".")) / 60 + float((seconds or "0").replace(",", ".")) / 3600


def _by_one_piece(text: str, near: Near) -> bool:
    """Codes that hold both halves."""
    stated = (parse_iso6709(match[0]) for match in _ISO6709.finditer(text))
    if any(near.holds(each.lat, each.lon) for each in stated if each):
        return True
    # a code that names more than a few hundred metres tells no house: those are too short to match
    return any(near.holds(each.lat, each.lon, NEAR_DEGREES + half) for each, half in _coded(text, near))


def _coded(text: str, near: Near) -> Iterator[tuple[LatLon, float]]:
    for match in _PLUS_CODE.finditer(text):
        if len(match[1]) == 8:
            yield grids.plus_code(match[1] + match[2])
        else:  # it means the one nearest to a town that may be named anywhere
            yield from (grids.short_plus_code(match[1] + match[2], each) for each in _spread(near.points))
    yield from (grids.geohash(match[0]) for match in _GEOHASH.finditer(text))
    for match in _MGRS.finditer(text):
        digits = "".join(match.groups("")[3:])
        if found := grids.mgrs(int(match[1]), match[2], match[3], digits):
            yield found
    for match in _UTM.finditer(text):
        if at := grids.utm(int(match[1]), match[2], float(match[3]), float(match[4])):
            yield at, 0.0


def _spread(points: Iterable[LatLon]) -> Iterable[LatLon]:
    """One point of each square degree: what a short code means is the same for its neighbours."""
    return {(int(each.lat), int(each.lon)): each for each in points}.values()
