"""One page that goes along with the footage."""

import errno
import os
from pathlib import Path

import pytest

from tests.cli.world import done


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A desk that holds nothing."""
    done("init", tmp_path / "desk")
    return tmp_path / "desk"


def test_a_page_tells_the_verdict_the_volumes_and_every_file(ask, card, empty, tmp_path):
    """With a picture of each clip that has one, and no point on the map."""
    (tmp_path / "T7-A").mkdir()
    page = tmp_path / "card.html"
    said = ask("--desk", empty, "ingest", card, "--copy-to", tmp_path / "T7-A", "--report", page, "--json")
    html = page.read_text("utf-8")

    assert said.of("report") == [{"kind": "report", "path": str(page), "files": 5}]
    for each in card.rglob("*.*"):
        assert each.name in html
    assert html.count("data:image/jpeg;base64,") >= 1
    assert "T7-A" in html
    assert "both copies of 5 files are on one device" in html
    assert said.records[-1]["safe_to_format"] is False
    for secret in ("49.9", "36.2", str(tmp_path)):
        assert secret not in html
    assert not list(tmp_path.glob(".part-*"))


def test_a_card_that_is_known_has_a_page_too(ask, card, empty, tmp_path):
    ask("--desk", empty, "ingest", card)
    said = ask("--desk", empty, "ingest", card, "--report", tmp_path / "again.html", "--json")

    assert said.records[-1]["safe_to_format"] is None
    assert "IMG_0042.MOV" in (tmp_path / "again.html").read_text("utf-8")


def test_a_page_speaks_the_language_that_was_asked_for(ask, card, empty, tmp_path):
    page = tmp_path / "card.html"
    ask("--desk", empty, "ingest", card, "--report", page, "--language", "uk")

    assert "Звіт про приймання" in page.read_text("utf-8")


def test_a_language_without_words_is_refused_before_a_byte_moves(ask, card, empty, tmp_path):
    said = ask("--desk", empty, "ingest", card, "--report", tmp_path / "card.html", "--language", "xx", "--json")

    assert said.code == 2
    assert "no words in xx" in said.trouble["what"]
    assert not list((empty / "assets/originals").iterdir())


@pytest.mark.parametrize("page", ["nowhere/card.html", "."])
def test_a_page_that_cannot_be_written_is_refused_before_a_byte_moves(ask, card, empty, tmp_path, page):
    said = ask("--desk", empty, "ingest", card, "--report", tmp_path / page)

    assert said.code == 2
    assert not list((empty / "assets/originals").iterdir())


def test_no_page_is_written_to_a_card(ask, card, empty):
    said = ask("--desk", empty, "ingest", card, "--report", card / "card.html")

    assert said.code == 2
    assert not (card / "card.html").exists()


def test_a_disk_that_is_full_leaves_no_half_page(ask, card, empty, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    said = ask("--desk", empty, "ingest", card, "--report", tmp_path / "card.html")

    assert said.code == 2
    assert not list(tmp_path.glob("*.html"))
    assert not list(tmp_path.glob(".part-*"))
