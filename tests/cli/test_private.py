"""A page for few, by the command line."""

import pytest

from tests.cli.world import ADDRESS, SLUG

pytestmark = pytest.mark.needs("ffmpeg", "engine")


def test_a_page_for_few_is_made_told_and_taken_away(ask, live):
    """Its address stands in the answer and where its dispatch is shown; in no list."""
    (made,) = ask("publish", SLUG, "--private", "--days", "2", "--json").of("private")

    assert made["url"] == f"{ADDRESS}/{made['path']}"
    assert (live / "assets/public" / made["path"]).is_file()
    assert ask("dispatch", "show", SLUG, "--json").of("private") == [made]
    assert made["path"] not in ask("dispatch", "list", "--json").out
    assert made["path"].split("/")[1] not in ask("check", "--json").out
    (gone,) = ask("publish", SLUG, "--private", "--drop", "--json").of("private")
    assert (gone["path"], gone["gone"]) == (made["path"], True)
    assert not (live / "assets/public" / made["path"]).exists()
    assert ask("publish", SLUG, "--private", "--drop", "--json").trouble["code"] == 4


def test_a_rehearsal_of_one_leaves_nothing(ask, live):
    said = ask("publish", SLUG, "--private", "--dry-run")
    assert "nothing was sent" in said.out
    assert not (live / "assets/public/p").exists()
