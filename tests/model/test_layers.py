"""What a picks file would change, from values alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from mediadesk.model.clip import ClipId, Facts, Frame, Log
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.layers import differences, fitting, saved_by, taken_over
from mediadesk.model.picking import Choice, Picks, Proposal, Said
from tests.catalogue.world import a_clip

NOON = datetime(2026, 5, 7, 12, tzinfo=UTC)
SEEN = Facts(container="mov", seconds=Fraction(12), frame=Frame(stream=0, width=4, height=2, rotation=0, codec="h264"))
MARKET = a_clip("market", facts=SEEN, log=Log(flag="select", rating=4))
SOUND = a_clip("sound")
CLIPS = {MARKET.id: MARKET, SOUND.id: SOUND}
ELSEWHERE = ClipId("A" * 10)


def difference(choice, *, before=None, saved=NOON, given=(MARKET.id, SOUND.id, ELSEWHERE)):
    """What one choice would change."""
    picks = Picks(mark="abcdefgh", saved=saved, choices=(choice,))
    (found,) = differences(picks, given, CLIPS, {before.choice.clip: before} if before else {})
    return found


def test_a_choice_is_new_changed_or_as_before():
    choice = Choice(clip=MARKET.id, flag="maybe")
    said = Said(editor="anna", saved=NOON, choice=choice)

    assert difference(choice).result == "added"
    assert difference(choice, before=said).result == "kept"
    assert difference(replace(choice, rating=1), before=said).result == "changed"


def test_an_older_file_takes_nothing_back():
    said = Said(editor="anna", saved=NOON, choice=Choice(clip=MARKET.id, flag="maybe"))

    late = difference(Choice(clip=MARKET.id), before=said, saved=NOON - timedelta(seconds=1))

    assert late.result == "kept"
    assert late.why == "something later was said of it, at 2026-05-07 12:00 UTC"


def test_they_disagree_only_where_both_have_said_something():
    assert difference(Choice(clip=MARKET.id, flag="reject")).disagrees
    assert difference(Choice(clip=MARKET.id, rating=3)).disagrees
    assert not difference(Choice(clip=MARKET.id, flag="select", rating=4, note="quiet")).disagrees
    assert not difference(Choice(clip=MARKET.id, note="quiet")).disagrees
    assert not difference(Choice(clip=SOUND.id, flag="reject")).disagrees


def test_what_was_not_given_is_gone_or_is_out_of_bounds_is_left_out_with_its_reason():
    assert difference(Choice(clip=MARKET.id), given=()).why == "it was not in that pack"
    assert difference(Choice(clip=ELSEWHERE)).why == "it is not in this catalogue any more"
    beyond = difference(Choice(clip=MARKET.id, in_point=Fraction(12)))
    assert (beyond.result, beyond.why) == (
        "left-out",
        "the in point 0:12 is after the end of the clip, which is 0:12 long",
    )


def test_an_order_keeps_what_can_be_shown():
    good = Pick(clip=MARKET.id, in_point=Fraction(1))
    order = (good, Pick(clip=SOUND.id), Pick(clip=ELSEWHERE), Pick(clip=MARKET.id, in_point=Fraction(99)))
    assert fitting(order, (MARKET.id, SOUND.id, ELSEWHERE), CLIPS) == (good,)
    assert fitting(order, (), CLIPS) == ()


def test_a_clock_that_is_ahead_has_no_last_word_for_years():
    picks = Picks(mark="abcdefgh", saved=NOON + timedelta(days=999))
    assert saved_by(picks, NOON) == NOON
    assert saved_by(replace(picks, saved=NOON - timedelta(1)), NOON) == NOON - timedelta(1)


def test_what_is_taken_over_is_not_taken_twice():
    a, b = Pick(clip=MARKET.id, caption="The market"), Pick(clip=MARKET.id, out_point=Fraction(3))
    proposal = Proposal(slug="kharkiv", editor="anna", saved=NOON, picks=(b, replace(a, caption=None)))
    assert taken_over(Dispatch(slug="kharkiv", title="T", public_id="x", picks=(a,)), proposal) == (b,)
