"""Who is in it, what they agreed to, and what becomes of it when they do not any more, by the command line."""

from tests.cli.test_clear import begun, results
from tests.cli.world import SLUG, done, pictured

__all__ = ["begun"]


def test_somebody_who_is_seen_must_have_agreed(ask, desk, begun, tmp_path):
    """To this store, in this language, by face and voice; the paper is kept, and their name is printed nowhere."""
    clip, paper = pictured(desk)[0], tmp_path / "olha.jpg"
    paper.write_bytes(b"a signature")
    ask("clear", "label", clip, "identifiable civilian", "--by", "kestrel")
    assert results(ask("clear", "check", SLUG, "--json"))["release"] == "failed"
    assert ask("clear", "release", "baker", "--covers", "face", "--json").trouble["code"] == 4
    ask("clear", "subject", clip, "--alias", "baker", "--name", "Olha K.")

    ask("clear", "release", "baker", "--covers", "face", "--proof", paper, "--by", "kestrel")
    assert "voice" in ask("clear", "check", SLUG, "--json").trouble["what"]
    ask("clear", "release", "baker", "--covers", "face", "--covers", "voice", "--platform", "web")
    assert "not for the store public" in ask("clear", "check", SLUG, "--json").trouble["what"]
    ask("clear", "release", "baker", "--covers", "voice", "--until", "2020-01-01")
    assert results(ask("clear", "check", SLUG, "--json"))["release"] == "failed"
    ask("clear", "release", "baker", "--covers", "voice")

    assert results(ask("clear", "check", SLUG, "--json"))["release"] == "passed"
    listed = ask("clear", "list", "--json")
    assert len(listed.of("release")) == 4
    assert (listed.of("release")[0]["proof"] is not None, listed.of("subject")[0]["named"]) == (True, True)
    assert "Olha" not in listed.out + ask("clear", "list").out + ask("show", clip).out
    ask("dispatch", "set", SLUG, "--lead", "We met Olha K. there.")
    assert "name of baker" in ask("publish", SLUG, "--json").trouble["what"]
    ask("clear", "subject", clip, "--alias", "baker", "--remove")
    assert ask("clear", "list", "--json").of("subject")[0]["clips"] == []


def test_whoever_withdraws_sees_everything_and_everything_goes(ask, live):
    """First a look without a change; then every dispatch with them is down, and the post is named to be written to."""
    clip = pictured(live)[0]
    ask("clear", "subject", clip, "--alias", "baker")
    ask("embed", SLUG, "--posted", "https://blog.example/recovery")
    files = {path for path in (live / "assets/public/v").rglob("*") if path.is_file()}

    look = ask("clear", "withdraw", "baker", "--dry-run", "--json")

    (exposed,) = look.of("exposed")
    assert (look.of("exposure")[0]["clips"], exposed["slug"], exposed["posts"], exposed["dry_run"]) == (
        [clip], SLUG, ["https://blog.example/recovery"], True,
    )  # fmt: skip
    assert {path for path in (live / "assets/public/v").rglob("*") if path.is_file()} == files

    said = ask("clear", "withdraw", "baker")

    assert said.code == 0
    assert "ask them to remove the embed, though it shows only a tombstone now" in said.out
    left = {path.name for path in (live / "assets/public/v").rglob("*") if path.is_file()}
    assert left == {"index.html", "oembed.json"}
    assert ask("dispatch", "show", SLUG, "--json").of("publication")[-1]["withdrawn_at"]
    assert ask("clear", "withdraw", "baker", "--json").code == 0
    done("dispatch", "new", "again", "--title", "Again", "--desk", live)
    done("dispatch", "pick", "again", clip, "--desk", live)
    assert results(ask("publish", "again", "--json"))["release"] == "failed"
