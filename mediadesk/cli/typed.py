"""What people type → values: places, dates, times, clocks. What makes no sense raises Misasked with an example."""

import re
from dataclasses import replace
from datetime import date, datetime, timezone
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mediadesk.errors import Misasked
from mediadesk.model import moment, timecode
from mediadesk.model.place import Place, parse_distance_m, parse_latlon
from mediadesk.model.query import LACKS, Lacks

if TYPE_CHECKING:
    from mediadesk.gazetteer import Gazetteer

_TYPED_RADIUS_M = 100


def text(said: str) -> str:
    """What somebody said, as it is. Raises Misasked for bytes that are no UTF-8: nobody could be shown them."""
    try:
        said.encode()
    except UnicodeEncodeError as error:
        raise Misasked(f"{said} holds bytes that are no UTF-8", hint="type it again in UTF-8") from error
    return said


def place(text: str, gazetteer: "Gazetteer") -> Place:
    """A place by its name in any script, or by `LAT,LON`. Raises NotFound for a name nobody knows."""
    point = parse_latlon(text)
    if point is None:
        return replace(gazetteer.search(text), source="typed")
    near = gazetteer.nearest(point)
    return Place(
        lat=point.lat,
        lon=point.lon,
        radius_m=_TYPED_RADIUS_M,
        source="typed",
        name=near.name if near else None,
        region=near.region if near else None,
        country=near.country if near else None,
    )


def distance_m(text: str) -> float:
    """`20km` in metres."""
    distance = parse_distance_m(text)
    if distance is None:
        raise Misasked(f"{text} is no distance", hint="--within 20km, or --within 500m")
    return distance


def beginning(text: str) -> datetime:
    """The first moment of a date, or an instant."""
    return _span(text)[0]


def end(text: str) -> datetime:
    """The first moment after a date, or an instant."""
    return _span(text)[1]


def captured(text: str) -> moment.Captured:
    """When a person says that a clip was shot: an instant with its offset, or the wall clock there."""
    at = moment.parse_instant(text)
    if at is None or len(text) < len("2022-05-07T14:03"):
        raise Misasked(f"{text} is no date and time", hint="--time 2022-05-07T14:03+03:00")
    if at.tzinfo is None:
        return moment.wall_clock(at, source="typed", confidence="high")
    return moment.instant(at, source="typed", confidence="high")


def point_in_time(text: str, option: str) -> Fraction:
    """An in or out point, in seconds."""
    time = timecode.parse_time(text)
    if time is None:
        raise Misasked(f"{text} is no time", hint=f"{option} 12.5, {option} 0:12.5 or {option} 25/2")
    return time


def lacking(text: str) -> Lacks:
    """What a clip may lack."""
    for each in LACKS:
        if each == text:
            return each
    raise Misasked(f"a clip cannot lack {text}", hint=f"--lacks {' | '.join(LACKS)}")


def clock(text: str) -> moment.Clock:
    """A zone, an offset from UTC, or with seconds how far the clock was behind."""
    if (offset := moment.parse_offset(text)) is not None:
        seconds_too = re.fullmatch(r"[+-]\d{1,2}:\d{2}:\d{2}", text)
        return moment.Clock(behind=offset) if seconds_too else moment.Clock(zone=timezone(offset))
    try:
        return moment.Clock(zone=ZoneInfo(text), zone_name=text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Misasked(
            f"{text} is neither a time zone nor an offset",
            hint="--clock Europe/Kyiv, --clock +03:00, or --clock +0:00:41",
        ) from error


def _span(text: str) -> tuple[datetime, datetime]:
    if days := moment.parse_days(text, date.today()):  # noqa: DTZ011 # "yesterday" is meant where the person is
        return days
    at = moment.parse_instant(text)
    if at is None or ":" not in text:
        raise Misasked(f"{text} is no date", hint="2022-05-07, 2022-05, yesterday, or 2022-05-07T14:03:00+03:00")
    return at, at
