"""An edit holds what was before, so that it can be taken back."""

from dataclasses import FrozenInstanceError

import pytest

from mediadesk.model.clip import ClipId, Log
from mediadesk.model.edit import Change, Edit
from tests.catalogue.world import now

CHANGE = Change(clip=ClipId("A"), before=Log(), after=Log(title="Market"))


def test_what_was_before_stays_what_it_was():
    """Else taking it back would bring back something else."""
    with pytest.raises(FrozenInstanceError):
        CHANGE.before.title = "Market"
    with pytest.raises(FrozenInstanceError):
        CHANGE.before = CHANGE.after


def test_an_edit_is_known_by_what_it_changed():
    assert Edit(at=now(), changes=(CHANGE,)) == Edit(at=now(), changes=(CHANGE,))
    assert Edit(at=now(), changes=(CHANGE,)) != Edit(at=now(), changes=())
