"""A bundle that came is unsealed on the desk, looked through, and read; whatever is wrong with it is told in words."""

import json
import zipfile
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.custody import handing, sealed
from mediadesk.custody.desk import Assets
from mediadesk.desk.bundle import Asked, make, opened, plan
from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.model.bundle import PAPER, Enclosed
from mediadesk.model.clip import Facts
from tests.catalogue.world import a_clip, sha, shelve

age = pytest.importorskip("pyrage")
MARKET = a_clip("market", facts=Facts(container="mov"))
PASSPHRASE = "correct horse battery staple"
FILM = Facts(container="mov", seconds=Fraction(2))


@pytest.fixture
def desk(tmp_path):
    """A desk with one clip."""
    catalogue = Catalogue.create(tmp_path / "catalog.db")
    shelve(catalogue, MARKET)
    yield catalogue
    catalogue.close()


@pytest.fixture
def assets(tmp_path):
    return Assets(tmp_path)


def made(desk, assets, target, write=None, excerpts=()):
    whole = plan(Asked(), "maria", catalogue=desk, now=datetime.now(UTC))
    make(whole, target, write or handing.to_zip, catalogue=desk, assets=assets, excerpts=excerpts)
    return target


def no_one(_):
    raise AssertionError("nobody is asked")


def read(assets, file, identity=None, ask=no_one):
    with opened(file, assets=assets, now=datetime.now(UTC), identity=identity, ask=ask) as found:
        return found.bundle


def test_a_plain_one_is_read(desk, assets, tmp_path):
    bundle = read(assets, made(desk, assets, tmp_path / "b.zip"))
    assert (bundle.desk, [each.clip.id for each in bundle.clips]) == ("maria", [MARKET.id])


def test_one_that_is_sealed_for_a_key_needs_the_key(desk, assets, tmp_path):
    mine, other = age.x25519.Identity.generate(), age.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(str(mine))
    (tmp_path / "other.txt").write_text(str(other))
    with assets.making() as room:
        keys = sealed.recipients([str(mine.to_public())])
        file = made(desk, assets, tmp_path / "b.zip.age", handing.to_sealed(keys, room))
    assert read(assets, file, tmp_path / "key.txt").desk == "maria"
    with pytest.raises(Misasked, match="holder of a key"):
        read(assets, file)
    with pytest.raises(Refused, match="sealed for others"):
        read(assets, file, tmp_path / "other.txt")


def test_one_that_is_sealed_with_a_passphrase_asks_for_it(desk, assets, tmp_path):
    with assets.making() as room:
        file = made(desk, assets, tmp_path / "b.zip.age", handing.to_locked(PASSPHRASE, room))
    assert read(assets, file, ask=lambda _: PASSPHRASE).desk == "maria"
    with pytest.raises(Refused, match="not the passphrase"):
        read(assets, file, ask=lambda _: "another one altogether")


def test_an_excerpt_comes_out_as_it_was_cut(desk, assets, tmp_path):
    (tmp_path / "one.mov").write_bytes(b"frames")
    one = Enclosed(
        clip=MARKET.id, begins=Fraction(1), seconds=Fraction(2), sha256=sha("frames"), size_bytes=6, name="one.mov",
        facts=FILM,
    )  # fmt: skip
    file = made(desk, assets, tmp_path / "b.zip", excerpts=[(one, tmp_path / "one.mov")])
    with opened(file, assets=assets, now=datetime.now(UTC), identity=None, ask=no_one) as found:
        assert found.bundle.excerpts == (one,)
        found.take_out(one, tmp_path / "out.mov")
    assert (tmp_path / "out.mov").read_bytes() == b"frames"


def test_a_file_that_nothing_tells_of_is_refused(desk, assets, tmp_path):
    file = made(desk, assets, tmp_path / "b.zip")
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr("excerpts/more.mov", b"x")
    with pytest.raises(Misasked, match="not what it tells"):
        read(assets, file)


def test_one_without_its_words_is_refused(assets, tmp_path):
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        packed.writestr("other.json", json.dumps({}))
    with pytest.raises(Misasked, match=PAPER):
        read(assets, tmp_path / "b.zip")


def test_one_that_is_not_there_is_told(assets, tmp_path):
    with pytest.raises(NotFound):
        read(assets, tmp_path / "none.zip")


def test_nothing_of_it_stays_on_the_desk(desk, assets, tmp_path):
    with assets.making() as room:
        file = made(desk, assets, tmp_path / "b.zip.age", handing.to_locked(PASSPHRASE, room))
    read(assets, file, ask=lambda _: PASSPHRASE)
    assert not [each for each in (tmp_path / "assets").rglob("*") if each.is_file()]
