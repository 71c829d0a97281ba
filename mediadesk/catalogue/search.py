"""A query as SQL: conditions on a clip's row, and the order of what is found."""

import math
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, and_, column, exists, func, literal_column, not_, or_, select, table
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from mediadesk.catalogue.findable import folded, sortable, spelt
from mediadesk.catalogue.rows import ClipRow, FileRow, RenditionRow
from mediadesk.model.place import EARTH_RADIUS_M, LatLon
from mediadesk.model.query import Lacks, Query, Sort
from mediadesk.model.recipe import HOUSE, digest, shown_at

_WORDS = table("clip_words", column("rowid"))
_WHERE = table("clip_where", *map(column, ("number", "south", "north", "west", "east")))
_Column = SQLCoreOperations[Any]  # what can be compared and sorted by
_MARGIN = 1e-6  # degrees; a box only has to hold the circle, the exact distance decides


def conditions(query: Query) -> list[ColumnElement[bool]]:
    """What a clip's row must fulfil."""
    found: list[ColumnElement[bool]] = []
    if query.words:
        found.append(_says(query.words))
    if query.near:
        found.append(_near(query.near, query.within_m))
        if not (query.start or query.end or query.sort.endswith("captured")):
            found.append(_in_index_of_places(query.near, query.within_m))
    if query.start:
        found.append(_clock(query.start) >= sortable(query.start))
    if query.end:
        found.append(_clock(query.end) < sortable(query.end))
    if query.trip is not None:
        found.append(col(ClipRow.trip) == folded(query.trip))
    if query.camera is not None:
        found.append(func.instr(ClipRow.camera, folded(query.camera)) > 0)
    if query.flag is not None:
        found.append(col(ClipRow.flag) == query.flag)
    found += [_has(col(ClipRow.tags), tag) for tag in query.tags]
    found += [_has(col(ClipRow.labels), label) for label in query.labels]
    return found + [_lacks(what) for what in query.lacks]


def order(sort: Sort) -> list[_Column]:
    """The order of a result; what is not known comes last, either way."""
    columns: dict[str, list[_Column]] = {
        "captured": [col(ClipRow.day_clock), col(ClipRow.at)],
        "name": [col(ClipRow.name)],
        "seconds": [col(ClipRow.seconds)],
        "size": [col(FileRow.size_bytes)],
    }
    keys = columns[sort.removeprefix("-")]
    turned = [key.desc().nulls_last() if sort.startswith("-") else key.asc().nulls_last() for key in keys]
    return [*turned, col(ClipRow.name), col(ClipRow.id)]


def match_expression(words: Sequence[str]) -> str:
    """The words for FTS5: each one quoted, so that nothing in it is an operator, and the beginning of what is meant."""
    return " AND ".join('"' + spelt(word).replace('"', '""') + '"*' for word in words)


def boxes(near: LatLon, within_m: float) -> list[tuple[float, float, float, float]]:
    """South, north, west and east of boxes that hold every point within a distance: two at the date line."""
    reach = within_m / EARTH_RADIUS_M
    south = near.lat - math.degrees(reach) - _MARGIN
    north = near.lat + math.degrees(reach) + _MARGIN
    if south <= -90 or north >= 90:  # a pole is inside, so every longitude is
        return [(south, north, -180.0, 180.0)]
    # the farthest meridian a circle on the sphere touches
    wide = math.degrees(math.asin(min(1.0, math.sin(reach) / math.cos(math.radians(near.lat))))) + _MARGIN
    west, east = near.lon - wide, near.lon + wide
    found = [(south, north, west, east)]
    if west < -180:
        found.append((south, north, west + 360, 180.0))
    if east > 180:
        found.append((south, north, -180.0, east - 360))
    return found


def _says(words: Sequence[str]) -> ColumnElement[bool]:
    hit = literal_column("clip_words").op("MATCH")(match_expression(words))
    return col(ClipRow.number).in_(select(_WORDS.c.rowid).where(hit))


def _near(near: LatLon, within_m: float) -> ColumnElement[bool]:
    """The boxes spare most clips the exact distance; an index of times holds the columns, too."""
    lat, lon = col(ClipRow.lat), col(ClipRow.lon)
    corners = [
        and_(lat >= south, lat <= north, lon >= west, lon <= east) for south, north, west, east in boxes(near, within_m)
    ]
    return and_(or_(*corners), func.distance_m(lat, lon, near.lat, near.lon) <= within_m)


def _in_index_of_places(near: LatLon, within_m: float) -> ColumnElement[bool]:
    """For clips that are neither asked for nor sorted by their time; else walking along the time is quicker."""
    corners = [
        and_(_WHERE.c.north >= south, _WHERE.c.south <= north, _WHERE.c.east >= west, _WHERE.c.west <= east)
        for south, north, west, east in boxes(near, within_m)
    ]
    return col(ClipRow.number).in_(select(_WHERE.c.number).where(or_(*corners)))


def _clock(bound: datetime) -> _Column:
    """A naive bound is compared with the clock of the place, an aware one with the instant."""
    return col(ClipRow.at) if bound.tzinfo else col(ClipRow.day_clock)


def _has(words: Mapped[str], word: str) -> ColumnElement[bool]:
    each = func.json_each(words).table_valued("value")
    return exists(select(each.c.value).where(each.c.value == folded(word)))


def _lacks(what: Lacks) -> ColumnElement[bool]:
    if what == "time":
        return col(ClipRow.day_clock).is_(None)
    if what == "instant":
        return col(ClipRow.at).is_(None)
    if what == "place":
        return col(ClipRow.lat).is_(None)
    recipe, now = HOUSE[what], digest(HOUSE[what])  # what an older recipe made is stale
    made = select(col(RenditionRow.subject)).where(col(RenditionRow.recipe) == what, col(RenditionRow.digest) == now)
    lacks = not_(col(ClipRow.id).in_(made))
    if shown_at(recipe, Fraction(0)) == recipe:
        return lacks
    chosen = func.json_extract(col(ClipRow.log), "$.poster")  # a still of a moment has a digest of its own
    its_own = (col(RenditionRow.subject) == col(ClipRow.id), col(RenditionRow.recipe) == what)
    shown = exists(
        select(col(RenditionRow.path)).where(*its_own, col(RenditionRow.digest) == func.digest_at(what, chosen))
    )
    return or_(and_(chosen.is_(None), lacks), and_(chosen.is_not(None), not_(shown)))
