"""The report of an ingest: one page that says whether the card may be formatted, and what became of every file.

It goes along with the footage, so it says what it holds: names, times, hashes and pictures; never a point on the map,
never a path on this computer, and a region only when it was asked for.
"""

import base64
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from mediadesk.handover import words
from mediadesk.handover.paper import policy, style, templates
from mediadesk.handover.report_words import WORDS
from mediadesk.handover.tongue import Tongue, Words
from mediadesk.model.clip import Clip, Frame
from mediadesk.model.ingested import Ingested, Present, Result
from mediadesk.model.names import shown
from mediadesk.model.plain import one_line
from mediadesk.model.recipe import fit_long
from mediadesk.model.verdict import Verdict
from mediadesk.model.volume import Volume

_PICTURE_SIDE = 160  # CSS pixels
_MOST_PICTURE_BYTES = 96 << 20  # in one page: a browser must still open it
_BUFFER = 64  # pieces of the template written at once
_RESULTS: tuple[Result, ...] = ("failed", "added", "known", "sidecar", "kept", "set-aside")  # as they are summed up
_URGENT: tuple[Result, ...] = ("failed", "set-aside")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A volume as this ingest leaves it."""

    volume: Volume
    free_bytes: int | None = None  # None: it is not plugged in, or its file system does not say
    open_to_all: bool = False  # anyone who holds this drive can read it


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One file of the card."""

    file: Ingested
    size_bytes: int | None = None
    sha256: str | None = None
    xxh3: str | None = None  # XXH3-128
    clip: Clip | None = None  # that it is the (first) file of; None for what goes along or is no clip


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is to be told of one ingest of one card."""

    reel: str | None  # None: nothing was taken in
    verdict: Verdict | None  # None: it was not judged
    wanted: int  # verified copies, on so many devices
    at: datetime  # aware
    seconds: float
    size_bytes: int  # of the card
    volumes: Sequence[Held]
    lines: Sequence[Line]  # every file of the card, once, in its order
    regions: bool = False  # tell in which region and country a clip was shot


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """A copy of a file, as a word and a sign."""

    volume: str
    good: bool
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A file in words. What is not known is None."""

    id: str | None
    name: str
    folder: str | None  # on the card
    path: str  # on the card
    picture: str | None  # base64 of a JPEG
    width: int
    height: int
    instead: str  # of a picture
    facts: tuple[str, ...]
    day: str | None
    clock: str | None
    clock_mark: str | None
    region: str | None
    size: str | None
    sha256: str | None
    xxh3: str | None
    copies: tuple[_Mark, ...]
    everywhere: bool  # every copy is good
    result: Result
    said: str  # the result in words
    why: str | None
    trouble: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """A volume in words."""

    name: str
    kind: str
    verified: int
    wrong: int
    free: str | None
    together: tuple[str, ...]  # other volumes on the same disk
    open_to_all: bool


def report(told: Report, picture: Callable[[str], bytes | None], language: str = "en") -> Iterator[bytes]:
    """A self-contained HTML page in UTF-8, in pieces. `picture` gives the JPEG thumbnail of a clip by its id.

    Pictures are asked for one by one, while the page is written; those that would make it too heavy are left out.
    """
    css, tongue = style("report.css"), Tongue(language, WORDS)
    rows = partial(_rows, told, tongue, _Pictures(picture, tongue.words))
    clips = sum(line.clip is not None for line in told.lines)
    stream = (
        templates()
        .get_template("report.html.j2")
        .stream(
            language=tongue.language,
            words=tongue.words,
            counted=tongue.counted,
            reel=one_line(told.reel),
            verdict=told.verdict,
            why=[one_line(each) for each in told.verdict.why] if told.verdict else [],
            wanted=told.wanted,
            at=told.at.astimezone(UTC),
            day=tongue.date(told.at.astimezone(UTC)),
            length=tongue.length(told.seconds),
            speed=_speed(told, tongue),
            size=tongue.size(told.size_bytes),
            files=len(told.lines),
            clips=clips,
            others=len(told.lines) - clips,
            tally=_tally(told.lines, tongue),
            shelves=_shelves(told, tongue),
            problems=sorted(filter(_is_problem, map(partial(_row, told, tongue, None), told.lines)), key=_urgency),
            clip_rows=rows(of_clips=True),
            other_rows=rows(of_clips=False),
            regions=told.regions,
            style=css,
            policy=policy(css),
        )
    )
    stream.enable_buffering(_BUFFER)
    return (piece.encode() for piece in stream)


class _Pictures:
    """Thumbnails, until the page is heavy enough."""

    def __init__(self, picture: Callable[[str], bytes | None], said: Words) -> None:
        self._picture = picture
        self._said = said
        self._left = _MOST_PICTURE_BYTES

    def of(self, clip: Clip) -> tuple[str | None, str]:
        """A picture in base64, or what to say instead."""
        jpeg = self._picture(clip.id)
        if jpeg is None and clip.facts.frame is None:
            return None, self._said["sound_only"]
        if jpeg is None:
            return None, self._said["not_yet" if clip.facts.decodes else "no_picture"]
        if self._left < len(jpeg):
            return None, self._said["full"]
        self._left -= len(jpeg)
        return base64.b64encode(jpeg).decode("ascii"), ""


def _rows(told: Report, tongue: Tongue, pictures: _Pictures, *, of_clips: bool) -> Iterator[_Row]:
    return (_row(told, tongue, pictures, line) for line in told.lines if (line.clip is not None) is of_clips)


def _row(told: Report, tongue: Tongue, pictures: _Pictures | None, line: Line) -> _Row:
    file, clip = line.file, line.clip
    clock, clock_mark, _ = words.clock(clip.captured) if clip else (None, None, None)
    day = clip.captured.day_clock if clip else None
    picture, instead = pictures.of(clip) if pictures and clip else (None, "")
    width, height = _shape(clip)
    return _Row(
        id=file.clip,
        name=shown(file.name),
        folder=shown(b"/".join(file.path[:-1])) or None,
        path=shown(b"/".join(file.path)),
        picture=picture,
        width=width,
        height=height,
        instead=instead,
        facts=tuple(_facts(clip, tongue)) if clip else (),
        day=tongue.date(day) if day else None,
        clock=clock,
        clock_mark=clock_mark and tongue.words[clock_mark],
        region=_region(clip) if clip and told.regions else None,
        size=None if line.size_bytes is None else tongue.size(line.size_bytes),
        sha256=line.sha256,
        xxh3=line.xxh3,
        copies=tuple(_mark(each, tongue) for each in file.copies),
        everywhere=all(copy.state == "verified" for copy in file.copies),
        result=file.result,
        said=tongue.form(file.result, 1),
        why=one_line(file.why),
        trouble=tuple(words.vague(each) for each in clip.trouble) if clip else (),
    )


def _is_problem(row: _Row) -> bool:
    return row.result in _URGENT or bool(row.trouble) or not row.everywhere


def _urgency(row: _Row) -> int:
    return _URGENT.index(row.result) if row.result in _URGENT else len(_URGENT)


def _facts(clip: Clip, tongue: Tongue) -> Iterator[str]:
    """How long, how large, how coded."""
    yield tongue.words["no_length"] if clip.seconds is None else tongue.length(clip.seconds)
    if clip.parts:
        yield tongue.counted("parts", len(clip.parts) + 1)
    if frame := clip.facts.frame:
        yield f"{frame.width}×{frame.height}"
        yield one_line(f"{frame.codec}{_rate(frame, tongue)}") or ""


def _rate(frame: Frame, tongue: Tongue) -> str:
    count = tongue.number(f"{float(frame.fps):.4g}") if frame.fps else None
    return f", {tongue.words['fps'].format(count=count)}" if count else ""


def _speed(told: Report, tongue: Tongue) -> str | None:
    if told.seconds < 1:
        return None
    return tongue.words["speed"].format(size=tongue.size(round(told.size_bytes / told.seconds)))


def _shape(clip: Clip | None) -> tuple[int, int]:
    frame = clip.facts.frame if clip else None
    return fit_long(frame.display, _PICTURE_SIDE) if frame else (_PICTURE_SIDE, _PICTURE_SIDE * 9 // 16)


def _region(clip: Clip) -> str | None:
    """As wide as it gets: of a place that has only a name, nothing."""
    place = clip.place
    named = ", ".join(filter(None, (place.region, place.country))) if place else ""
    return words.vague(named) or None


def _mark(copy: Present, tongue: Tongue) -> _Mark:
    return _Mark(volume=one_line(copy.volume) or "", good=copy.state == "verified", state=tongue.words[copy.state])


def _shelves(told: Report, tongue: Tongue) -> list[_Shelf]:
    states = Counter((copy.volume, copy.state == "verified") for line in told.lines for copy in line.file.copies)
    return [
        _Shelf(
            name=one_line(each.volume.name) or "",
            kind=tongue.words[_kind(each.volume)],
            verified=states[each.volume.name, True],
            wrong=states[each.volume.name, False],
            free=None if each.free_bytes is None else tongue.size(each.free_bytes),
            together=tuple(
                one_line(other.volume.name) or ""
                for other in told.volumes
                if other is not each and other.volume.device.disks & each.volume.device.disks
            ),
            open_to_all=each.open_to_all,
        )
        for each in told.volumes
    ]


def _kind(volume: Volume) -> str:
    return "in_place" if volume.in_place else "desk" if volume.name == "desk" else "drive"


def _tally(lines: Sequence[Line], tongue: Tongue) -> list[tuple[Result, str]]:
    counts = Counter(line.file.result for line in lines)
    return [(each, tongue.counted(each, counts[each])) for each in _RESULTS if counts[each]]
