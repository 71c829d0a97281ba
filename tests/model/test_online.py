"""What is online says by whose word, and when it went."""

from dataclasses import FrozenInstanceError, replace

import pytest

from mediadesk.model.online import Gate, Publication, next_version
from mediadesk.model.publication import PublicObject
from tests.catalogue.world import now

RECOVERY = Publication(slug="recovery", store="web", version=1, at=now(), url=None, objects=())
PAGE = PublicObject(key="v/x/index.html", sha256="0", size_bytes=1, content_type="text/html", cache="")


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


def test_the_same_content_has_one_number_in_every_store():
    """And a number is never given twice in one of them."""
    first = replace(RECOVERY, objects=(PAGE,), content="a")
    begun = replace(first, store="usb", version=0, objects=())

    assert next_version([], begun) == 1
    assert next_version([first], begun) == 1
    assert next_version([first], replace(begun, content="b")) == 2
    assert next_version([first], replace(begun, store="web")) == 2  # it came back, or its larger rungs come now
    assert next_version([first], replace(begun, content=None)) == 2
    assert next_version([first, replace(first, version=2, content="b")], begun) == 1


def test_what_was_begun_goes_on_under_its_number():
    begun = replace(RECOVERY, version=3, content="a")
    assert next_version([replace(begun, version=2, objects=(PAGE,)), begun], replace(begun, version=0)) == 3
    stopped = replace(begun, withdrawn_at=now())
    assert next_version([stopped], replace(begun, version=0)) == 4
