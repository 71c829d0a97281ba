"""The file: made once, for its owner alone, and opened only when it is a catalogue of ours."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from mediadesk.catalogue import Catalogue, db
from mediadesk.errors import CatalogueTrouble, NotFound, Refused
from mediadesk.model.query import Query
from tests.catalogue.world import a_clip, shelve
from tests.parts import ROOT


def modes(folder):
    """Who may read what in a folder."""
    return {path.name: oct(path.stat().st_mode & 0o777) for path in folder.glob("catalog.db*")}


def test_no_desk_names_init(tmp_path):
    with pytest.raises(NotFound) as missing, Catalogue(tmp_path / "catalog.db").read():
        pass
    assert missing.value.hint.startswith("mediadesk init")
    assert list(tmp_path.iterdir()) == []


def test_making_it_twice_keeps_what_is_in_it(catalogue):
    shelve(catalogue, a_clip())
    again = Catalogue.create(catalogue.path)
    with again.read() as shelves:
        assert shelves.clips.find(Query()) == [a_clip()]
    again.close()


def test_one_that_was_begun_and_never_finished_is_finished_by_init(tmp_path):
    path = tmp_path / "catalog.db"
    path.touch()
    with pytest.raises(NotFound, match="never finished"), Catalogue(path).read():
        pass
    made = Catalogue.create(path)
    shelve(made, a_clip())
    made.close()


def test_nobody_else_on_the_machine_can_read_it(catalogue):
    """Neither the file nor what lies beside it, whatever the umask says."""
    shelve(catalogue, a_clip())
    names = ("catalog.db", "catalog.db-wal", "catalog.db-shm", "catalog.db.head")
    assert modes(catalogue.path.parent) == dict.fromkeys(names, "0o600")


def test_a_copy_that_everybody_could_read_is_closed_to_them(catalogue):
    """cp and a USB stick forget who may read."""
    catalogue.path.chmod(0o644)
    with catalogue.read():
        assert set(modes(catalogue.path.parent).values()) == {"0o600"}


def test_a_copy_without_a_write_ahead_log_gets_one(catalogue):
    """VACUUM INTO, and other ways of copying, write the file in SQLite's older mode."""
    copy = catalogue.path.with_name("copy.db")
    with closing(sqlite3.connect(catalogue.path)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    opened = Catalogue(copy)
    with opened.read(), closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    opened.close()


def test_every_connection_waits_for_the_disk_minds_references_and_leaves_no_traces(catalogue):
    with closing(db._connect(catalogue.path, 1)) as connection:
        asked = ("journal_mode", "synchronous", "fullfsync", "foreign_keys", "busy_timeout", "temp_store")
        assert [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in asked] == ["wal", 2, 1, 1, 1_000, 2]


def test_a_stranger_is_not_touched(tmp_path):
    """Some other program's SQLite file that happens to have the name."""
    path = tmp_path / "catalog.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    path.chmod(0o644)
    before = path.read_bytes()

    with pytest.raises(CatalogueTrouble, match="no catalogue"), Catalogue(path).read():
        pass
    with pytest.raises(CatalogueTrouble, match="no catalogue"):
        Catalogue.create(path)
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_newer_schema_is_refused_and_nothing_is_touched(catalogue):
    shelve(catalogue, a_clip())
    catalogue.close()
    with closing(sqlite3.connect(catalogue.path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = catalogue.path.read_bytes()

    for refused in (lambda: catalogue.read().__enter__(), lambda: Catalogue.create(catalogue.path)):
        with pytest.raises(CatalogueTrouble, match="newer mediadesk") as trouble:
            refused()
        assert trouble.value.code == 8
    assert catalogue.path.read_bytes() == before
    assert sorted(path.name for path in catalogue.path.parent.iterdir()) == ["catalog.db", "catalog.db.head"]


@pytest.mark.parametrize("damage", [b"not a database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_file_is_said_calmly_and_kept(tmp_path, damage):
    path = tmp_path / "catalog.db"
    path.write_bytes(damage)
    with pytest.raises(CatalogueTrouble, match="damaged") as trouble, Catalogue(path).read():
        pass
    assert "mediadesk rebuild" in trouble.value.hint
    assert path.read_bytes() == damage


def test_a_page_that_was_lost_is_said_calmly_when_it_is_read(catalogue):
    """A bad sector: the file opens, and the trouble comes in the middle of a search."""
    shelve(catalogue, *(a_clip(f"n{number}") for number in range(40)))
    catalogue.close()
    whole = catalogue.path.read_bytes()
    catalogue.path.write_bytes(whole[: 4 * 4096] + b"\xff" * (len(whole) - 4 * 4096))
    with pytest.raises(CatalogueTrouble, match="damaged"), catalogue.read() as shelves:
        shelves.clips.find(Query(limit=0))


@pytest.mark.needs("root")
@pytest.mark.parametrize("mode", [0o500, 0o000])
def test_a_folder_of_somebody_else_is_said_calmly(catalogue, mode):
    """Run as nobody: root may do everything."""
    catalogue.close()
    folder = catalogue.path.parent
    code = (
        "import os, sys; from pathlib import Path; from mediadesk.catalogue import Catalogue, session\n"
        "from mediadesk.errors import DeskError\n"
        f"os.chdir({str(folder)!r}); os.setgid(65534); os.setuid(65534)\n"
        "try:\n"
        "    with Catalogue(Path('catalog.db').absolute()).write(): pass\n"
        "except DeskError as trouble: print(trouble.what); sys.exit(trouble.code)\n"
    )
    _open_to_nobody(folder, mode)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    folder.chmod(0o700)

    assert done.returncode == 8, done.stderr
    assert "cannot be" in done.stdout


def _open_to_nobody(folder, mode):
    """The way down to a folder is open to all; the folder itself and what is in it are as `mode` says."""
    for path in (folder, *folder.iterdir()):
        os.chown(path, 65534, 65534)
    for parent in folder.parents:
        if parent.stat().st_uid == os.getuid() and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
    folder.chmod(mode)


def test_a_folder_that_is_not_there_is_said_calmly(tmp_path):
    with pytest.raises(CatalogueTrouble, match="cannot be made"):
        Catalogue.create(tmp_path / "nowhere" / "catalog.db")


def test_a_name_that_a_web_address_would_escape_is_a_name(tmp_path):
    """SQLite is given an address; ? # and % are letters in it."""
    made = Catalogue.create(tmp_path / "a?b#c%20 é.db")
    shelve(made, a_clip())
    made.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a?b#c%20 é.db", "a?b#c%20 é.db.head"]


def test_closing_leaves_one_file_and_the_head_of_custody_and_it_opens_again(catalogue):
    shelve(catalogue, a_clip())
    catalogue.close()
    assert modes(catalogue.path.parent) == {"catalog.db": "0o600", "catalog.db.head": "0o600"}
    with catalogue.read() as shelves:
        assert len(shelves.clips.find(Query(limit=0))) == 1


def test_naming_the_catalogue_does_not_load_sqlmodel():
    """`mediadesk --help` names every station, and every station names the catalogue."""
    code = "import sys, mediadesk.catalogue; sys.exit('sqlmodel' in sys.modules or 'sqlalchemy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_a_catalogue_is_made_anew_beside_the_one_that_is_there(catalogue, tmp_path):
    """From a copy or from nothing; who looks meanwhile sees the one that is there. At the end, the other is gone."""
    shelve(catalogue, a_clip())
    catalogue.backup_to(tmp_path / "backup.db")
    shelve(catalogue, a_clip("tram"))
    for begin_with, count in ((None, 0), (tmp_path / "backup.db", 1), (catalogue.path, 2)):
        with catalogue.anew(begin_with, alone=True) as (new, _):
            with new.read() as shelves:
                assert len(shelves.clips.find(Query())) == count
            shelve(new, a_clip("later"))
            with catalogue.read() as shelves:
                assert len(shelves.clips.find(Query())) == 2
    assert not list(tmp_path.glob(".part-*"))


def test_nobody_writes_what_would_be_forgotten_while_a_catalogue_is_made_anew(catalogue):
    """An editor is told to wait; the new one holds all that was said before."""
    shelve(catalogue, a_clip())
    editor = Catalogue(catalogue.path, patience_seconds=0.05)
    with catalogue.anew(catalogue.path, alone=True) as (new, put_in_place):
        shelve(new, a_clip("found"))
        with pytest.raises(CatalogueTrouble, match="another mediadesk is writing"):
            shelve(editor, a_clip("tram"))
        kept = put_in_place()
        shelve(editor, a_clip("tram"))
    editor.close()
    assert kept
    with catalogue.read() as shelves:
        assert len(shelves.clips.find(Query())) == 3


def test_a_catalogue_that_somebody_writes_to_is_not_made_anew(catalogue):
    impatient = Catalogue(catalogue.path, patience_seconds=0.05)
    with (
        catalogue.write(),
        pytest.raises(CatalogueTrouble, match="another mediadesk is writing"),
        impatient.anew(None, alone=True),
    ):
        pass


@pytest.mark.parametrize("alone", [True, False])
def test_a_damaged_catalogue_is_made_anew_all_the_same(catalogue, alone):
    catalogue.close()
    catalogue.path.write_bytes(b"SQLite format 3\0" + b"\xff" * 9_000)
    with catalogue.anew(None, alone=alone) as (new, put_in_place):
        shelve(new, a_clip())
        assert put_in_place()
    with catalogue.read() as shelves:
        assert shelves.clips.find(Query()) == [a_clip()]


def test_a_catalogue_that_was_just_restored_is_made_anew(catalogue, tmp_path):
    """It is in SQLite's older mode until somebody opens it."""
    shelve(catalogue, a_clip())
    catalogue.backup_to(tmp_path / "backup.db")
    restored = Catalogue(tmp_path / "new.db")
    restored.restore_from(tmp_path / "backup.db")
    with restored.anew(restored.path, alone=True) as (_, put_in_place):
        assert put_in_place()


def test_a_stranger_s_file_is_not_made_anew(tmp_path):
    path = tmp_path / "catalog.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(Refused, match="no catalogue"), Catalogue(path).anew(None, alone=True):
        pass
    assert path.read_bytes() == before


def test_what_somebody_wrote_all_the_same_is_not_forgotten(catalogue):
    """Sabotage of the above: nobody was told to wait."""
    shelve(catalogue, a_clip())
    with catalogue.anew(catalogue.path, alone=False) as (_, put_in_place):
        shelve(catalogue, a_clip("tram"))
        with pytest.raises(Refused, match="written to meanwhile"):
            put_in_place()
    with catalogue.read() as shelves:
        assert len(shelves.clips.find(Query())) == 2
    assert not list(catalogue.path.parent.glob("*.before-*"))
