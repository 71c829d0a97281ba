"""Backup and restore of a desk's catalogue, and what both would do."""

import pyrage
import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.custody import sealed
from mediadesk.custody.desk import Assets
from mediadesk.desk.backup import Restored, backup, backup_for, opened, restore
from mediadesk.errors import CatalogueTrouble, Misasked, Refused
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


def test_the_plain_copy_never_leaves_the_desk(catalogue, tmp_path, monkeypatch):
    """It is made in a folder of the desk that is ours alone, sealed from there, and gone."""
    outside = tmp_path / "drive"
    outside.mkdir()
    key = str(pyrage.x25519.Identity.generate().to_public())
    seen = []
    real = sealed.seal

    def seal(source, target, keys):
        seen.append((source, source.parent.stat().st_mode & 0o777, source.stat().st_mode & 0o777))
        return real(source, target, keys)

    monkeypatch.setattr(sealed, "seal", seal)
    backup_for([key], outside / "b.age", catalogue=catalogue, assets=Assets(tmp_path))

    ((source, *modes),) = seen
    assert source.is_relative_to(tmp_path / "assets/renditions")
    assert modes == [0o700, 0o600]
    assert not source.exists()
    assert [each.name for each in outside.iterdir()] == ["b.age"]


def test_a_plain_backup_asks_for_no_key(catalogue, tmp_path):
    """A key for what is not sealed is a mistake worth telling."""
    backup(tmp_path / "backup.db", catalogue=catalogue)

    with opened(tmp_path / "backup.db", None, input, assets=Assets(tmp_path)) as plain:
        assert plain == tmp_path / "backup.db"
    with (
        pytest.raises(Misasked, match="is not sealed"),
        opened(tmp_path / "backup.db", tmp_path / "key.txt", input, assets=Assets(tmp_path)),
    ):
        pass
