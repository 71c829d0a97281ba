"""One job after the other, in this thread."""

from collections.abc import Callable, Generator, Sequence

from mediadesk.engine.base import J, Outcome, R
from mediadesk.errors import DeskError, Stopped
from mediadesk.events import Report


class Inline:
    """The simplest engine: what the others must behave like."""

    def run(self, work: Callable[[J, Report], R], jobs: Sequence[J], report: Report) -> Generator[Outcome[J, R]]:
        """See `Engine.run`."""
        for job in jobs:
            yield attempt(work, job, report)


def attempt(work: Callable[[J, Report], R], job: J, report: Report) -> Outcome[J, R]:
    """The outcome of one job. Raises Stopped, and whatever is no DeskError."""
    try:
        return Outcome(job=job, result=work(job, report))
    except Stopped:
        raise
    except DeskError as trouble:
        return Outcome(job=job, trouble=trouble)
