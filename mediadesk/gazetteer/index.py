"""Questions to the gazetteer: a name to a point, a point to its names, a point to a time zone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mediadesk.errors import Misasked, NotFound
from mediadesk.events import Report, ignore
from mediadesk.gazetteer.build import file_name
from mediadesk.gazetteer.names import LONGEST, folded, one_letter_off
from mediadesk.gazetteer.ranking import HERE_M, ranked
from mediadesk.gazetteer.stored import Area, Stored, Town
from mediadesk.gazetteer.wider import NOWHERE, Areas, Around, areas_of, around, reach_m, wider
from mediadesk.model.names import shown
from mediadesk.model.place import LatLon, OwnPlace, Place, Wider, distance_m

SOURCE = "gazetteer"
OWN = "own place"

_SHOWN = 5  # so many are worth telling about
_SLIP = range(3, 41)  # letters of a name that may have a slip
_KNOWN_WELL_M = 200  # what a phone is sure of between houses: good enough for any own place
_WITHIN = 3  # parts after commas


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What people call the place a point lies in or near."""

    name: str
    district: str | None  # of the second level: a raion
    region: str | None  # of the first level: an oblast
    region_code: str | None  # ISO 3166-2
    country: str | None  # ISO 3166-1 alpha-2
    distance_m: float  # from the point to the middle of the place


class Gazetteer:
    """Place names offline, and those of the desk before them."""

    def __init__(
        self, stored: Stored, own: Sequence[OwnPlace] = (), worked_near: Callable[[LatLon, float], bool] | None = None
    ) -> None:
        self._stored = stored
        self._own = tuple(own)
        self._worked_near = worked_near or _nowhere

    def with_own(
        self, own: Sequence[OwnPlace], worked_near: Callable[[LatLon, float], bool] | None = None
    ) -> "Gazetteer":
        """The same gazetteer, which knows a desk: its own places, which come first, and where it has clips.

        `worked_near(point, metres)` tells whether the desk has a clip so near; it is asked when a name has several
        places.
        """
        return Gazetteer(self._stored, own, worked_near)

    def open(self) -> None:
        """Does now what the first question would do: opens the file, builds it where it must be built."""
        self._stored.area(0)

    def close(self) -> None:
        """Lets go of the file; a later question opens it again."""
        self._stored.close()

    def search(self, words: str) -> Place:
        """The place of that name, in any script and with any accents, with the bigger ones it lies in.

        An own place comes first; of several others the one that `ranking` puts first. `Athens, Georgia`, `Tokmak, UA`
        and `Токмак, Запоріжжя` say which one: district, region, country or an ISO code after a comma. The radius is the
        place's own. Raises Misasked when no name is given, NotFound with near spellings when none fits.
        """
        if found := self.meant(words):
            return self.within(found[0])
        raise NotFound(
            f"no place called {_quoted(words)} is known",
            hint=f"{self._near_spellings(words)}coordinates work too: 49.98,36.25",
        )

    def meant(self, words: str, *, loosely: bool = False) -> list[Place]:
        """The places that may be meant, most likely first, at most five. Raises Misasked when no name is given.

        With `loosely`, where no place is called so, those whose names begin so or are one letter off.
        """
        name = folded(words[: 4 * LONGEST])
        if not name:
            raise Misasked("a place needs a name", hint="name a town, in any script, or give coordinates: 49.98,36.25")
        within: list[str] = []
        if not (found := self._called(name, within)) and "," in words:
            first, *rest = (folded(part[: 4 * LONGEST]) for part in words[: 8 * LONGEST].split(",", _WITHIN))
            name, within = first, [part for part in rest if part]
            found = self._called(name, within) if name and within else []
        if loosely and not found:
            found = [self._of_town(town) for town in self._near(name, within)[:_SHOWN]]
        return found[:_SHOWN]

    def nearest(self, point: LatLon) -> Named | None:
        """What people would say where the point is; None when it is in no own place and no place is within 100 km.

        An own place that contains the point, of several the smallest; else as `wider.around` names it.
        """
        own = self._own_at(point, 0)
        return self._nearest(point, around(point, self._stored), own)

    def named(self, place: Place) -> Place:
        """The place with the names of its point, and the bigger places it lies in; as it is where nobody knows."""
        around_it = around(place.point, self._stored)
        if (near := self._nearest(place.point, around_it, self.own_at(place))) is None:
            return place
        return replace(
            place,
            name=near.name,
            district=near.district,
            region=near.region,
            region_code=near.region_code,
            country=near.country,
            within=self._within(place, around_it),
        )

    def within(self, place: Place) -> Place:
        """The place with the bigger ones it lies in, its names as they are."""
        return replace(place, within=self._within(place, around(place.point, self._stored)))

    def own_at(self, place: Place) -> OwnPlace | None:
        """The smallest own place that contains a place; none contains what is known less well than it is large."""
        return self._own_at(place.point, place.radius_m)

    def zone(self, point: LatLon) -> str | None:
        """The IANA time zone of a point, `Europe/Kyiv`; at sea a nautical one, `Etc/GMT-2`; None when nobody knows."""
        import tzfpy

        return tzfpy.get_tz(point.lon, point.lat) or None

    def _nearest(self, point: LatLon, near: Around | None, own: OwnPlace | None) -> Named | None:
        if own:
            known = areas_of(near.home, self._stored) if near else NOWHERE
            return _named(own, point, known, region=own.region, country=own.country)
        return _named(near.named, point, areas_of(near.named, self._stored)) if near else None

    def _within(self, place: Place, near: Around | None) -> tuple[Wider, ...]:
        return wider(place, near, self._own, self._stored) if near else ()

    def _called(self, name: str, within: Sequence[str]) -> list[Place]:
        if len(name) > LONGEST:
            return []
        own = [self._of_own(each) for each in self._own if folded(each.name) == name and self._lies_in(each, within)]
        towns = ranked(name, self._in(self._stored.called(name), within), self._here)
        areas = [] if towns or within else self._stored.areas_called(name)
        return [*own, *map(self._of_town, towns[:_SHOWN]), *(self._of_area(each) for each in areas if each.lat)]

    def _near(self, name: str, within: Sequence[str] = ()) -> list[Town]:
        """Towns one letter off, and those whose name begins so."""
        if len(name) not in _SLIP:
            return []
        found = [*self._stored.called_any(set(one_letter_off(name))), *self._stored.beginning(name)]
        return ranked(name, self._in(list(dict.fromkeys(found)), within), self._here)

    def _near_spellings(self, words: str) -> str:
        name = folded(words[: 4 * LONGEST])
        towns = self._near(name) or self._stored.beginning(name[: max(3, len(name) * 2 // 3)])
        countries = (self._stored.area(town.country) for town in towns)
        known = [f"{town.name} ({country.code})" for town, country in zip(towns, countries, strict=True) if country]
        return f"did you mean {' or '.join(list(dict.fromkeys(known))[:3])}? " if known else ""

    def _in(self, towns: list[Town], within: Sequence[str]) -> list[Town]:
        for part in within:
            ids = {area.id for area in self._stored.areas_called(part, begins=True)}
            towns = [town for town in towns if ids & {town.country, town.region, town.district}]
        return towns

    def _lies_in(self, own: OwnPlace, within: Sequence[str]) -> bool:
        near = around(own.point, self._stored)
        return not within or bool(near and self._in([near.home], within))

    def _here(self, point: LatLon) -> bool:
        return any(distance_m(point, own.point) <= HERE_M for own in self._own) or self._worked_near(point, HERE_M)

    def _own_at(self, point: LatLon, known_to_m: float) -> OwnPlace | None:
        inside = [
            own
            for own in self._own
            if distance_m(point, own.point) <= own.radius_m and known_to_m <= max(own.radius_m, _KNOWN_WELL_M)
        ]
        return min(inside, key=lambda own: (own.radius_m, distance_m(point, own.point)), default=None)

    def _of_own(self, own: OwnPlace) -> Place:
        near = self.nearest(own.point)
        return Place(
            lat=own.lat,
            lon=own.lon,
            radius_m=own.radius_m,
            source=OWN,
            name=own.name,
            district=near.district if near else None,
            region=near.region if near else own.region,
            region_code=near.region_code if near else None,
            country=near.country if near else own.country,
        )

    def _of_town(self, town: Town) -> Place:
        known = areas_of(town, self._stored)
        return Place(
            lat=town.lat,
            lon=town.lon,
            radius_m=reach_m(town.population),
            source=SOURCE,
            name=town.name,
            district=known.district and known.district.name,
            region=known.region and known.region.name,
            region_code=known.region and known.region.iso,
            country=known.country and known.country.code,
        )

    def _of_area(self, area: Area) -> Place:
        """A country, region or district by its name: as large as it is."""
        line = [area]
        while parent := self._stored.area(line[0].parent):
            line.insert(0, parent)
        country, region, district = (*line, None, None)[:3]
        return Place(
            lat=area.lat or 0,
            lon=area.lon or 0,
            radius_m=area.radius_m or 0,
            source=SOURCE,
            name=area.name,
            district=district and district.name,
            region=region and region.name,
            region_code=region and region.iso,
            country=country and country.code,
        )


def ready(cache: Path, report: Report = ignore) -> Gazetteer:
    """The gazetteer in the folder `cache`, built there first when it is missing, old or damaged: some fifteen seconds.

    Raises DeskError when it must be built and cannot be.
    """
    gazetteer = Gazetteer(Stored(cache / file_name(), report))
    gazetteer.open()
    return gazetteer


def _named(
    middle: OwnPlace | Town, point: LatLon, known: Areas, *, region: str | None = None, country: str | None = None
) -> Named:
    return Named(
        name=middle.name,
        district=known.district and known.district.name,
        region=known.region.name if known.region else region,
        region_code=known.region and known.region.iso,
        country=known.country.code if known.country else country,
        distance_m=distance_m(point, middle.point),
    )


def _nowhere(_point: LatLon, _metres: float) -> bool:
    return False


def _quoted(words: str) -> str:
    return shown(words[:60].encode("utf-8", "backslashreplace")) + ("…" if len(words) > 60 else "")
