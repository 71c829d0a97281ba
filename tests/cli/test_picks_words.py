"""Picks in words."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from mediadesk.cli.picks_words import choice_words, difference_line, plan_lines
from mediadesk.desk.picks import Plan
from mediadesk.model.clip import ClipId, Log
from mediadesk.model.layers import Difference
from mediadesk.model.picking import Choice, Pack

CLIP = ClipId("7QK2MW3ZTA")
NOON = datetime(2026, 5, 7, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "not judged"),
        ({"flag": "select"}, "select"),
        ({"rating": 0}, "0 of 5"),
        ({"flag": "maybe", "rating": 3, "out_point": Fraction(5)}, "maybe, 3 of 5, 0.00 s to 5.00 s"),
        ({"in_point": Fraction(6, 5), "note": "quiet\nhere"}, 'not judged, 1.20 s to the end: "quiet / here"'),
    ],
)
def test_a_choice_is_one_line(said, words):
    assert choice_words(Choice(clip=CLIP, **said)) == words


def test_ours_is_told_where_it_is_another():
    theirs = Choice(clip=CLIP, flag="select")
    differs = Difference(choice=theirs, result="added", ours=Log(flag="reject", rating=1))
    assert difference_line(differs) == "7QK2MW3ZTA  new        select; here it is reject, 1 of 5"
    left = Difference(choice=theirs, result="left-out", why="it was not in that pack")
    assert difference_line(left) == "7QK2MW3ZTA  left out   select (it was not in that pack)"


@pytest.mark.parametrize(
    ("slug", "line"),
    [
        (None, "an order of 3 is in it: --into SLUG proposes it for a dispatch"),
        ("kharkiv", "an order of 3 is in it: a later order of theirs is here already"),
    ],
)
def test_an_order_that_goes_nowhere_says_why(slug, line):
    pack = Pack(mark="abcdefgh", editor="anna", at=NOON, clips=(CLIP,), slug=slug)
    plan = Plan(pack=pack, editor="anna", saved=NOON, differences=(), proposal=None, in_order=3, left_out=1)
    lines = plan_lines(plan, dry_run=False)
    assert line in lines
    assert lines[-1].startswith("1 of the order are left out")
