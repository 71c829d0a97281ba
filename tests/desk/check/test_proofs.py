"""A proof that rotted or vanished is found before somebody asks for it."""

from datetime import UTC, datetime

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.desk import check, clear
from mediadesk.model.consent import Release
from tests.catalogue.world import a_clip, shelve


@pytest.fixture
def kept(tmp_path):
    """A desk with the proof of a release."""
    catalogue = Catalogue.create(tmp_path / "catalog.db")
    shelve(catalogue, a_clip())
    clear.appears([a_clip().id], "baker", catalogue=catalogue)
    (tmp_path / "olha.jpg").write_bytes(b"a signature")
    given = Release(subject="baker", aspects=frozenset({"face"}), given_at=datetime.now(UTC))
    clear.release(given, tmp_path / "olha.jpg", catalogue=catalogue, assets=Assets(tmp_path))
    yield catalogue, Assets(tmp_path)
    catalogue.close()


def looked_at(kept):
    """What is said of the proofs."""
    return [(each.result, each.why) for each in check.proofs(*kept)]


def test_what_is_whole_is_counted(kept):
    assert looked_at(kept) == [("good", "re-hashed")]


@pytest.mark.parametrize("damage", ["flip", "remove"])
def test_what_rotted_or_vanished_is_named_by_an_alias(kept, damage):
    """Not by what the file was called."""
    (file,) = kept[1].path("assets/proofs").iterdir()
    if damage == "flip":
        file.write_bytes(b"b signature")
    else:
        file.unlink()

    bad, total = check.proofs(*kept)

    assert (bad.result, total.result) == ("bad", "bad")
    assert "baker" in bad.what
    assert "olha" not in bad.what


def test_a_desk_without_proofs_has_nothing_to_say(tmp_path):
    catalogue = Catalogue.create(tmp_path / "catalog.db")
    assert list(check.proofs(catalogue, Assets(tmp_path))) == []
    catalogue.close()
