"""Every yes is kept, and the last one counts."""

from dataclasses import replace
from datetime import timedelta

from mediadesk.model.clearance import Clearance
from tests.catalogue.world import now

YES = Clearance(slug="recovery", version="ab" * 32, by="ol", at=now(), note="shown to everybody in it")


def test_the_last_yes_is_the_one_written_down_last(catalogue):
    """Whatever the clock of the laptop said."""
    again = replace(YES, version="cd" * 32, at=now() - timedelta(days=1), note=None)
    with catalogue.write() as shelves:
        for each in (YES, again, replace(YES, slug="other")):
            shelves.clearances.add(each)
    with catalogue.read() as shelves:
        assert shelves.clearances.last("recovery") == again
        assert shelves.clearances.of("recovery") == [YES, again]


def test_without_a_yes_there_is_none(catalogue):
    with catalogue.read() as shelves:
        assert shelves.clearances.last("recovery") is None
        assert shelves.clearances.of("recovery") == []
