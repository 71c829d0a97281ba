"""The schema goes forward, all of a step or nothing, with a copy of what was before."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.migrations import STEPS, migrate, schema
from mediadesk.errors import CatalogueTrouble
from mediadesk.model.query import Query
from tests.catalogue.world import a_clip, shelve

NEXT = (*STEPS, ("CREATE TABLE later (name TEXT PRIMARY KEY) STRICT", "INSERT INTO later VALUES ('B004')"))
BROKEN = (*STEPS, ("CREATE TABLE later (name TEXT PRIMARY KEY) STRICT", "CREATE TABLE nonsense"))
COPY = f"catalog.db.before-{len(NEXT)}"


@pytest.fixture
def old(catalogue):
    """A catalogue of the schema before, with a clip."""
    shelve(catalogue, a_clip())
    catalogue.close()
    return catalogue.path


def raw(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def test_a_step_forward_keeps_everything_and_a_copy_of_before(old):
    with closing(raw(old)) as connection:
        migrate(connection, old, NEXT)
        assert schema(connection) == len(NEXT)
        assert connection.execute("SELECT name FROM later").fetchall() == [("B004",)]
        assert connection.execute("SELECT count(*) FROM clip").fetchone() == (1,)
    copy = old.with_name(COPY)
    assert oct(copy.stat().st_mode & 0o777) == "0o600"
    before = Catalogue(copy)
    with before.read() as shelves:
        assert shelves.clips.find(Query()) == [a_clip()]
    before.close()


def test_a_step_that_fails_leaves_the_catalogue_as_it_was(old):
    with closing(raw(old)) as connection, pytest.raises(sqlite3.Error):
        migrate(connection, old, BROKEN)
    opened = Catalogue(old)
    with opened.read() as shelves:
        assert shelves.clips.find(Query()) == [a_clip()]
    assert opened.integrity() == []
    opened.close()


def test_a_step_that_failed_may_be_tried_again(old):
    """The copy of the first try is replaced by a newer one; no half of it stays."""
    for steps in (BROKEN, NEXT):
        with closing(raw(old)) as connection:
            try:
                migrate(connection, old, steps)
            except sqlite3.Error:
                continue
    assert sorted(path.name for path in old.parent.iterdir()) == ["catalog.db", COPY, "catalog.db.head"]


def test_opening_an_old_catalogue_takes_the_step(old, monkeypatch):
    monkeypatch.setattr("mediadesk.catalogue.db.STEPS", NEXT)
    opened = Catalogue(old)
    with opened.read() as shelves:
        assert len(shelves.clips.find(Query(limit=0))) == 1
    opened.close()
    with closing(raw(old)) as connection:
        assert schema(connection) == len(NEXT)
    assert old.with_name(COPY).exists()


def test_two_that_open_it_at_once_take_the_step_once(old):
    troubles: list[BaseException] = []

    def take() -> None:
        with closing(raw(old)) as connection:
            try:
                migrate(connection, old, NEXT)
            except (sqlite3.Error, CatalogueTrouble, OSError) as trouble:
                troubles.append(trouble)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    with closing(raw(old)) as connection:
        assert connection.execute("SELECT name FROM later").fetchall() == [("B004",)]


def test_a_newer_schema_is_not_touched(old):
    with closing(raw(old)) as connection:
        migrate(connection, old, NEXT)
        with pytest.raises(CatalogueTrouble, match="newer mediadesk"):
            migrate(connection, old, STEPS)
        assert schema(connection) == len(NEXT)


def test_without_a_copy_no_step_is_taken(old):
    """Something lies where the copy should go."""
    (old.with_name(COPY) / "in the way").mkdir(parents=True)
    with closing(raw(old)) as connection:
        with pytest.raises(CatalogueTrouble, match="cannot be copied"):
            migrate(connection, old, NEXT)
        assert schema(connection) == len(STEPS)


def test_a_new_catalogue_needs_no_copy(tmp_path):
    Catalogue.create(tmp_path / "catalog.db").close()
    assert [path.name for path in tmp_path.iterdir()] == ["catalog.db"]


def test_two_catalogues_never_take_each_other_for_themselves(tmp_path):
    ids = set()
    for name in "ab":
        made = Catalogue.create(tmp_path / name)
        with made.read() as shelves:
            ids.add(shelves.volumes.desk().id)
        made.close()
    assert [len(each) for each in ids] == [32, 32]
