"""Threads, each minding one child process. A process pool would lose every pending job to one kill -9."""

import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

from mediadesk.engine.base import J, Outcome, R
from mediadesk.engine.inline import attempt
from mediadesk.errors import Stopped
from mediadesk.events import Event, Report


class Local:
    """As many jobs at once as there are workers."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, work: Callable[[J, Report], R], jobs: Sequence[J], report: Report) -> Generator[Outcome[J, R]]:
        """See `Engine.run`. What already runs is stopped through its reporter, which raises at the next event."""
        stop = threading.Event()

        def watched(event: Event) -> None:
            if stop.is_set():
                raise Stopped("stopped")
            report(event)

        with ThreadPoolExecutor(self.workers, "job") as pool:
            futures: list[Future[Outcome[J, R]]] = [pool.submit(attempt, work, job, watched) for job in jobs]
            try:
                for future in as_completed(futures):
                    yield future.result()
            finally:
                stop.set()
                for future in futures:
                    future.cancel()
