"""A point is found in whatever notation, wherever on earth; numbers that mean something else are left in peace."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediadesk.model.notations import Near, tells_a_point
from mediadesk.model.place import LatLon
from tests.model.spelt import TEXTS

LATITUDES = st.floats(1.5, 84) | st.floats(-79, -1.5)
LONGITUDES = st.floats(1.5, 179) | st.floats(-179, -1.5)
EIFFEL = Near([LatLon(lat=48.85829, lon=2.2945)])
OPERA = Near([LatLon(lat=-33.8587, lon=151.2140)])


@pytest.mark.parametrize("notation", TEXTS)
@settings(max_examples=15)
@given(lat=LATITUDES, lon=LONGITUDES)
def test_every_notation_is_found_everywhere(notation, lat, lon):
    """Sabotage of each: half a degree beside, the same text tells nothing."""
    text = f"shot here: {TEXTS[notation](lat, lon)} and so on"

    assert tells_a_point(text, Near([LatLon(lat=lat, lon=lon)]))
    assert not tells_a_point(text, Near([LatLon(lat=lat + 0.5, lon=lon)]))
    assert not tells_a_point(text, Near([LatLon(lat=lat, lon=lon - 0.5)]))


@pytest.mark.parametrize(
    "code",
    [
        "8FW4V75V+8Q",
        "V75V+8Q Paris",
        "u09tunqu6",
        "u09tunq",
        "31U DQ 48252 11943",
        "31UDQ4825211943",
        "31U 448252 5411943",
        "31 U 448252mE 5411943mN",
        "485129N 0021740E",
    ],
)
def test_codes_of_grids_are_found(code):
    """And tell nothing of Sydney."""
    assert tells_a_point(f"meet at {code}, at noon", EIFFEL)
    assert not tells_a_point(f"meet at {code}, at noon", OPERA)


@pytest.mark.parametrize("code", ["4RRH46R7+GJ", "56H LH 34786 52080", "56H 334786 6252080"])
def test_codes_of_the_other_half_of_the_earth_are_found(code):
    assert tells_a_point(f"meet at {code}, at noon", OPERA)


def test_of_a_hundred_thousand_points_the_right_one_is_known():
    """And asked as quickly as of one."""
    near = Near(LatLon(lat=44 + number / 10_000, lon=22 + number / 7_000) for number in range(100_000))

    assert near.holds(45.2345, 22 + 12345 / 7_000)
    assert not near.holds(45.2345, 30)
    assert not near.holds(float("nan"), 30)
    assert not near.holds(1e300, 30)


@pytest.mark.parametrize(
    "text",
    [
        "1920x1080",
        "2022-05-07T10:21:51Z",
        "avc1.64001f,mp4a.40.2",
        "BANDWIDTH=4885829",
        "+380 44 123 45 67",
        "1/25, 1/50",
    ],
)
def test_what_pages_are_full_of_tells_nothing(text):
    assert not tells_a_point(text, EIFFEL)
