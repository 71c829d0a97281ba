"""Backup and restore of a desk's catalogue, and what both would do."""

import sqlite3
from contextlib import closing
from hashlib import sha256

import pyrage
import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.head import noted_head
from mediadesk.custody import sealed
from mediadesk.custody.desk import Assets
from mediadesk.desk.backup import Restored, backup, backup_for, opened, restore
from mediadesk.errors import CatalogueTrouble, Misasked, Refused
from mediadesk.model.custody import Head
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


def deeds(catalogue):
    """What the chain of a catalogue says, from its first entry on."""
    with catalogue.read() as shelves:
        assert list(shelves.custody.broken()) == []
        return shelves.custody.of(contents=every(catalogue.path, "sha256"), about=every(catalogue.path, "about"))


def every(path, column):
    with closing(sqlite3.connect(path)) as connection:
        return [value for (value,) in connection.execute(f"SELECT {column} FROM custody") if value]


def test_a_backup_is_written_down_by_its_hash(catalogue, tmp_path):
    backup(tmp_path / "backup.db", catalogue=catalogue)
    last = deeds(catalogue)[-1]
    assert (last.what, last.sha256) == ("backed-up", sha256((tmp_path / "backup.db").read_bytes()).hexdigest())


def test_after_a_restore_the_chain_of_the_backup_goes_on_and_names_what_was_lost(catalogue, tmp_path):
    backup(tmp_path / "backup.db", catalogue=catalogue)
    before = catalogue.last_head()
    restore(tmp_path / "backup.db", catalogue=catalogue)
    *older, turn = deeds(catalogue)
    assert [each.what for each in older] == ["ingested"]
    assert (turn.number, turn.what, turn.sha256) == (2, "restored", before.digest)
    assert turn.why == "the chain before had 2: what it wrote last is not here"
    assert noted_head(catalogue.path) == Head(number=2, digest=turn.digest)
    assert catalogue.last_head() == noted_head(catalogue.path)


@pytest.mark.parametrize("harm", ["gone", "damaged"])
def test_also_when_nobody_can_read_the_catalogue_of_before_its_noted_head_is_named(catalogue, tmp_path, harm):
    backup(tmp_path / "backup.db", catalogue=catalogue)
    before = catalogue.last_head()
    catalogue.close()
    if harm == "gone":
        catalogue.path.unlink()
    else:
        catalogue.path.write_bytes(b"rotten" * 1000)
    restore(tmp_path / "backup.db", catalogue=catalogue)
    assert deeds(catalogue)[-1].sha256 == before.digest


def test_an_older_catalogue_put_there_by_hand_does_not_hide_what_was_lost(catalogue, tmp_path):
    """Whatever is written afterwards: the head that was noted stays until a restore or a rebuild writes it down."""
    catalogue.backup_to(tmp_path / "backup.db")
    shelve(catalogue, a_clip("later"))
    lost = catalogue.last_head()
    catalogue.close()
    (tmp_path / "backup.db").rename(catalogue.path)
    for word in ("tram", "bread", "queue"):
        shelve(catalogue, a_clip(word))
    with catalogue.read() as shelves:
        assert noted_head(catalogue.path) == lost
        assert not shelves.custody.knows(lost)
        assert shelves.custody.head().number > lost.number


def test_a_restore_that_stops_before_its_head_is_noted_is_understood(catalogue, tmp_path, monkeypatch):
    backup(tmp_path / "backup.db", catalogue=catalogue)
    before = noted_head(catalogue.path)
    monkeypatch.setattr("mediadesk.catalogue.db.note_head", lambda path, head: None)
    restore(tmp_path / "backup.db", catalogue=catalogue)
    assert noted_head(catalogue.path) == before
    with catalogue.read() as shelves:
        assert not shelves.custody.holds(before)
        assert shelves.custody.knows(before)
    shelve(catalogue, a_clip("later"))
    assert noted_head(catalogue.path) == catalogue.last_head() != before
