"""What would be run is told."""

import pytest

from mediadesk.desk.derive import derive_film, explained, explained_film, planned
from mediadesk.model.dispatch import Pick
from mediadesk.model.recipe import Edit, Proxy, Thumbnail
from tests.desk.derive.world import dispatch_of

pytestmark = pytest.mark.needs("ffmpeg")


def test_the_command_lines_are_those_of_the_jobs(trip, tools):
    """Of stills, too; what is printed is what would be run."""
    lines = list(explained(planned(trip.clips(), [Thumbnail(), Proxy()], tools).jobs, tools))
    (edit, _) = explained(planned(trip.clips(), [Edit()], tools).jobs, tools)

    assert " -g 1 " in edit
    assert [" mjpeg " in line for line in lines] == [True, True, False, False]
    assert all(trip.programs.ffmpeg in line and "-map_metadata -1" in line for line in lines)


def test_a_film_is_made_pick_by_pick_and_joined(trip, tools):
    """And what is made already is not explained."""
    a, b = trip.clips()
    cut = dispatch_of(trip, Pick(clip=a.id), Pick(clip=b.id))

    lines = list(explained_film(cut, tools))

    assert ["concat" in line for line in lines] == [False, False, True]
    list(derive_film(cut, (), tools))
    assert list(explained_film(cut, tools)) == []
