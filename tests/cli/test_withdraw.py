"""Taking a dispatch offline, by the command line."""

from tests.cli.world import ADDRESS, SLUG


def online(desk):
    """Every file of the folder store but the engine, which all dispatches share."""
    return {path for path in (desk / "assets/public/v").rglob("*") if path.is_file()}


def test_only_a_tombstone_is_left_and_nothing_comes_back(ask, live):
    """The page says that it is gone and names nothing; the desk keeps its film; it is never published again."""
    path = ask("publish", SLUG, "--json").of("published")[0]["path"]

    said = ask("withdraw", SLUG, "--json")

    assert said.of("done") == [{"kind": "done", "verb": "withdraw", "path": f"{ADDRESS}/{path}"}]
    assert {each.name for each in online(live)} == {"index.html", "oembed.json"}
    tombstone = (live / "assets/public" / path).read_text()
    assert "Kharkiv" not in tombstone
    assert ask("dispatch", "show", SLUG, "--json").of("dispatch")[0]["state"] == "withdrawn"
    assert ask("dispatch", "render", SLUG, "--json").of("rendition")[0]["result"] == "kept"
    assert ask("publish", SLUG, "--json").trouble["code"] == 5
    assert ask("withdraw", SLUG, "--json").trouble["code"] == 4
    assert (live / "assets/public" / path).read_text() == tombstone


def test_a_rehearsal_takes_nothing_away(ask, live):
    """With --dry-run every file is named, and none is gone."""
    before = online(live)

    said = ask("withdraw", SLUG, "--dry-run")

    assert "would withdraw from" in said.out
    assert said.err.count("would delete") == len(before) - 2
    assert online(live) == before
    assert ask("dispatch", "show", SLUG, "--json").of("dispatch")[0]["state"] == "live"
