"""What an engine must do. The manual for writing another one."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from mediadesk.errors import DeskError
from mediadesk.events import Report

J = TypeVar("J")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[J, R]):
    """How one job ended: with its result, or with the trouble that stopped it. Never both."""

    job: J
    result: R | None = None
    trouble: DeskError | None = None


class Engine(Protocol):
    """Runs jobs and hands back an outcome for each."""

    def run(self, work: Callable[[J, Report], R], jobs: Sequence[J], report: Report) -> Generator[Outcome[J, R]]:
        """Call `work(job, report)` for each job and yield an outcome for each, in any order.

        `work` is importable and picklable, and so are jobs and results: a job may run on another machine.
        A DeskError from `work` becomes an Outcome; it must not stop the other jobs. `Stopped`, and anything that is no
        DeskError, is raised. Jobs begin in the order given. Closing the iterator cancels what has not begun and stops
        what has.
        """
        ...
