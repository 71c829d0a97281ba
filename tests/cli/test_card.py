"""SAFE TO FORMAT, or NOT SAFE and why."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def one_is_enough(monkeypatch):
    """The desk asks for one verified copy."""
    monkeypatch.setenv("MEDIADESK_COPIES", "1")


def test_one_copy_is_not_safe(ask, desk, card):
    """Exit 3, for people and for programs, and also when quiet."""
    said = ask("card", card)
    assert said.code == 3
    assert said.out.splitlines()[0] == "NOT SAFE"
    assert "5 files have one verified copy, on the desk; 2 are needed" in said.out

    (record,) = ask("card", card, "--json").of("card")
    assert record["verdict"] == "not-safe"
    assert "one verified copy" in record["why"][0]
    assert ask("card", card, "--quiet").out.startswith("NOT SAFE")


@pytest.mark.usefixtures("one_is_enough")
def test_as_many_copies_as_the_desk_asks_for_are_safe(ask, desk, card):
    """Exit 0, with or without reading the copies again."""
    for words in ((), ("--deep",)):
        said = ask("card", card, *words, "--json")
        assert said.code == 0
        assert said.of("card")[0]["verdict"] == "safe"
    assert ask("card", card).out.startswith("SAFE TO FORMAT\n")


@pytest.mark.usefixtures("one_is_enough")
def test_a_file_that_appeared_is_named(ask, desk, card, tmp_path):
    """Whatever it is."""
    again = Path(shutil.copytree(card, tmp_path / "card"))
    (again / "new.txt").write_text("after the ingest")
    said = ask("card", again, "--json")

    assert said.code == 3
    assert said.of("card")[0]["why"][0].endswith("ingest again (new.txt)")


def test_a_card_that_is_not_there_is_not_found(ask, desk, tmp_path):
    """Exit 4, and no verdict."""
    said = ask("card", tmp_path / "nothing", "--json")

    assert (said.code, said.out) == (4, "")
    assert "is the card in the reader" in said.trouble["try"]


@pytest.mark.parametrize("copies", ["0", "-1", "two"])
def test_a_setting_that_makes_no_sense_is_said(ask, desk, card, monkeypatch, copies):
    """It must not mean that no copy is needed."""
    monkeypatch.setenv("MEDIADESK_COPIES", copies)

    assert ask("card", card).code == 2
