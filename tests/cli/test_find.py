"""Finding clips by what an editor remembers of them."""

import pytest


def names(said):
    """The names of the clips that were found."""
    return [record["name"] for record in said.of("clip")]


@pytest.mark.parametrize("place", ["Kharkiv", "Харків", "Харьков", "49.99,36.23"])
def test_a_clip_is_found_by_place_and_day(ask, desk, place):
    """By the place's name in any script, or its coordinates, and by the days of the trip."""
    said = ask("find", "--near", place, "--within", "20km", "--from", "2022-05-07", "--to", "2022-05-09", "--json")

    assert (said.code, names(said)) == (0, ["IMG_0042.MOV"])
    assert names(ask("find", "--near", place, "--from", "2022-05-08", "--json")) == []
    assert names(ask("find", "--near", "Lviv", "--within", "20km", "--json")) == []
