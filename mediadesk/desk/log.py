"""What people say of clips, and taking the last of it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue
from mediadesk.model.clip import Clip, Flag, Log
from mediadesk.model.edit import Change, Edit
from mediadesk.model.moment import Captured
from mediadesk.model.place import Place


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


def log(clips: Sequence[Clip], said: Said, *, catalogue: Catalogue) -> list[Clip]:
    """Writes down what was said of each clip: one edit, which `undo` takes back whole. Returns them as they are now."""
    with catalogue.write() as shelves:
        before = [shelves.clips.get(clip.id) for clip in clips]
        changes = tuple(Change(clip=clip.id, before=clip.log, after=_with(clip.log, said)) for clip in before)
        shelves.history.record(Edit(at=datetime.now(UTC), changes=changes))
        for change in changes:
            shelves.clips.log(change.clip, change.after)
        return [shelves.clips.get(clip.id) for clip in clips]


def undo(*, catalogue: Catalogue) -> list[Clip]:
    """Takes back the last log edit, and returns its clips as they are now. Raises NotFound when there is none."""
    with catalogue.write() as shelves:
        changes = shelves.history.undo_last().changes
        for change in changes:
            shelves.clips.log(change.clip, change.before)
        return [shelves.clips.get(change.clip) for change in changes]


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
        place=said.place or log.place,
    )
