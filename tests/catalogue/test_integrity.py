"""The catalogue knows when it no longer agrees with itself; each test plants a disagreement."""

from contextlib import closing

import pytest

from mediadesk.errors import CatalogueTrouble
from mediadesk.model.clip import Log
from tests.catalogue.keys import connect
from tests.catalogue.world import a_clip, a_place, along, shelve

SABOTAGE = [
    ("UPDATE clip SET trip = 'autumn'", "not found by what is said"),
    ("UPDATE clip SET day_clock = '1970-01-01T00:00:00.000000'", "not found by what is said"),
    ("UPDATE clip_words SET said = 'nothing'", "not found by what is said"),
    ("DELETE FROM clip_words", "not found by what is said"),
    ("DELETE FROM clip_where", "not found by its place"),
    ("UPDATE clip_where SET north = 1, south = 1", "not found by its place"),
    ("UPDATE clip_where SET north = 90", "not found by its place"),
    ("INSERT INTO clip_words (rowid, said) VALUES (99, 'ghost')", "a clip that is not there"),
    ("INSERT INTO clip_where VALUES (99, 1, 1, 1, 1)", "a clip that is not there"),
    ("UPDATE clip_words_content SET c0 = 'nothing'", "index of words of clips is damaged"),
    ("UPDATE clip_where_node SET data = zeroblob(8)", "index of places of clips is damaged"),
    ("DELETE FROM file", "not there"),
    ("INSERT INTO pick VALUES ('ghost', 1, 'ghost', NULL, NULL, NULL)", "not there"),
]


def test_a_catalogue_in_order_says_nothing(catalogue):
    assert catalogue.integrity() == []
    shelve(catalogue, a_clip(log=Log(place=a_place(), trip="spring"), sidecars=(along("srt"),)), a_clip("tram"))
    assert catalogue.integrity() == []


@pytest.mark.parametrize(("harm", "words"), SABOTAGE)
def test_each_disagreement_is_named(catalogue, harm, words):
    """Done by hand, with SQLite's guards off."""
    shelve(catalogue, a_clip(log=Log(place=a_place(), trip="spring")), a_clip("tram"))
    catalogue.close()
    with closing(connect(catalogue.path)) as connection:
        connection.execute(harm)
    assert any(words in finding for finding in catalogue.integrity())


def test_checking_changes_nothing(catalogue):
    """FTS5 checks itself by an INSERT, which is never kept."""
    shelve(catalogue, a_clip())
    catalogue.close()
    before = catalogue.path.read_bytes()
    catalogue.integrity()
    catalogue.close()
    assert catalogue.path.read_bytes() == before


def test_a_file_that_cannot_be_read_at_all_is_trouble(catalogue):
    shelve(catalogue, a_clip())
    catalogue.close()
    catalogue.path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)
    with pytest.raises(CatalogueTrouble, match="damaged"):
        catalogue.integrity()
