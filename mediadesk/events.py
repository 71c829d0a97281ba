"""What long work tells whoever listens: four values, one callback, one silence, one meter.

A reporter is cheap and thread-safe, and it may raise: raising `Stopped` cancels the work.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Unit = Literal["bytes", "seconds", "files", "items"]


@dataclass(frozen=True, slots=True)
class Began:
    """A task starts; `total` is in `unit`, None when nobody knows yet."""

    task: str
    total: float | None = None
    unit: Unit = "items"


@dataclass(frozen=True, slots=True)
class Moved:
    """A task came as far as `done`, counted from its beginning."""

    task: str
    done: float
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """A task is over, well or not."""

    task: str


@dataclass(frozen=True, slots=True)
class Said:
    """One line worth reading while the work goes on."""

    text: str


Event = Began | Moved | Ended | Said
Report = Callable[[Event], None]


def ignore(event: Event) -> None:
    """The reporter of those who do not care."""


class Meter:
    """How much of a task is done, counted over threads."""

    def __init__(self, task: str, total: int) -> None:
        self.task, self.total = task, total
        self._lock = threading.Lock()
        self._done = 0

    def ticker(self, report: Report) -> Callable[[int], None]:
        """Turns what is done of one part into steps. The reporter raises when the person has stopped."""
        before = 0

        def tick(done: int) -> None:
            nonlocal before
            with self._lock:
                self._done += done - before
                so_far = min(self._done, self.total)
            before = done
            report(Moved(self.task, so_far, self.total))

        tick(0)
        return tick
