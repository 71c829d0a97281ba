"""Points on the earth, as people and devices write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.place import (
    EARTH_RADIUS_M,
    LatLon,
    Place,
    distance_m,
    parse_distance_m,
    parse_iso6709,
    parse_latlon,
    point,
)

POINTS = st.builds(LatLon, lat=st.floats(-90, 90), lon=st.floats(-180, 180))
ATHENS, KHARKIV = LatLon(lat=37.9838, lon=23.7275), LatLon(lat=49.9935, lon=36.2304)


def test_a_distance_that_is_known() -> None:
    """Athens to Kharkiv: 1,671 km on the WGS 84 ellipsoid; a sphere is good for half a percent."""
    assert distance_m(ATHENS, KHARKIV) == pytest.approx(1_671_000, rel=0.005)


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_at_most_half_the_earth(a: LatLon, b: LatLon) -> None:
    assert 0 <= distance_m(a, b) <= math.pi * EARTH_RADIUS_M + 1
    assert distance_m(a, b) == pytest.approx(distance_m(b, a), abs=0.01)
    assert distance_m(a, a) == pytest.approx(0, abs=0.01)


def test_a_distance_over_the_date_line_is_short() -> None:
    assert distance_m(LatLon(lat=0, lon=179.9), LatLon(lat=0, lon=-179.9)) == pytest.approx(22_239, rel=0.01)


@pytest.mark.parametrize(
    ("lat", "lon"), [(0, 0), (90.1, 0), (0, -180.1), (math.nan, 1), (1, math.inf), (-math.inf, 0), (0.0, -0.0)]
)
def test_no_fix_and_off_the_globe_are_no_point(lat: float, lon: float) -> None:
    assert point(lat, lon) is None


def test_a_point_on_the_equator_is_one() -> None:
    assert point(0, 10) == LatLon(lat=0, lon=10)


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("+50.0047+036.2314+115.2/", 50.0047, 36.2314),
        ("+40.6800-74.4999/", 40.68, -74.4999),
        ("-34.2379-058.8517", -34.2379, -58.8517),
        ("+27.1281+100.2508+000.000/", 27.1281, 100.2508),
        ("+4012.22-07500.25/", 40 + 12.22 / 60, -(75 + 0.25 / 60)),
        ("+401213.1-0750015.1/", 40 + 12 / 60 + 13.1 / 3600, -(75 + 15.1 / 3600)),
        (" +50+036/", 50, 36),
        ("+51.5-000.1CRSWGS_84/", 51.5, -0.1),
    ],
)
def test_iso_6709_in_its_three_notations(text: str, lat: float, lon: float) -> None:
    found = parse_iso6709(text)
    assert found is not None
    assert (found.lat, found.lon) == (pytest.approx(lat), pytest.approx(lon))


@pytest.mark.parametrize(
    "text",
    ["", "50.0+36.2/", "+50.0", "+00.0000+000.0000/", "+95.0+010.0/", "+4060.0+00000.0/", "+406000.0+0000099.0/"],
)
def test_what_is_no_iso_6709_is_none(text: str) -> None:
    assert parse_iso6709(text) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_iso_6709_as_phones_write_it_comes_back(lat: float, lon: float) -> None:
    found = parse_iso6709(f"{lat:+08.4f}{lon:+09.4f}/")
    if found is None:
        assert round(lat, 4) == round(lon, 4) == 0
    else:
        assert (found.lat, found.lon) == (pytest.approx(lat, abs=6e-5), pytest.approx(lon, abs=6e-5))


@given(st.text(alphabet="+-.0123456789/ ,;eEnaif", max_size=40))
def test_any_text_is_a_point_on_the_globe_or_none(text: str) -> None:
    for parse in (parse_iso6709, parse_latlon):
        found = parse(text)
        assert found is None or (abs(found.lat) <= 90 and abs(found.lon) <= 180)


@pytest.mark.parametrize("text", ["50.0047,36.2314", "50.0047, 36.2314", " 50.0047 36.2314 ", "+50.0047;36.2314"])
def test_a_point_as_a_person_types_it(text: str) -> None:
    assert parse_latlon(text) == LatLon(lat=50.0047, lon=36.2314)


@pytest.mark.parametrize("text", ["Харків", "50.0047", "50,00,36,23", "91,10", "", "50.0047,36.2314 Kharkiv"])
def test_a_name_is_no_point(text: str) -> None:
    assert parse_latlon(text) is None


@pytest.mark.parametrize(
    ("text", "metres"),
    [("20km", 20_000), ("500m", 500), ("20", 20_000), ("0.5 km", 500), ("1.5KM", 1500), (" 3 M ", 3)],
)
def test_a_distance_as_a_person_types_it(text: str, metres: float) -> None:
    assert parse_distance_m(text) == metres


@pytest.mark.parametrize("text", ["", "far", "-3km", "3 miles", "km", "1e3"])
def test_what_is_no_distance_is_none(text: str) -> None:
    assert parse_distance_m(text) is None


def test_a_place_has_a_middle() -> None:
    place = Place(lat=49.9935, lon=36.2304, radius_m=30, source="typed")
    assert place.point == KHARKIV
