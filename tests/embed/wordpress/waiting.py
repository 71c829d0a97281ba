"""Waiting for something to become true, and saying what it was when it does not."""

import time
from collections.abc import Callable


def until(true: Callable[[], object], *, seconds: float, what: str) -> None:
    """Returns as soon as it is true. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.05)
