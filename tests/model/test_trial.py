"""What a store was proved to do, as a value."""

from datetime import UTC, datetime

from mediadesk.model.trial import Trial


def test_nothing_is_proved_unless_it_is_said():
    trial = Trial(store="web", settings="0" * 64, at=datetime(2026, 5, 7, tzinfo=UTC))
    assert not trial.refuses_flipped
    assert not trial.takes_trailers
