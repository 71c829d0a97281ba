"""What an editor looks for."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from mediadesk.model.clip import Flag
from mediadesk.model.place import LatLon

Lacks = Literal[
    "place",
    "time",
    "instant",
    "thumbnail",
    "poster",
    "storyboard",
    "waveform",
    "proxy",
    "stills",
    "ladder",
    "mp4",
    "small",
    "sound",
    "edit",
]
LACKS: tuple[Lacks, ...] = get_args(Lacks)
Sort = Literal["captured", "-captured", "name", "-name", "seconds", "-seconds", "size", "-size"]
SORTS: tuple[Sort, ...] = get_args(Sort)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Every part narrows; an absent part asks nothing."""

    words: tuple[str, ...] = ()  # in name, title, notes, tags, trip, place or camera
    near: LatLon | None = None
    within_m: float = 5_000
    start: datetime | None = None  # inclusive. Naive: by the clock of the place; aware: by the instant
    end: datetime | None = None  # exclusive, likewise
    trip: str | None = None
    camera: str | None = None  # part of make or model
    tags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    flag: Flag | None = None
    lacks: tuple[Lacks, ...] = ()
    sort: Sort = "captured"
    limit: int = 50  # 0 is all


# the zones of the world are from 12 hours behind UTC to 14 hours ahead of it
_MOST_BEHIND, _MOST_AHEAD = timedelta(hours=12), timedelta(hours=14)


def by_wall_clock(query: Query) -> Query | None:
    """What asks for clips that may be meant and cannot be found: of bounds that are instants, those that know a wall
    clock alone, wherever in the world it was; None when no bound is an instant.
    """
    start, end = query.start, query.end
    if not any(bound and bound.tzinfo for bound in (start, end)):
        return None
    return replace(
        query,
        start=_naive(start, -_MOST_BEHIND) if start else None,
        end=_naive(end, _MOST_AHEAD) if end else None,
        lacks=(*query.lacks, "instant"),
    )


def _naive(bound: datetime, by: timedelta) -> datetime:
    if bound.tzinfo is None:
        return bound
    try:
        return bound.astimezone(UTC).replace(tzinfo=None) + by
    except OverflowError:
        return bound.replace(tzinfo=None)
