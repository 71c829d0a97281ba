"""What must be minded before anything goes out, by the command line."""

import pytest

from tests.cli.world import SLUG, done, pictured

SHUT = '[store.public]\n[store.web]\nkind = "folder"\npath = "assets/web"\npublic_url = "https://media.example.org"\n'


@pytest.fixture
def begun(desk):
    """A desk with a dispatch of the phone's clip, and a store that readers are sent to."""
    (desk / "mediadesk.toml").write_text(SHUT)
    done("dispatch", "new", SLUG, "--title", "The recovery", "--desk", desk)
    done("dispatch", "pick", SLUG, pictured(desk)[0], "--desk", desk)
    return desk


def results(said):
    """How each gate ended."""
    return {each["gate"]: each["result"] for each in said.of("gate")}


def test_every_gate_is_said_and_what_is_not_scanned_is_not_called_passed(ask, desk, begun):
    """Here it may go out; to readers nobody has cleared it, and the hint is the command."""
    here = ask("clear", "check", SLUG, "--json")
    there = ask("clear", "check", SLUG, "--to", "web", "--json")

    assert (here.code, there.code) == (0, 5)
    assert list(results(here)) == [
        *("hold", "embargo", "labels", "release", "shots", "location", "captions", "leaks", "clearance")
    ]
    assert results(here)["leaks"] is None
    assert [gate for gate, result in results(there).items() if result == "failed"] == ["clearance"]
    assert there.trouble["try"].startswith(f"mediadesk clear give {SLUG} --by ALIAS")
    assert "it may go out" in ask("clear", "check", SLUG).out
    assert ask("clear", "check", "recovery", "--json").trouble["code"] == 4


def test_a_yes_lets_this_version_out_and_no_other(ask, desk, begun):
    """Until then nothing is made for readers; with it there is no need of a reason."""
    assert ask("publish", SLUG, "--to", "web", "--json").of("rendition") == []

    said = ask("clear", "give", SLUG, "--by", "kestrel", "--note", "shown to everybody in it", "--json")

    (cleared,) = said.of("cleared")
    assert {name: cleared[name] for name in ("slug", "by", "clips", "labels", "location")} == {
        "slug": SLUG, "by": "kestrel", "clips": 1, "labels": [], "location": None,
    }  # fmt: skip
    published = ask("publish", SLUG, "--to", "web", "--json")
    assert set(results(published).values()) == {"passed"}
    assert ask("clear", "check", SLUG, "--to", "web", "--json").code == 0
    ask("dispatch", "set", SLUG, "--title", "Repaired")
    assert "changed since kestrel cleared it" in ask("publish", SLUG, "--to", "web", "--json").trouble["what"]


def test_a_hold_stops_every_door_until_its_owner_lets_go(ask, live):
    """Publish, embed, clear give: all refuse, whatever the reason; what is online is named with how to take it down."""
    clip = pictured(live)[0]

    held = ask("clear", "hold", clip[:6], "--reason", "for part two", "--by", "kestrel", "--json")

    assert held.of("hold")[0]["owner"] == "kestrel"
    assert f"mediadesk withdraw {SLUG}" in held.err
    for door in (
        ("publish", SLUG, "--override", "please"),
        ("embed", SLUG),
        ("clear", "give", SLUG, "--by", "ol"),
        ("clear", "check", SLUG),
    ):
        said = ask(*door, "--json")
        assert said.trouble["code"] == 5
        assert results(said)["hold"] == "failed"
    assert ask("clear", "lift", clip, "--by", "swift", "--json").trouble["code"] == 5
    assert ask("show", clip, "--json").of("clip")[0]["holds"][0]["reason"] == "for part two"
    assert "for part two" in ask("show", clip).out
    assert ask("clear", "lift", clip, "--by", "kestrel", "--json").of("lifted")[0]["what"] == "hold"
    assert ask("embed", SLUG).code == 0


def test_a_rule_waits_for_an_instant_and_says_how_to_tell_it(ask, desk, begun):
    """The drone's clip knows no time at all; of the phone's the hours are long over."""
    phone, drone = pictured(desk)
    ask("dispatch", "pick", SLUG, drone)
    for clip in (phone, drone):
        assert ask("clear", "embargo", clip, "--rule", "military", "--by", "kestrel", "--json").code == 0

    said = ask("publish", SLUG, "--json")

    assert said.trouble["code"] == 5
    (why,) = [each["why"] for each in said.of("gate") if each["gate"] == "embargo"]
    assert drone in why
    assert phone not in why
    assert "check locally" in why
    assert said.trouble["try"].startswith("mediadesk ")
    ask("log", drone, "--time", "2022-05-07T14:03+03:00")
    assert results(ask("clear", "check", SLUG, "--json"))["embargo"] == "passed"


def test_an_embargo_of_a_dispatch_is_lifted_by_name(ask, desk, begun):
    """Until an instant that is to come; a wall clock is none."""
    assert ask("clear", "embargo", SLUG, "--until", "2126-12-01T18:00", "--json").trouble["code"] == 2
    ask("clear", "embargo", SLUG, "--until", "2126-12-01T18:00+02:00", "--reason", "the trial")

    assert results(ask("clear", "check", SLUG, "--json"))["embargo"] == "failed"
    assert ask("clear", "list", "--json").of("embargo")[0]["until"] == "2126-12-01T16:00:00Z"
    (lifted,) = ask("clear", "lift", SLUG, "--embargo", "--by", "kestrel", "--json").of("lifted")
    assert (lifted["on"], lifted["count"]) == (SLUG, 1)
    assert ask("clear", "lift", SLUG, "--embargo", "--by", "kestrel", "--json").trouble["code"] == 4


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("label", "{clip}", "do-not-pubish"), 2),
        (("release", "baker", "--covers", "hands"), 2),
        (("release", "baker", "--covers", "face", "--until", "soon"), 2),
        (("subject", "{clip}", "--alias", " "), 2),
        (("hold", "ZZZZ", "--reason", "x", "--by", "ol"), 4),
        (("hold", "{clip}", "--reason", " ", "--by", "ol"), 2),
        (("embargo", "{clip}"), 2),
        (("embargo", "nothing", "--rule", "military"), 4),
        (("lift", "{clip}", "--label", "minor", "--by", "ol"), 4),
        (("lift", "{clip}", "--by", "ol"), 4),
        (("withdraw", "nobody"), 4),
        (("give", SLUG), 2),
    ],
)
def test_what_makes_no_sense_changes_nothing(ask, desk, begun, words, code):
    """Two lines, and the list is as it was."""
    clip = pictured(desk)[0]
    before = ask("clear", "list", "--json").out

    said = ask("clear", *[word.format(clip=clip) for word in words])

    assert said.code == code
    assert said.err.splitlines()[-1].startswith("try: ")
    assert ask("clear", "list", "--json").out == before


def test_labels_and_rules_are_told_with_their_source(ask, desk):
    """Rules change: each says as of when, by which source, and to check locally."""
    said = ask("clear", "labels", "--json")

    assert {"do-not-publish", "minor", "graphic"} <= {each["label"] for each in said.of("label")}
    assert all(each["source"].startswith("https://") and each["as_of"] for each in said.of("rule"))
    assert "check locally" in ask("clear", "labels").out


def test_an_override_is_shown_with_whose_it_is(ask, desk, begun):
    """And a place never goes out whatever the reason."""
    ask("publish", SLUG, "--to", "web", "--override", "on deadline", "--by", "ol")

    assert "overridden by ol: clearance: on deadline" in ask("dispatch", "show", SLUG).out
    (publication,) = ask("dispatch", "show", SLUG, "--json").of("publication")
    assert [each["by"] for each in publication["gates"] if each["result"] == "overridden"] == ["ol"]


def test_whoever_asks_nothing_sees_what_can_be_done(ask):
    """As the program itself does."""
    said = ask("clear")

    assert said.code == 0
    assert all(f"  {each} " in said.out for each in ("check", "give", "hold", "embargo", "withdraw"))
