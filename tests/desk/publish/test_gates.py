"""What must be passed, asked the same way by every door."""

import pytest

from mediadesk.desk import clear
from mediadesk.desk import dispatch as editing
from mediadesk.desk import publish as station
from mediadesk.desk.publish.gates import barred, decided, shown
from mediadesk.errors import Refused
from mediadesk.model.dispatch import dropped
from tests.desk.publish.world import SLUG, Everywhere, say

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def failed(gates):
    """The names of those that failed."""
    return [each.gate for each in gates if each.result == "failed"]


def test_a_preflight_says_what_publishing_would(filmed, tools, store):
    """Nothing is sent; what the scan would find is found already, as the film is made."""
    public = Everywhere(store=store)

    assert failed(station.preflight(SLUG, public, tools)[0]) == ["clearance"]
    say(filmed, lead="We stood at 49.9935, 36.2304.")
    gates, found = station.preflight(SLUG, public, tools)
    assert failed(gates) == ["leaks", "clearance"]
    assert {each.kind for each in found} == {"location"}
    assert not (store.root / "v").exists()


def test_without_a_film_nothing_was_scanned_and_nobody_says_it_passed(filmed, tools, store):
    """None is no finding, and no pass."""
    editing.new("other", "Another", {}, catalogue=filmed.catalogue)
    editing.pick("other", filmed.clips()[0].id, None, None, None, catalogue=filmed.catalogue)

    gates, found = station.preflight("other", store, tools)

    assert found is None
    assert failed(gates) == ["leaks"]


def test_of_what_is_online_the_clips_that_are_online_count(filmed, tools, store):
    """A clip that was dropped on the desk is still to be seen until the next publish."""
    station.publish(SLUG, store, tools)
    clip = filmed.clips()[0].id
    clear.hold([clip], "for part two", "kestrel", catalogue=filmed.catalogue)
    editing.edit(SLUG, lambda dispatch: dropped(dispatch, 1), catalogue=filmed.catalogue)

    with filmed.catalogue.read() as shelves:
        dispatch, (publication,) = shelves.dispatches.get(SLUG), shelves.publications.live(SLUG)
        assert failed(decided(shelves, dispatch, store, found=())) == []
        assert [each.clip for each in shown(dispatch, publication).picks] == [clip]
        assert failed(barred(shelves, dispatch, publication, store)) == ["hold"]


def test_a_withdrawn_dispatch_has_no_preflight(filmed, tools, store):
    """Its address is never used again."""
    station.publish(SLUG, store, tools)
    station.withdraw(SLUG, lambda _: store, catalogue=filmed.catalogue)

    with pytest.raises(Refused, match="withdrawn"):
        station.preflight(SLUG, store, tools)
