"""Going live, by the command line."""

import pytest

from tests.cli.world import ADDRESS, SLUG, done, pictured

REASON = "shown to everybody in it"


def test_a_dispatch_goes_live_and_a_second_time_nothing_moves(ask, live):
    """The record holds the address; what is there already is kept."""
    again = ask("publish", SLUG, "--json")

    (published,) = again.of("published")
    assert again.code == 0
    assert published["sent"] == 0
    assert published["kept"] == published["objects"]
    assert published["url"] == f"{ADDRESS}/v/{published['public_id']}/index.html"
    assert published["oembed"] == f"{ADDRESS}/v/{published['public_id']}/oembed.json"
    assert (live / "assets/public" / published["path"]).is_file()
    assert {gate["result"] for gate in again.of("gate")} == {"passed"}
    assert [gate["gate"] for gate in again.of("gate")] == [
        *("hold", "embargo", "labels", "release", "shots", "location", "captions", "leaks", "clearance")
    ]
    assert ask("dispatch", "show", SLUG, "--json").of("dispatch")[0]["state"] == "live"
    assert "nothing new to send" in ask("publish", SLUG).out


def test_a_rehearsal_sends_nothing(ask, live):
    """With --dry-run a changed title is only counted."""
    ask("dispatch", "set", SLUG, "--title", "Another title")
    before = {path: path.read_bytes() for path in (live / "assets/public").rglob("*") if path.is_file()}

    said = ask("publish", SLUG, "--dry-run", "--json")

    assert (said.of("published")[0]["sent"], said.of("published")[0]["dry_run"]) == (2, True)
    assert "nothing was sent" in ask("publish", SLUG, "--dry-run").out
    assert {path: path.read_bytes() for path in before} == before
    assert ask("publish", SLUG, "--json").of("published")[0]["sent"] == 2


def test_a_rehearsal_makes_what_is_missing_to_know_what_would_go(ask, desk):
    """The film is rendered and scanned, and each object named; the store stays empty, and nothing counts as online."""
    done("dispatch", "new", SLUG, "--title", "T", "--desk", desk)
    done("dispatch", "pick", SLUG, pictured(desk)[0], "--desk", desk)

    said = ask("publish", SLUG, "--dry-run", "--json")

    assert {record["result"] for record in said.of("rendition")} == {"made"}
    assert said.err.count("would send ") == said.of("published")[0]["objects"]
    assert not (desk / "assets/public").exists() or not any((desk / "assets/public").iterdir())
    assert ask("dispatch", "show", SLUG, "--json").of("dispatch")[0]["state"] == "draft"
    assert ask("embed", SLUG, "--json").trouble["code"] == 4


@pytest.mark.parametrize(
    ("lead", "what"),
    [("We stood at 49.9935, 36.2304 that day.", "coordinates"), ("See IMG_0042.MOV.", "name of an original file")],
)
def test_an_exact_place_or_an_original_name_in_the_lead_refuses(ask, live, lead, what):
    """Exit 5 with a finding, and no reason passes it."""
    ask("dispatch", "set", SLUG, "--lead", lead)

    for words in ((), ("--override", REASON)):
        said = ask("publish", SLUG, *words, "--json")
        assert said.trouble["code"] == 5
        assert what in said.of("finding")[0]["what"]
        assert "49.9" not in said.out + said.err
    assert "finding: " in ask("publish", SLUG, "--quiet").out


def test_a_store_beyond_this_machine_asks_for_a_reason(ask, desk, monkeypatch):
    """It is asked for before a film is made and before anybody is connected to."""
    (desk / "mediadesk.toml").write_text(
        '[store.web]\nkind = "s3"\nbucket = "b"\nendpoint = "https://s3.example.invalid"\n'
    )
    done("dispatch", "new", SLUG, "--title", "T", "--desk", desk)
    done("dispatch", "pick", SLUG, pictured(desk)[0], "--desk", desk)

    for words in ((), ("--override", "  ")):
        said = ask("publish", SLUG, "--to", "web", *words, "--json")
        assert said.trouble["code"] == 5
        assert said.of("gate")[-1]["gate"] == "clearance"
        assert said.of("rendition") == []
        assert "--override" in said.trouble["try"]


def test_a_store_that_is_not_there_is_named(ask, live):
    """With those that are."""
    assert ask("publish", SLUG, "--to", "moon", "--json").trouble["code"] == 4
    assert "public" in ask("publish", SLUG, "--to", "moon").err


def test_a_film_that_fails_is_a_result(ask, live):
    """Exit 3, and what is online stays."""
    (clip,) = ask("show", pictured(live)[0], "--json").of("clip")
    (live / clip["path"]).unlink()
    ask("dispatch", "trim", SLUG, "1", "--out", "1")

    said = ask("publish", SLUG, "--json")

    assert said.code == 3
    assert said.of("rendition")[0]["why"].startswith(f"pick 1 of {SLUG}: the original is missing")
    assert said.of("published") == []
