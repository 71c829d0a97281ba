"""What two desks said of one thing: the same stands on both, whoever heard of what first."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.clip import Log
from mediadesk.model.clock import NO_PROFILE, ClockProfile, ClockSpan
from mediadesk.model.stamps import (
    EPOCH,
    FIELDS,
    MOST_AHEAD,
    Stamp,
    checked,
    clock_stamped,
    conflicts,
    logged,
    stamped,
    standing,
    with_unstamped,
)
from mediadesk.model.strict import NotSo, canonical

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def said(title: str | None, minutes: int = 0) -> Stamp:
    return Stamp(field="title", at=NOW + timedelta(minutes=minutes), value=canonical(title))


def test_the_latest_stands_and_of_one_instant_the_greater_text():
    assert standing([said("b", 1), said("z"), said("a", 1)])["title"] == said("b", 1)


def test_each_field_that_changes_gets_one_stamp():
    new = stamped(Log(), Log(title="Bread", rating=3, labels=frozenset({"minor"})), [], NOW)
    assert {(each.field, each.at) for each in new} == {("title", NOW), ("rating", NOW)}


def test_what_was_said_before_there_were_stamps_is_kept_at_the_beginning_of_time():
    new = stamped(Log(title="Bread", trip="May"), Log(title="Queue", trip="May"), [], NOW)
    assert {(each.field, each.at, each.value) for each in new} == {
        ("title", EPOCH, '"Bread"'),
        ("title", NOW, '"Queue"'),
        ("trip", EPOCH, '"May"'),
    }


def test_the_last_word_here_counts_also_after_a_clock_that_is_ahead():
    ahead = said("theirs", 60)
    new = stamped(Log(title="theirs"), Log(title="ours"), [ahead], NOW)
    assert logged(new | {ahead}, frozenset()).title == "ours"


def test_what_was_taken_back_is_a_word_as_well():
    new = stamped(Log(title="Bread"), Log(), [said("Bread")], NOW + timedelta(minutes=1))
    assert logged(new | {said("Bread")}, frozenset()) == Log()


@given(st.builds(Log, labels=st.just(frozenset[str]())), st.builds(Log, labels=st.just(frozenset[str]())))
def test_what_stands_after_it_was_said_is_what_was_said(before: Log, after: Log):
    known = with_unstamped(before, ())
    assert logged(known, frozenset()) == before
    assert logged(known | stamped(before, after, known, NOW), frozenset()) == after


def test_a_clock_is_stamped_like_a_field():
    kyiv = ClockProfile(spans=(ClockSpan(zone="Europe/Kyiv"),))
    assert [each.value for each in clock_stamped(NO_PROFILE, kyiv, [], NOW)] == [canonical(kyiv)]
    assert {each.at for each in clock_stamped(kyiv, NO_PROFILE, [], NOW)} == {EPOCH, NOW}
    assert not clock_stamped(kyiv, kyiv, [said("x")], NOW)


def test_a_conflict_is_what_neither_knew_of_the_other():
    ours, theirs = {said("a"), said("b", 1)}, {said("a"), said("c", 2)}
    (found,) = conflicts(ours, theirs)
    assert (found.ours, found.theirs, found.stands) == (said("b", 1), said("c", 2), "theirs")
    assert not conflicts(ours, {said("a")})
    assert not conflicts({said("a")}, ours)
    assert not conflicts({said("a")}, {said("a", 5)})
    assert not conflicts((), theirs)


def test_labels_are_no_matter_of_who_spoke_last():
    assert "labels" not in FIELDS


@pytest.mark.parametrize(
    ("field", "at", "data"),
    [
        ("labels", NOW, []),
        ("size", NOW, 5),
        ("title", NOW, 5),
        ("rating", NOW, 6),
        ("title", NOW + MOST_AHEAD + timedelta(seconds=1), "x"),
        ("title", EPOCH - timedelta(seconds=1), "x"),
        ("place", NOW, {"lat": 91.0, "lon": 0.0, "radius_m": 1.0, "source": "x"}),
    ],
)
def test_what_cannot_have_been_said_is_refused(field, at, data):
    with pytest.raises(NotSo):
        checked(field, at, data, NOW)
