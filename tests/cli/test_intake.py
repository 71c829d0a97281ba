"""One source by the command line: drives, rehearsals, what goes together and what does not."""

import shutil
from pathlib import Path

import pytest

from mediadesk.cli.intake import Wishes
from mediadesk.errors import Misasked
from tests.cli.world import done


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """A folder that stands for a drive."""
    (tmp_path / "T7-A").mkdir()
    return tmp_path / "T7-A"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A desk that holds nothing."""
    done("init", tmp_path / "desk")
    return tmp_path / "desk"


@pytest.mark.parametrize("other", [{"copy_to": (Path("T7-A"),)}, {"originals_on": ("T7-A",)}])
def test_a_drive_that_is_catalogued_in_place_is_copied_nowhere(other):
    with pytest.raises(Misasked, match="--in-place copies nothing"):
        Wishes(in_place=True, **other)


def test_a_rehearsal_names_each_volume_and_writes_to_none(ask, card, empty, drive):
    said = ask("--desk", empty, "ingest", card, "--copy-to", drive, "--dry-run", "--json")
    (plan,) = said.of("plan")
    size = sum(each.stat().st_size for each in card.rglob("*") if each.is_file())

    assert [(each["volume"], each["new_files"], each["new_bytes"]) for each in plan["destinations"]] == [
        ("desk", 5, size),
        ("T7-A", 5, size),
    ]
    assert all(each["free_bytes"] > 0 and each["enough"] for each in plan["destinations"])
    assert list(drive.iterdir()) == []
    assert "T7-A would get 5 files" in ask("--desk", empty, "ingest", card, "--copy-to", drive, "--dry-run").out


def test_a_copy_on_a_drive_is_told_with_its_name(ask, card, empty, drive):
    said = ask("--desk", empty, "ingest", card, "--copy-to", drive, "--json")

    for record in said.of("ingested"):
        assert [(each["volume"], each["state"]) for each in record["copies"]] == [
            ("desk", "verified"),
            ("T7-A", "verified"),
        ]
        assert (drive / record["copies"][1]["path"]).is_file()


def test_a_link_on_a_card_does_not_keep_it_from_being_judged(ask, card, empty, tmp_path):
    """It holds no footage; the files beside it were all read."""
    card = Path(shutil.copytree(card, tmp_path / "linked"))
    (card / "link").symlink_to(card / "notes.txt")
    said = ask("--desk", empty, "ingest", card, "--json")

    assert said.records[-1]["safe_to_format"] is False
    assert ask("--desk", empty, "ingest", card, "--json").records[-1]["safe_to_format"] is None


def test_what_failed_is_said_also_with_quiet(ask, card, empty, drive):
    """A tired person who asked for silence must not take exit code 3 for peace."""
    ask("--desk", empty, "ingest", card)
    (copy,) = (empty / "assets/originals").rglob("notes.txt")
    copy.write_bytes(b"cut")
    said = ask("--desk", empty, "ingest", card, "--deep", "--quiet")

    assert said.code == 3
    assert [line.split()[:2] for line in said.out.splitlines()] == [["failed", "notes.txt:"]]


def test_one_card_that_is_not_there_stops_all_before_a_byte_moves(ask, card, empty, tmp_path):
    assert ask("--desk", empty, "ingest", card, tmp_path / "nothing").code == 4
    assert ask("--desk", empty, "ingest", card, card, "--report", tmp_path / "both.html").code == 2
    assert not list((empty / "assets/originals").iterdir())


def test_one_file_is_no_card(ask, card, empty):
    """Nobody may format anything because one of its files is safe."""
    said = ask("--desk", empty, "ingest", card / "notes.txt", "--json")

    assert said.records[-1]["safe_to_format"] is None


def test_a_desk_is_no_drive(ask, card, empty):
    said = ask("--desk", empty, "ingest", card, "--copy-to", empty)

    assert said.code == 5
    assert "is a desk" in said.err


def test_a_drive_is_known_by_its_name_and_missed_when_it_is_not_there(ask, card, empty, drive):
    """The folder where it was is still there; nothing may be written to it."""
    ask("--desk", empty, "ingest", card, "--copy-to", drive)
    assert ask("--desk", empty, "ingest", card, "--originals-on", "T7-A").code == 0
    drive.rename(drive.with_name("pocket"))
    drive.mkdir()

    for option in ("--copy-to", "--originals-on"):
        said = ask("--desk", empty, "ingest", card, option, drive)
        assert said.code == 4
        assert "not plugged in" in said.err
    assert list(drive.iterdir()) == []


def test_a_drive_may_be_catalogued_as_it_is(ask, card, empty):
    before = sorted(card.rglob("*"))
    said = ask(
        "--desk", empty, "ingest", card, "--in-place", "--received-from", "heron", "--channel", "signal", "--json"
    )

    assert said.code == 0
    assert said.records[-1]["added"] == 3
    assert sorted(card.rglob("*")) == before
    assert not list((empty / "assets/originals").iterdir())
