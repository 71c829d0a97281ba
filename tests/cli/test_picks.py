"""What an editor elsewhere picked comes home, by the command line."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.model.clip import ClipId
from mediadesk.model.dispatch import Pick
from mediadesk.model.picking import Choice, Pack, Picks
from mediadesk.model.picks_file import written_picks
from tests.cli.world import SLUG, done, pictured

NOON = datetime(2026, 5, 7, 12, tzinfo=UTC)


@pytest.fixture
def clips(desk):
    """The clips that went out for a dispatch, of which ours says something of the first."""
    one, other = (ClipId(each) for each in pictured(desk))
    done("dispatch", "new", SLUG, "--title", "T", "--desk", desk)
    done("log", one, "--flag", "reject", "--desk", desk)
    catalogue = Catalogue(desk / "catalog.db")
    with catalogue.write() as shelves:
        shelves.packs.add(Pack(mark="abcdefgh", editor="anna", at=NOON, clips=(one, other), slug=SLUG))
    catalogue.close()
    return one, other


@pytest.fixture
def file(clips, tmp_path):
    """What came back."""
    one, other = clips
    choices = (Choice(clip=one, flag="select", rating=4, note="quiet"), Choice(clip=other, flag="select"))
    order = (Pick(clip=other), Pick(clip=one, in_point=Fraction(1, 2), out_point=Fraction(3, 2)))
    path = tmp_path / "picks-abcdefgh.json"
    path.write_bytes(written_picks(Picks(mark="abcdefgh", saved=NOON, choices=choices, order=order)))
    return path


def test_the_difference_comes_first_and_may_be_all(ask, clips, file):
    said = ask("picks", "import", file, "--dry-run", "--json")

    first, second = said.of("choice")
    assert (first["by"], first["flag"], first["note"], first["result"]) == ("anna", "select", "quiet", "added")
    assert (first["ours"], first["disagrees"]) == ({"flag": "reject", "rating": None}, True)
    assert not second["disagrees"]
    (whole,) = said.of("picks")
    assert (whole["picks"], whole["disagree"], whole["into"], whole["proposed"]) == (2, 1, SLUG, 2)
    assert whole["dry_run"]
    assert not ask("show", clips[0], "--json").of("choice")
    assert not ask("dispatch", "show", SLUG, "--json").of("proposal")


def test_who_picked_what_is_seen_and_taken_over(ask, clips, file):
    told = ask("picks", "import", file).out
    assert "here it is reject" in told
    assert "2 picks of anna, 1 disagree with yours; kept as anna's own" in told

    assert 'anna      select, 4 of 5: "quiet"' in ask("show", clips[0]).out
    assert f"   1. {clips[1]}  whole" in ask("dispatch", "show", SLUG).out
    assert ask("dispatch", "pick", SLUG, "--from", "anna").code == 0
    (proposal,) = ask("dispatch", "show", SLUG, "--json").of("proposal")
    assert [each["taken"] for each in proposal["picks"]] == [True, True]
    (shown,) = ask("dispatch", "show", SLUG, "--json").of("dispatch")
    assert [(pick["clip"], pick["in"]) for pick in shown["picks"]] == [(clips[1], None), (clips[0], "1/2")]
    assert f"✓  1. {clips[1]}  whole" in ask("dispatch", "show", SLUG).out
    assert ask("find", "--flag", "reject", "--json").of("clip")[0]["id"] == clips[0]


def test_what_is_no_picks_file_is_said_to_be_none(ask, file):
    file.write_text("{}")
    assert ask("picks", "import", file, "--json").trouble["code"] == 2


def test_a_clip_or_somebody_is_named_to_pick_from(ask, clips):
    assert ask("dispatch", "pick", SLUG, "--json").trouble["code"] == 2
    assert ask("dispatch", "pick", SLUG, clips[0], "--from", "anna", "--json").trouble["code"] == 2
    assert ask("dispatch", "pick", SLUG, "--from", "anna", "--in", "2", "--json").trouble["code"] == 2
    assert ask("dispatch", "pick", SLUG, "--from", "anna", "--json").trouble["code"] == 4
