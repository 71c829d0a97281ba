"""The catalogue is encrypted with every copy that can be reached; those that cannot are named."""

from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.opening import encrypted
from mediadesk.custody import volume as volumes
from mediadesk.desk.encrypt import encrypt, readable_copies
from mediadesk.model.layout import catalogue_copy
from tests.catalogue.keys import Knows, keys
from tests.catalogue.world import a_clip, a_volume, shelve


@pytest.fixture
def desk(tmp_path) -> Catalogue:
    """A plain catalogue with a clip, in a folder of its own."""
    (tmp_path / "desk").mkdir()
    made = Catalogue.create(tmp_path / "desk" / "catalog.db")
    shelve(made, a_clip())
    return made


@pytest.fixture
def copy(desk, tmp_path) -> Path:
    """The copy of it on a drive that is plugged in; another drive is not."""
    (tmp_path / "drive").mkdir()
    drive = volumes.make(tmp_path / "drive")
    with desk.write() as shelves:
        shelves.volumes.note(drive)
        shelves.volumes.note(a_volume("T7-B"))
        name = catalogue_copy(shelves.volumes.desk().id)
    desk.backup_to(Path(drive.root) / name)
    return Path(drive.root) / name


def test_copies_on_drives_follow_and_drives_that_are_away_are_named(desk, copy):
    assert readable_copies(desk) == [copy]
    done = encrypt(keys(), catalogue=desk)
    assert done.changed
    assert encrypted(copy)
    assert (done.copies, done.readable, done.absent) == ((copy,), (), ("T7-B",))
    assert readable_copies(desk) == []


def test_a_changed_key_reaches_the_copies_too(desk, copy):
    old = keys()
    encrypt(old, catalogue=desk)
    new = old.changed(Knows("four other words here"))
    assert encrypt(new, catalogue=desk).copies == (copy,)
    assert Catalogue(desk.path, keys=keys("four other words here")).look(copy).clips == 1


def test_what_a_stopped_run_left_is_done_the_next_time(desk, copy):
    """The catalogue was encrypted, and nothing else."""
    desk.backup_to(desk.path.with_name("catalog.db.before-3"))
    desk.encrypt(keys())
    done = encrypt(None, catalogue=desk)
    assert not done.changed
    assert set(done.copies) == {copy, desk.path.with_name("catalog.db.before-3")}


def test_a_backup_that_nobody_asked_about_stays_and_is_named(desk):
    backup = desk.path.with_name("mine.db")
    desk.backup_to(backup)
    done = encrypt(keys(), catalogue=desk)
    assert [each for each in done.readable if str(backup) in each]
    assert not encrypted(backup)


def test_custody_is_told_and_its_chain_goes_on(desk, copy):
    with desk.write() as shelves:
        before = shelves.custody.head()
    encrypt(keys(), catalogue=desk)
    with desk.read() as shelves:
        assert shelves.custody.holds(before)
        assert shelves.custody.head().number == before.number + 1
        assert list(shelves.custody.broken()) == []
    assert desk.head_of(copy) == desk.last_head()
