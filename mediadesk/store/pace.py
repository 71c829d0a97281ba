"""How fast bytes may move: one limit for all threads of one direction."""

import time
from threading import Lock


class Pace:
    """Lets so many bytes a second through, together for all who ask; 0 is no limit.

    Each piece is given the time at which it would be through if all went one after the other. Whoever was idle gets no
    credit for it, beyond a tenth of a second: a line that others share is not flooded after a pause.
    """

    def __init__(self, bytes_a_second: float = 0) -> None:
        self._rate = bytes_a_second
        self._lock = Lock()
        self._free_at = 0.0

    @classmethod
    def of_kbps(cls, most_kbps: int) -> "Pace":
        """From kilobits a second, as lines are sold."""
        return cls(most_kbps * 1000 / 8)

    def take(self, count: int) -> None:
        """Waits until `count` bytes more may go."""
        if not self._rate:
            return
        with self._lock:
            begins = max(self._free_at, time.monotonic() - 0.1)
            self._free_at = begins + count / self._rate
            wait = self._free_at - time.monotonic()
        if wait > 0:
            time.sleep(wait)
