"""A backup holds all that was said to be safe; a restore is all or nothing, for everyone who looks."""

import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.backup import Backup, look
from mediadesk.catalogue.migrations import STEPS, migrate
from mediadesk.errors import CatalogueTrouble, NotFound, Refused
from mediadesk.model.query import Query
from tests.catalogue.world import a_clip, shelve
from tests.parts import ROOT

rounds = pytest.mark.parametrize("rounds", [5, pytest.param(100, marks=pytest.mark.prove)])


def ids(path: Path) -> set[str]:
    """The clips of a catalogue, which is whole."""
    opened = Catalogue(path)
    assert opened.integrity() == []
    with opened.read() as shelves:
        found = {clip.id for clip in shelves.clips.find(Query(limit=0))}
    opened.close()
    return found


def clips(*words: str) -> set[str]:
    """The ids of clips told by words."""
    return {a_clip(word).id for word in words}


@pytest.fixture
def older(catalogue, tmp_path) -> Path:
    """A backup with two clips; the catalogue has one more since."""
    shelve(catalogue, a_clip("market"), a_clip("tram"))
    catalogue.backup_to(tmp_path / "older.db")
    shelve(catalogue, a_clip("bridge"))
    return tmp_path / "older.db"


def test_a_backup_is_one_file_for_its_owner_alone(catalogue, older):
    assert oct(older.stat().st_mode & 0o777) == "0o600"
    assert ids(older) == clips("market", "tram")
    with catalogue.read() as shelves:
        desk = shelves.volumes.desk().id
    assert look(older) == Backup(clips=2, desk=desk)
    assert sorted(path.name for path in older.parent.glob("*older*")) == ["older.db"]


def test_a_backup_can_be_read_on_a_disk_that_cannot_be_written(catalogue, older, tmp_path):
    """An exFAT stick with its switch on: looking leaves no file beside it."""
    folder = tmp_path / "stick"
    folder.mkdir()
    backup = Path(shutil.copy(older, folder))
    folder.chmod(0o500)
    assert look(backup).clips == 2
    assert [path.name for path in folder.iterdir()] == ["older.db"]
    folder.chmod(0o700)


def test_an_older_backup_is_replaced(catalogue, older):
    catalogue.backup_to(older)
    assert ids(older) == clips("market", "tram", "bridge")


def test_whatever_is_no_backup_of_this_desk_is_not_written_over(catalogue, older, tmp_path):
    """A film, an empty file, a folder, another desk's backup, one in use, and the catalogue itself."""
    (tmp_path / "film.mp4").write_bytes(b"film" * 5_000)
    (tmp_path / "empty").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(catalogue.path)
    other = Catalogue.create(tmp_path / "other.db")
    other.close()
    used = Catalogue(Path(shutil.copy(older, tmp_path / "used.db")))
    shelve(used, a_clip("more"))
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    for name in ("film.mp4", "empty", "folder", "link", "other.db", "used.db", "catalog.db"):
        with pytest.raises(Refused) as refused:
            catalogue.backup_to(tmp_path / name)
        assert refused.value.hint
    used.close()
    for path, content in before.items():
        if path.name in {"film.mp4", "empty", "other.db"}:
            assert path.read_bytes() == content
    assert ids(used.path) == clips("market", "tram", "more")


def test_a_folder_that_is_not_there_is_said(catalogue, tmp_path):
    with pytest.raises(CatalogueTrouble, match="No such file"):
        catalogue.backup_to(tmp_path / "nowhere" / "backup.db")


def test_a_half_written_backup_of_a_killed_one_is_begun_again(catalogue, older):
    part = older.with_name(".part-catalogue")
    part.write_bytes(b"half")
    catalogue.backup_to(older)
    assert ids(older) == clips("market", "tram", "bridge")
    assert not part.exists()


def test_several_backups_to_one_file_at_once_leave_one_that_is_whole(catalogue, older):
    """Two ingests copy to the same drive, and end at the same time."""
    troubles = []

    def back_up() -> None:
        try:
            for _ in range(5):
                catalogue.backup_to(older)
        except (CatalogueTrouble, Refused) as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=back_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert ids(older) == clips("market", "tram", "bridge")
    assert not list(older.parent.glob(".part-*"))


def test_a_restore_keeps_what_was_there(catalogue, older):
    kept = catalogue.restore_from(older)
    assert ids(catalogue.path) == clips("market", "tram")
    assert kept
    assert kept.name.startswith("catalog.db.before-restore-")
    assert ids(kept) == clips("market", "tram", "bridge")
    again = catalogue.restore_from(kept)
    assert again != kept
    assert ids(catalogue.path) == clips("market", "tram", "bridge")


def test_who_has_the_catalogue_open_goes_on_with_what_was_restored(catalogue, older):
    """An editor's list is being made while somebody restores; the next one shows what is there now."""
    other = Catalogue(catalogue.path)
    with other.read() as shelves:
        assert len(shelves.clips.find(Query())) == 3
        catalogue.restore_from(older)
        assert len(shelves.clips.find(Query())) == 3
    shelve(other, a_clip("after"))
    other.close()
    assert ids(catalogue.path) == clips("market", "tram", "after")


def test_what_another_one_wrote_just_before_is_kept(catalogue, older):
    """Nobody can write between the copy of what was there and the restore."""
    other = Catalogue(catalogue.path)
    stop, written = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            written.append(f"n{len(written)}")
            shelve(other, a_clip(written[-1]))

    writer = threading.Thread(target=write)
    writer.start()
    kept = catalogue.restore_from(older)
    time.sleep(0.2)
    stop.set()
    writer.join()
    other.close()
    assert kept
    assert ids(kept) | ids(catalogue.path) == clips("market", "tram", "bridge", *written)
    assert ids(catalogue.path) >= clips("market", "tram")


def test_a_restore_without_a_catalogue_makes_one(catalogue, older, tmp_path):
    elsewhere = Catalogue(tmp_path / "new.db")
    assert elsewhere.restore_from(older) is None
    assert ids(elsewhere.path) == clips("market", "tram")


@pytest.mark.parametrize("harm", [b"no catalogue at all", b"SQLite format 3\0" + b"\xff" * 9_000, None])
def test_a_damaged_catalogue_is_replaced_and_kept(catalogue, older, harm):
    """That is when people restore."""
    catalogue.close()
    damaged = harm or catalogue.path.read_bytes()[: 4 * 4_096] + b"\xff" * 40_960
    catalogue.path.write_bytes(damaged)
    kept = catalogue.restore_from(older)
    assert ids(catalogue.path) == clips("market", "tram")
    assert kept
    assert kept.read_bytes() == damaged


def test_a_stranger_s_file_in_its_place_is_not_touched(older, tmp_path):
    path = tmp_path / "recipes.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(Refused):
        Catalogue(path).restore_from(older)
    assert path.read_bytes() == before


def test_what_is_no_good_backup_is_not_restored(catalogue, older, tmp_path):
    """No catalogue, one of a newer mediadesk, one with a bad page, none at all: nothing changes."""
    bad = {name: tmp_path / name for name in ("text", "newer", "page", "stranger")}
    bad["text"].write_text("no catalogue" * 1_000)
    for name, harm in {"newer": "PRAGMA user_version = 99", "stranger": "PRAGMA application_id = 1"}.items():
        shutil.copy(older, bad[name])
        with closing(sqlite3.connect(bad[name])) as connection, connection:
            connection.execute(harm)
    whole = older.read_bytes()
    bad["page"].write_bytes(whole[: 5 * 4_096] + b"\xff" * 4_096 + whole[6 * 4_096 :])
    for path in bad.values():
        with pytest.raises(CatalogueTrouble):
            catalogue.restore_from(path)
    with pytest.raises(NotFound):
        catalogue.restore_from(tmp_path / "nothing")
    assert ids(catalogue.path) == clips("market", "tram", "bridge")
    assert not list(tmp_path.glob("*.before-*"))


def test_a_backup_of_an_older_schema_is_taken_forward_when_it_is_opened(catalogue, tmp_path):
    first = tmp_path / "first.db"
    with closing(sqlite3.connect(first, isolation_level=None)) as connection:
        migrate(connection, first, STEPS[:1])
    assert look(first) == Backup(clips=0, desk=None)
    shelve(catalogue, a_clip())
    catalogue.close()
    catalogue.restore_from(first)
    assert ids(catalogue.path) == set()


@contextmanager
def a_writer(path: Path) -> Iterator[list[str]]:
    """A process that catalogues clips all the time, and the ids it has said are safe, so far."""
    argv = [sys.executable, "-m", "tests.catalogue.writer", str(path), "row", "100000"]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        said = [child.stdout.readline().strip()]
        listener = threading.Thread(target=lambda: said.extend(line.strip() for line in child.stdout))
        listener.start()
        yield said
        child.kill()
        listener.join()


def lost_in_backups(catalogue: Catalogue, rounds: int, back_up: Callable[[Path], object]) -> int:
    """How many backups, made at random moments, lack a clip that was said to be safe before, or are no catalogues."""
    bad = 0
    with a_writer(catalogue.path) as said:
        for number in range(rounds):
            more = len(said) + random.randint(1, 4)
            deadline = time.monotonic() + 60
            while len(said) < more:
                assert time.monotonic() < deadline, said[-1]
                time.sleep(random.uniform(0, 0.01))
            target, safe = catalogue.path.with_name(f"backup-{number}.db"), set(said)
            back_up(target)
            with closing(sqlite3.connect(target)) as connection:
                try:
                    there = {each for (each,) in connection.execute("SELECT id FROM clip")}
                    whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                except sqlite3.DatabaseError:
                    there, whole = set(), False
            bad += not (whole and safe <= there)
            target.unlink()
    return bad


@rounds
def test_a_backup_holds_all_that_was_safe_before_it_began(catalogue, rounds):
    assert lost_in_backups(catalogue, rounds, catalogue.backup_to) == 0


def test_a_plain_copy_does_not(catalogue):
    """Sabotage: what was written last is not in catalog.db yet, but in the file beside it."""
    assert lost_in_backups(catalogue, 5, lambda target: shutil.copy(catalogue.path, target)) > 0


def a_restore(path: Path, backup: Path) -> "subprocess.Popen[str]":
    """A process that restores when it gets a line."""
    argv = [sys.executable, "-m", "tests.catalogue.restorer", str(path), str(backup)]
    child = subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout
    assert child.stdout.readline() == "ready\n"
    return child


@rounds
def test_a_restore_that_is_killed_leaves_what_was_or_what_is_restored(catalogue, tmp_path, rounds):
    """kill -9 at random moments, somebody else having the catalogue open all the while."""
    sets = [[a_clip(f"{name}{number}") for number in range(30)] for name in ("old", "new")]
    backups = [tmp_path / "old.db", tmp_path / "new.db"]
    for backup, some in zip(backups, sets, strict=True):
        made = Catalogue.create(tmp_path / "made.db")
        shelve(made, *some)
        made.backup_to(backup)
        made.close()
        made.path.unlink()
    whole = [ids(backup) for backup in backups]
    catalogue.restore_from(backups[0])
    began = time.perf_counter()
    catalogue.restore_from(backups[0])
    took = time.perf_counter() - began
    outcomes, present = set(), 0
    with catalogue.read():  # it stays open, as in a long ingest
        for _ in range(rounds):
            child = a_restore(catalogue.path, backups[1 - present])
            child.stdin.write("go\n")
            child.stdin.flush()
            time.sleep(random.uniform(0, 1.5 * took))
            child.kill()
            is_done = "done" in child.communicate()[0]
            there = ids(catalogue.path)
            assert there in (whole if not is_done else whole[1 - present : 2 - present])
            outcomes.add(there == whole[present])
            present = whole.index(there)
    assert rounds < 50 or outcomes == {True, False}, "some are killed before it is restored, some after"
    for kept in tmp_path.glob("*.before-restore-*[Z0-9]"):
        assert look(kept).clips in (0, 30)
    catalogue.backup_to(tmp_path / "last.db")
    assert not list(tmp_path.glob(".part-*"))  # what the killed left is gone with the next copy


def test_copying_a_backup_over_the_catalogue_mixes_both(catalogue, older):
    """Sabotage: what SQLite had not folded in is still beside the file, and belongs to another one."""
    shelve(catalogue, *(a_clip(f"n{number}") for number in range(50)))
    shutil.copy(older, catalogue.path)
    with pytest.raises((AssertionError, CatalogueTrouble)):
        assert ids(catalogue.path) == clips("market", "tram")
