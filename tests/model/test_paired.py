"""A point as two binary numbers is found, and chance is not taken for one."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediadesk.model.notations import Near
from mediadesk.model.paired import Pairs
from mediadesk.model.place import LatLon
from tests.model.spelt import NUMBERS

LATITUDES = st.floats(1.5, 84) | st.floats(-84, -1.5)
LONGITUDES = st.floats(1.5, 179) | st.floats(-179, -1.5)
NOISE = Random(7).randbytes(1 << 14)


@pytest.mark.parametrize("shape", NUMBERS)
@settings(max_examples=15)
@given(lat=LATITUDES, lon=LONGITUDES, place=st.integers(0, len(NOISE)))
def test_every_shape_is_found_anywhere_in_noise(shape, lat, lon, place):
    """In either order. Sabotage: a tenth of a degree beside, the same bytes tell nothing; nor does the noise."""
    pairs = Pairs(Near([LatLon(lat=lat, lon=lon)]))
    other = Pairs(Near([LatLon(lat=lat + 0.1, lon=lon)]))

    for told in (NUMBERS[shape](lat, lon), NUMBERS[shape](lon, lat)):
        assert pairs.told_by(NOISE[:place] + told + NOISE[place:])
        assert not other.told_by(told)
    assert not pairs.told_by(NOISE)


def test_a_desk_of_the_whole_world_is_looked_for_as_doubles():
    """Too many beginnings to look for each: doubles and rationals are found, the others not. The page says so."""
    chance = Random(3)
    points = [LatLon(lat=chance.uniform(-80, 80), lon=chance.uniform(-170, 170)) for _ in range(1_000)]
    pairs = Pairs(Near(points))

    for shape in (">d", "<d", "rationals >", "rationals <"):
        assert pairs.told_by(NOISE + NUMBERS[shape](points[7].lat, points[7].lon) + NOISE)
    assert not pairs.told_by(NOISE)


def test_tables_of_zeros_and_ones_tell_nothing():
    """What the index of a film is full of."""
    pairs = Pairs(Near([LatLon(lat=0.0005, lon=0.5), LatLon(lat=48.85, lon=2.29)]))

    assert not pairs.told_by(b"\0\0\0\1" * 5_000 + b"\0" * 20_000 + b"\xff" * 1_000)
