"""Other users of the same machine: they can open nothing of a desk but what is published."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.world import SLUG, Ask, asker, done, pictured
from tests.media.test_told import watched

pytestmark = pytest.mark.needs("ffmpeg", "engine")


@pytest.fixture
def open_umask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everybody may read what this process makes, and there is no folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no-such-folder"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "no-such-folder"))
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(*folders: Path) -> set[str]:
    """What somebody else could read or change below these folders, but for what is published."""
    found = (each for folder in folders for each in (folder, *folder.rglob("*")))
    private = (each for each in found if "public" not in each.parts)
    return {str(each.relative_to(folders[0].parent)) for each in private if each.lstat().st_mode & 0o077}


def whole_journey(card: Path, room: Path) -> Ask:
    """Every verb that writes files, once; what is written outside the desk goes to `room/out`."""
    desk, out = room / "desk", room / "out"
    done("init", desk)
    out.mkdir(mode=0o700)
    ask = asker(desk)
    done("ingest", card, "--desk", desk, "--copy-to", out, "--report", out / "card.html")
    done("log", *pictured(desk), "--title", "A tram", "--place", "50.0047,36.2314", "--desk", desk)
    done("derive", "--desk", desk)
    done("find", "--sheet", out / "sheet.html", "--desk", desk)
    done("dispatch", "new", SLUG, "--title", "The recovery", "--desk", desk)
    done("dispatch", "pick", SLUG, pictured(desk)[0], "--desk", desk)
    done("publish", SLUG, "--desk", desk)
    done("backup", out / "backup.db", "--desk", desk)
    done("restore", out / "backup.db", "--desk", desk)
    done("rebuild", "--desk", desk)
    return ask


def test_nothing_of_a_desk_is_open_after_the_whole_journey(card, tmp_path, open_umask):
    """Also what ffmpeg made, what a restore kept, and the pages written outside of the desk."""
    own = shutil.copytree(card, tmp_path / "card")  # others take in the same card meanwhile
    with watched() as seen:
        whole_journey(own, tmp_path)

    assert any(b"ffmpeg" in each for each in seen)
    told = [each for each in seen if os.fsencode(tmp_path) in each]
    assert told == []  # what `ps` shows names no original and no desk
    assert len(list((tmp_path / "desk").glob("catalog.db.before-*"))) == 2
    assert open_to_others(tmp_path / "desk", tmp_path / "out") == set()


def test_what_is_published_can_be_read_by_a_web_server(online):
    """Of another user: it may read every file, and list every folder."""
    public = online / "assets/public"
    modes = {(each.is_dir(), each.stat().st_mode & 0o777) for each in (public, *public.rglob("*"))}

    assert modes == {(True, 0o755), (False, 0o644)}


def test_without_the_umask_of_the_door_a_desk_lies_open(card, tmp_path, open_umask, monkeypatch):
    """The sabotage: then thumbnails, settings and proxies of people who are filmed can be read by anybody."""
    monkeypatch.setattr("mediadesk.cli.app._FOR_US_ALONE", 0)
    done("init", tmp_path / "desk")
    done("ingest", card, "--desk", tmp_path / "desk")
    done("derive", "--recipe", "thumbnail", "--desk", tmp_path / "desk")

    found = open_to_others(tmp_path / "desk")
    assert "desk/mediadesk.toml" in found
    assert any("thumbnail" in each for each in found)


def test_check_closes_an_older_desk(desk, ask, tmp_path):
    """It says how much could be opened; readers still get what is theirs."""
    for each in desk.rglob("*"):
        each.chmod(0o777 if each.is_dir() else 0o666)

    said = [each for each in ask("check", "--json").of("checked") if "other users" in each["what"]]

    assert said[0]["result"] == "good"
    assert "could be opened, and were closed" in said[0]["why"]
    assert {each for each in open_to_others(desk) if each not in {"desk", "desk/assets"}} == set()
    assert [each["why"] for each in ask("check", "--json").of("checked") if "other users" in each["what"]] == [None]
