"""What people name, and what is near what nobody knows."""

import pytest

from mediadesk.desk import clear
from mediadesk.desk.clear.named import alias_of, clips_of, reason_of, subject_of, target_of
from mediadesk.errors import Misasked, NotFound
from tests.desk.clear.world import MARKET, SLUG, YARD


@pytest.mark.parametrize("typed", ["", "  ", "\n", "\u202e"])
def test_an_alias_and_a_reason_are_a_line_with_letters(typed):
    with pytest.raises(Misasked):
        alias_of(typed)
    with pytest.raises(Misasked):
        reason_of(typed)
    assert alias_of(f" baker{typed}2 ") in ("baker2", "baker 2")


def test_a_target_is_a_dispatch_or_any_beginning_of_a_clip(catalogue):
    with catalogue.read() as shelves:
        assert target_of(SLUG, shelves) == SLUG
        assert target_of(YARD.id[:5].lower(), shelves) == YARD.id
        with pytest.raises(NotFound) as trouble:
            target_of("kharkiv-recovry", shelves)
    assert SLUG in trouble.value.hint


def test_a_clip_that_is_named_twice_is_meant_once(catalogue):
    with catalogue.read() as shelves:
        assert [each.id for each in clips_of([MARKET.id, YARD.id, MARKET.id[:6]], shelves)] == [MARKET.id, YARD.id]


def test_an_alias_that_is_nearly_one_is_told(catalogue):
    clear.appears([YARD.id], "baker", catalogue=catalogue)
    with catalogue.read() as shelves:
        assert subject_of(" baker ", shelves).alias == "baker"
        with pytest.raises(NotFound, match="bakr") as trouble:
            subject_of("bakr", shelves)
    assert trouble.value.hint == "is it baker?"
