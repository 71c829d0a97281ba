"""What is online says by whose word, and when it went."""

from dataclasses import FrozenInstanceError, replace

import pytest

from mediadesk.model.online import Gate, Publication
from tests.catalogue.world import now

RECOVERY = Publication(slug="recovery", store="web", version=1, at=now(), url=None, objects=())


def test_a_publication_is_live_until_it_is_withdrawn():
    """And passed no gate that it does not name."""
    assert (RECOVERY.withdrawn_at, RECOVERY.override, RECOVERY.gates) == (None, None, ())
    assert replace(RECOVERY, withdrawn_at=now()) != RECOVERY


def test_what_is_on_record_is_not_changed():
    """Nobody passes a gate afterwards."""
    with pytest.raises(FrozenInstanceError):
        Gate(gate="leaks", result="failed").result = "passed"
    with pytest.raises(FrozenInstanceError):
        RECOVERY.override = None
