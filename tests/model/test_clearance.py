"""What may go out, and what no override passes."""

import pytest

from mediadesk.model.clearance import Unsafe, clearance_gate, leaks_gate, passed
from mediadesk.model.leak import Finding, Kind

REASON = "shown to everybody in it"


def finding(kind: Kind) -> Finding:
    return Finding(where="index.html", what="something", kind=kind)


def test_nothing_found_on_this_machine_passes():
    """A clean dispatch goes into a folder without a question."""
    gates = passed([leaks_gate([], None), clearance_gate("public", True, None)])

    assert [(gate.gate, gate.result) for gate in gates] == [("leaks", "passed"), ("clearance", "passed")]


@pytest.mark.parametrize("kind", ["location", "author", "name"])
def test_a_place_a_person_or_a_name_is_never_waved_through(kind):
    """Whatever the reason: it can cost somebody's safety."""
    found = [finding("tool"), finding(kind)]

    with pytest.raises(Unsafe) as refusal:
        passed([leaks_gate(found, REASON), clearance_gate("public", True, REASON)], found)

    assert "2 findings" in refusal.value.what
    assert "never goes out" in refusal.value.hint
    assert refusal.value.findings == tuple(found)
    assert refusal.value.code == 5


@pytest.mark.parametrize("kind", ["device", "date", "tool", "field"])
def test_other_findings_pass_with_a_reason_alone(kind):
    """Without one they refuse, and say how to go on."""
    found = [finding(kind)]

    assert leaks_gate(found, REASON).result == "overridden"
    with pytest.raises(Unsafe) as refusal:
        passed([leaks_gate(found, None)], found)
    assert "--override" in refusal.value.hint


def test_a_store_beyond_this_machine_needs_a_yes():
    """Until clearance exists, somebody says in words why it may go out."""
    assert clearance_gate("web", False, REASON).result == "overridden"
    with pytest.raises(Unsafe, match="nobody has cleared it for the store web"):
        passed([clearance_gate("web", False, None)])


def test_every_gate_is_told_also_those_that_passed():
    """Whoever must mend it sees the whole."""
    found = [finding("location")]

    with pytest.raises(Unsafe) as refusal:
        passed([leaks_gate(found, None), clearance_gate("public", True, None)], found)

    assert [gate.result for gate in refusal.value.gates] == ["failed", "passed"]
