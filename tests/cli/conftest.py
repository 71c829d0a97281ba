"""Desks to ask about. Each test has its own copy; what is in them was made once for the run, by one of its workers."""

import shutil
from pathlib import Path

import pytest

from tests.cli.world import ADDRESS, SLUG, Ask, asker, done, make_card, pictured
from tests.conftest import Once, require


@pytest.fixture(scope="session")
def card(once: Once) -> Path:
    """A small card."""
    require("ffmpeg")
    return once("card", make_card)


@pytest.fixture(scope="session")
def taken_in(card: Path, once: Once) -> Path:
    """A desk that the card was taken into. Not to be changed."""

    def make(folder: Path) -> None:
        done("init", folder / "desk")
        done("ingest", card, "--desk", folder / "desk", "--trip", "Kharkiv May 2022")

    return once("taken-in", make) / "desk"


@pytest.fixture(scope="session")
def online(taken_in: Path, once: Once) -> Path:
    """The same desk with everything derived, and a dispatch of two picks published to its folder. Not to be changed."""

    def make(folder: Path) -> None:
        desk = Path(shutil.copytree(taken_in, folder / "desk"))
        (desk / "mediadesk.toml").write_text(f'[store.public]\npublic_url = "{ADDRESS}"\n')
        done("derive", "--desk", desk)
        done("dispatch", "new", SLUG, "--title", "The recovery in Kharkiv", "--desk", desk)
        for clip in pictured(desk):
            done("dispatch", "pick", SLUG, clip, "--desk", desk)
        done("publish", SLUG, "--desk", desk)

    return once("online", make) / "desk"


@pytest.fixture
def desk(taken_in: Path, tmp_path: Path) -> Path:
    """A desk of one's own that the card was taken into."""
    return Path(shutil.copytree(taken_in, tmp_path / "desk"))


@pytest.fixture
def live(online: Path, tmp_path: Path) -> Path:
    """A desk of one's own with a dispatch online."""
    return Path(shutil.copytree(online, tmp_path / "desk"))


@pytest.fixture
def ask(request: pytest.FixtureRequest) -> Ask:
    """The command line, about this test's desk when it asked for one."""
    named = next((each for each in ("live", "desk") if each in request.fixturenames), None)
    return asker(request.getfixturevalue(named) if named else None)
