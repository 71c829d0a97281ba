"""A yes to one version, and what nobody can say yes to."""

import sys
from dataclasses import replace

import pytest

from mediadesk.catalogue.cases import case_of
from mediadesk.desk import clear
from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.model.clearance import Unsafe, gates
from tests.desk.clear.world import MARKET, SLUG, told


def give(catalogue, by="kestrel"):
    """Says yes, for a store beyond this machine."""
    return clear.give(SLUG, by, "shown to everybody in it", store="web", local=False, catalogue=catalogue)


def clearance_gate(catalogue):
    """How the gate of clearance ends now."""
    with catalogue.read() as shelves:
        case = case_of(shelves, shelves.dispatches.get(SLUG), store="web", local=False)
        return next(each.result for each in gates(case) if each.gate == "clearance")


def change(catalogue, **said):
    with catalogue.write() as shelves:
        shelves.dispatches.put(replace(shelves.dispatches.get(SLUG), **said))


def test_a_yes_says_what_it_was_given_for(catalogue):
    """Title, clips, and the labels of what is seen."""
    clear.label([MARKET.id], ["graphic"], by=None, catalogue=catalogue)

    given = give(catalogue)

    assert (given.labels, given.dispatch.title, given.clearance.by) == (("graphic",), "The recovery", "kestrel")
    assert clearance_gate(catalogue) == "passed"
    assert told(catalogue, SLUG) == [("cleared", "kestrel")]


@pytest.mark.parametrize("said", [{"title": "Another"}, {"lead": "More"}, {"location": "town"}, {"picks": ()}])
def test_any_change_asks_for_another(catalogue, said):
    give(catalogue)
    change(catalogue, **said)

    assert clearance_gate(catalogue) == "failed"


def test_nobody_says_yes_to_what_is_held(catalogue, monkeypatch):
    """Every gate is told. Sabotage: without the question the yes is given."""
    clear.hold([MARKET.id], "for part two", "swift", catalogue=catalogue)

    with pytest.raises(Unsafe, match="for part two") as refusal:
        give(catalogue)

    assert [each.gate for each in refusal.value.gates if each.result == "failed"] == ["hold"]
    assert clearance_gate(catalogue) == "failed"
    monkeypatch.setattr(sys.modules["mediadesk.desk.clear.give"], "gates", lambda _: ())
    assert give(catalogue)


def test_who_says_yes_needs_an_alias_and_something_to_look_at(catalogue):
    with pytest.raises(Misasked):
        give(catalogue, by=" ")
    change(catalogue, picks=())
    with pytest.raises(Refused, match="shows nothing"):
        give(catalogue)
    change(catalogue, state="withdrawn")
    with pytest.raises(Refused, match="withdrawn"):
        give(catalogue)
    with pytest.raises(NotFound):
        clear.give("nothing", "kestrel", store="web", local=False, catalogue=catalogue)
