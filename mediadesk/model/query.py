"""What an editor looks for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from mediadesk.model.clip import Flag
from mediadesk.model.place import LatLon

Lacks = Literal["place", "time", "thumbnail", "poster", "storyboard", "proxy", "ladder", "mp4"]
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
