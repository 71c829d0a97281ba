"""How exactly the public may know where a clip was shot: by the name of a bigger place, never by a moved point."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from mediadesk.model.place import Place, Rung
from mediadesk.model.romanised import Word, places_of, words

Precision = Literal["exact", "km", "town", "region", "country", "none"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)  # from all to nothing
DEFAULT: Precision = "town"
_RUNGS: tuple[Rung, ...] = get_args(Rung)
_TOLD = Word("", bends=False)  # in place of what may be told


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

    @property
    def words(self) -> str:
        """As readers see it: `Kharkiv, Kharkiv Oblast`; empty when it has no name."""
        return ", ".join(dict.fromkeys(filter(None, (self.name, self.region))))


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


def together(places: Sequence[Place | None], precision: Precision = DEFAULT) -> SafeName | None:
    """What may be told of several places at once: what is public of each, where they agree, else what they share.

    None for nothing: also when one of them is not known, for then the name would be a guess for that one.
    """
    if not places or precision == "none":
        return None
    for each in PRECISIONS[PRECISIONS.index(precision) :]:
        told = {public(place, each) for place in places}
        if len(told) == 1:
            return told.pop()
    return None


def finer_names(place: Place, precision: Precision) -> frozenset[str]:
    """The names that tell more of a place than `precision` allows, as far as they are known.

    A village that is called like its raion tells no more than the raion.
    """
    return _names(place, finer=True, precision=precision) - _names(place, finer=False, precision=precision)


def names_told(text: str, places: Iterable[Place], precision: Precision) -> tuple[str, ...]:
    """The names in a text that tell more of one of the places than `precision` allows.

    `Kharkiv` is not told by `Kharkiv Oblast`, where that is allowed. A name counts in Cyrillic and in Latin letters, in
    any case (у Салтівці is Saltivka). What a place is called in a third language is not known here.
    """
    places = list(places)
    said: list[Word] = list(words(text))
    allowed = {name for place in places for name in _names(place, finer=False, precision=precision)}
    for name in sorted(map(words, allowed), key=len, reverse=True):
        for at in places_of(name, said):
            said[at : at + len(name)] = [_TOLD] * len(name)
    finer = {name for place in places for name in finer_names(place, precision)}
    return tuple(sorted(name for name in finer if places_of(words(name), said)))


def _names(place: Place, *, finer: bool, precision: Precision) -> frozenset[str]:
    """What a place and those around it are called, that is finer than allowed, or that is allowed."""
    levels: list[tuple[str | None, Precision]] = [
        (place.name, "exact"),
        (place.district, "town"),  # outside of towns the raion is what is named instead
        (place.region, "region"),
        *((each.name, each.rung) for each in place.within),
    ]
    least = PRECISIONS.index(precision)
    return frozenset(
        name for name, level in levels if name and name.strip() and (PRECISIONS.index(level) < least) == finer
    )
