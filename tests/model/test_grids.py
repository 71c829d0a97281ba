"""Codes of grids, against points that everybody can look up."""

import pytest

from mediadesk.model import grids
from mediadesk.model.place import LatLon, distance_m

EIFFEL = LatLon(lat=48.85829, lon=2.2945)
OPERA = LatLon(lat=-33.8587, lon=151.2140)  # Sydney
CITY_HALL = LatLon(lat=49.9925, lon=36.2311)  # Kharkiv


@pytest.mark.parametrize(
    ("digits", "at", "metres"),
    [("8FW4V75V8Q", EIFFEL, 10), ("8FW4V75V8QM", EIFFEL, 10), ("4RRH46R7GJ", OPERA, 30)],
)
def test_a_plus_code_is_the_middle_of_its_square(digits, at, metres):
    """A code of ten digits names 14 metres, one of eleven three."""
    found, half = grids.plus_code(digits)

    assert distance_m(found, at) < metres
    assert half < 1e-4


def test_a_short_plus_code_means_the_nearest_one():
    """Without its first four digits, also when the town lies in the next square degree."""
    for near in (EIFFEL, LatLon(lat=49.2, lon=2.6), LatLon(lat=48.5, lon=1.9)):
        assert distance_m(grids.short_plus_code("V75V8Q", near)[0], EIFFEL) < 10


def test_a_geohash_is_the_middle_of_its_cell():
    """Nine letters name five metres."""
    found, half = grids.geohash("u09tunqu6")

    assert distance_m(found, EIFFEL) < 60
    assert half < 1e-4


@pytest.mark.parametrize(
    ("zone", "band", "easting", "northing", "at"),
    [(31, "U", 448252, 5411943, EIFFEL), (56, "H", 334786, 6252080, OPERA)],
)
def test_utm_is_right_to_a_few_metres(zone, band, easting, northing, at):
    """On both halves of the earth."""
    found = grids.utm(zone, band, easting, northing)

    assert found is not None
    assert distance_m(found, at) < 15


@pytest.mark.parametrize(
    ("zone", "band", "square", "digits", "at"),
    [(31, "U", "DQ", "4825211943", EIFFEL), (31, "U", "DQ", "48251194", EIFFEL), (56, "H", "LH", "3478652080", OPERA)],
)
def test_mgrs_is_the_middle_of_its_square(zone, band, square, digits, at):
    """Ten digits name a metre, eight ten metres."""
    found = grids.mgrs(zone, band, square, digits)

    assert found is not None
    assert distance_m(found[0], at) < 20


def test_what_no_grid_has_is_nothing():
    """A square of another zone, a zone that is none, a point off the strip."""
    assert grids.mgrs(31, "U", "SQ", "4825211943") is None
    assert grids.utm(61, "U", 448252, 5411943) is None
    assert grids.utm(31, "U", 5, 5411943) is None
    assert grids.utm(31, "I", 448252, 5411943) is None
