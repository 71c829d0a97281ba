"""What an engine must do. The manual for writing another one."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from mediadesk.errors import DeskError
from mediadesk.events import Event, Report

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

        `work` is importable and picklable, and so are jobs and results: a job may run on another machine, unless `work`
        is an `Errand`, which says itself what of it goes there.
        A DeskError from `work` becomes an Outcome; it must not stop the other jobs. `Stopped`, and anything that is no
        DeskError, is raised. Jobs begin in the order given. Closing the iterator cancels what has not begun and stops
        what has.
        """
        ...


@runtime_checkable
class Errand(Protocol):
    """Work that knows what of a job another machine needs, and what to think of that which comes home.

    An engine that stays on this machine calls it like any other work. One that goes elsewhere calls `sent` here, when
    the job's turn has come, then `elsewhere` there, then `home` here, and `cleared` here whatever became of it. Each
    may report, and raise as work does. What these give each other is picklable, and so is `elsewhere`.
    """

    def __call__(self, job: Any, report: Report) -> Any:
        """All of it on this machine."""
        ...

    def sent(self, job: Any, report: Report) -> Any:
        """What goes out."""
        ...

    @property
    def elsewhere(self) -> Callable[[Any, Any, Report], Any]:
        """A function of what was sent, of what the other machine knows of itself, and of a reporter."""
        ...

    def heard(self, job: Any, event: Event) -> Event:
        """What an event there means here."""
        ...

    def home(self, job: Any, sent: Any, came: Any, report: Report) -> Any:
        """The job's result, of what came."""
        ...

    def cleared(self, sent: Any) -> None:
        """Nobody needs any more what went out."""
        ...
