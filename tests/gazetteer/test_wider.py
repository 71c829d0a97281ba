"""The bigger places that a place lies in."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediadesk.gazetteer.wider import reach_m
from mediadesk.model.place import LatLon, OwnPlace, Place, distance_m


def at(lat, lon, radius_m=30):
    """A place of a clip, as a phone writes it."""
    return Place(lat=lat, lon=lon, radius_m=radius_m, source="quicktime:location")


def rungs(place):
    """What each rung says."""
    return [(each.rung, each.name) for each in place.within]


def test_a_clip_in_a_suburb_lies_in_the_city_the_oblast_and_the_country(gazetteer):
    """From the smallest to the largest, each with a middle of its own."""
    place = gazetteer.named(at(50.0050, 36.3100))

    assert rungs(place) == [
        ("km", "Saltivka"),
        ("town", "Kharkiv"),
        ("region", "Kharkiv Oblast"),
        ("country", "Ukraine"),
    ]
    assert all(distance_m(place.point, LatLon(lat=each.lat, lon=each.lon)) > 100 for each in place.within)


def test_outside_of_towns_it_is_the_raion(gazetteer):
    """A field has no town: naming the nearest village would say too much, and naming a town would be wrong."""
    place = gazetteer.named(at(49.70, 36.90))

    assert rungs(place) == [("town", "Chuhuiv Raion"), ("region", "Kharkiv Oblast"), ("country", "Ukraine")]


@pytest.mark.parametrize(
    ("lat", "lon", "region", "code"),
    [
        (44.952, 34.102, "Crimea", "UA-43"),
        (44.60, 33.52, "Sevastopol", "UA-40"),
        (48.0, 37.8, "Donetsk Oblast", "UA-14"),
    ],
)
def test_occupied_is_ukraine_on_every_rung(gazetteer, lat, lon, region, code):
    """Name, region, country and ISO code, and no rung says otherwise."""
    place = gazetteer.named(at(lat, lon))

    assert (place.region, place.region_code, place.country) == (region, code, "UA")
    assert rungs(place)[-2:] == [("region", region), ("country", "Ukraine")]


def test_kosovo_is_kosovo(gazetteer):
    """GeoNames gives it a code of its own, ISO 3166-2 has none for its regions."""
    place = gazetteer.named(at(42.6629, 21.1655))

    assert (place.name, place.country, place.region_code) == ("Pristina", "XK", None)


@pytest.mark.parametrize(
    ("lat", "lon", "country"),
    [
        (41.1214, 22.5112, "GR"),  # Idomeni: Gevgelija, on the other side of the border, is the nearest town
        (50.2950, 36.9410, "UA"),  # Vovchansk, 5 km from Russia
        (50.3950, 36.9300, "RU"),  # Shebekino, on the other side
        (39.3400, 26.6900, "TR"),  # Ayvalik, across from Lesbos
        (35.1856, 33.3823, "CY"),  # Nicosia
    ],
)
def test_a_border_is_where_it_is_drawn(gazetteer, lat, lon, country):
    """Not halfway between two towns: the time zones know it."""
    assert gazetteer.named(at(lat, lon)).country == country


def test_an_own_place_is_a_rung_when_it_is_large_enough(gazetteer):
    """Six hundred metres are named to nobody; a kilometre and more are, unless they reach beyond the town."""
    exarcheia = at(37.9864, 23.7339)

    def smallest(radius_m):
        own = OwnPlace(name="Exarcheia", lat=37.985, lon=23.733, radius_m=radius_m)
        return gazetteer.with_own([own]).named(exarcheia).within[0].name

    assert [smallest(600), smallest(1200), smallest(50_000)] == ["Athens", "Exarcheia", "Athens"]


def test_what_is_known_badly_is_named_by_what_is_large_enough(gazetteer):
    """The middle of Kharkiv, give or take 8 km, is in no suburb; give or take 60 km it is in no town."""
    assert rungs(gazetteer.named(at(49.98177, 36.25475, 8_000)))[0] == ("km", "Kharkiv")
    assert rungs(gazetteer.named(at(49.98177, 36.25475, 60_000)))[0] == ("region", "Kharkiv Oblast")


def test_far_from_everywhere_there_is_nothing_bigger(gazetteer):
    """At the poles, and in the middle of oceans."""
    assert [gazetteer.named(at(*point)).within for point in ((90, 0), (-90, 180), (0.1, -140))] == [(), (), ()]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lat=st.floats(-90, 90) | st.floats(35, 52),
    lon=st.floats(-180, 180) | st.floats(20, 40),
    radius_m=st.floats(0, 200_000),
    own_m=st.floats(1, 200_000),
)
def test_each_rung_is_larger_than_the_last(gazetteer, lat, lon, radius_m, own_m):
    """And none smaller than the place, or than its rung allows; they come in order, each at most once."""
    own = OwnPlace(name="Base", lat=lat, lon=lon, radius_m=own_m)
    within = gazetteer.with_own([own]).named(at(lat, lon, radius_m)).within

    sizes = [each.radius_m for each in within]
    order = [("km", "town", "region", "country").index(each.rung) for each in within]
    least = {"km": 1_000, "town": 2_000, "region": 5_000, "country": 5_000}
    assert sizes == sorted(sizes)
    assert order == sorted(set(order))
    assert all(each.radius_m >= max(radius_m, least[each.rung]) for each in within)


def test_a_towns_reach_grows_with_its_people():
    """From half a kilometre for a village to 15 km for the largest city."""
    assert [round(reach_m(people)) for people in (0, 4_000, 31_535, 1_421_125, 24_000_000)] == [
        500,
        500,
        1293,
        8683,
        15000,
    ]
