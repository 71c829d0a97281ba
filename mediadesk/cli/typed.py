"""What people type → values: places, dates, times, clocks. What makes no sense raises Misasked with an example."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from mediadesk.errors import Misasked
from mediadesk.handover.tongue import LANGUAGES
from mediadesk.model import moment, timecode
from mediadesk.model.clock import ClockSpan, zone_named
from mediadesk.model.consent import ASPECTS, Aspect
from mediadesk.model.place import Place, parse_distance_m, parse_latlon
from mediadesk.model.query import LACKS, Lacks

if TYPE_CHECKING:
    from mediadesk.gazetteer import Gazetteer

_TYPED_RADIUS_M = 100
_WIDEST_M = 100_000  # of an own place
_WORTH_SAYING = 0.3  # of the radius of what is meant: a tenth of its people


def text(said: str) -> str:
    """What somebody said, as it is. Raises Misasked for bytes that are no UTF-8: nobody could be shown them."""
    try:
        said.encode()
    except UnicodeEncodeError as error:
        raise Misasked(f"{said} holds bytes that are no UTF-8", hint="type it again in UTF-8") from error
    return said


def page_language(said: str, page: str) -> str:
    """The language of a page. Raises Misasked for one that the page has no words in."""
    if said not in LANGUAGES:
        ways = ", or ".join(f"--language {each}" for each in LANGUAGES)
        raise Misasked(f"{page} has no words in {said}", hint=ways)
    return said


def place(
    text: str, gazetteer: "Gazetteer", say: Callable[[str], None] | None = None, *, loosely: bool = False
) -> Place:
    """A place by its name in any script, or by `LAT,LON`. Raises NotFound for a name nobody knows.

    `say` is told when another place may be meant, and how to say so. With `loosely` a beginning of a name will do, and
    a name with one wrong letter.
    """
    point = parse_latlon(text)
    if point:
        return gazetteer.named(Place(lat=point.lat, lon=point.lon, radius_m=_TYPED_RADIUS_M, source="typed"))
    meant = gazetteer.meant(text, loosely=loosely)
    if not meant:
        return gazetteer.search(text)  # raises, with what may have been meant
    first, others = meant[0], [each for each in meant[1:] if each.radius_m > meant[0].radius_m * _WORTH_SAYING]
    if others and say:
        from mediadesk.cli.tables import place_words

        say(f"{place_words(first)} is meant; for another one say {' or '.join(_said(each, meant) for each in others)}")
    return replace(gazetteer.within(first), source="typed")


def own_name(text: str) -> str:
    """What a desk calls a place."""
    name = " ".join(text.split())
    if not name.strip(",") or parse_latlon(name):
        raise Misasked(f"{text!r} is no name", hint='mediadesk place add "Exarcheia" 37.9864,23.7339 --radius 600')
    return name


def radius_m(text: str) -> float:
    """How far a place reaches: `600` metres, `2km`."""
    metres = parse_distance_m(f"{text}m" if text.strip().isdecimal() else text)
    if not metres or metres > _WIDEST_M:
        raise Misasked(f"{text} is no radius of a place", hint="--radius 600 (metres), or --radius 2km; 100km at most")
    return metres


def _said(place: Place, others: Sequence[Place]) -> str:
    """How to say that this one of several is meant."""
    alone = sum(each.country == place.country for each in others) == 1
    return f'"{place.name}, {place.country if alone else place.region}"'


def distance_m(text: str) -> float:
    """`20km` in metres."""
    distance = parse_distance_m(text)
    if distance is None:
        raise Misasked(f"{text} is no distance", hint="--within 20km, or --within 500m")
    return distance


def size_bytes(text: str, option: str) -> int:
    """Bytes from `100MB`, `1.5 GB` or `800kB`, as drives are sold. Raises Misasked."""
    found = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*([kMG])B", text.strip(), re.IGNORECASE)
    if not found:
        raise Misasked(f"{text} is no size", hint=f"{option} 100MB, or {option} 1.5GB")
    return int(float(found[1].replace(",", ".")) * {"k": 10**3, "m": 10**6, "g": 10**9}[found[2].lower()])


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


def instant(text: str, option: str) -> datetime:
    """A date and time with its offset: a wall clock alone is no instant."""
    at = moment.parse_instant(text)
    if at is None or at.tzinfo is None or ":" not in text:
        raise Misasked(f"{text} is no date and time with an offset", hint=f"{option} 2026-12-01T18:00+02:00")
    return at


def aspects(names: Sequence[str], option: str) -> frozenset[Aspect]:
    """How somebody can be known."""
    if unknown := [name for name in names if name not in ASPECTS]:
        raise Misasked(f"nobody is known by their {unknown[0]}", hint=f"{option} {'|'.join(ASPECTS)}")
    return frozenset(aspect for aspect in ASPECTS if aspect in names)


def last_day(text: str, option: str) -> date:
    """A day, as 2026-12-31."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Misasked(f"{text} is no day", hint=f"{option} 2026-12-31") from error


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


def clock(text: str) -> ClockSpan:
    """A zone, an offset from UTC, or with seconds how far the clock was behind."""
    if re.fullmatch(r"[+-](\d{1,5}d ?)?\d{1,2}:\d{2}:\d{2}", text):
        return ClockSpan(behind=behind(text))
    try:
        return ClockSpan(zone=zone_name(text))
    except Misasked as error:
        raise Misasked(
            f"{text} is neither a time zone nor an offset",
            hint="--clock Europe/Kyiv, --clock +03:00, or --clock +0:00:41",
        ) from error


def zone_name(text: str) -> str:
    """The name of a zone that this system knows, or an offset from UTC."""
    if re.fullmatch(r"[+-]\d{1,2}:?\d{2}:\d{2}", text) or zone_named(text) is None:
        raise Misasked(f"{text} is no time zone", hint="--zone Europe/Kyiv, or --zone +03:00")
    return text


def behind(text: str) -> timedelta:
    """How far a clock was behind: `+0:00:41`, `-0:00:41` when it was ahead, `+365d 0:00:41` when it was reset."""
    match = re.fullmatch(r"([+-]?)(?:(\d{1,5})d)? ?(?:(\d{1,2}):([0-5]\d):([0-5]\d))?", text)
    if not match or not (match[2] or match[3]):
        what = f"{text} is not how far a clock is behind"
        raise Misasked(what, hint="--offset +0:00:41; when it is ahead -0:00:41; for a zone --zone +03:00")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    found = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -found if match[1] == "-" else found


def clock_span(start: str | None, end: str | None) -> ClockSpan:
    """The days, by the camera's own clock, for which something is said of it."""
    span = ClockSpan(start=_naive(start)[0] if start else None, end=_naive(end)[1] if end else None)
    if span.start and span.end and span.start >= span.end:
        raise Misasked(f"nothing is from {start} to {end}", hint="--from 2022-05-01 --to 2022-05-20")
    return span


def shown_time(text: str) -> datetime:
    """What a clock in a picture shows: an instant, or the wall clock there."""
    at = moment.parse_instant(text)
    if at is None or ":" not in text:
        raise Misasked(f"{text} is no date and time", hint="--shows 2022-05-07T14:03:07Z, or +03:00 instead of Z")
    return at


def _naive(text: str) -> tuple[datetime, datetime]:
    span = _span(text)
    if span[0].tzinfo:
        raise Misasked(f"{text} has an offset, and a camera's clock has none", hint="2022-05-07, or 2022-05-07T14:03")
    return span


def _span(text: str) -> tuple[datetime, datetime]:
    if days := moment.parse_days(text, date.today()):  # noqa: DTZ011 # "yesterday" is meant where the person is
        return days
    at = moment.parse_instant(text)
    if at is None or ":" not in text:
        raise Misasked(f"{text} is no date", hint="2022-05-07, 2022-05, yesterday, or 2022-05-07T14:03:00+03:00")
    return at, at
