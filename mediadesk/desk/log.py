"""What people say of clips, and taking the last that was said back: of clips or of a camera's clock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Literal

from mediadesk.catalogue import Catalogue
from mediadesk.errors import Misasked
from mediadesk.model.body import Effect, effect
from mediadesk.model.clip import Clip, Flag, Log
from mediadesk.model.edit import Change, Edit
from mediadesk.model.labels import checked_label
from mediadesk.model.moment import Captured
from mediadesk.model.place import Place

Moment = Fraction | Literal["any"]  # seconds into the clip; any: the one that shows most


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What to change in the log of clips; None and empty leave things as they are."""

    title: str | None = None
    note: str | None = None
    trip: str | None = None
    tags: frozenset[str] = frozenset()
    untags: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    flag: Flag | None = None
    rating: int | None = None
    place: Place | None = None
    captured: Captured | None = None
    poster: Moment | None = None


def log(clips: Sequence[Clip], said: Said, *, catalogue: Catalogue) -> list[Clip]:
    """Writes down what was said of each clip: one edit, which `undo` takes back whole. Returns them as they are now."""
    said = replace(said, labels=frozenset(map(checked_label, said.labels)))
    with catalogue.write() as shelves:
        before = [shelves.clips.get(clip.id) for clip in clips]
        if isinstance(said.poster, Fraction):
            for clip in before:
                _check_moment(clip, said.poster)
        changes = tuple(Change(clip=clip.id, before=clip.log, after=_with(clip.log, said)) for clip in before)
        shelves.history.record(Edit(at=datetime.now(UTC), changes=changes))
        for change in changes:
            shelves.clips.log(change.clip, change.after)
        return [shelves.clips.get(clip.id) for clip in clips]


def _check_moment(clip: Clip, moment: Fraction) -> None:
    if clip.facts.frame is None:
        raise Misasked(f"{clip.id} is sound alone: there is no picture to choose", hint=f"mediadesk show {clip.id}")
    if clip.seconds is not None and moment >= clip.seconds:
        long = f"{float(clip.seconds):.1f} s"
        hint = f"--poster {float(clip.seconds / 2):.2f}"
        raise Misasked(f"{clip.id} is {long} long: nothing is shown at {float(moment):.1f} s", hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What was taken back."""

    clips: Sequence[Clip]  # of which something was said, as they are now
    clocks: Sequence[Effect]  # of cameras, and what that did to their clips


def undo(*, catalogue: Catalogue) -> Undone:
    """Takes back the last edit of the log or of clocks. Raises NotFound when there is none."""
    with catalogue.write() as shelves:
        edit = shelves.history.undo_last()
        for change in edit.changes:
            since = shelves.clips.get(change.clip).log.labels - change.after.labels  # no edit of people's: it stays
            shelves.clips.log(change.clip, replace(change.before, labels=change.before.labels | since))
        effects = [effect(each.body, each.after, each.before, shelves.clocks.clips(each.body)) for each in edit.clocks]
        for clock in edit.clocks:
            shelves.clocks.put(clock.body, clock.before)
        return Undone(clips=[shelves.clips.get(change.clip) for change in edit.changes], clocks=effects)


def _with(log: Log, said: Said) -> Log:
    return replace(
        log,
        trip=said.trip or log.trip,
        title=said.title or log.title,
        notes=(*log.notes, said.note) if said.note else log.notes,
        tags=log.tags - said.untags | said.tags,
        labels=log.labels | said.labels,
        flag=said.flag or log.flag,
        rating=log.rating if said.rating is None else said.rating,
        captured=said.captured or log.captured,
        poster=log.poster if said.poster is None else None if said.poster == "any" else said.poster,
        place=said.place or log.place,
    )
