"""Whatever SQLite says becomes one calm line and what to do."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from mediadesk.catalogue.trouble import in_our_words, trouble
from mediadesk.errors import CatalogueFull, CatalogueTrouble
from tests.parts import ROOT

PATH = Path("desk/catalog.db")


def an_error(code: int, words: str = "of SQLite") -> sqlite3.Error:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_BUSY, "another mediadesk is writing"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "another mediadesk is writing"),
        (sqlite3.SQLITE_FULL, "the disk is full"),
        (sqlite3.SQLITE_IOERR_WRITE, "the disk failed"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "cannot be written"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened"),
        (sqlite3.SQLITE_CORRUPT_VTAB, "is damaged"),
        (sqlite3.SQLITE_NOTADB, "is damaged"),
        (sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, "refused: of SQLite"),
    ],
)
def test_each_code_has_its_words_and_a_way_out(code, words):
    """Extended codes only refine: the words are of the primary one."""
    told = trouble(PATH, an_error(code))
    assert words in told.what
    assert str(PATH) in told.what
    assert told.hint
    assert told.code == 8


def test_an_error_without_a_code_keeps_its_words():
    """The sqlite3 module raises some by itself; braces in them are letters."""
    assert "refused: a {b}" in trouble(PATH, sqlite3.ProgrammingError("a {b}")).what


def test_the_first_cause_stays_for_those_who_debug():
    with pytest.raises(CatalogueTrouble) as told, in_our_words(PATH):
        raise an_error(sqlite3.SQLITE_FULL)
    assert isinstance(told.value.__cause__, sqlite3.Error)


def test_other_errors_pass():
    with pytest.raises(ZeroDivisionError), in_our_words(PATH):
        raise ZeroDivisionError


def test_a_full_disk_is_told_from_other_trouble(tmp_path):
    """An ingest goes on after it with smaller files."""
    assert isinstance(trouble(PATH, an_error(sqlite3.SQLITE_FULL)), CatalogueFull)
    roomy = tmp_path / "catalog.db"
    for code in (sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY):
        assert not isinstance(trouble(roomy, an_error(code)), CatalogueFull)


TELL = """
import sqlite3, sys
from pathlib import Path
from mediadesk.catalogue.trouble import trouble
for code in (sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_CANTOPEN):
    error = sqlite3.OperationalError()
    error.sqlite_errorcode = code
    print(type(trouble(Path(sys.argv[1]), error)).__name__)
"""


@pytest.mark.needs("unshare")
@pytest.mark.parametrize(
    ("options", "told"),
    [("size=64k", CatalogueFull), ("size=1m,nr_inodes=2", CatalogueFull), ("size=1m", CatalogueTrouble)],
)
def test_a_disk_without_room_for_sqlite_s_own_files_is_full(tmp_path, options, told):
    """No bytes left, or no names: SQLite calls it a disk that failed, or a file that cannot be opened."""
    script = f"""
        mkdir disk && mount -t tmpfs -o {options} tmpfs disk && head -c 32768 /dev/zero > disk/catalog.db &&
        cd {ROOT} && exec {sys.executable} - {tmp_path}/disk/catalog.db
    """
    argv = ["unshare", "-rm", "sh", "-c", script]
    done = subprocess.run(argv, input=TELL, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [told.__name__] * 2
