"""After installing, everything but a remote store works with no network at all."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.world import SLUG, pictured

pytestmark = pytest.mark.needs("ffmpeg", "engine", "unshare")

ONE_AFTER_THE_OTHER = """
import json, sys
from mediadesk.cli.app import run
for words in json.loads(sys.argv[1]):
    if code := run(words):
        sys.exit(f"{code} {words}")
    print(end="\f", flush=True)
"""


def alone(*words: str) -> subprocess.CompletedProcess[str]:
    """Python where there is no network: not even the loopback is up."""
    return subprocess.run(["unshare", "-rn", sys.executable, *words], capture_output=True, text=True, check=False)


def test_the_world_of_this_test_has_no_network():
    """Else the journey below would show nothing."""
    nobody = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=2)"

    assert "Network is unreachable" in alone("-c", nobody).stderr


def test_from_card_to_folder_store(card, tmp_path, gazetteer):
    """Ingest, find by place, derive, dispatch, publish: the film lies in the folder, and is embedded."""
    desk = tmp_path / "desk"

    def mediadesk(*commands: tuple[str | Path, ...]) -> list[str]:
        """What each of them says."""
        lines = [["--desk", str(desk), *map(str, words)] for words in commands]
        said = alone("-c", ONE_AFTER_THE_OTHER, json.dumps(lines))
        assert said.returncode == 0, said.stderr
        return said.stdout.split("\f")

    _, taken, found, made, _ = mediadesk(
        ("init",),
        ("ingest", card),
        ("find", "--near", "Харків", "--within", "20km", "--from", "2022-05-07"),
        ("derive",),
    )
    assert "3 added" in taken
    assert "IMG_0042.MOV" in found
    assert "10 made" in made
    (desk / "mediadesk.toml").write_text('[store.public]\npublic_url = "https://media.localhost"\n')
    _, _, published, embedded, *_ = mediadesk(
        ("dispatch", "new", SLUG, "--title", "The recovery in Kharkiv"),
        ("dispatch", "pick", SLUG, pictured(desk)[0]),
        ("publish", SLUG),
        ("embed", SLUG),
        ("check", "--deep"),
    )
    assert "is online, version 1" in published
    assert "<iframe" in embedded
    assert len(list((desk / "assets/public/v").glob("*/index.html"))) == 1
