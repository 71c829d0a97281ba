"""What is online already, and what only seems to be."""

import pytest

from mediadesk.desk import publish as station
from tests.desk.publish.world import SLUG, Interrupted, die

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def test_killed_before_it_was_written_down_it_is_written_down_next_time(filmed, tools, store):
    """Everything lies in the store, and the catalogue knows nothing of it: the next run sends nothing, and knows."""
    station.publish(SLUG, store, tools, record=False)
    assert station.online("public", catalogue=filmed.catalogue) == []

    again = station.publish(SLUG, store, tools)

    assert (again.sent, again.version) == (0, 1)
    assert [each.slug for each in station.online("public", catalogue=filmed.catalogue)] == [SLUG]


def test_a_killed_publish_goes_on_as_the_same_version(filmed, tools, store):
    """Run again, it reads back everything and finishes the version that was begun."""
    with pytest.raises(KeyboardInterrupt):
        station.publish(SLUG, Interrupted(store=store, meanwhile=die), tools)

    assert station.online("public", catalogue=filmed.catalogue) == []
    assert station.publish(SLUG, store, tools).version == 1
    assert station.publish(SLUG, store, tools).sent == 0
