"""Which of several places of one name is meant."""

from mediadesk.gazetteer.ranking import ranked
from mediadesk.gazetteer.stored import Town
from mediadesk.model.place import LatLon


def town(name, lat, lon, population):
    """A town somewhere."""
    where = {"country": None, "region": None, "district": None, "zone": 0}
    return Town(id=hash((name, lat)), name=name, lat=lat, lon=lon, population=population, **where)


TOKMOK, TOKMAK = town("Tokmok", 42.8, 75.3, 90_000), town("Tokmak", 47.3, 35.7, 30_000)


def nowhere(_point: LatLon) -> bool:
    """A desk without clips."""
    return False


def in_ukraine(point: LatLon) -> bool:
    """A desk with clips in the south of Ukraine."""
    return 46 < point.lat < 52 and point.lon < 40


def test_of_two_the_larger_is_meant_until_the_desk_was_near_the_other():
    """Ten times as many people count where clips are."""
    assert ranked("tokmak", [TOKMAK, TOKMOK], nowhere) == [TOKMOK, TOKMAK]
    assert ranked("tokmak", [TOKMAK, TOKMOK], in_ukraine) == [TOKMAK, TOKMOK]


def test_a_village_near_the_desk_is_not_meant_by_the_name_of_a_metropolis():
    """New York in Donetsk Oblast has 10,000 people: whoever means it says so."""
    city, village = town("New York City", 40.7, -74, 8_800_000), town("Niu-York", 48.3, 37.8, 9_700)

    assert ranked("new york", [village, city], in_ukraine)[0] == city


def test_a_name_that_was_given_up_long_ago_counts_little():
    """Engels in Russia was called Pokrovsk once, and has four times the people."""
    engels, pokrovsk = town("Engels", 51.5, 46.1, 225_000), town("Pokrovsk", 48.3, 37.2, 60_000)

    assert ranked("покровск", [engels, pokrovsk], nowhere) == [pokrovsk, engels]


def test_near_the_desk_an_old_name_is_a_name():
    """Samar was Novomoskovsk until 2024; people who work there still say so."""
    samar, russian = town("Samar", 48.6, 35.2, 70_000), town("Novomoskovsk", 54.0, 38.3, 130_000)

    assert ranked("новомосковськ", [samar, russian], nowhere) == [russian, samar]
    assert ranked("новомосковськ", [samar, russian], in_ukraine) == [samar, russian]


def test_one_town_needs_no_question():
    """The desk is asked only where it could change the answer."""
    asked = []

    ranked("tokmak", [TOKMAK], lambda point: bool(asked.append(point)))
    ranked("tokmak", [TOKMAK, town("Tokmak", 0, 0, 1)], lambda point: bool(asked.append(point)))

    assert asked == [TOKMAK.point]
