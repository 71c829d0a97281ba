"""The limit of a line: kept over all threads together, and not saved up while nobody sends."""

import time
from concurrent.futures import ThreadPoolExecutor

from mediadesk.store.pace import Pace


def seconds(pace: Pace, pieces: int, piece: int, threads: int = 1) -> float:
    began = time.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(pace.take, [piece] * pieces))
    return time.monotonic() - began


def test_eight_threads_share_one_limit():
    """8 Mbit/s are a megabyte a second: a megabyte takes a second, less the tenth that is given, whoever sends it."""
    assert 0.94 <= seconds(Pace.of_kbps(8000), 64, 1 << 14, threads=8) <= 1.5


def test_without_a_limit_nobody_waits():
    assert seconds(Pace.of_kbps(0), 1000, 1 << 20) < 0.1


def test_what_was_not_used_is_not_saved_up():
    pace = Pace.of_kbps(8000)
    pace.take(1)
    time.sleep(0.4)  # the pause itself is what is tested

    assert seconds(pace, 20, 1 << 14) > 0.18
