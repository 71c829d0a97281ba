"""An edit holds what was before, so that it can be taken back."""

from mediadesk.model.clip import ClipId, Log
from mediadesk.model.edit import Change, Edit
from tests.catalogue.world import now


def test_an_edit_of_several_clips_is_one():
    changes = tuple(Change(clip=ClipId(id_), before=Log(), after=Log(title="Market")) for id_ in ("A", "B"))
    edit = Edit(at=now(), changes=changes)
    assert [change.before.title for change in edit.changes] == [None, None]
    assert {change.after.title for change in edit.changes} == {"Market"}
