"""Who was filmed, and what they agreed to."""

from datetime import UTC, date, datetime

import pytest

from mediadesk.custody.desk import Assets
from mediadesk.desk import clear
from mediadesk.errors import Misasked, NotFound
from mediadesk.model.consent import Release
from mediadesk.model.layout import proof
from tests.desk.clear.world import MARKET, YARD, told

FACE = Release(subject="baker", aspects=frozenset({"face"}), given_at=datetime.now(UTC), by="kestrel")


@pytest.fixture
def assets(tmp_path):
    return Assets(tmp_path)


def test_somebody_is_known_by_face_and_voice_where_nothing_is_said(catalogue):
    """What was said of a subject stays when they are found in another clip."""
    clear.appears([MARKET.id], "baker", name="Olha K.", note="asked not to be named", catalogue=catalogue)
    (seen,) = clear.appears([YARD.id], "baker", ["voice"], catalogue=catalogue)

    found = clear.minded(catalogue=catalogue)
    assert seen.aspects == {"voice"}
    assert {each.clip: each.aspects for each in found.appearances} == {
        MARKET.id: {"face", "voice"},
        YARD.id: {"voice"},
    }
    assert [(each.alias, each.name, each.note) for each in found.subjects] == [
        ("baker", "Olha K.", "asked not to be named")
    ]


def test_who_is_not_there_after_all_is_taken_back(catalogue):
    clear.appears([MARKET.id], "baker", catalogue=catalogue)

    assert [each.clip for each in clear.appears_not([MARKET.id], "baker", catalogue=catalogue)] == [MARKET.id]
    with pytest.raises(NotFound):
        clear.appears_not([MARKET.id], "baker", catalogue=catalogue)
    assert [what for what, _ in told(catalogue, MARKET.id)][-2:] == ["appeared", "not-there"]


def test_a_release_needs_somebody_and_something(catalogue, assets):
    with pytest.raises(NotFound):
        clear.release(FACE, catalogue=catalogue, assets=assets)
    clear.appears([MARKET.id], "baker", catalogue=catalogue)
    nothing = Release(subject="baker", aspects=frozenset(), given_at=FACE.given_at)
    with pytest.raises(Misasked):
        clear.release(nothing, catalogue=catalogue, assets=assets)

    kept = clear.release(FACE, catalogue=catalogue, assets=assets)

    assert clear.minded(catalogue=catalogue).releases == (kept,)
    assert told(catalogue, "baker") == [("released", "kestrel")]


def test_a_proof_is_copied_for_its_owner_alone_under_no_name(catalogue, assets, tmp_path):
    """A second release with the same paper keeps it once; a refused release keeps nothing."""
    paper = tmp_path / "olha-k-signed.jpg"
    paper.write_bytes(b"a signature")
    with pytest.raises(NotFound):
        clear.release(FACE, paper, catalogue=catalogue, assets=assets)
    assert not (tmp_path / "assets/proofs").exists()
    clear.appears([MARKET.id], "baker", catalogue=catalogue)

    for until in (None, date(2030, 1, 1)):
        kept = clear.release(
            Release(subject="baker", aspects=FACE.aspects, until=until, given_at=FACE.given_at),
            paper,
            catalogue=catalogue,
            assets=assets,
        )

    (file,) = (tmp_path / "assets/proofs").iterdir()
    assert kept.proof_sha256 is not None
    assert file == tmp_path / proof(kept.proof_sha256)
    assert file.read_bytes() == paper.read_bytes()
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    with pytest.raises(Misasked):
        clear.release(FACE, tmp_path, catalogue=catalogue, assets=assets)
