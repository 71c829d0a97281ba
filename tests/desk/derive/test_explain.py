"""What would be run is told."""

import pytest

from mediadesk.desk.derive import explained, planned
from mediadesk.model.recipe import Proxy, Thumbnail

pytestmark = pytest.mark.needs("ffmpeg")


def test_the_command_lines_are_those_of_the_encodes(trip, tools):
    """Stills are a second's work and are left out; what is printed is what would be run."""
    lines = list(explained(planned(trip.clips(), [Thumbnail(), Proxy()], tools).jobs, tools))

    assert len(lines) == 2
    assert all(trip.programs.ffmpeg in line and "-map_metadata -1" in line for line in lines)
