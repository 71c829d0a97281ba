"""The limit of a line: kept over all threads together, and not saved up while nobody sends."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from mediadesk.store import pace
from mediadesk.store.pace import Pace
from tests.store.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """By which all paces go."""
    made = Clock()
    monkeypatch.setattr(pace, "time", made)
    return made


def seconds(clock: Clock, pace: Pace, pieces: int, piece: int, threads: int = 1) -> float:
    began = clock.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(pace.take, [piece] * pieces))
    return clock.monotonic() - began


def test_eight_threads_share_one_limit(clock):
    """8 Mbit/s are a megabyte a second: a megabyte takes a second, less the tenth that is given, whoever sends it."""
    assert seconds(clock, Pace.of_kbps(8000), 64, 1 << 14, threads=8) == pytest.approx(1.048576 - 0.1)


def test_without_a_limit_nobody_waits(clock):
    assert seconds(clock, Pace.of_kbps(0), 1000, 1 << 20) == 0


def test_what_was_not_used_is_not_saved_up(clock):
    pace = Pace.of_kbps(8000)
    pace.take(1)
    clock.sleep(0.4)

    assert seconds(clock, pace, 20, 1 << 14) == pytest.approx(0.32768 - 0.1)
