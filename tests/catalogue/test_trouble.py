"""Whatever SQLite says becomes one calm line and what to do."""

import sqlite3
from pathlib import Path

import pytest

from mediadesk.catalogue.trouble import in_our_words, trouble
from mediadesk.errors import CatalogueTrouble

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
