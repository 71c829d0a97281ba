"""Backup and restore of a desk's catalogue, and what both would do."""

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.desk.backup import Restored, backup, restore
from mediadesk.errors import CatalogueTrouble, Refused
from mediadesk.model.query import Query
from tests.catalogue.world import a_clip, shelve


@pytest.fixture
def catalogue(tmp_path):
    """A catalogue with a clip."""
    made = Catalogue.create(tmp_path / "catalog.db")
    shelve(made, a_clip())
    yield made
    made.close()


def clips(catalogue):
    """What is in it."""
    with catalogue.read() as shelves:
        return shelves.clips.find(Query(limit=0))


def test_what_was_backed_up_is_restored(catalogue, tmp_path):
    backup(tmp_path / "backup.db", catalogue=catalogue)
    shelve(catalogue, a_clip("later"))
    restored = restore(tmp_path / "backup.db", catalogue=catalogue)
    assert clips(catalogue) == [a_clip()]
    assert restored == Restored(clips=1, kept=restored.kept)
    assert restored.kept
    assert len(clips(Catalogue(restored.kept))) == 2


def test_a_rehearsal_changes_nothing_and_refuses_what_would_be_refused(catalogue, tmp_path):
    catalogue.backup_to(tmp_path / "backup.db")
    shelve(catalogue, a_clip("later"))
    (tmp_path / "film.mp4").write_bytes(b"film")
    catalogue.close()
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    backup(tmp_path / "new.db", catalogue=catalogue, rehearse=True)
    assert restore(tmp_path / "backup.db", catalogue=catalogue, rehearse=True) == Restored(clips=1, kept=None)
    with pytest.raises(Refused):
        backup(tmp_path / "film.mp4", catalogue=catalogue, rehearse=True)
    with pytest.raises(CatalogueTrouble):
        restore(tmp_path / "film.mp4", catalogue=catalogue, rehearse=True)
    catalogue.close()
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
