"""Own places rename what lies in them, and a track places clips; both as often as one likes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.desk.log import Said, log, undo
from mediadesk.desk.place import add, by_track, own_places, remove
from mediadesk.errors import NotFound
from mediadesk.gazetteer import Gazetteer
from mediadesk.model.clip import Clip, Facts
from mediadesk.model.moment import instant, wall_clock
from mediadesk.model.place import OwnPlace, Place
from mediadesk.model.query import Query
from mediadesk.model.track import Fix, Track
from tests.catalogue.world import a_clip, shelve

EXARCHEIA = OwnPlace(name="Exarcheia", lat=37.9864, lon=23.7339, radius_m=600)
NOON = datetime(2022, 5, 7, 12, tzinfo=UTC)


@pytest.fixture
def athens(tmp_path: Path, gazetteer: Gazetteer) -> Iterator[Catalogue]:
    """A clip in Exarcheia, one in Piraeus, and one that nobody knows the place of."""
    catalogue = Catalogue.create(tmp_path / "catalog.db")

    def at(lat: float, lon: float) -> Facts:
        place = Place(lat=lat, lon=lon, radius_m=30, source="quicktime:location")
        return Facts(container="mov", place=gazetteer.named(place))

    nowhere = Facts(container="mov", captured=instant(NOON, source="gps", confidence="high"))
    naive = Facts(container="mov", captured=wall_clock(NOON.replace(tzinfo=None), source="mov"))
    shelve(catalogue, a_clip("square", facts=at(37.9866, 23.7345)), a_clip("port", facts=at(37.942, 23.646)))
    shelve(catalogue, a_clip("nowhere", facts=nowhere), a_clip("naive", facts=naive))
    yield catalogue
    catalogue.close()


def clips(catalogue: Catalogue) -> dict[str, Clip]:
    """All clips, by the words of their names."""
    with catalogue.read() as shelves:
        return {each.name.decode()[:-4]: each for each in shelves.clips.find(Query(limit=0))}


def names(catalogue: Catalogue) -> dict[str, str | None]:
    """What each clip's place is called."""
    return {word: clip.place.name for word, clip in clips(catalogue).items() if clip.place}


def test_a_place_names_the_clips_that_lie_in_it_until_it_is_forgotten(athens, gazetteer):
    """It is told before; the clip's point, source and region stay; the name is found by its words."""
    before = clips(athens)["square"].place
    rehearsed = add(EXARCHEIA, catalogue=athens, gazetteer=gazetteer, dry_run=True)
    assert (names(athens)["square"], own_places(catalogue=athens)) == ("Athens", [])

    said = add(EXARCHEIA, catalogue=athens, gazetteer=gazetteer)

    assert [[each.name for each in told.clips] for told in (rehearsed, said)] == [[b"square.MOV"]] * 2
    assert (said.before, said.place.region, said.place.country) == (["Athens"], "Attica", "GR")
    assert names(athens) == {"square": "Exarcheia", "port": "Piraeus"}
    now = clips(athens)["square"].place
    assert (now.lat, now.source, now.region, now.within) == (before.lat, before.source, "Attica", before.within)
    with athens.read() as shelves:
        assert [clip.name for clip in shelves.clips.find(Query(words=("exarcheia",)))] == [b"square.MOV"]

    forgotten = remove("exarcheia", catalogue=athens, gazetteer=gazetteer)
    assert (forgotten.before, names(athens)["square"]) == (["Exarcheia"], "Athens")
    assert clips(athens)["square"].place == before


def test_a_place_that_is_named_again_moves(athens, gazetteer):
    """The same name at the port: the square is called Athens again."""
    add(EXARCHEIA, catalogue=athens, gazetteer=gazetteer)
    moved = OwnPlace(name="EXARCHEIA", lat=37.942, lon=23.646, radius_m=300)

    add(moved, catalogue=athens, gazetteer=gazetteer)

    assert names(athens) == {"square": "Athens", "port": "EXARCHEIA"}
    assert [each.name for each in own_places(catalogue=athens)] == ["EXARCHEIA"]


def test_what_a_person_typed_keeps_its_name(athens, gazetteer):
    """Athens as a whole is larger than a square in it; a typed point in the square is called by it."""
    square, port = clips(athens)["square"], clips(athens)["port"]
    point = Place(lat=37.9864, lon=23.7338, radius_m=100, source="typed", name="Athens", country="GR")
    log([square], Said(place=gazetteer.search("Athens")), catalogue=athens)
    log([port], Said(place=point), catalogue=athens)

    add(OwnPlace(name="Exarcheia", lat=37.9855, lon=23.7315, radius_m=600), catalogue=athens, gazetteer=gazetteer)

    assert names(athens) == {"square": "Athens", "port": "Exarcheia"}
    undo(catalogue=athens)
    assert names(athens)["port"] == "Piraeus"


def test_a_place_nobody_named_cannot_be_forgotten(athens, gazetteer):
    """The gazetteer's own are not ours."""
    with pytest.raises(NotFound, match="Athens"):
        remove("Athens", catalogue=athens, gazetteer=gazetteer)


def walk() -> Track:
    """Along a street of Exarcheia around noon."""
    fixes = (
        Fix(lat=37.9860 + minute / 10_000, lon=23.7339, at=NOON + timedelta(minutes=minute)) for minute in range(-5, 6)
    )
    return Track(source="gpx", fixes=tuple(fixes))


def test_a_track_places_what_has_no_place(athens, gazetteer):
    """By the instant; a clock without a zone is told, and what has a place keeps it. `undo` takes it back."""
    rehearsed = by_track(walk(), [], catalogue=athens, gazetteer=gazetteer, dry_run=True)
    assert "nowhere" not in names(athens)

    placed = by_track(walk(), [], catalogue=athens, gazetteer=gazetteer)

    assert [each.name for each in placed.clips] == [each.name for each in rehearsed.clips] == [b"nowhere.MOV"]
    assert [each.name for each in placed.naive] == [b"naive.MOV"]
    assert names(athens)["nowhere"] == "Athens"
    assert clips(athens)["nowhere"].place.source == "gpx"
    undo(catalogue=athens)
    assert "nowhere" not in names(athens)


def test_clips_that_are_named_are_placed_whatever_they_say(athens, gazetteer):
    """Where the track was not recorded, they stay and are told."""
    late = log(
        [clips(athens)["square"]], Said(captured=instant(NOON, source="typed", confidence="high")), catalogue=athens
    )
    early = clips(athens)["nowhere"]
    log([early], Said(captured=instant(NOON - timedelta(days=1), source="typed", confidence="high")), catalogue=athens)

    placed = by_track(walk(), [*late, clips(athens)["nowhere"]], catalogue=athens, gazetteer=gazetteer)

    assert [each.name for each in placed.clips] == [b"square.MOV"]
    assert [each.name for each in placed.elsewhere] == [b"nowhere.MOV"]
    assert clips(athens)["square"].place.lat == pytest.approx(37.9860, abs=1e-4)
