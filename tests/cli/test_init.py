"""Making a desk."""

from pathlib import Path

import pytest


def everything(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_desk_is_made_and_stays(ask, tmp_path):
    """A new folder becomes a desk; making it again changes nothing and says so."""
    desk = tmp_path / "new" / "desk"

    assert ask("init", desk).out == f"made a desk in {desk}\n"
    before = everything(desk)
    again = ask("init", desk)

    assert (again.code, again.out) == (0, f"{desk} is a desk already: nothing changed\n")
    assert everything(desk) == before
    assert {path.name for path in desk.iterdir()} == {"mediadesk.toml", "catalog.db", "assets"}
    assert (desk / "catalog.db").stat().st_mode & 0o777 == 0o600
    assert ask("--desk", desk, "find").code == 0


def test_the_record_says_where(ask, tmp_path):
    """A script learns the folder."""
    assert ask("init", tmp_path / "desk", "--json").records == [
        {"kind": "done", "verb": "init", "path": str(tmp_path / "desk")}
    ]


@pytest.mark.parametrize("words", [("--desk", "{}", "init"), ("init", "--desk", "{}")])
def test_the_desk_may_be_named_as_everywhere(ask, tmp_path, words):
    """--desk before or after the verb names what is made."""
    assert ask(*[word.format(tmp_path / "desk") for word in words]).code == 0
    assert (tmp_path / "desk" / "catalog.db").is_file()


def test_without_a_name_it_is_made_here(ask, tmp_path, monkeypatch):
    """As git does."""
    monkeypatch.chdir(tmp_path)

    assert ask("init", "--quiet").out == ""
    assert (tmp_path / "catalog.db").is_file()


def test_settings_that_are_there_stay(ask, tmp_path):
    """A desk may be begun with its settings."""
    (tmp_path / "mediadesk.toml").write_text("workers = 1\n")

    ask("init", tmp_path)

    assert (tmp_path / "mediadesk.toml").read_text() == "workers = 1\n"


def test_a_file_is_no_place_for_a_desk(ask, tmp_path):
    """The file stays what it is."""
    file = tmp_path / "report.txt"
    file.write_text("mine")

    said = ask("init", file)

    assert said.code == 2
    assert said.err == f"{file} is no folder\ntry: mediadesk init ~/desk\n"
    assert file.read_text() == "mine"
