"""How fast the line is, measured by what goes over it anyway."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Literal

from mediadesk.store.base import PIECE

Way = Literal["up", "down"]
_ENOUGH = 1 << 20  # bytes; of less, waiting for answers is what would be measured


class Rates:
    """Bytes a second each way. A moment in which both ways were busy is shared between them, so that
    `up_bytes / up + down_bytes / down` is the time that the whole took.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._busy: dict[Way, int] = {"up": 0, "down": 0}
        self._seconds: dict[Way, float] = {"up": 0.0, "down": 0.0}
        self._bytes: dict[Way, int] = {"up": 0, "down": 0}
        self._since = time.monotonic()

    @contextmanager
    def moving(self, way: Way) -> Iterator[None]:
        """While one object moves."""
        self._change(way, 1)
        try:
            yield
        finally:
            self._change(way, -1)

    def count(self, way: Way, count: int) -> None:
        """What a tick told. What goes again has moved twice, and what was there already has not moved."""
        if 0 < count <= PIECE:
            with self._lock:
                self._bytes[way] += count

    def of(self, way: Way) -> float | None:
        """Bytes a second; None when too little moved to tell."""
        with self._lock:
            moved, seconds = self._bytes[way], self._seconds[way]
        return moved / seconds if moved >= _ENOUGH and seconds else None

    def _change(self, way: Way, by: int) -> None:
        with self._lock:
            now = time.monotonic()
            if busy := sum(self._busy.values()):
                for each, count in self._busy.items():
                    self._seconds[each] += (now - self._since) * count / busy
            self._since = now
            self._busy[way] += by
