"""Desks to ask about. Each test has its own copy; what is in them was made once for the run."""

import shutil
from pathlib import Path

import pytest

from tests.cli.world import ADDRESS, SLUG, Ask, asker, done, make_card, pictured
from tests.conftest import require


@pytest.fixture(scope="session")
def card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small card."""
    require("ffmpeg")
    return make_card(tmp_path_factory.mktemp("card"))


@pytest.fixture(scope="session")
def taken_in(card: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk that the card was taken into. Not to be changed."""
    desk = tmp_path_factory.mktemp("taken-in") / "desk"
    done("init", desk)
    done("ingest", card, "--desk", desk, "--trip", "Kharkiv May 2022")
    return desk


@pytest.fixture(scope="session")
def online(taken_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same desk with everything derived, and a dispatch of two picks published to its folder. Not to be changed."""
    desk = Path(shutil.copytree(taken_in, tmp_path_factory.mktemp("online") / "desk"))
    (desk / "mediadesk.toml").write_text(f'[store.public]\npublic_url = "{ADDRESS}"\n')
    done("derive", "--desk", desk)
    done("dispatch", "new", SLUG, "--title", "The recovery in Kharkiv", "--desk", desk)
    for clip in pictured(desk):
        done("dispatch", "pick", SLUG, clip, "--desk", desk)
    done("publish", SLUG, "--desk", desk)
    return desk


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
