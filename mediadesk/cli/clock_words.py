"""What is known of clocks → JSON records and lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mediadesk.model.clock import drift
from mediadesk.model.moment import format_offset

if TYPE_CHECKING:
    from datetime import datetime

    from mediadesk.model.body import Body, Effect, Moved
    from mediadesk.model.clock import Calibration, ClockProfile, ClockSpan
    from mediadesk.model.moment import Captured

Record = Mapping[str, Any]

_EXAMPLES = 5
_MOST_DRIFT_SECONDS = 60  # a day; what loses more was set anew between two calibrations


def body(value: Body) -> Record:
    """What is known of the clock of a camera."""
    return {
        "kind": "clock",
        "body": value.camera.called,
        "make": value.camera.make,
        "model": value.camera.model,
        "clips": value.clips,
        "said": _said(value.profile),
    }


def body_lines(value: Body) -> Iterator[str]:
    """The same for people."""
    yield f"{value.camera.called}  ({_clips(value.clips)})"
    for span in value.profile.spans:
        yield f"  {_span_words(span)}"


def change(value: Effect, *, dry_run: bool) -> Record:
    """What was said of a camera's clock, and what that did to its clips."""
    return {
        "kind": "clock-change",
        "body": value.camera.called,
        "before": _said(value.before),
        "after": _said(value.after),
        "clips": value.clips,
        "changed": len(value.moved),
        "instants_before": value.instants_before,
        "instants_after": value.instants_after,
        "examples": [_example(each) for each in value.moved[:_EXAMPLES]],
        "doubts": sum(each.doubt is not None for each in value.moved),
        "dry_run": dry_run,
    }


def change_lines(value: Effect) -> Iterator[str]:
    """The same for people."""
    yield value.camera.called
    for span in value.after.spans:
        yield f"  {_span_words(span)}"
    if not value.after.spans:
        yield "  nothing is said of its clock"
    yield f"clips that get another time: {len(value.moved)} of {value.clips}"
    yield f"clips whose instant is known: {value.instants_before} before, {value.instants_after} after"
    for each in value.moved[:_EXAMPLES]:
        yield f"  {each.clip}  {_when(each.before)}  ->  {_when(each.after)}  {each.name}"
    if len(value.moved) > _EXAMPLES:
        yield f"  … and {len(value.moved) - _EXAMPLES} more"
    doubts = [each for each in value.moved if each.doubt]
    for each in doubts[:_EXAMPLES]:
        yield f"  {each.clip}  {each.doubt}"
    if len(doubts) > _EXAMPLES:
        yield f"  … and {len(doubts) - _EXAMPLES} more in such an hour"


def said_line(value: Effect) -> str:
    """One line on what was said of a camera's clock while its card was taken in."""
    said = _span_words(value.after.spans[-1])
    return f"the clock of {value.camera.called} is {said}; clips that get another time: {len(value.moved)}"


def drift_warning(profile: ClockProfile) -> str | None:
    """What to say of calibrations that do not fit together."""
    lost = max((abs(drift(each.calibrations) or 0) for each in profile.spans), default=0)
    if lost <= _MOST_DRIFT_SECONDS:
        return None
    return f"that is {lost:.0f} s a day, more than clocks drift: was it set anew between these clips?"


def _said(profile: ClockProfile) -> list[Record]:
    return [
        {
            "from": span.start and span.start.isoformat(),
            "to": span.end and span.end.isoformat(),
            "zone": span.zone,
            "behind_seconds": _seconds(span.behind),
            "drift_seconds_a_day": _drift(span),
            "calibrations": [_calibration(each) for each in span.calibrations],
        }
        for span in profile.spans
    ]


def _drift(span: ClockSpan) -> float | None:
    lost = drift(span.calibrations)
    return None if lost is None else round(lost, 3)


def _calibration(value: Calibration) -> Record:
    return {
        "clip": value.clip,
        "camera": value.camera.isoformat(timespec="seconds"),
        "behind_seconds": _seconds(value.behind),
    }


def _example(value: Moved) -> Record:
    return {
        "clip": value.clip,
        "name": value.name,
        "before": _times(value.before),
        "after": _times(value.after),
        "doubt": value.doubt,
    }


def _times(value: Captured) -> Record:
    return {
        "at": value.at.strftime("%Y-%m-%dT%H:%M:%SZ") if value.at else None,
        "local": value.local.strftime("%Y-%m-%dT%H:%M:%S") if value.local else None,
    }


def _span_words(span: ClockSpan) -> str:
    if span.zone:
        told = f"set to {span.zone}"
    elif span.behind is not None:
        told = _behind_words(span.behind)
    else:
        told = "; ".join(
            f"{_behind_words(each.behind)} at {each.camera:%Y-%m-%d %H:%M:%S} (clip {each.clip})"
            for each in span.calibrations
        )
        if lost := drift(span.calibrations):
            told += f"; it {'loses' if lost > 0 else 'gains'} {abs(lost):.2f} s a day"
    return f"{told}{_range_words(span.start, span.end)}"


def _behind_words(behind: timedelta) -> str:
    return f"{abs(behind)} {'behind' if behind >= timedelta() else 'ahead'}"


def _range_words(start: datetime | None, end: datetime | None) -> str:
    first = f", from {start:%Y-%m-%d}" if start else ""
    return first + (f", to {end - timedelta(microseconds=1):%Y-%m-%d}" if end else "")


def _when(value: Captured) -> str:
    if value.local is None:
        return f"{value.at:%Y-%m-%d %H:%M:%S}Z" if value.at else "no time"
    offset = "" if value.offset is None else format_offset(value.offset)
    return f"{value.local:%Y-%m-%d %H:%M:%S}{offset or ' (no zone)'}"


def _clips(count: int) -> str:
    return f"{count} clip{'' if count == 1 else 's'}"


def _seconds(value: timedelta | None) -> float | None:
    return None if value is None else value.total_seconds()
