"""A catalogue that is encrypted holds all it held, tells nothing to who has the file, and was never half of it."""

import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue, encrypting
from mediadesk.catalogue.backup import Backup
from mediadesk.catalogue.migrations import STEPS, migrate
from mediadesk.errors import CatalogueLocked, CatalogueTrouble, Refused
from mediadesk.model.clip import Log
from mediadesk.model.query import Query
from tests.catalogue.keys import Knows, connect, keys
from tests.catalogue.world import a_clip, a_place, shelve
from tests.parts import ROOT

READING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("SELECT count(*) FROM clip").fetchone(), flush=True)
sys.stdin.read()
"""
SECRETS = ("Gorky Park shelter", "Olena K.", "IMG_0042", "Saltivka basement")
kills = pytest.mark.parametrize("kills", [3, pytest.param(200, marks=pytest.mark.prove)])


def telling() -> list:
    """Clips of which nobody may learn."""
    log = Log(title="Gorky Park shelter", notes=("Olena K. speaks",), place=a_place(name="Saltivka basement"))
    return [a_clip("IMG_0042", log=log), *(a_clip(f"n{number}") for number in range(40))]


def told(folder: Path) -> dict[str, set[str]]:
    """Which secrets stand in which files of a folder, as they are or in UTF-16."""
    found = {}
    for path in (each for each in folder.rglob("*") if each.is_file()):
        held = path.read_bytes()
        words = {word for word in SECRETS if word.encode() in held or word.encode("utf-16-le") in held}
        if words:
            found[path.name] = words
    return found


def ids(path: Path) -> set[str]:
    """The clips of a catalogue, which is whole."""
    opened = Catalogue(path, keys=keys())
    assert opened.integrity() == []
    with opened.read() as shelves:
        found = {clip.id for clip in shelves.clips.find(Query(limit=0))}
    opened.close()
    return found


def rows(path: Path) -> list:
    """All that a catalogue holds, table by table."""
    with closing(connect(path)) as connection:
        schema = connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name").fetchall()
        tables = [name for kind, name, sql in schema if kind == "table" and "VIRTUAL" not in (sql or "")]
        numbers = [connection.execute(f"PRAGMA {each}").fetchone() for each in ("user_version", "application_id")]
        return [schema, numbers, *(connection.execute(f"SELECT * FROM {each}").fetchall() for each in tables)]


@pytest.fixture
def desk(tmp_path) -> Catalogue:
    """A plain catalogue with secrets in it, in a folder of its own."""
    (tmp_path / "desk").mkdir()
    made = Catalogue.create(tmp_path / "desk" / "catalog.db")
    shelve(made, *telling())
    return made


@pytest.fixture
def shut(desk) -> Catalogue:
    """The same, encrypted."""
    desk.encrypt(keys())
    return desk


def test_everything_in_it_is_there_afterwards_and_no_word_of_it_can_be_read(desk):
    """The file, SQLite's two beside it, a backup, a copy of before, and what a killed backup left."""
    folder = desk.path.parent
    desk.backup_to(folder / "catalog.db.before-3")
    shutil.copy(folder / "catalog.db.before-3", folder / ".part-catalogue")
    with desk.read():
        plain = told(folder)
    assert plain.keys() >= {"catalog.db.before-3", ".part-catalogue"}  # the sabotage: without a key it tells all
    assert plain["catalog.db.before-3"] == set(SECRETS)
    desk.close()
    before = rows(desk.path)

    desk.encrypt(keys())
    assert desk.encrypt_kept() == ([folder / "catalog.db.before-3"], [])

    assert rows(desk.path) == before
    shelve(desk, a_clip("later", log=Log(title="Gorky Park shelter")))
    with desk.write() as shelves:
        assert len(shelves.clips.find(Query(words=("shelter",)))) == 2
        assert {path.name for path in folder.iterdir()} >= {"catalog.db-wal", "catalog.db-shm"}
        assert told(folder) == {}
    desk.backup_to(folder / "backup.db")
    desk.close()
    assert told(folder) == {}
    assert ids(folder / "backup.db") == ids(desk.path)
    assert ids(folder / "catalog.db.before-3") == {clip.id for clip in telling()}


@pytest.mark.needs("strace")
def test_nothing_readable_is_written_anywhere_else_meanwhile(desk, tmp_path):
    """Every file that is opened for writing, by name; what SQLite puts aside stays in memory."""
    trace = tmp_path / "trace"
    desk.close()
    argv = ["strace", "-f", "-e", "trace=openat,open,creat,memfd_create", "-o", trace, sys.executable]
    subprocess.run(
        [*argv, "-m", "tests.catalogue.encrypter", desk.path], input=b"\n", cwd=ROOT, check=True, capture_output=True
    )
    written = {line.split('"')[1] for line in trace.read_text().splitlines() if "O_RDWR" in line or "O_WRONLY" in line}
    written = {each for each in written if not each.startswith("/dev/") and "__pycache__" not in each}
    folder = str(desk.path.parent)
    assert any(each.startswith(folder) for each in written)
    assert {each for each in written if not each.startswith(folder)} == set()


def test_who_has_it_open_is_not_disturbed(desk):
    """Another mediadesk, which will write to the file it has."""
    argv = [sys.executable, "-c", READING, desk.path]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        desk.close()
        with pytest.raises((Refused, CatalogueTrouble)):
            desk.encrypt(keys())
        other.communicate()
    assert not desk.is_encrypted
    assert ids(desk.path) == {clip.id for clip in telling()}
    in_here = Catalogue(desk.path)
    with in_here.read(), pytest.raises(Refused, match="open"):
        desk.encrypt(keys())
    in_here.close()


def test_who_waits_to_write_to_the_old_file_is_told(desk, monkeypatch):
    """It was opened before it was replaced: what is written there is seen by nobody. It must not look as if it was."""
    old = desk.path.open("rb")
    desk.encrypt(keys())
    assert old.read() == b""
    old.close()


@pytest.mark.parametrize("harm", ["compare", "pour"])
def test_what_does_not_read_back_is_not_put_in_its_place(desk, monkeypatch, harm):
    """A disk that lost a row on the way."""
    pour = encrypting.pour_under

    def losing(key, connection, part):
        pour(key, connection, part)
        with closing(connect(part)) as made:
            made.execute("DELETE FROM clip_words")

    monkeypatch.setattr(encrypting, "pour_under", losing)
    if harm == "compare":  # sabotage: nobody compares
        monkeypatch.setattr(encrypting, "_compare", lambda *everything: None)
        desk.encrypt(keys())
        lost = Catalogue(desk.path, keys=keys())
        assert lost.integrity()
        lost.close()
        return
    with pytest.raises(CatalogueTrouble, match="cannot be read back"):
        desk.encrypt(keys())
    assert not desk.is_encrypted
    assert [path.name for path in desk.path.parent.glob(".part*")] == []
    assert ids(desk.path) == {clip.id for clip in telling()}


def test_another_passphrase_opens_it_and_the_old_one_no_more(shut):
    shut.encrypt(keys().changed(Knows("four other words here")))
    with pytest.raises(CatalogueLocked):
        ids(shut.path)
    again = Catalogue(shut.path, keys=keys("four other words here"))
    assert again.integrity() == []
    again.close()


def test_a_wrong_passphrase_never_looks_like_damage(shut, tmp_path):
    """Nothing is moved, replaced or made anew, whatever is asked."""
    shut.backup_to(tmp_path / "backup.db")
    shut.close()
    before = {path.name: path.read_bytes() for path in shut.path.parent.iterdir()}
    for asked in (
        lambda desk: desk.read().__enter__(),
        lambda desk: desk.restore_from(tmp_path / "backup.db"),
        lambda desk: desk.anew(None, alone=True).__enter__(),
        lambda desk: desk.look(desk.path),
        lambda desk: desk.backup_to(tmp_path / "other.db"),
        lambda desk: desk.integrity(),
        lambda desk: Catalogue.create(desk.path, keys=keys("not this one either")),
        lambda desk: desk.encrypt(keys()),
    ):
        with pytest.raises(CatalogueLocked) as locked:
            asked(Catalogue(shut.path, keys=keys("a wrong passphrase")))
        assert locked.value.code == 8
        assert "damaged" not in locked.value.what
    assert {path.name: path.read_bytes() for path in shut.path.parent.iterdir()} == before


@pytest.mark.parametrize("page", [0, 3, 7])
def test_damage_is_said_and_a_restore_replaces_it(shut, tmp_path, page):
    """Also of the first page: the others tell that the passphrase was right."""
    shut.backup_to(tmp_path / "backup.db")
    shut.close()
    held = bytearray(shut.path.read_bytes())
    held[page * 4_096 + 100 : page * 4_096 + 300] = bytes(200)
    shut.path.write_bytes(held)
    with pytest.raises(CatalogueTrouble, match="damaged") as trouble:
        Catalogue(shut.path, keys=keys()).look(shut.path)
    assert not isinstance(trouble.value, CatalogueLocked)
    kept = Catalogue(shut.path, keys=keys()).restore_from(tmp_path / "backup.db")
    assert kept
    assert kept.read_bytes() == bytes(held)
    assert ids(shut.path) == {clip.id for clip in telling()}


def test_a_backup_is_under_the_same_key_and_comes_back(shut, tmp_path):
    shut.backup_to(tmp_path / "backup.db")
    assert shut.look(tmp_path / "backup.db") == Backup(clips=41, desk=shut.look(shut.path).desk)
    shelve(shut, a_clip("later"))
    shut.backup_to(tmp_path / "backup.db")
    shelve(shut, a_clip("latest"))
    kept = shut.restore_from(tmp_path / "backup.db")
    assert kept
    assert len(ids(shut.path)) == 42
    assert len(ids(kept)) == 43
    assert told(tmp_path) == {}
    assert Catalogue(tmp_path / "new.db", keys=keys()).restore_from(tmp_path / "backup.db") is None
    assert len(ids(tmp_path / "new.db")) == 42


def test_a_plain_backup_comes_back_encrypted(desk, tmp_path):
    """It was made before; an encrypted desk does not become a plain one by it, nor where its catalogue is lost."""
    desk.backup_to(tmp_path / "plain.db")
    desk.encrypt(keys())
    shelve(desk, a_clip("later"))
    assert desk.restore_from(tmp_path / "plain.db")
    assert len(ids(desk.path)) == 41
    assert told(desk.path.parent) == {}
    (tmp_path / "other").mkdir()
    lost = Catalogue(tmp_path / "other" / "catalog.db", keys=keys())
    assert lost.restore_from(tmp_path / "plain.db") is None
    assert lost.is_encrypted
    assert told(tmp_path / "other") == {}


def test_a_backup_under_an_older_passphrase_comes_back_under_today_s(shut, tmp_path):
    shut.backup_to(tmp_path / "older.db")
    shut.close()
    known = keys()
    older = Catalogue(shut.path, keys=known)
    assert older.integrity() == []
    older.encrypt(known.changed(Knows("four other words here")))
    assert older.restore_from(tmp_path / "older.db")
    older.close()
    now = Catalogue(shut.path, keys=keys("four other words here"))
    assert now.integrity() == []
    now.close()


def test_an_encrypted_backup_does_not_become_readable_in_a_plain_desk(shut, tmp_path):
    shut.backup_to(tmp_path / "backup.db")
    plain = Catalogue.create(tmp_path / "plain.db")
    reading = Catalogue(plain.path, keys=keys(encrypted=False))
    with pytest.raises(Refused, match="is encrypted") as refused:
        reading.restore_from(tmp_path / "backup.db")
    assert "mediadesk encrypt" in refused.value.hint


def test_one_that_is_made_anew_is_encrypted(shut):
    for begin_with, word in ((None, "found"), (shut.path, "as well")):
        with shut.anew(begin_with, alone=True) as (new, put_in_place):
            shelve(new, a_clip(word))
            assert new.is_encrypted
            assert put_in_place()
    assert ids(shut.path) == {a_clip("found").id, a_clip("as well").id}
    assert told(shut.path.parent) == {}


def test_a_step_of_the_schema_keeps_an_encrypted_copy(tmp_path):
    path = tmp_path / "catalog.db"
    Catalogue.create(path, keys=keys()).close()
    more = (*STEPS, ("CREATE TABLE more (words TEXT) STRICT",))
    with closing(connect(path)) as connection:
        migrate(connection, path, more, keys())
    assert not ids_of_schema(path.with_name(f"{path.name}.before-{len(more)}"))


def ids_of_schema(path: Path) -> list:
    """The tables that a step made, of an encrypted file."""
    assert not path.read_bytes().startswith(b"SQLite")
    with closing(connect(path)) as connection:
        return connection.execute("SELECT name FROM sqlite_schema WHERE name = 'more'").fetchall()


def test_a_damaged_one_that_is_kept_is_named_and_stays(desk):
    harmed = desk.path.with_name("catalog.db.before-restore-20221122T000000Z")
    harmed.write_bytes(b"SQLite format 3\0" + b"\xff" * 9_000)
    desk.encrypt(keys())
    assert desk.encrypt_kept() == ([], [harmed])
    assert harmed.exists()


@kills
def test_killed_anywhere_it_is_plain_or_encrypted_and_run_again_it_is_encrypted(desk, tmp_path, kills):
    """kill -9 at a moment that nobody chose."""
    desk.backup_to(desk.path.with_name("catalog.db.before-3"))
    desk.close()
    every, ends = {clip.id for clip in telling()}, set()
    took = 1.0
    for number in range(kills):
        folder = Path(shutil.copytree(desk.path.parent, tmp_path / f"desk-{number}"))
        path = folder / "catalog.db"
        argv = [sys.executable, "-m", "tests.catalogue.encrypter", path]
        with subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            assert child.stdin
            assert child.stdout
            child.stdout.readline()
            began = time.monotonic()
            child.stdin.write(b"\n")
            child.stdin.flush()
            if number:
                time.sleep(random.uniform(0, took))
                child.send_signal(signal.SIGKILL)
            else:
                child.stdout.readline()
                took = time.monotonic() - began
        here = Catalogue(path, keys=keys())
        ends.add(here.is_encrypted)
        assert not here.is_encrypted or (folder / "settled").exists()
        assert ids(path) == every
        if not here.is_encrypted:
            here.encrypt(keys())
        here.encrypt_kept()
        assert told(folder) == {}
        assert sorted(each.name for each in folder.glob("*.part*")) == []
        assert ids(path) == ids(folder / "catalog.db.before-3") == every
        here.close()
        shutil.rmtree(folder)
    assert kills < 200 or ends == {True, False}
