"""A bundle is whole or not there, and custody knows of it."""

import zipfile
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.custody import handing
from mediadesk.custody.desk import Assets
from mediadesk.desk.bundle import Asked, make, plan
from mediadesk.errors import DeskError, Refused
from mediadesk.model.bundle import Enclosed
from mediadesk.model.clip import Facts
from tests.catalogue.world import a_clip, sha, shelve

MARKET = a_clip("market", facts=Facts(container="mov"))


@pytest.fixture
def desk(tmp_path):
    """A desk with one clip."""
    catalogue = Catalogue.create(tmp_path / "catalog.db")
    shelve(catalogue, MARKET)
    yield catalogue
    catalogue.close()


def made(desk, target, write=handing.to_zip, excerpts=()):
    whole = plan(Asked(), "maria", catalogue=desk, now=datetime.now(UTC))
    return make(whole, target, write, catalogue=desk, assets=Assets(desk.path.parent), excerpts=excerpts)


def entries(desk):
    with desk.read() as shelves:
        return [each.what for each in shelves.custody.of(about=[MARKET.id])]


def test_a_bundle_is_one_private_file_and_custody_is_told(desk, tmp_path):
    done = made(desk, tmp_path / "b.zip")
    assert (done.clips, done.excerpts, done.size_bytes) == (1, 0, (tmp_path / "b.zip").stat().st_size)
    assert oct((tmp_path / "b.zip").stat().st_mode & 0o777) == "0o600"
    assert zipfile.ZipFile(tmp_path / "b.zip").namelist() == ["bundle.json"]
    assert entries(desk) == ["bundled"]


def test_nothing_is_ever_replaced(desk, tmp_path):
    (tmp_path / "b.zip").write_bytes(b"mine")
    with pytest.raises(Refused, match="there already"):
        made(desk, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == b"mine"
    assert entries(desk) == []


def test_it_never_lies_among_the_assets(desk, tmp_path):
    (tmp_path / "assets").mkdir(exist_ok=True)
    with pytest.raises(Refused, match="what the desk keeps"):
        made(desk, tmp_path / "assets" / "b.zip")


def test_a_disk_that_fails_leaves_nothing_and_custody_is_not_told(desk, tmp_path):
    def full(_, part):
        part.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(DeskError, match="No space"):
        made(desk, tmp_path / "b.zip", full)
    assert [each.name for each in tmp_path.iterdir() if "b.zip" in each.name] == []
    assert entries(desk) == []


def test_an_excerpt_that_is_not_as_it_was_cut_does_not_go(desk, tmp_path):
    (tmp_path / "one.mov").write_bytes(b"other")
    one = Enclosed(
        clip=MARKET.id, begins=Fraction(0), seconds=Fraction(2), sha256=sha("frames"), size_bytes=5, name="one.mov",
        facts=Facts(container="mov"),
    )  # fmt: skip
    with pytest.raises(Refused, match="not as it was made"):
        made(desk, tmp_path / "b.zip", excerpts=[(one, tmp_path / "one.mov")])
    assert not (tmp_path / "b.zip").exists()
