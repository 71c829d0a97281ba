"""An edit: what one command changed of what people say, so that it can be taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mediadesk.model.clip import Camera, ClipId, Log
from mediadesk.model.clock import ClockProfile
from mediadesk.model.custody import What
from mediadesk.model.labels import LABELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What people said of one clip, before and after."""

    clip: ClipId
    before: Log
    after: Log


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChange:
    """What was known of the clock of one body, before and after."""

    body: Camera
    before: ClockProfile
    after: ClockProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """All changes of one command: they are taken back together."""

    at: datetime  # aware UTC
    changes: tuple[Change, ...] = ()
    clocks: tuple[ClockChange, ...] = ()


def deeds(change: Change) -> Iterator[tuple[What, str]]:
    """What of a change matters for custody: who knows it knows that a fact was typed over, and not by what."""
    before, after = change.before, change.after
    said = {
        "time": (before.captured, before.clock) != (after.captured, after.clock),
        "place": before.place != after.place,
    }
    if facts := [fact for fact, changed in said.items() if changed]:
        yield "edited", " and ".join(facts)
    yield from (("labelled", _known(label)) for label in sorted(after.labels - before.labels))
    yield from (("unlabelled", _known(label)) for label in sorted(before.labels - after.labels))


def _known(label: str) -> str:
    """A label that everybody knows; a desk's own words may name somebody."""
    return label if label in {each.name for each in LABELS} else "a word of this desk"
