"""What this desk calls a place."""

from dataclasses import replace

import pytest

from mediadesk.errors import NotFound
from mediadesk.model.place import LatLon, OwnPlace

EXARCHEIA = OwnPlace(name="Εξάρχεια", lat=37.9864, lon=23.7339, radius_m=600, region="Attica", country="GR")
YARD = OwnPlace(name="the yard", lat=50.0, lon=36.2, radius_m=50)


def test_own_places_come_back_by_name(catalogue):
    with catalogue.write() as shelves:
        for place in (EXARCHEIA, YARD):
            shelves.own_places.add(place)
    with catalogue.read() as shelves:
        assert shelves.own_places.all() == [YARD, EXARCHEIA]
    assert YARD.point == LatLon(lat=50.0, lon=36.2)


def test_a_place_that_is_added_again_is_moved(catalogue):
    moved = replace(EXARCHEIA, name="ΕΞΆΡΧΕΙΑ", radius_m=900)
    with catalogue.write() as shelves:
        shelves.own_places.add(EXARCHEIA)
        shelves.own_places.add(moved)
        assert shelves.own_places.all() == [moved]


def test_a_place_is_forgotten_by_its_name_in_any_case(catalogue):
    with catalogue.write() as shelves:
        shelves.own_places.add(YARD)
        assert shelves.own_places.remove("The Yard") == YARD
        assert shelves.own_places.all() == []
        with pytest.raises(NotFound, match="The Yard"):
            shelves.own_places.remove("The Yard")
