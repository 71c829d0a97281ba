"""Nothing that could hurt anybody goes out."""

import pytest

from mediadesk.desk import publish as station
from mediadesk.desk.publish import live
from mediadesk.model.clearance import Unsafe
from mediadesk.model.online import Gate
from tests.desk.publish.world import SLUG, files, say

pytestmark = pytest.mark.needs("ffmpeg", "engine")


@pytest.mark.parametrize(
    "words",
    ["We stood at 49.9935, 36.2304.", "See IMG_0042 for more.", "Filmed by kestrel.", "At 49°59'36.6\"N 36°13'49.4\"E"],
)
def test_a_place_a_name_or_a_person_in_a_text_refuses_and_sends_nothing(filmed, tools, store, words):
    """No reason passes it; the finding names the page and never the secret."""
    say(filmed, lead=words)

    with pytest.raises(Unsafe) as refusal:
        station.publish(SLUG, store, tools, override="I say so")

    assert {finding.where.rpartition("/")[2] for finding in refusal.value.findings} <= {"index.html", "oembed.json"}
    assert not any(
        word in finding.what for finding in refusal.value.findings for word in words.split() if len(word) > 5
    )
    assert files(store) == {}


def test_sabotage_without_the_gate_the_place_goes_out(filmed, tools, store, monkeypatch):
    """What the test above is for: with the gate taken away, the same words are online."""
    say(filmed, lead="We stood at 49.9935, 36.2304.")
    monkeypatch.setattr(live, "leaks_gate", lambda *_: Gate(gate="leaks", result="passed"))

    published = station.publish(SLUG, store, tools)

    assert b"49.9935" in files(store)[published.path]


def test_who_signs_is_named_by_choice(filmed, tools, store):
    """An alias in the byline is no leak; the same alias elsewhere is none either then."""
    say(filmed, byline="Kestrel", lead="Kestrel went to the market.")

    assert station.publish(SLUG, store, tools).sent > 0
