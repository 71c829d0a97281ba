"""Naming places, looking them up, and placing clips by a track."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.model.clip import Facts
from mediadesk.model.moment import instant, wall_clock
from mediadesk.model.place import Place
from mediadesk.settings import user_cache
from tests.catalogue.world import a_clip, shelve
from tests.cli.world import Ask, asker, done

NOON = datetime(2022, 5, 7, 12, tzinfo=UTC)
GPX = """<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x"><trk><trkseg>
<trkpt lat="37.9860" lon="23.7330"><time>2022-05-07T11:59:00Z</time></trkpt>
<trkpt lat="37.9868" lon="23.7340"><time>2022-05-07T12:01:00Z</time></trkpt></trkseg></trk></gpx>"""


@pytest.fixture
def athens(tmp_path: Path, gazetteer) -> Ask:
    """A desk with a clip in Exarcheia, one of noon without a place, and one whose instant nobody knows."""
    done("init", tmp_path / "desk")
    catalogue = Catalogue(tmp_path / "desk/catalog.db")
    place = gazetteer.named(Place(lat=37.9866, lon=23.7345, radius_m=30, source="quicktime:location"))
    shelve(catalogue, a_clip("square", facts=Facts(container="mov", place=place)))
    noon = Facts(container="mov", captured=instant(NOON, source="gps", confidence="high"))
    naive = Facts(container="mov", captured=wall_clock(NOON.replace(tzinfo=None), source="mov"))
    shelve(catalogue, a_clip("noon", facts=noon), a_clip("naive", facts=naive))
    catalogue.close()
    assert user_cache().is_dir()
    return asker(tmp_path / "desk")


def test_a_place_is_rehearsed_named_listed_found_and_forgotten(athens):
    """Its clips are called so and found near it; the public is told of Athens before and after."""
    name = ("place", "add", "Exarcheia", "37.9864,23.7339", "--radius", "600", "--json")
    (rehearsed,) = athens(*name, "--dry-run").records
    assert athens("place", "list", "--json").records == []
    (said,) = athens(*name).records

    assert said == {**rehearsed, "dry_run": False}
    assert said["clips"] == [{"id": a_clip("square").id, "before": "Athens", "after": "Exarcheia"}]
    (own,) = athens("place", "list", "--json").records
    assert own == {
        "kind": "own-place",
        "name": "Exarcheia",
        "lat": 37.9864,
        "lon": 23.7339,
        "radius_m": 600,
        "region": "Attica",
        "country": "GR",
    }
    (clip,) = athens("find", "--near", "exarcheia", "--within", "600m", "--json").of("clip")
    assert (clip["place"]["name"], clip["place"]["district"], clip["place"]["region_code"]) == (
        "Exarcheia",
        "Athens",
        "GR-I",
    )
    assert (clip["place"]["public"]["name"], clip["place"]["public"]["precision"]) == ("Athens", "town")
    assert clip["place"]["public"]["lat"] != clip["place"]["lat"]
    assert "1 clips are called otherwise" in athens("place", "remove", "Exarcheia").out
    assert athens("find", "exarcheia", "--json").records == []


@pytest.mark.parametrize("name", ["Athens", "Αθήνα", "Афіни", "Афины", "ATHINAI", "Athens, Ελλάδα", "Athns", "GR-I"])
def test_clips_are_found_near_a_place_in_any_script(athens, name):
    """Also by a slip, and by the code of the region, where that is said."""
    found = athens("find", "--near", name, "--within", "70km", "--json")

    assert [clip["id"] for clip in found.of("clip")] == [a_clip("square").id]


def test_a_place_is_looked_up_by_name_and_by_point(athens):
    """With the bigger places around it, what the public would be told at each step, and what else may be meant."""
    (point,) = athens("place", "show", "50.0050,36.3100", "--json").records
    (tokmak,) = athens("place", "show", "Tokmak", "--json").records

    assert [point["steps"][step] and point["steps"][step]["name"] for step in ("km", "town", "region", "none")] == [
        "Saltivka",
        "Kharkiv",
        "Kharkiv Oblast",
        None,
    ]
    assert (tokmak["country"], tokmak["district"]) == ("UA", "Polohy Raion")
    assert [other["country"] for other in tokmak["others"]] == ["KG"]
    told = athens("place", "show", "Tokmak")
    assert 'for another one say "Tokmok, KG"' in told.err
    assert "Polohy Raion" in told.out
    assert "public    Zaporizhzhia Oblast, where region is allowed" in told.out
    assert athens("place", "show", "Kharkvi", "--json").records[0]["name"] == "Kharkiv"
    assert athens("place", "show", "Xyzzyqq", "--json").trouble["code"] == 4


def test_a_track_places_clips_until_it_is_taken_back(athens, tmp_path):
    """Those of its time; of a clock without a zone it is said what would help."""
    (tmp_path / "walk.gpx").write_text(GPX)

    placed = athens("place", "gpx", tmp_path / "walk.gpx", "--json")

    (clip,) = placed.of("clip")
    assert (clip["id"], clip["place"]["source"], clip["place"]["name"]) == (a_clip("noon").id, "gpx", "Athens")
    assert "mediadesk clock set" in placed.err
    assert [clip["place"] for clip in athens("undo", "--json").of("clip")] == [None]


@pytest.mark.parametrize(
    "words",
    [
        ("add", "Exarcheia", "somewhere"),
        ("add", "37.9,23.7", "37.9,23.7"),
        ("add", "Exarcheia", "37.9,23.7", "--radius", "far"),
        ("add", "Exarcheia", "37.9,23.7", "--radius", "0"),
        ("gpx", "walk.gpx"),
    ],
)
def test_what_cannot_be_meant_is_misasked(athens, words, tmp_path, monkeypatch):
    """With an example of what could."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "walk.gpx").write_text("<gpx></gpx>")

    said = athens("place", *words, "--json")

    assert said.trouble["code"] == 2
    assert said.trouble["try"]
