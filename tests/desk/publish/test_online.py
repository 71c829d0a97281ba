"""What is online already, and what only seems to be."""

import pytest

from mediadesk.desk import clear
from mediadesk.desk import publish as station
from tests.desk.publish.world import SLUG, Interrupted, die, files

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


def test_what_is_held_by_now_is_not_shown_on_this_machine_either(filmed, tools, store):
    """Every file of it but the engine; once the hold is lifted, it is there again. A stranger's folder never is."""
    page = station.publish(SLUG, store, tools).path
    keys = [key for key in files(store) if key.startswith("v/")]

    def shown():
        return [key for key in keys if station.may_show(key, store, catalogue=filmed.catalogue)]

    assert shown() == keys
    clear.hold([filmed.clips()[0].id], "for part two", "kestrel", catalogue=filmed.catalogue)
    assert shown() == []
    assert [each.gate for each in station.stopped(SLUG, store, catalogue=filmed.catalogue)] == ["hold"]
    assert station.may_show("a/hls.js", store, catalogue=filmed.catalogue)
    clear.lift_hold(filmed.clips()[0].id, "kestrel", catalogue=filmed.catalogue)
    assert shown() == keys
    assert not station.may_show("v/somebody-elses/index.html", store, catalogue=filmed.catalogue)
    assert not station.may_show(page.replace("index.html", "r/old/poster.jpg"), store, catalogue=filmed.catalogue)
    station.withdraw(SLUG, lambda _: store, catalogue=filmed.catalogue)
    assert {key.rpartition("/")[2] for key in shown()} == {"index.html", "oembed.json"}
