"""`mediadesk rebuild`: what was found, what was lost, in lines and in records."""

import pytest

from tests.cli.world import done


@pytest.fixture
def drive(desk, tmp_path):
    """A drive with a copy of everything that is on the desk."""
    (tmp_path / "T7").mkdir()
    card = tmp_path / "card"
    card.mkdir()
    for path in (desk / "assets/originals").rglob("*.*"):
        (card / path.name).write_bytes(path.read_bytes())
    done("--desk", desk, "ingest", card, "--copy-to", tmp_path / "T7")
    return tmp_path / "T7"


def test_a_lost_catalogue_is_made_anew(ask, desk, drive):
    clips = ask("find", "--json").of("clip")
    for path in desk.glob("catalog.db*"):
        path.unlink()
    rehearsed = ask("rebuild", drive, "--dry-run", "--json")
    assert (rehearsed.code, rehearsed.of("rebuilt")[0]["dry_run"]) == (0, True)
    assert not (desk / "catalog.db").exists()
    said = ask("rebuild", drive, "--json")
    (rebuilt,) = said.of("rebuilt")
    assert said.code == 0
    assert rebuilt == rehearsed.of("rebuilt")[0] | {"dry_run": False}
    assert (rebuilt["clips"], rebuilt["lost"], rebuilt["unread"]) == (len(clips), 0, 0)
    assert rebuilt["begun_with"].startswith(str(drive))
    ids = {each["id"] for each in clips}
    assert {each["id"] for each in ask("find", "--json").of("clip")} == ids


def test_what_is_lost_is_named_and_ends_with_3(ask, desk, drive):
    clip = ask("find", "--json").of("clip")[0]
    for path in (*desk.rglob(clip["name"]), *drive.rglob(clip["name"])):
        path.unlink()
    said = ask("rebuild", drive, "--json")
    assert said.code == 3
    assert said.of("lost") == [{"kind": "lost", "name": clip["name"], "clip": clip["id"], "volumes": []}]
    assert said.of("rebuilt")[0]["kept"]
    told = ask("rebuild")
    assert told.code == 3
    assert f"LOST  {clip['id']}" in told.out
    assert "no copy was found" in told.out


def test_a_folder_that_is_not_there_is_said(ask, desk, tmp_path):
    assert ask("rebuild", tmp_path / "nowhere", "--json").code == 4
