"""What is online says by whose word, and when it went."""

from typing import get_args

from mediadesk.model.online import Gate, GateResult, Publication
from tests.catalogue.world import now


def test_a_publication_is_live_until_it_is_withdrawn():
    made = Publication(slug="recovery", store="web", version=1, at=now(), url=None, objects=())
    assert made.withdrawn_at is None
    assert made.override is None
    assert made.gates == ()


def test_a_gate_ends_in_one_of_three_ways():
    assert get_args(GateResult) == ("passed", "failed", "overridden")
    assert Gate(gate="leaks", result="passed").why is None
