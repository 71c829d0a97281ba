"""The whole story in one command, with a card of one's own; the made card goes its way in tests/journeys."""

import json
import os
import signal
import subprocess
import sys
import urllib.request

from tests.cli.world import SLUG


def files(folder):
    """Every file of a desk with its bytes, but the catalogue, whose pages move when it is read."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "catalog.db" not in path.name}


def test_a_card_goes_the_whole_way_and_a_second_run_changes_nothing(ask, card, tmp_path):
    """A desk, its clips, a dispatch online, a player; then it says that every step was done already."""
    desk = tmp_path / "desk"

    first = ask("demo", desk, "--card", card, "--no-serve", "--json")

    assert first.code == 0
    assert len([each for each in first.of("ingested") if each["result"] == "added"]) == 3
    (dispatch,) = first.of("dispatch")
    assert (dispatch["title"], dispatch["series"], dispatch["number"]) == ("The recovery in Kharkiv", "Mutual aid", 3)
    assert len(dispatch["picks"]) == 2
    (published,) = first.of("published")
    assert first.of("preview")[-1]["url"].endswith(f"/{published['path']}")
    assert (desk / "assets/public" / published["path"]).is_file()

    before = files(desk)
    again = ask("demo", desk, "--card", card, "--no-serve")
    assert again.code == 0
    assert "nothing changed: every step was done already" in again.out
    assert published["path"] in again.out
    assert files(desk) == before


def test_an_editors_changes_to_the_demo_stay(ask, card, live):
    """The dispatch is theirs from then on."""
    ask("dispatch", "set", SLUG, "--title", "Mine")

    said = ask("demo", live, "--card", card, "--no-serve", "--json")

    assert said.of("dispatch")[0]["title"] == "Mine"
    assert said.of("published")[0]["sent"] > 0


def test_it_serves_the_player_until_ctrl_c(card, live):
    """The address that is printed can be opened, also when the usual port is taken."""
    command = [sys.executable, "-m", "mediadesk", "demo", live, "--card", card, "--json"]
    environment = os.environ | {"MEDIADESK_STORE_PUBLIC_PUBLIC_URL": ""}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as running:
        records = iter(lambda: json.loads(running.stdout.readline()), None)
        url = next(record["url"] for record in records if record["kind"] == "preview")
        with urllib.request.urlopen(url, timeout=60) as page:
            assert b"The recovery in Kharkiv" in page.read()
        os.kill(running.pid, signal.SIGINT)
        running.communicate(timeout=60)

    assert running.returncode == 0


def test_a_real_card_in_a_git_work_tree_warns(ask, card, live):
    """The checkout's desk is for the made card."""
    (live / ".git").mkdir()

    assert "mediadesk init ~/desk" in ask("demo", live, "--card", card, "--no-serve").err


def test_a_card_without_pictures_has_no_film(ask, tmp_path):
    """It is said, with what would help."""
    (tmp_path / "card").mkdir()
    (tmp_path / "card/notes.txt").write_text("nothing to see")

    said = ask("demo", tmp_path / "desk", "--card", tmp_path / "card", "--no-serve", "--json")

    assert said.trouble["code"] == 2
