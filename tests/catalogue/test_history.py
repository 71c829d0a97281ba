"""Edits are taken back one by one, the last one first."""

import pytest

from mediadesk.errors import NotFound
from mediadesk.model.clip import Log
from mediadesk.model.edit import Change, Edit
from tests.catalogue.world import a_clip, now


def an_edit(title: str) -> Edit:
    """Two clips got a title by one command."""
    return Edit(
        at=now(),
        changes=tuple(
            Change(clip=a_clip(word).id, before=Log(notes=("as it was",)), after=Log(title=title))
            for word in ("market", "tram")
        ),
    )


def test_the_last_edit_is_taken_back_first_and_whole(catalogue):
    for title in ("one", "two"):
        with catalogue.write() as shelves:
            shelves.history.record(an_edit(title))
    taken = []
    for _ in range(2):
        with catalogue.write() as shelves:
            taken.append(shelves.history.undo_last())
    assert taken == [an_edit("two"), an_edit("one")]


def test_what_was_taken_back_is_not_taken_back_again(catalogue):
    with catalogue.write() as shelves:
        shelves.history.record(an_edit("one"))
        shelves.history.undo_last()
        shelves.history.record(an_edit("two"))
        assert shelves.history.undo_last() == an_edit("two")
        with pytest.raises(NotFound):
            shelves.history.undo_last()


def test_an_undo_that_is_forgotten_did_not_happen(catalogue):
    with catalogue.write() as shelves:
        shelves.history.record(an_edit("one"))
    with pytest.raises(ZeroDivisionError):
        _undo_and_fail(catalogue)
    with catalogue.write() as shelves:
        assert shelves.history.undo_last() == an_edit("one")


def _undo_and_fail(catalogue) -> None:
    with catalogue.write() as shelves:
        shelves.history.undo_last()
        raise ZeroDivisionError
