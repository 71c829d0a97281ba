"""What long work tells whoever listens: four values, one callback, one silence.

A reporter is cheap and thread-safe, and it may raise: raising `Stopped` cancels the work.
"""

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
