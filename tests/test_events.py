"""Four events, one callback, one silence."""

import pickle
from dataclasses import FrozenInstanceError, fields

import pytest

from mediadesk.errors import Stopped
from mediadesk.events import Began, Ended, Meter, Moved, Report, Said, ignore

STORY = (Began("copy", 3, "files"), Moved("copy", 1), Said("a slow card"), Ended("copy"))


def work(report: Report = ignore) -> int:
    """Three steps that tell whoever listens."""
    for event in STORY:
        report(event)
    return 3


def test_a_list_is_a_listener():
    """Work never knows a screen; a test passes a list."""
    seen = []

    work(seen.append)

    assert tuple(seen) == STORY


def test_nobody_needs_to_listen():
    """Without a reporter the work is the same."""
    assert work() == 3


def test_a_listener_may_stop_the_work():
    """Raising Stopped from a report ends the work where it is."""

    def stop_at_first_move(event):
        if isinstance(event, Moved):
            raise Stopped("stopped")

    with pytest.raises(Stopped):
        work(stop_at_first_move)


@pytest.mark.parametrize("event", STORY)
def test_events_are_values(event):
    """They travel between processes and nobody changes them on the way."""
    assert pickle.loads(pickle.dumps(event)) == event
    with pytest.raises(FrozenInstanceError):
        setattr(event, fields(event)[0].name, "other")


def test_bytes_of_several_files_are_counted_together_and_never_beyond_all():
    told = []
    meter = Meter("ingest", 100)
    first, second = meter.ticker(told.append), meter.ticker(told.append)
    first(60)
    second(30)
    first(80)

    assert [each.done for each in told] == [0, 0, 60, 90, 100]
