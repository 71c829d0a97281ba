"""What keeps something back, as records and lines."""

from datetime import UTC, date, datetime

from mediadesk.cli import clear_words as words
from mediadesk.model.consent import Release
from mediadesk.model.embargo import Embargo
from mediadesk.model.online import Gate, Publication

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)


def test_a_release_says_its_limits():
    """What limits it stands in the line; what does not is not said."""
    bare = Release(subject="baker", aspects=frozenset({"voice", "face"}), given_at=NOW)
    tight = Release(
        subject="baker",
        aspects=frozenset({"face"}),
        platforms=frozenset({"web"}),
        languages=frozenset({"uk"}),
        until=date(2027, 1, 1),
        proof_sha256="ab",
        given_at=NOW,
        withdrawn_at=NOW,
    )

    assert words.release_line(bare) == "baker agreed: face, voice"
    assert words.release_line(tight) == (
        "baker agreed: face on web in uk until 2027-01-01 with a proof WITHDRAWN on 2026-11-22"
    )
    assert words.release_record(tight)["withdrawn_at"] == "2026-11-22T18:00:00Z"


def test_a_gate_that_nobody_knows_of_has_a_mark_of_its_own():
    gate = Gate(gate="leaks", result="failed", why="not scanned")

    assert words.gate_line(gate, None).startswith(" ? ")
    assert words.gate_line(gate, "failed").startswith("NO ")


def test_an_embargo_says_when_it_ends_and_why():
    until = Embargo(target="two", until=NOW, reason="the trial", at=NOW)

    assert words.embargo_line(until) == "two is under embargo until 2026-11-22 18:00 UTC (the trial)"
    assert words.embargo_record(until)["rule"] is None


def test_who_overrode_a_gate_is_never_left_out():
    """Nor is it hidden where nobody gave an alias."""
    gates = (Gate(gate="clearance", result="overridden", why="nobody has cleared it"),)
    online = Publication(slug="two", store="web", version=1, at=NOW, url=None, objects=(), gates=gates, override="late")

    assert words.publication_lines(online)[1].strip() == "overridden by somebody: clearance: late"
