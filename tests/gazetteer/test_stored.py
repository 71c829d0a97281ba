"""The file behind the gazetteer: mended when harmed, read only, never read as a whole."""

import pytest

from mediadesk.errors import DeskError
from mediadesk.gazetteer import Gazetteer, ready
from mediadesk.gazetteer.build import build, file_name
from mediadesk.gazetteer.stored import BY_BAND, BY_BEGINNING, BY_NAME, BY_NAMES, TOWNS_BY_BAND, Stored
from mediadesk.model.place import LatLon


@pytest.mark.parametrize("harm", ["cut", "empty", "text", "other schema", "not ours", "zeroed", "gone"])
def test_a_harmed_file_is_built_again(small_world, tmp_path, harm):
    """Whatever happened to the cache, the question is answered, and the next one opens a sound file."""
    file = tmp_path / file_name()
    build(file)
    _harm(file, harm)

    first = ready(tmp_path)

    assert first.search("Харьков").name == "Kharkiv"
    seen = []
    second = ready(tmp_path, seen.append)
    assert second.search("Чугуїв").name == "Chuhuiv"
    assert seen == []
    first.close()
    second.close()


def test_harm_that_nothing_mends_is_told(small_world, tmp_path):
    """The file is damaged and its folder gone for good: an error with a hint, not SQLite's own."""
    folder = tmp_path / "cache"
    gazetteer = Gazetteer(Stored(folder / file_name()))
    folder.write_text("in the way")

    with pytest.raises(DeskError) as caught:
        gazetteer.search("Kharkiv")

    assert caught.value.hint


def test_reading_writes_nothing(gazetteer, small_world, tmp_path):
    """The file is opened read-only: no journal beside it, not a byte changed."""
    ready(tmp_path / "cache").close()
    file = tmp_path / "cache" / file_name()
    before = file.read_bytes()

    reader = ready(tmp_path / "cache")
    reader.search("Kharkiv")
    reader.nearest(LatLon(lat=50, lon=36))

    assert [each.name for each in file.parent.iterdir()] == [file.name]
    assert file.read_bytes() == before
    with pytest.raises(DeskError, match="cannot be read"):
        reader._stored.rows("DELETE FROM place")
    reader.close()


@pytest.mark.parametrize(
    ("question", "values"),
    [
        (BY_NAME, ("kharkiv",)),
        (BY_NAMES, ('["kharkiv", "kharkv"]',)),
        (BY_BEGINNING, ("khar", "khas")),
        (BY_BAND, (499, 36.0, 36.5)),
        (TOWNS_BY_BAND, (499, 36.0, 36.5)),
    ],
)
def test_every_question_has_its_index(gazetteer, question, values):
    """No question reads a whole table: that is what keeps them below milliseconds."""
    plan = [row[3] for row in gazetteer._stored.rows(f"EXPLAIN QUERY PLAN {question}", *values)]

    small = ("SCAN json_each", "SCAN (subquery")  # what was asked for, and what was found
    assert [step for step in plan if step.startswith("SCAN") and not step.startswith(small)] == []
    assert [step for step in plan if step.startswith("SEARCH")]


def test_a_scan_would_be_seen(gazetteer):
    """Sabotage: a question without an index shows in its plan."""
    plan = gazetteer._stored.rows("EXPLAIN QUERY PLAN SELECT * FROM place WHERE name = 'Kharkiv'")

    assert plan[0][3].startswith("SCAN")


def test_the_file_is_small(gazetteer):
    """Below 60 MB, for all the names of the world's towns."""
    assert gazetteer._stored.file.stat().st_size < 60_000_000


def _harm(file, harm):
    whole = file.read_bytes()
    if harm == "gone":
        file.unlink()
        return
    ways = {
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "text": b"not a database " * 1000,
        "other schema": whole[:60] + (99).to_bytes(4, "big") + whole[64:],
        "not ours": whole[:68] + b"GPKG" + whole[72:],
        "zeroed": whole[:4096] + bytes(len(whole) - 4096),
    }
    file.write_bytes(ways[harm])
