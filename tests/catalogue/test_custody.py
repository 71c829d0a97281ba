"""The shelf of custody only grows: the file refuses anything else, and what was done to it all the same is seen."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.head import noted_head
from mediadesk.errors import CatalogueTrouble
from mediadesk.model.custody import EMPTY, Head, What
from tests.catalogue.world import now, sha

DEEDS: tuple[What, ...] = ("ingested", "labelled", "held", "cleared", "published")
GUARDS = ("custody_added", "custody_changed", "custody_removed")


@pytest.fixture
def kept(catalogue: Catalogue) -> Catalogue:
    """A catalogue with five entries."""
    for what in DEEDS:
        with catalogue.write() as shelves:
            shelves.custody.add(what=what, at=now(), who="maria", sha256=sha("market"), about="bread")
    return catalogue


def sql(path: Path, *statements: str, unguarded: bool = False) -> None:
    """What somebody does to the file with SQLite alone."""
    with closing(sqlite3.connect(path)) as connection:
        for name in GUARDS if unguarded else ():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def broken(catalogue: Catalogue) -> list[int]:
    with catalogue.read() as shelves:
        return [each.number for each in shelves.custody.broken()]


def test_entries_are_counted_and_bound_within_and_across_transactions(catalogue: Catalogue):
    for _ in range(2):
        with catalogue.write() as shelves:
            assert [shelves.custody.add(what="held", at=now(), about="bread").number for _ in range(2)]
    with catalogue.read() as shelves:
        entries = shelves.custody.of(about=["bread"])
        head = shelves.custody.head()
    assert [each.number for each in entries] == [1, 2, 3, 4]
    assert [each.before for each in entries] == [EMPTY.digest, *(each.digest for each in entries[:-1])]
    assert head == Head(number=4, digest=entries[-1].digest)
    assert broken(catalogue) == []


def test_an_entry_of_what_was_forgotten_is_forgotten(kept: Catalogue):
    with pytest.raises(ZeroDivisionError):
        _add_and_fail(kept)
    with kept.read() as shelves:
        assert shelves.custody.head().number == len(DEEDS)
    assert noted_head(kept.path) == _head(kept)


def _add_and_fail(catalogue: Catalogue) -> None:
    with catalogue.write() as shelves:
        shelves.custody.add(what="cleared", at=now())
        raise ZeroDivisionError


def _head(catalogue: Catalogue) -> Head:
    with catalogue.read() as shelves:
        return shelves.custody.head()


def test_whoever_works_here_is_named_unless_somebody_else_is(catalogue: Catalogue):
    mine = Catalogue(catalogue.path, who="kestrel")
    with mine.write() as shelves:
        assert shelves.custody.add(what="held", at=now()).who == "kestrel"
        assert shelves.custody.add(what="held", at=now(), who="maria").who == "maria"
    mine.close()


def test_what_was_done_is_found_by_content_and_by_what_it_is_about(kept: Catalogue):
    with kept.write() as shelves:
        shelves.custody.add(what="ingested", at=now(), sha256=sha("tram"), about="desk")
    with kept.read() as shelves:
        assert [each.what for each in shelves.custody.of(contents=[sha("tram")])] == ["ingested"]
        assert len(shelves.custody.of(contents=[sha("tram")], about=["bread"])) == 1 + len(DEEDS)
        assert shelves.custody.of() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE custody SET who = 'nobody' WHERE number = 3",
        "DELETE FROM custody WHERE number = 3",
        "DELETE FROM custody",
        "REPLACE INTO custody SELECT 3, at, 'me', what, sha256, about, why, before, 'd' FROM custody WHERE number = 3",
        "INSERT INTO custody SELECT 9, at, who, what, sha256, about, why, before, 'd' FROM custody WHERE number = 3",
    ],
)
def test_the_file_refuses_to_change_what_is_written(kept: Catalogue, statement: str):
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        sql(kept.path, statement)
    with pytest.raises(CatalogueTrouble), kept.write() as shelves:
        shelves.clips._session.connection().exec_driver_sql(statement)
    assert broken(kept) == []
    with kept.read() as shelves:
        assert shelves.custody.guarded()


@pytest.mark.parametrize(
    ("statement", "at"),
    [
        ("UPDATE custody SET who = 'nobody' WHERE number = 3", [3]),
        ("UPDATE custody SET at = '2020-01-01T00:00:00+00:00' WHERE number = 3", [3]),
        ("UPDATE custody SET sha256 = NULL WHERE number = 3", [3]),
        ("UPDATE custody SET digest = hex(randomblob(32)) WHERE number = 3", [3, 4]),
        ("DELETE FROM custody WHERE number = 3", [3]),
        ("DELETE FROM custody WHERE number = 1", [1]),
        ("UPDATE custody SET what = CASE number WHEN 2 THEN 'held' ELSE 'labelled' END WHERE number IN (2, 3)", [2, 3]),
    ],
)
def test_without_its_guards_the_chain_shows_where_it_was_touched(kept: Catalogue, statement: str, at: list[int]):
    """Sabotage: the triggers are gone."""
    sql(kept.path, statement, unguarded=True)
    assert broken(kept) == at
    with kept.read() as shelves:
        assert not shelves.custody.guarded()


def test_two_entries_that_changed_places_are_seen(kept: Catalogue):
    swap = (f"UPDATE custody SET number = {new} WHERE number = {old}" for old, new in ((2, 99), (3, 2), (99, 3)))
    sql(kept.path, *swap, unguarded=True)
    assert broken(kept)[0] == 2


def test_a_cut_off_end_is_seen_by_the_head_that_was_noted(kept: Catalogue):
    """The chain alone holds."""
    noted = noted_head(kept.path)
    assert noted == _head(kept)
    sql(kept.path, "DELETE FROM custody WHERE number > 3", unguarded=True)
    with kept.read() as shelves:
        assert list(shelves.custody.broken()) == []
        assert noted
        assert not shelves.custody.holds(noted)


def test_an_older_head_is_held_and_a_head_of_another_chain_is_not(kept: Catalogue):
    older = _head(kept)
    with kept.write() as shelves:
        shelves.custody.add(what="lifted", at=now())
        assert shelves.custody.holds(older)
        assert shelves.custody.holds(EMPTY)
        assert not shelves.custody.holds(Head(number=2, digest=older.digest))
