"""How fast this machine is, kept from run to run."""

import pytest

from mediadesk.media.pace import PaceBook


@pytest.fixture
def book(tmp_path) -> PaceBook:
    return PaceBook(tmp_path / "cache" / "pace.json")


def test_what_was_noted_is_read_by_the_next_run(book):
    """The first run is believed, later ones little by little; other tiers stay as they are."""
    assert book.read() == {}
    book.note({"moving": 100.0, "still": 10.0})
    book.note({"moving": 200.0})

    assert book.read() == {"moving": pytest.approx(140.0), "still": 10.0}
    assert [path.name for path in book.path.parent.iterdir()] == ["pace.json"]


@pytest.mark.parametrize("said", [b"", b"\xff", b"[]", b'{"moving": "fast", "still": -1, "film": NaN, "cake": 3}'])
def test_what_makes_no_sense_is_nothing(book, said):
    book.path.parent.mkdir()
    book.path.write_bytes(said)

    assert book.read() == {}
    book.note({"moving": 5.0, "still": 0.0})
    assert book.read() == {"moving": 5.0}


def test_where_nothing_can_be_kept_nothing_breaks(book):
    """A file lies where the folder should be."""
    book.path.parent.write_text("")

    book.note({"moving": 5.0})

    assert book.read() == {}
