"""An excerpt that came is looked at before it lies on the desk, and lies there once."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.custody import handing
from mediadesk.custody.cold import hash_file
from mediadesk.custody.desk import Assets
from mediadesk.desk.bundle import Asked, Piece, cut, keep, make, opened, plan, take
from mediadesk.model.excerpt import Stretch
from tests.catalogue.world import shelve

NOW = datetime.now(UTC)


@pytest.fixture
def there(tmp_path: Path):
    """Another desk, which knows of nothing."""
    (tmp_path / "there").mkdir()
    catalogue = Catalogue.create(tmp_path / "there" / "catalog.db")
    yield catalogue
    catalogue.close()


@pytest.fixture
def bundled(market, tmp_path, programs):
    """A bundle with an excerpt, and what became of it on the way."""
    clip, path = market
    home = Catalogue.create(tmp_path / "catalog.db")
    shelve(home, clip)
    asked = [(clip, Stretch(begin=Fraction(3), end=Fraction(4)))]
    (piece,) = cut(asked, {clip.id: (path,)}, tmp_path, programs=programs, assets=Assets(tmp_path))
    assert isinstance(piece, Piece)

    def made(enclosed=piece.enclosed, path=piece.path):
        whole, target = plan(Asked(), "maria", catalogue=home, now=NOW), tmp_path / "b.zip"
        target.unlink(missing_ok=True)
        make(whole, target, handing.to_zip, catalogue=home, assets=Assets(tmp_path), excerpts=[(enclosed, path)])
        return target

    yield clip, piece, made
    home.close()


def kept(file: Path, there: Catalogue, programs):
    assets = Assets(there.path.parent)
    with opened(file, assets=assets, now=NOW, identity=None, ask=lambda _: "") as came:
        take(came.bundle, catalogue=there, now=NOW)
        results = [(each.result, each.why) for each in keep(came, catalogue=there, assets=assets, programs=programs)]
    with there.read() as shelves:
        return results, shelves.excerpts.all()


def test_it_lies_on_the_desk_with_what_our_own_probe_says_of_it(bundled, there, programs):
    clip, piece, made = bundled
    lying = replace(piece.enclosed, facts=replace(piece.enclosed.facts, container="matroska", seconds=Fraction(999)))

    results, (one,) = kept(made(lying), there, programs)

    assert results == [("added", None)]
    assert (one.clip, one.begins, one.ends) == (clip.id, 2, 4)
    assert one.facts.container == "mov"
    path = there.path.parent / one.path
    assert one.path == f"assets/excerpts/{clip.id[:2]}/{clip.id}/{one.sha256[:16]}.mov"
    assert hash_file(path).sha256 == one.sha256
    assert kept(made(), there, programs) == ([("known", None)], [one])
    path.write_bytes(b"damaged")  # and is mended by the same bundle
    assert kept(made(), there, programs)[0] == [("added", None)]
    assert hash_file(path).sha256 == one.sha256


def test_what_is_no_stretch_of_its_clip_is_not_kept(bundled, there, programs, tmp_path):
    _, piece, made = bundled
    late = replace(piece.enclosed, begins=Fraction(100))
    assert kept(made(late), there, programs) == (
        [("failed", f"an excerpt of {piece.enclosed.clip} is no stretch of it")],
        [],
    )
    text = tmp_path / "text.mov"
    text.write_text("#EXTM3U\nfile:///etc/passwd\n" * 50)
    hashes = hash_file(text)
    none = replace(piece.enclosed, sha256=hashes.sha256, size_bytes=hashes.size_bytes)
    (result,), there_now = kept(made(none, text), there, programs)
    assert result[0] == "failed"
    assert there_now == []
