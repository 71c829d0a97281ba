"""Taken down means gone, or told."""

import pytest

from mediadesk.errors import StoreRefused
from mediadesk.events import Began, Ended, Event, Moved
from mediadesk.store.folder import Folder
from mediadesk.store.send import send
from mediadesk.store.takedown import take_down
from tests.store.outgoing import Wrapped, a_dispatch


@pytest.fixture
def folder(tmp_path) -> Folder:
    made = Folder(name="public", root=tmp_path / "public")
    send(made, a_dispatch())
    return made


def test_a_store_that_keeps_what_it_was_told_to_delete_is_found_out(folder):
    """A bucket with versions or a lock answers yes and keeps the face of a source online."""

    class Keeping(Wrapped):
        def delete(self, key: str) -> None:
            """Says yes, does nothing."""

    with pytest.raises(StoreRefused, match=r"still there after it was deleted \(10 such keys\)") as refused:
        take_down(Keeping(store=folder), folder.keys())
    assert refused.value.hint


def test_everything_goes_and_is_counted(folder):
    events: list[Event] = []

    assert take_down(folder, [*folder.keys(), *folder.keys()], report=events.append) == 10
    assert list(folder.root.iterdir()) == []
    assert events[0] == Began("take down from public", 10)
    assert events[-2:] == [Moved("take down from public", 10, 10), Ended("take down from public")]
