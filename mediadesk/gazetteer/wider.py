"""Around a point: the place whose name people would say, and the bigger places that the point lies in."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from mediadesk.gazetteer.build import TOWN
from mediadesk.gazetteer.stored import Area, Stored, Town
from mediadesk.model.place import LatLon, OwnPlace, Place, Rung, Wider, distance_m

_NEAR_M = (5_000, 30_000, 100_000)  # looked for in turn; further away than the last, a name tells nothing
_WIDEST_M = 15_000  # no town reaches further from its middle
_NARROWEST_M = 500
_PEOPLE_A_KM2 = 6_000  # of built-up land; Kharkiv 1.4 million: 8.7 km, Athens 5.9 km, Chuhuiv 1.3 km
_KM_M = 1_000  # nothing smaller is named on the rung `km`
_TOWN_M = 2_000  # nothing smaller is named on the rung `town`


class Around(NamedTuple):
    """What lies around a point."""

    home: Town  # the nearest: its district, region and country are those of the point
    named: Town  # what people would say
    towns: list[tuple[float, Town]]  # those of the country, with their distances in metres


class Areas(NamedTuple):
    """The areas that a place lies in."""

    country: Area | None
    region: Area | None
    district: Area | None


NOWHERE = Areas(country=None, region=None, district=None)


def around(point: LatLon, stored: Stored) -> Around | None:
    """What lies around the point; None when no place is within 100 km.

    The nearest middle of any place settles country and region, so that no name crosses a border: of the places in the
    time zone of the point, whose borders are those of countries, where there are any. Among the places of that region
    the one whose town reaches nearest to the point is named; where several contain it, the one with most people: a
    suburb is called by its town, a town beside a city keeps its name.
    """
    zone = stored.zone(point)
    return _around(point, stored, zone) or (_around(point, stored, None) if zone else None)


def _around(point: LatLon, stored: Stored, zone: int | None) -> Around | None:
    for near_m in _NEAR_M:
        close = stored.around(point, near_m)
        homes = (each for each in close if zone in (None, each[1].zone))
        _, home = min(homes, key=lambda each: each[0], default=(math.inf, None))
        if home is None:
            continue
        reaching = close + stored.around(point, near_m + _WIDEST_M, towns=True)
        towns = [each for each in reaching if each[1].country == home.country]
        _, named = min(
            (each for each in towns if each[1].region == home.region),
            key=lambda each: (max(0.0, each[0] - reach_m(each[1].population)), -each[1].population, each[0]),
        )
        return Around(home=home, named=named, towns=towns)
    return None


def areas_of(town: Town, stored: Stored) -> Areas:
    """The areas that a town lies in."""
    return Areas(
        country=stored.area(town.country), region=stored.area(town.region), district=stored.area(town.district)
    )


def wider(place: Place, near: Around, own: Sequence[OwnPlace], stored: Stored) -> tuple[Wider, ...]:
    """The bigger places that a place lies in, from the smallest to the country, each at least as large as the last.

    `km`: the smallest place, own or known, that reaches at least a kilometre and contains it. `town`: the largest town
    that contains it, where there is none the district. None is smaller than the place's own radius, which says how
    well its point is known.
    """
    known = areas_of(near.home, stored)
    town = _town(place, near) or _area("town", known.district)
    small = _small(place, near, own)
    if small and town and small.radius_m > town.radius_m:
        small = None
    found: list[Wider] = []
    for rung in (small, town, _area("region", known.region), _area("country", known.country)):
        if rung and rung.radius_m >= place.radius_m:
            # what is known of an area are the middles of its towns: it reaches at least as far as they do
            found.append(replace(rung, radius_m=max(rung.radius_m, found[-1].radius_m if found else 0)))
    return tuple(found)


def _small(place: Place, near: Around, own: Sequence[OwnPlace]) -> Wider | None:
    containing: list[tuple[float, float, Town | OwnPlace]] = [
        *((max(_KM_M, reach_m(town.population)), away_m, town) for away_m, town in near.towns),
        *((mine.radius_m, distance_m(place.point, mine.point), mine) for mine in own if mine.radius_m >= _KM_M),
    ]
    containing = [each for each in containing if max(each[1], place.radius_m) <= each[0]]
    if not containing:
        return None
    radius_m, _, found = min(containing, key=lambda each: each[:2])
    return Wider(rung="km", name=found.name, lat=found.lat, lon=found.lon, radius_m=radius_m)


def _town(place: Place, near: Around) -> Wider | None:
    towns = [
        (each.population, max(_TOWN_M, reach_m(each.population)), each)
        for away_m, each in near.towns
        if each.population >= TOWN and away_m <= max(_TOWN_M, reach_m(each.population))
    ]
    _, radius_m, found = max(towns, key=lambda each: each[0], default=(0, 0.0, None))
    if found is None or radius_m < place.radius_m:
        return None
    return Wider(rung="town", name=found.name, lat=found.lat, lon=found.lon, radius_m=radius_m)


def _area(rung: Rung, area: Area | None) -> Wider | None:
    if area is None or area.lat is None or area.lon is None or area.radius_m is None:
        return None
    return Wider(rung=rung, name=area.name, lat=area.lat, lon=area.lon, radius_m=area.radius_m)


def reach_m(population: int) -> float:
    """How far a town reaches from its middle, in metres: a disc of 6,000 people a km², 500 m to 15 km."""
    return min(_WIDEST_M, max(_NARROWEST_M, 1000 * math.sqrt(population / (math.pi * _PEOPLE_A_KM2))))
