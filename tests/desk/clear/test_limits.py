"""Holds, embargoes and labels, and who may let go of them."""

from datetime import UTC, datetime, timedelta

import pytest

from mediadesk.desk import clear
from mediadesk.desk.log import Said, log, undo
from mediadesk.errors import Misasked, NotFound, Refused
from tests.desk.clear.world import MARKET, SLUG, YARD, told

SOON = datetime.now(UTC) + timedelta(days=1)


def labels(catalogue, clip):
    """Of a clip, now."""
    with catalogue.read() as shelves:
        return shelves.clips.get(clip.id).log.labels


def test_only_who_holds_lets_go(catalogue):
    """Whoever else asks is told whom to ask; what nobody holds cannot be let go of."""
    clear.hold([MARKET.id[:6], YARD.id], " for part two\n", "kestrel", kept_for=SLUG, catalogue=catalogue)

    with pytest.raises(Refused, match="kestrel, who alone") as refusal:
        clear.lift_hold(MARKET.id, "swift", catalogue=catalogue)

    assert "--by kestrel" in refusal.value.hint
    assert clear.lift_hold(MARKET.id, "kestrel", catalogue=catalogue).reason == "for part two"
    with pytest.raises(NotFound):
        clear.lift_hold(MARKET.id, "kestrel", catalogue=catalogue)
    assert [each.clip for each in clear.minded(catalogue=catalogue).holds] == [YARD.id]
    assert told(catalogue, MARKET.id)[-2:] == [("held", "kestrel"), ("lifted", "kestrel")]


def test_a_clip_is_kept_for_a_dispatch_that_is_not_made_yet(catalogue):
    """By a slug that one could have."""
    clear.hold([MARKET.id], "for part two", "kestrel", kept_for="part-two", catalogue=catalogue)
    assert [each.dispatch for each in clear.minded(catalogue=catalogue).holds] == ["part-two"]

    with pytest.raises(Misasked):
        clear.hold([MARKET.id], "for part two", "kestrel", kept_for="Part two", catalogue=catalogue)


def test_an_embargo_is_on_a_clip_or_a_dispatch_and_is_lifted_with_an_alias(catalogue):
    for target in (SLUG, MARKET.id[:6]):
        clear.embargo(target, until=SOON, by="kestrel", catalogue=catalogue)
    clear.embargo(MARKET.id, rule="military", reason="the depot", catalogue=catalogue)

    assert clear.lift_embargo(MARKET.id, "swift", catalogue=catalogue) == (MARKET.id, 2)
    with pytest.raises(NotFound):
        clear.lift_embargo(MARKET.id, "swift", catalogue=catalogue)
    assert [each.target for each in clear.minded(catalogue=catalogue).embargoes] == [SLUG]
    assert ("lifted", "swift") in told(catalogue, MARKET.id)


@pytest.mark.parametrize(
    "asked", [{}, {"until": SOON, "rule": "military"}, {"rule": "martial"}, {"until": SOON - timedelta(days=2)}]
)
def test_an_embargo_that_makes_no_sense_is_none(catalogue, asked):
    with pytest.raises(Misasked):
        clear.embargo(SLUG, **asked, catalogue=catalogue)


def test_labels_have_one_spelling_and_a_near_miss_is_refused(catalogue):
    """A misspelled label would ask for nothing; a word of the desk's own is none."""
    clear.label([MARKET.id], ["Do not publish", "kitchen"], by="kestrel", catalogue=catalogue)

    assert labels(catalogue, MARKET) == {"do-not-publish", "kitchen"}
    with pytest.raises(Misasked, match="nearly the label"):
        clear.label([MARKET.id], ["do-not-pubish"], by=None, catalogue=catalogue)
    assert ("labelled", "kestrel") in told(catalogue, MARKET.id)


def test_a_label_is_taken_off_by_somebody_and_only_where_it_is(catalogue):
    clear.label([MARKET.id], ["minor"], by="kestrel", catalogue=catalogue)

    with pytest.raises(NotFound, match=YARD.id):
        clear.unlabel([MARKET.id, YARD.id], ["minor"], by="swift", catalogue=catalogue)
    assert labels(catalogue, MARKET) == {"minor"}
    clear.unlabel([MARKET.id], [" Minor"], by="swift", catalogue=catalogue)
    assert labels(catalogue, MARKET) == frozenset()
    assert ("unlabelled", "swift") in told(catalogue, MARKET.id)


def test_the_log_spells_labels_the_same_way(catalogue):
    """There are two ways to say a label, and one spelling."""
    with catalogue.read() as shelves:
        clip = shelves.clips.get(MARKET.id)
    log([clip], Said(labels=frozenset({"MINOR"})), catalogue=catalogue)
    assert labels(catalogue, MARKET) == {"minor"}
    with pytest.raises(Misasked):
        log([clip], Said(labels=frozenset({"minr"})), catalogue=catalogue)
    undo(catalogue=catalogue)
    assert labels(catalogue, MARKET) == frozenset()
