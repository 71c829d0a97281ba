"""Captions and chapters → records and lines."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mediadesk.model.languages import name_of
from mediadesk.model.timecode import format_clock

if TYPE_CHECKING:
    from mediadesk.desk.caption import Looked
    from mediadesk.model.caption import Chapter


def caption_record(slug: str, value: "Looked") -> Mapping[str, Any]:
    """The captions of one language."""
    cues = value.caption.cues
    return {
        "kind": "caption",
        "dispatch": slug,
        "language": value.caption.language,
        "state": value.caption.state,
        "cues": len(cues),
        "from": _seconds(cues[0].start_ms) if cues else None,
        "to": _seconds(max(cue.end_ms for cue in cues)) if cues else None,
        "late": list(value.late),
        "other_cut": value.other_cut,
    }


def caption_lines(slug: str, value: "Looked") -> Iterator[str]:
    """The same for people: `captions  uk  Українська, edited: 42 cues, 0:01 to 4:10`."""
    each = value.caption
    last = max((cue.end_ms for cue in each.cues), default=0)
    stretch = f", {_clock(each.cues[0].start_ms)} to {_clock(last)}" if each.cues else ""
    yield f"captions  {each.language}  {name_of(each.language)}, {each.state}: {_many(len(each.cues), 'cue')}{stretch}"
    if value.late:
        more = " …" if len(value.late) > 9 else ""
        yield f"          after the end of the film: {', '.join(map(str, value.late[:9]))}{more}"
    if value.other_cut:
        again = f"mediadesk dispatch caption {slug} --lang {each.language} --state edited"
        yield f"          timed for another cut: look at them with the new one, then {again}"


def chapter_record(slug: str, number: int, value: "Chapter") -> Mapping[str, Any]:
    """One chapter."""
    start = _seconds(value.start_ms)
    return {"kind": "chapter", "dispatch": slug, "number": number, "from": start, "title": value.title}


def chapter_line(number: int, value: "Chapter") -> str:
    """The same for people."""
    return f"chapter   {number}. {_clock(value.start_ms)} {value.title}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _clock(ms: int) -> str:
    return format_clock(ms / 1000)


def _seconds(ms: int) -> float:
    return round(ms / 1000, 3)
