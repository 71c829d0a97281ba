"""A whole copy has its name when it is on the disk and was read back, and not before."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mediadesk.catalogue.whole import at_rest, copy_whole, damage, only_one, sync_folder
from mediadesk.errors import CatalogueTrouble, Refused
from tests.catalogue.world import a_clip, shelve


def test_a_copy_is_on_the_disk_before_it_has_its_name(catalogue, tmp_path, monkeypatch):
    synced = []
    fsync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda file: (synced.append(Path(f"/proc/self/fd/{file}").readlink()), fsync(file))
    )
    copy_whole(catalogue.path, tmp_path / "copy.db")
    assert synced == [tmp_path / ".part-catalogue", tmp_path]


def test_one_that_cannot_be_made_leaves_nothing(catalogue, tmp_path):
    (tmp_path / "copy.db" / "in the way").mkdir(parents=True)
    with pytest.raises(CatalogueTrouble, match="cannot be copied"):
        copy_whole(catalogue.path, tmp_path / "copy.db")
    catalogue.close()
    catalogue.path.write_bytes(b"damaged" * 1_000)
    with pytest.raises(CatalogueTrouble, match="damaged"):
        copy_whole(catalogue.path, tmp_path / "other.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalog.db", "copy.db"]


def test_a_name_that_an_address_would_escape_is_a_name(catalogue, tmp_path):
    """SQLite is given an address; so is one that is no UTF-8."""
    shelve(catalogue, a_clip())
    for name in ("a?b#c%20.db", os.fsdecode(b"\xff.db")):
        copy_whole(catalogue.path, tmp_path / name)
        with closing(at_rest(tmp_path / name)) as connection:
            assert connection.execute("SELECT id FROM clip").fetchall() == [(a_clip().id,)]


def test_damage_is_named(catalogue):
    shelve(catalogue, a_clip())
    catalogue.close()
    with closing(sqlite3.connect(catalogue.path)) as connection:
        assert damage(connection) is None
        connection.execute("PRAGMA writable_schema = ON")
        sql = "CREATE INDEX clip_instant ON clip (id)"
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'clip_instant'", (sql,))
        connection.commit()
    with closing(sqlite3.connect(catalogue.path)) as connection:
        assert damage(connection)


def test_a_folder_can_be_synced(tmp_path):
    sync_folder(tmp_path / "file")
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "nowhere" / "file")


def test_two_do_not_make_a_catalogue_anew_at_once(tmp_path):
    path = tmp_path / "catalog.db"
    with only_one(path) as part:
        part.write_bytes(b"begun")
        with pytest.raises(Refused, match="another mediadesk"), only_one(path):
            pass
        assert part.read_bytes() == b"begun"


def test_what_a_killed_one_left_is_gone_and_what_a_failed_one_made_too(tmp_path):
    for end in ("", "-wal", "-shm", ".before-2"):
        (tmp_path / f".part-catalog.db.new{end}").touch()
    with pytest.raises(ZeroDivisionError):
        _fail_in(tmp_path)
    assert list(tmp_path.iterdir()) == []


def _fail_in(folder: Path) -> None:
    with only_one(folder / "catalog.db") as part:
        assert list(folder.iterdir()) == []
        part.touch()
        raise ZeroDivisionError
