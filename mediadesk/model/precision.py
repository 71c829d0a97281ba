"""How exactly the public may know where a clip was shot: by the name of a bigger place, never by a moved point."""

from dataclasses import dataclass
from typing import Literal, get_args

from mediadesk.model.place import Place, Rung

Precision = Literal["exact", "km", "town", "region", "country", "none"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)  # from all to nothing
DEFAULT: Precision = "town"
_RUNGS: tuple[Rung, ...] = get_args(Rung)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeName:
    """The public form of a place. Its point is the middle of what is named, and says nothing of the clip's own."""

    precision: Precision  # what it really is: nothing smaller was known to be named
    name: str | None  # None only for an exact point that nobody has a name for
    region: str | None = None  # where it says more than the name
    country: str | None = None  # ISO 3166-1 alpha-2
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None  # how far what is named reaches


def public(place: Place | None, precision: Precision = DEFAULT) -> SafeName | None:
    """What may be told of a place: the smallest bigger place that is no smaller than `precision`; None for nothing.

    The place itself is told at `exact` alone. At `km` a suburb, a village or an own place of a kilometre or more is
    named, at `town` the town, outside of towns the raion; where none is known, what comes next: more is never said.
    """
    if place is None or precision == "none":
        return None
    if precision == "exact":
        return SafeName(
            precision="exact",
            name=place.name,
            region=place.region,
            country=place.country,
            lat=place.lat,
            lon=place.lon,
            radius_m=place.radius_m,
        )
    allowed = _RUNGS[_RUNGS.index(precision) :]
    for wider in place.within:
        if wider.rung in allowed:
            return SafeName(
                precision=wider.rung,
                name=wider.name,
                region=place.region if wider.rung in ("km", "town") else None,
                country=place.country,
                lat=wider.lat,
                lon=wider.lon,
                radius_m=wider.radius_m,
            )
    if place.region and "region" in allowed:  # catalogued before bigger places were known: names, and no point
        return SafeName(precision="region", name=place.region, country=place.country)
    return SafeName(precision="country", name=place.country, country=place.country) if place.country else None
