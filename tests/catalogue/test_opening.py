"""The right SQLite for each file, and no lock lost on the way."""

import gc
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from mediadesk.catalogue import Catalogue, opening
from mediadesk.catalogue.cipher import Keys
from mediadesk.catalogue.opening import dbapi, encrypted, in_use, is_readable, key_of, made, opened, sqlcipher
from mediadesk.errors import CatalogueLocked
from tests.catalogue.keys import A_KEY, Knows, connect, keys
from tests.catalogue.world import a_clip, shelve
from tests.parts import ROOT

# what another process would do that believes nobody else has the file open
ALONE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0)
print(connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0])
"""


def alone(path) -> bool:
    """Whether another process finds that nobody has a file open."""
    done = subprocess.run([sys.executable, "-c", ALONE, path], capture_output=True, text=True, check=False)
    return done.stdout.strip() == "delete"


def test_a_plain_catalogue_is_opened_by_python_s_own_sqlite(catalogue):
    assert not encrypted(catalogue.path)
    assert dbapi(catalogue.path) is sqlite3
    assert is_readable(catalogue.path)
    with closing(connect(catalogue.path)) as connection:
        assert isinstance(connection, sqlite3.Connection)


def test_an_encrypted_one_by_sqlcipher(tmp_path):
    path = Catalogue.create(tmp_path / "catalog.db", keys=keys()).path
    assert encrypted(path)
    assert dbapi(path) is sqlcipher()
    assert not is_readable(path)
    with closing(connect(path)) as connection:
        assert not isinstance(connection, sqlite3.Connection)
        assert connection.execute("PRAGMA cipher_version").fetchone()[0].startswith("4.")
    assert key_of(path, keys()).startswith(A_KEY[:-1])


def test_what_is_not_there_is_neither(tmp_path):
    assert not encrypted(tmp_path / "nowhere.db")
    assert not is_readable(tmp_path / "nowhere.db")
    (tmp_path / "other.db").write_bytes(b"SQLite format 3\0" + bytes(200))
    assert not is_readable(tmp_path / "other.db")
    with pytest.raises(sqlite3.OperationalError):
        opened(tmp_path / "nowhere.db", "mode=rw")


def test_looking_at_a_file_loses_no_lock(catalogue):
    """POSIX forgets the locks of a process on a file when that process closes it anywhere."""
    shelve(catalogue, a_clip())
    other = Catalogue(catalogue.path)
    with other.read():
        assert encrypted(catalogue.path) is False
    assert not alone(catalogue.path)
    catalogue.path.read_bytes()  # sabotage: what looking would do if it just read the file
    assert alone(catalogue.path)
    other.close()


def test_a_file_is_looked_at_again_when_nobody_has_it_open(tmp_path):
    """Numbers of files are given again; nothing of before may be believed."""
    path = tmp_path / "catalog.db"
    Catalogue.create(path).close()
    assert not encrypted(path)
    path.unlink()
    Catalogue.create(path, keys=keys()).close()
    assert encrypted(path)


def test_it_is_known_whether_this_process_has_it_open(catalogue):
    gc.collect()
    assert not in_use(catalogue.path)
    with catalogue.read():
        assert in_use(catalogue.path)
    catalogue.close()
    gc.collect()
    assert not in_use(catalogue.path)


def test_an_empty_file_becomes_an_encrypted_one(tmp_path):
    path = tmp_path / "new.db"
    path.touch()
    with closing(made(path, Keys(Knows(A_KEY)).new())) as connection:
        connection.execute("CREATE TABLE said (words TEXT)")
    assert encrypted(path)


def test_without_sqlcipher_it_says_what_to_install(tmp_path, monkeypatch):
    path = Catalogue.create(tmp_path / "catalog.db", keys=keys()).path
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    opening.sqlcipher.cache_clear()
    opening._kind.cache_clear()
    with pytest.raises(CatalogueLocked) as locked:
        connect(path)
    assert "mediadesk[encrypted]" in locked.value.hint


def test_a_plain_desk_never_loads_it(catalogue):
    code = (
        "import sys; from pathlib import Path; from mediadesk.catalogue import Catalogue\n"
        f"with Catalogue(Path({str(catalogue.path)!r})).write(): pass\n"
        "sys.exit('sqlcipher3' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
