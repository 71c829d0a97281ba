"""After installing, everything but a remote store works with no network at all."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.world import SLUG, pictured

pytestmark = pytest.mark.needs("ffmpeg", "engine", "unshare")


def alone(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """A command where there is no network: not even the loopback is up."""
    return subprocess.run(
        ["unshare", "-rn", sys.executable, *map(str, words)], capture_output=True, text=True, check=False
    )


def test_the_world_of_this_test_has_no_network():
    """Else the journey below would show nothing."""
    nobody = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=2)"

    assert "Network is unreachable" in alone("-c", nobody).stderr


def test_from_card_to_folder_store(card, tmp_path, gazetteer):
    """Ingest, find by place, derive, dispatch, publish: the film lies in the folder, and is embedded."""
    desk = tmp_path / "desk"

    def mediadesk(*words: str | Path) -> str:
        said = alone("-m", "mediadesk", "--desk", desk, *words)
        assert said.returncode == 0, said.stderr
        return said.stdout

    mediadesk("init")
    (desk / "mediadesk.toml").write_text('[store.public]\npublic_url = "https://media.localhost"\n')
    assert "3 added" in mediadesk("ingest", card)
    assert "IMG_0042.MOV" in mediadesk("find", "--near", "Харків", "--within", "20km", "--from", "2022-05-07")
    assert "10 made" in mediadesk("derive")
    mediadesk("dispatch", "new", SLUG, "--title", "The recovery in Kharkiv")
    mediadesk("dispatch", "pick", SLUG, pictured(desk)[0])
    assert "is online, version 1" in mediadesk("publish", SLUG)
    assert "<iframe" in mediadesk("embed", SLUG)
    assert len(list((desk / "assets/public/v").glob("*/index.html"))) == 1
    mediadesk("check", "--deep")
