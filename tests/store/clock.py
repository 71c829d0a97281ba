"""A clock that goes on only when somebody sleeps, so that what is measured does not depend on the machine."""

import threading


class Clock:
    """`monotonic` and `sleep` of the module `time`. Threads that sleep at the same time sleep beside each other."""

    def __init__(self) -> None:
        self._now, self._lock, self._seen = 1000.0, threading.Lock(), threading.local()

    def monotonic(self) -> float:
        """Seconds since some time before it was made."""
        with self._lock:
            self._seen.at = self._now
        return self._now

    def sleep(self, seconds: float) -> None:
        """Until so long after this thread last looked."""
        with self._lock:
            self._now = max(self._now, getattr(self._seen, "at", self._now) + seconds)
