"""The rates of a line: what is measured, and what is no measurement."""

import pytest

from mediadesk.store import rate
from mediadesk.store.base import PIECE
from mediadesk.store.rate import Rates
from tests.store.clock import Clock


def test_the_time_of_both_ways_adds_up_to_the_time_it_took(monkeypatch):
    """Up and down at the same time: half of each moment belongs to each, so a plan comes out right."""
    clock = Clock()
    monkeypatch.setattr(rate, "time", clock)
    rates = Rates()
    with rates.moving("up"):
        clock.sleep(0.3)
        with rates.moving("down"):
            rates.count("up", PIECE)
            rates.count("down", PIECE)
            clock.sleep(0.2)

    up, down = rates.of("up"), rates.of("down")
    assert up
    assert down
    assert PIECE / up + PIECE / down == pytest.approx(0.5)
    assert PIECE / down == pytest.approx(0.1)


def test_what_was_there_already_has_not_moved():
    """Else a film whose upload was killed near its end would promise a line a hundred times as fast."""
    rates = Rates()
    with rates.moving("up"):
        rates.count("up", 100 * PIECE)

    assert rates.of("up") is None


def test_of_a_few_bytes_nothing_is_told():
    rates = Rates()
    with rates.moving("up"):
        rates.count("up", 20_000)

    assert rates.of("up") is None
