"""Places as records and as lines for people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mediadesk.cli import records
from mediadesk.cli.tables import place_words as words
from mediadesk.model.names import shown
from mediadesk.model.precision import PRECISIONS, public

if TYPE_CHECKING:
    from mediadesk.desk.place import Renamed
    from mediadesk.model.place import OwnPlace, Place

_LISTED = 20  # clips told one by one


def own(place: "OwnPlace") -> Mapping[str, Any]:
    """A place of the desk."""
    return {
        "kind": "own-place",
        "name": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "radius_m": round(place.radius_m),
        "region": place.region,
        "country": place.country,
    }


def own_line(place: "OwnPlace") -> str:
    """The same on one line."""
    where = ", ".join(filter(None, (place.region, place.country)))
    return f"{place.name:20}  {place.lat:.4f},{place.lon:.4f}  within {place.radius_m:.0f} m  {where}"


def renamed(change: "Renamed", *, dry_run: bool) -> Mapping[str, Any]:
    """What an own place changed."""
    return {
        "kind": "place-change",
        "place": own(change.place),
        "dry_run": dry_run,
        "clips": [
            {"id": clip.id, "before": before, "after": clip.place and clip.place.name}
            for clip, before in zip(change.clips, change.before, strict=True)
        ],
    }


def renamed_lines(change: "Renamed", *, dry_run: bool) -> Iterator[str]:
    """The same for people."""
    yield own_line(change.place)
    yield f"{len(change.clips)} clips {'would be' if dry_run else 'are'} called otherwise"
    for clip, before in list(zip(change.clips, change.before, strict=True))[:_LISTED]:
        yield f"{clip.id}  {shown(clip.name):24.24}  {before} → {clip.place.name if clip.place else None}"
    if len(change.clips) > _LISTED:
        yield "…"


def found(place: "Place", others: "Sequence[Place]") -> Mapping[str, Any]:
    """A place that was looked up, with what the public would be told at each step, and what else may be meant."""
    steps = {precision: records.safe_name(public(place, precision)) for precision in PRECISIONS}
    return {"kind": "place", **records.place(place), "steps": steps, "others": [records.place(each) for each in others]}


def found_lines(place: "Place", others: "Sequence[Place]") -> Iterator[str]:
    """The same for people."""
    yield f"{words(place)}  ({place.lat:.4f},{place.lon:.4f} ± {place.radius_m:.0f} m)"
    if place.district:
        yield f"{'district':9} {place.district}"
    if place.region:
        yield f"{'region':9} {place.region}{f' ({place.region_code})' if place.region_code else ''}"
    for wider in place.within:
        yield f"{'public':9} {wider.name}, where {wider.rung} is allowed"
    for other in others:
        yield f"{'also':9} {words(other)}"
