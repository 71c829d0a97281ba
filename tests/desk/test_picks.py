"""What editors elsewhere picked comes home: each in a layer of their own, whatever the file holds."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.desk import dispatch, picks
from mediadesk.errors import Misasked, NotFound
from mediadesk.model.clip import Facts, Frame, Log
from mediadesk.model.dispatch import Pick
from mediadesk.model.picking import Choice, Pack, Picks
from mediadesk.model.picks_file import read_picks, written_picks
from tests.catalogue.world import a_clip, shelve

SLUG = "kharkiv"
NOON = datetime(2026, 5, 7, 12, tzinfo=UTC)
SEEN = Facts(container="mov", seconds=Fraction(12), frame=Frame(stream=0, width=4, height=2, rotation=0, codec="h264"))
CLIPS = [a_clip(word, facts=SEEN, log=Log(flag="select")) for word in ("market", "station", "bakery")]
ONE, OTHER, THIRD = (clip.id for clip in CLIPS)
PICKS = Picks(
    mark="abcdefgh",
    saved=NOON,
    choices=(Choice(clip=ONE, flag="select", note="open here"), Choice(clip=OTHER, flag="reject")),
    order=(Pick(clip=ONE, in_point=Fraction(2)), Pick(clip=OTHER)),
)


@pytest.fixture
def shelf(tmp_path):
    """A catalogue with three clips; two packs of two of them went out."""
    made = Catalogue.create(tmp_path / "catalog.db")
    shelve(made, *CLIPS)
    dispatch.new(SLUG, "T", {}, catalogue=made)
    with made.write() as shelves:
        for mark, editor in (("abcdefgh", "anna"), ("bcdefghi", "ben")):
            shelves.packs.add(Pack(mark=mark, editor=editor, at=NOON, clips=(ONE, OTHER), slug=SLUG))
    yield made
    made.close()


def imported(shelf, folder, said=PICKS, **options):
    """What was taken home of a file."""
    file = folder / "picks.json"
    file.write_bytes(said if isinstance(said, bytes) else written_picks(said))
    plan = picks.plan(file, catalogue=shelf, **options)
    picks.take(plan, catalogue=shelf)
    return plan


def all_known(shelf):
    """Everything that a picks file could change, or should not."""
    with shelf.read() as shelves:
        clips = shelves.clips.known(clip.id for clip in CLIPS)
        layers = shelves.layers.of(clip.id for clip in clips)
        return clips, layers, shelves.proposals.of(SLUG), shelves.dispatches.all(), shelves.packs.all()


def test_the_difference_is_told_and_the_log_stays_ours(shelf, tmp_path):
    clips, _, _, dispatches, packs = all_known(shelf)

    plan = imported(shelf, tmp_path)

    assert (plan.editor, plan.picked, plan.disagree) == ("anna", 1, 1)
    assert [each.result for each in plan.differences] == ["added", "added"]
    now = all_known(shelf)
    assert (now[0], now[3], now[4]) == (clips, dispatches, packs)
    assert {(said.editor, said.choice) for said in now[1]} == {("anna", choice) for choice in PICKS.choices}
    assert [(each.editor, each.picks) for each in now[2]] == [("anna", PICKS.order)]


def test_two_editors_never_overwrite_each_other(shelf, tmp_path):
    imported(shelf, tmp_path)
    by_ben = replace(PICKS, mark="bcdefghi", choices=(Choice(clip=ONE, flag="reject"),), order=(Pick(clip=OTHER),))
    imported(shelf, tmp_path, by_ben)

    _, layers, proposed, _, _ = all_known(shelf)
    assert {(said.editor, said.choice.clip, said.choice.flag) for said in layers} == {
        ("anna", ONE, "select"),
        ("anna", OTHER, "reject"),
        ("ben", ONE, "reject"),
    }
    assert [(each.editor, len(each.picks)) for each in proposed] == [("anna", 2), ("ben", 1)]


def test_the_same_file_again_changes_nothing_and_an_older_one_neither(shelf, tmp_path):
    later = replace(PICKS, saved=NOON.replace(hour=13), choices=(Choice(clip=ONE, rating=2),), order=(Pick(clip=ONE),))
    imported(shelf, tmp_path, later)
    known = all_known(shelf)

    again, older = (
        imported(shelf, tmp_path, later),
        imported(shelf, tmp_path, replace(PICKS, choices=PICKS.choices[:1])),
    )

    assert [each.result for each in (*again.differences, *older.differences)] == ["kept", "kept"]
    assert older.proposal is None
    assert all_known(shelf) == known


def test_a_pack_that_was_passed_on_is_of_whom_it_is_said_to_be(shelf, tmp_path):
    assert imported(shelf, tmp_path, editor="carla").editor == "carla"
    assert {said.editor for said in all_known(shelf)[1]} == {"carla"}


def test_what_was_not_in_the_pack_is_left_out_and_the_rest_goes_on(shelf, tmp_path):
    plan = imported(shelf, tmp_path, replace(PICKS, choices=(*PICKS.choices, Choice(clip=THIRD, flag="select"))))
    assert [each.result for each in plan.differences] == ["added", "added", "left-out"]
    assert THIRD not in {said.choice.clip for said in all_known(shelf)[1]}


def test_what_they_propose_is_taken_over_once(shelf, tmp_path):
    imported(shelf, tmp_path)
    dispatch.pick(SLUG, OTHER, None, None, "ours", catalogue=shelf)

    twice = [picks.take_over(SLUG, "anna", catalogue=shelf) for _ in range(2)]

    assert [[pick.clip for pick in each.picks] for each in twice] == [[OTHER, ONE]] * 2
    assert twice[1].picks[1].in_point == 2
    with pytest.raises(NotFound, match="ben proposes nothing") as trouble:
        picks.take_over(SLUG, "ben", catalogue=shelf)
    assert trouble.value.hint == "--from anna"


@pytest.mark.parametrize("options", [{"slug": "izium"}])
def test_nothing_is_kept_for_a_dispatch_that_is_not_there(shelf, tmp_path, options):
    known = all_known(shelf)
    with pytest.raises(NotFound):
        imported(shelf, tmp_path, **options)
    assert all_known(shelf) == known


def test_a_pack_of_another_desk_is_no_pack_of_ours(shelf, tmp_path):
    with pytest.raises(NotFound, match="no pack zzzzzzzz"):
        imported(shelf, tmp_path, replace(PICKS, mark="zzzzzzzz"))


def test_a_file_that_cannot_be_read_says_so(shelf, tmp_path):
    with pytest.raises(NotFound, match="cannot be read"):
        picks.plan(tmp_path / "picks.json", catalogue=shelf)


def mutated(rng, data):
    """A file that somebody, or a bad line, has changed."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        at = rng.randrange(len(changed))
        act = rng.randrange(5)
        if act == 0:
            changed[at] = rng.randrange(256)
        elif act == 1:
            del changed[at : at + rng.randrange(1, 9)]
        elif act == 2:
            changed[at:at] = bytes(
                rng.choice(b'0123456789{}[],:"-nulltrue\\eE.\x00\xff') for _ in range(rng.randrange(9))
            )
        elif act == 3:
            changed[at:at] = changed[rng.randrange(len(changed)) :][: rng.randrange(40)]
        else:
            changed = changed.replace(*rng.choice(_SWAPS), 1)
        if not changed:
            return b""
    return bytes(changed)


_SWAPS = [
    (b"null", b"9" * 400),
    (b"null", b'"' + b"A" * 3000 + b'"'),
    (b"select", b"reject"),
    (b'"rating": null', b'"rating": 5'),
    (ONE.encode(), OTHER.encode()),
    (ONE.encode(), THIRD.encode()),
    (b"abcdefgh", b"bcdefghi"),
    (b"2026", b"9999"),
    (b"2000", b"11999"),
]


def hostile(shelf, folder, many, seed):
    """How many of so many changed files were taken; none may change what is not of its layer, or keep what is none."""
    rng, taken = random.Random(seed), 0
    clips, _, _, dispatches, packs = all_known(shelf)
    good = written_picks(PICKS)
    for _ in range(many):
        data = mutated(rng, good)
        try:
            plan = imported(shelf, folder, data)
        except (Misasked, NotFound):
            continue
        taken += 1
        assert plan.editor in {"anna", "ben"}
        assert read_picks(data).mark == plan.pack.mark
        said = json.loads(data)
        assert {each["clip"] for each in said["clips"]} >= {each.choice.clip for each in plan.differences}
    now, layers, proposed, still, sent = all_known(shelf)
    assert (now, still, sent) == (clips, dispatches, packs)
    assert {each.choice.clip for each in layers} <= {ONE, OTHER}
    assert {each.editor for each in layers} | {each.editor for each in proposed} <= {"anna", "ben"}
    for pick in (pick for each in proposed for pick in each.picks):
        assert pick.clip in {ONE, OTHER}
        assert (pick.in_point or 0) < min(pick.out_point or 12, 12)
    assert all(each.saved <= datetime.now(UTC) for each in (*layers, *proposed))
    return taken


def test_a_changed_file_changes_nothing_it_should_not(shelf, tmp_path):
    assert 10 < hostile(shelf, tmp_path, 300, seed=1) < 200


@pytest.mark.prove
def test_ten_thousand_changed_files_change_nothing_they_should_not(shelf, tmp_path):
    assert hostile(shelf, tmp_path, 10_000, seed=2) > 300
