"""Values → lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediadesk.cli.cost import size
from mediadesk.cli.sources import in_words
from mediadesk.model.moment import format_offset
from mediadesk.model.names import shown
from mediadesk.model.timecode import format_clock

if TYPE_CHECKING:  # only named here
    from collections.abc import Mapping, Sequence

    from mediadesk.model.clip import Attached, Clip, Log
    from mediadesk.model.custody import Entry
    from mediadesk.model.dispatch import Dispatch, Pick
    from mediadesk.model.ingested import Present
    from mediadesk.model.moment import Captured
    from mediadesk.model.picking import Choice
    from mediadesk.model.place import Place


def clip_line(clip: Clip) -> str:
    """One clip in a list."""
    facts = clip.facts
    length = format_clock(clip.seconds) if clip.seconds is not None else "?"
    camera = facts.camera.model or facts.camera.make or "" if facts.camera else ""
    named = clip.log.title or shown(clip.name)
    flag = f" [{clip.log.flag}]" if clip.log.flag else ""
    return (
        f"{clip.id}  {_when(clip.captured):17}  {length:>7}  {_where(clip.place):22.22}  {camera:16.16}  {named}{flag}"
    )


def clip_lines(clip: Clip, copies: Mapping[str, Sequence[Present]]) -> list[str]:
    """Everything that is known of a clip, each fact with where it comes from. `copies` of its files are by SHA-256."""
    facts, log, captured, place = clip.facts, clip.log, clip.captured, clip.place
    told = [
        ("clip", f"{clip.id}  {shown(clip.name)}"),
        ("file", f"{clip.path or 'not on this desk'} ({size(clip.size_bytes)})"),
        *(("copy", f"{each.volume}: {each.path} ({each.state})") for each in copies.get(clip.sha256, ())),
        ("sha256", clip.sha256),
        ("length", f"{float(clip.seconds):.2f} s" if clip.seconds is not None else "not known"),
        *(("part", _part(number, each)) for number, each in enumerate(clip.parts, 2)),
        ("picture", _picture(clip)),
        ("sound", ", ".join(f"{each.codec} {each.channels or '?'} ch {each.rate or '?'} Hz" for each in facts.audio)),
        ("when", _captured(captured)),
        ("try", clip.mend if captured.day_clock else None),
        ("where", _placed(place) if place else "not known"),
        ("camera", facts.camera.name if facts.camera else "not known"),
        ("trip", log.trip),
        ("shooter", log.shooter),
        ("received", _received(log)),
        ("title", log.title),
        ("tags", ", ".join(sorted(log.tags))),
        ("labels", ", ".join(sorted(log.labels))),
        ("flag", log.flag),
        ("rating", None if log.rating is None else str(log.rating)),
        ("poster", None if log.poster is None else f"chosen at {float(log.poster):.2f} s"),
        *(("note", note) for note in log.notes),
        *(("sidecar", shown(each.name)) for each in clip.sidecars),
        *(("trouble", each) for each in clip.trouble),
    ]
    return [f"{name:9} {text}" for name, text in told if text]


def _part(number: int, part: Attached) -> str:
    length = f"{float(part.seconds):.2f} s" if part.seconds is not None else "length not known"
    return f"{number} of the recording: {shown(part.name)} ({length}, {part.size_bytes / 1e6:.1f} MB)"


def _received(log: Log) -> str:
    told = (("from", log.received_from), ("by", log.channel))
    return " ".join(f"{word} {text}" for word, text in told if text)


def _when(captured: Captured) -> str:
    if captured.local:
        return captured.local.strftime("%Y-%m-%d %H:%M")
    if captured.at:
        return captured.at.strftime("%Y-%m-%d %H:%MZ")
    return captured.day.isoformat() if captured.day else "no date"


def _captured(captured: Captured) -> str:
    """`2022-05-07 12:21:51 +03:00 Europe/Kyiv (09:21:51 UTC) — the source, confidence high`."""
    local, at = captured.local, captured.at
    if local is not None:
        offset = format_offset(captured.offset) if captured.offset is not None else None
        utc = f"({at:%H:%M:%S} UTC)" if at else "by a wall clock whose zone is not known"
        told = " ".join(filter(None, (f"{local:%Y-%m-%d %H:%M:%S}", offset, captured.zone, utc)))
    elif at is not None:
        told = f"{at:%Y-%m-%d %H:%M:%S} UTC; the time there is not known"
    elif captured.day is not None:
        told = f"{captured.day}, a day without a time"
    else:
        return "not known"
    return f"{told} — {in_words(captured.source)}, confidence {captured.confidence}"


def _placed(place: Place) -> str:
    return f"{_where(place)} ({place.lat:.4f},{place.lon:.4f} ± {place.radius_m:.0f} m) — {in_words(place.source)}"


def place_words(place: Place) -> str:
    """A place as people name it."""
    named = dict.fromkeys(filter(None, (place.name, place.region, place.country)))
    return ", ".join(named) or f"{place.lat:.3f},{place.lon:.3f}"


def _where(place: Place | None) -> str:
    if place is None:
        return "no place"
    return ", ".join(filter(None, (place.name, place.country))) or f"{place.lat:.3f},{place.lon:.3f}"


def _picture(clip: Clip) -> str | None:
    frame = clip.facts.frame
    if frame is None:
        return "none: sound alone"
    marks = [
        f"{frame.width}×{frame.height}",
        f"pixels {frame.sample_aspect.numerator}:{frame.sample_aspect.denominator}" if frame.sample_aspect else None,
        "mirrored" if frame.mirrored else None,
        f"turned by {frame.rotation}°" if frame.rotation else None,
        f"{float(frame.fps):.2f} fps" if frame.fps else None,
        frame.codec,
        f"{frame.bit_depth} bit" if frame.bit_depth else None,
        frame.hdr,
        "Dolby Vision" if frame.dolby_vision else None,
        "interlaced" if frame.interlaced else None,
        "variable frame rate" if frame.vfr else None,
    ]
    return ", ".join(filter(None, marks))


def custody_line(entry: Entry) -> str:
    """One thing that was done: `custody   2026-11-22 10:30Z  maria: held, 7QK2MW3ZTA (for part two)`."""
    who = f"{entry.who}: " if entry.who else ""
    about = f", {entry.about}" if entry.about else ""
    why = f" ({entry.why})" if entry.why else ""
    return f"custody   {entry.at:%Y-%m-%d %H:%M}Z  {who}{entry.what}{about}{why}"


def dispatch_lines(dispatch: Dispatch) -> list[str]:
    """A dispatch with its picks."""
    said = ("title", "lead", "dateline", "byline", "credits", "language", "licence", "outlet", "first_url", "series")
    told = [f"{name.replace('_', ' '):9} {getattr(dispatch, name)}" for name in said if getattr(dispatch, name)]
    number = [f"number    {dispatch.number}"] if dispatch.number else []
    location = [f"location  {dispatch.location}"] if dispatch.location else []
    picks = [
        f"{position:3}. {pick.clip}  {stretch_words(pick)}{f'  {pick.caption}' if pick.caption else ''}"
        for position, pick in enumerate(dispatch.picks, 1)
    ]
    corrections = [f"corrected {each.at:%Y-%m-%d}: {each.note}" for each in dispatch.corrections]
    attached = ["film      cut elsewhere and attached; the picks are not used"] if dispatch.attached else []
    poster = [] if dispatch.poster is None else [f"poster    chosen at {float(dispatch.poster):.2f} s of the film"]
    more = [*number, *location, *poster, *attached, *corrections]
    return [f"{dispatch.slug} ({dispatch.state})", *told, *more, *picks]


def stretch_words(stretch: Pick | Choice) -> str:
    """`whole`, `1.20 s to 5.04 s`, `1.20 s to the end`."""
    if stretch.in_point is None and stretch.out_point is None:
        return "whole"
    end = f"{float(stretch.out_point):.2f} s" if stretch.out_point is not None else "the end"
    return f"{float(stretch.in_point or 0):.2f} s to {end}"
