"""The contact sheet: one page with a picture of every clip, to look at on a screen or to print.

It is for the desk's own eyes, yet a sheet is passed around: it names places, and never says a coordinate or a path.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby

from mediadesk.handover import words
from mediadesk.handover.paper import policy, style, templates
from mediadesk.handover.sheet_words import WORDS
from mediadesk.handover.tongue import Tongue
from mediadesk.model.clip import Camera, Clip, Flag
from mediadesk.model.names import shown
from mediadesk.model.place import Place
from mediadesk.model.plain import one_line, some_lines
from mediadesk.model.recipe import Thumbnail, Waveform, fit_long
from mediadesk.model.timecode import format_clock

_FLAGS: dict[Flag, str] = {"select": "✓", "maybe": "?", "reject": "✕"}
_MOST_STARS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    """A JPEG, and the size at which it is shown: the shape of its clip."""

    base64: str
    width: int
    height: int

    @property
    def tall(self) -> bool:
        """Whether there is room for words beside it."""
        return self.height > self.width


@dataclass(frozen=True, slots=True, kw_only=True)
class _Caption:
    """A clip in words. What is not known is None, and the sheet says so or leaves no gap."""

    id: str
    name: str
    picture: _Picture | None
    instead: str  # of a picture
    length: str | None
    clock: str | None  # there
    clock_mark: str | None  # what is not sure about it
    machine_clock: str | None  # as HTML's <time> wants it
    place: str | None
    camera: str | None
    flag: Flag | None
    flag_sign: str
    rating: int | None
    stars: str
    labels: tuple[str, ...]
    tags: tuple[str, ...]
    notes: tuple[str, ...]
    trouble: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """The clips of one day by the clock there; those without a date are together."""

    anchor: str
    heading: str
    short: str
    length: str
    captions: tuple[_Caption, ...]


def sheet(clips: Sequence[Clip], pictures: Mapping[str, bytes], language: str = "en") -> bytes:
    """A self-contained HTML page in UTF-8: clips in the order given, each day's together, days as they first appear.

    `pictures` are JPEG thumbnails by clip id, of sound alone its waveform; a clip without one gets a quiet place.
    """
    css, tongue = style("sheet.css"), Tongue(language, WORDS)
    html = (
        templates()
        .get_template("sheet.html.j2")
        .render(
            days=_days(clips, pictures, tongue),
            clips=len(clips),
            counted=partial(tongue.counted, "clips"),
            language=tongue.language,
            words=tongue.words,
            length=_length(clips, tongue),
            places=any(clip.place and clip.place.name for clip in clips),
            style=css,
            policy=policy(css),
        )
    )
    return html.encode()


def _days(clips: Sequence[Clip], pictures: Mapping[str, bytes], tongue: Tongue) -> list[_Day]:
    first_seen: dict[date | None, int] = {}
    for clip in clips:
        first_seen.setdefault(_day(clip), len(first_seen))
    together = sorted(clips, key=lambda clip: first_seen[_day(clip)])
    return [_shown_day(day, list(those), pictures, tongue) for day, those in groupby(together, key=_day)]


def _day(clip: Clip) -> date | None:
    clock = clip.captured.day_clock
    return clock.date() if clock else None


def _shown_day(day: date | None, clips: Sequence[Clip], pictures: Mapping[str, bytes], tongue: Tongue) -> _Day:
    return _Day(
        anchor=f"day-{day}" if day else "no-date",
        heading=_heading(day, tongue),
        short=tongue.date(day, "short_months") if day else tongue.words["no_date"],
        length=_length(clips, tongue),
        captions=tuple(_caption(clip, pictures.get(clip.id), tongue) for clip in clips),
    )


def _heading(day: date | None, tongue: Tongue) -> str:
    """`Saturday 7 May 2022`."""
    if day is None:
        return tongue.words["no_date"]
    weekday = tongue.words["weekdays"].split()[day.weekday()]
    return tongue.words["day"].format(weekday=weekday, day=tongue.date(day))


def _caption(clip: Clip, picture: bytes | None, tongue: Tongue) -> _Caption:
    facts, log, said = clip.facts, clip.log, tongue.words
    clock, clock_mark, machine_clock = words.clock(clip.captured)
    return _Caption(
        id=clip.id,
        name=one_line(log.title) or shown(clip.name),
        picture=_picture(clip, picture),
        instead=said["not_yet" if facts.frame and facts.decodes else "no_picture" if facts.frame else "sound_only"],
        length=None if clip.seconds is None else tongue.length(clip.seconds),
        clock=clock,
        clock_mark=clock_mark and said[clock_mark],
        machine_clock=machine_clock,
        place=_place(clip.place, tongue),
        camera=_camera(facts.camera),
        flag=log.flag,
        flag_sign=_FLAGS[log.flag] if log.flag else "",
        rating=log.rating,
        stars="" if log.rating is None else "★" * log.rating + "☆" * (_MOST_STARS - log.rating),
        labels=_lines(sorted(log.labels)),
        tags=_lines(sorted(log.tags)),
        notes=tuple(filter(None, map(some_lines, log.notes))),
        trouble=tuple(words.vague(each) for each in clip.trouble),
    )


def _picture(clip: Clip, jpeg: bytes | None) -> _Picture | None:
    if jpeg is None:
        return None
    shape = clip.facts.frame.display if clip.facts.frame else Waveform().size
    width, height = fit_long(shape, Thumbnail().long_side)
    return _Picture(base64=base64.b64encode(jpeg).decode("ascii"), width=width, height=height)


def _place(place: Place | None, tongue: Tongue) -> str | None:
    """Its name, as narrow as it has one; a name that is itself a point is none."""
    if place is None:
        return None
    named = place.name or place.region or place.country
    return words.vague(named) if named else tongue.words["nameless"]


def _camera(camera: Camera | None) -> str | None:
    if camera is None:
        return None
    make, model = camera.make or "", camera.model or ""
    return one_line(model if model.startswith(make) else f"{make} {model}")


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(one_line, texts)))


def _length(clips: Sequence[Clip], tongue: Tongue) -> str:
    """How long clips last together; a clip of unknown length makes it a lower bound."""
    known = [clip.seconds for clip in clips if clip.seconds is not None]
    together = format_clock(sum(known))
    return together if len(known) == len(clips) else tongue.words["at_least"].format(length=together)
