"""Whatever is done to the catalogue behind mediadesk's back, and to the log of custody in it, turns the check red."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.head import noted_head
from mediadesk.custody.volume import make
from mediadesk.desk import check
from mediadesk.desk.check import Checked
from mediadesk.model.custody import What
from mediadesk.model.layout import catalogue_copy
from tests.catalogue.world import a_clip, now, shelve

DEEDS: tuple[What, ...] = ("held", "lifted", "cleared", "published", "taken-down")


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Catalogue]:
    """A catalogue with five entries."""
    made = Catalogue.create(tmp_path / "catalog.db")
    for what in DEEDS:
        with made.write() as shelves:
            shelves.custody.add(what=what, at=now(), who="maria", about="bread")
    yield made
    made.close()


def sql(path: Path, *statements: str, guards: bool = False) -> None:
    """What somebody does to the file with SQLite alone; with `guards` the triggers are back afterwards."""
    with closing(sqlite3.connect(path)) as connection:
        ask = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'custody'"
        triggers = connection.execute(ask).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *(made for _, made in triggers if guards)):
            connection.execute(statement)
        connection.commit()


def bad(shelf: Catalogue, head: str | None = None) -> list[str]:
    """Why the chain of custody does not hold."""
    return [each.why or "" for each in check.custody(shelf, head) if each.result == "bad"]


def entries(shelf: Catalogue) -> list[str]:
    """The digests, in their order."""
    with shelf.read() as shelves:
        return [each.digest for each in shelves.custody.of(about=["bread"])]


def test_a_damaged_catalogue_is_told(shelf: Catalogue):
    shelve(shelf, a_clip())
    assert [each.result for each in check.catalogue(shelf)] == ["good"]
    with shelf.write() as shelves:
        shelves.clips._session.connection().exec_driver_sql("UPDATE clip_words SET said = 'nothing'")
    assert {each.result for each in check.catalogue(shelf)} == {"bad"}


def test_a_chain_that_nobody_touched_is_good_and_says_its_end(shelf: Catalogue):
    assert list(check.custody(shelf)) == [
        Checked(what="custody: 5 entries", result="good", why=f"the last is {entries(shelf)[-1]}")
    ]


def test_a_catalogue_without_any_entry_is_good(tmp_path: Path):
    empty = Catalogue.create(tmp_path / "empty.db")
    assert list(check.custody(empty)) == [Checked(what="custody: 0 entries", result="good")]
    empty.close()


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE custody SET who = 'nobody' WHERE number = 3", "entry 3 was changed after it was written"),
        ("DELETE FROM custody WHERE number = 3", "entry 3 is gone: somebody removed what was written"),
        ("DELETE FROM custody WHERE number IN (2, 3)", "entries 2 to 3 are gone: somebody removed what was written"),
        (
            "UPDATE custody SET what = CASE number WHEN 2 THEN 'cleared' ELSE 'lifted' END WHERE number IN (2, 4)",
            "entry 2 was changed after it was written",
        ),
    ],
)
def test_an_entry_that_was_changed_removed_or_swapped_is_named(shelf: Catalogue, statement: str, why: str):
    sql(shelf.path, statement, guards=True)
    assert bad(shelf)[0] == why


def test_an_end_that_was_cut_off_is_told_and_stays_told(shelf: Catalogue):
    """Also after new entries were written over the gap: mediadesk does not cover it up itself."""
    lost = entries(shelf)[-1]
    sql(shelf.path, "DELETE FROM custody WHERE number > 3", guards=True)
    for _ in range(3):
        (told,) = bad(shelf)
        assert told.startswith(f"its end was cut off: entry 5, {lost}, is not in it; mediadesk restore")
        with shelf.write() as shelves:
            shelves.custody.add(what="held", at=now(), about="bread")


def test_sabotage_without_the_noted_head_a_cut_off_end_is_not_seen(shelf: Catalogue):
    """What the head beside the catalogue is for; then only a copy on a drive, or a digest on paper, would tell."""
    lost = entries(shelf)[-1]
    sql(shelf.path, "DELETE FROM custody WHERE number > 3", guards=True)
    shelf.path.with_name("catalog.db.head").unlink()
    assert bad(shelf) == []
    assert bad(shelf, lost) == ["no entry has this digest"]


def test_a_catalogue_that_lost_its_guards_is_told(shelf: Catalogue):
    sql(shelf.path)
    assert bad(shelf) == ["the catalogue does not refuse changes to it any more"]


def test_of_many_broken_places_three_are_named(shelf: Catalogue):
    sql(shelf.path, "UPDATE custody SET who = 'nobody'", guards=True)
    assert len(bad(shelf)) == 4
    assert bad(shelf)[-1] == "and there is more"


def test_a_head_that_nothing_notes_is_noted(shelf: Catalogue):
    shelf.path.with_name("catalog.db.head").unlink()
    (first,), (second,) = list(check.custody(shelf)), list(check.custody(shelf))
    assert "where it ended before, nothing beside the catalogue tells" in (first.why or "")
    assert second.why == f"the last is {entries(shelf)[-1]}"
    assert noted_head(shelf.path) == shelf.last_head()


def test_a_digest_that_somebody_wrote_down_is_found(shelf: Catalogue):
    told = list(check.custody(shelf, entries(shelf)[1]))[-1]
    assert (told.result, told.why) == ("good", "entry 2, of 2022-05-07")


def test_a_copy_on_a_drive_knows_what_was_cut_off_here(shelf: Catalogue, tmp_path: Path):
    """Somebody changed the catalogue and the head beside it, and could not reach the drive."""
    drive = tmp_path / "T7-A"
    drive.mkdir()
    with shelf.write() as shelves:
        volume = shelves.volumes.note(make(drive))
        desk = shelves.volumes.desk().id
    shelf.backup_to(drive / catalogue_copy(desk))
    assert bad(shelf) == []

    lost = entries(shelf)[-1]
    sql(shelf.path, "DELETE FROM custody WHERE number > 3", guards=True)
    shelf.path.with_name("catalog.db.head").unlink()
    told = [each for each in check.custody(shelf) if each.result == "bad"]
    assert [each.what for each in told] == [f"custody: the copy of the catalogue on {volume.name}"]
    assert (told[0].why or "").startswith(f"has entry 5, {lost}, which is not in the chain")

    with shelf.write() as shelves:  # as a restore writes it down
        shelves.custody.turn("restored", None, at=now())
    assert {each.result for each in check.custody(shelf)} == {"good", "unknown"}


def test_an_older_catalogue_that_was_put_there_by_hand_is_told(shelf: Catalogue, tmp_path: Path):
    shelf.backup_to(tmp_path / "older.db")
    with shelf.write() as shelves:
        shelves.custody.add(what="held", at=now(), about="bread")
    shelf.close()
    shutil.move(tmp_path / "older.db", shelf.path)
    assert len(bad(shelf)) == 1


def test_originals_that_never_were_here_are_said_to_be_elsewhere(shelf: Catalogue):
    """No copy of ours is missing; one that was here and is lost is not said to be elsewhere."""
    away, ours = a_clip("away", path=None), a_clip("ours")
    shelve(shelf, away, ours)
    assert list(check.elsewhere(shelf)) == []
    with shelf.write() as shelves:
        for clip in (away, ours):
            shelves.elsewhere.note(clip.id, "maria", now())
    (told,) = check.elsewhere(shelf)
    assert (told.what, told.result) == ("the originals of 1 clips that came with a bundle", "unknown")
    assert told.why == "on the desk of maria: nobody looks at them from here"
