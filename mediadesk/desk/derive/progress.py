"""How far all jobs of a run are, and how fast this machine does them."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from mediadesk.events import Began, Ended, Event, Moved, Report
from mediadesk.model.estimate import load_of, seconds_of
from mediadesk.model.recipe import Tier
from mediadesk.model.rendition import Job

_LEAST_SECONDS = 0.5  # of work before it says something of the machine
_NOT_YET = 0.99  # of a job may be told before its result is at home: proofs come after the last frame

TASK = "derive"


class Progress:
    """Listens to the jobs of a run, and tells `report` of the whole: in seconds, as they are expected.

    Counting jobs would say `99 %` while the one long film has just begun. Thread-safe.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        pace: Mapping[Tier, float],
        report: Report,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._report, self._clock, self._lock = report, clock, threading.Lock()
        self._loads = {job.task: load_of(job) for job in jobs}
        self._costs = {task: seconds_of(load, pace) for task, load in self._loads.items()}
        self._shares: dict[str, float] = dict.fromkeys(self._loads, 0.0)
        self._running, self._since = Counter[Tier](), dict[Tier, float]()
        self._busy, self._work = defaultdict[Tier, float](float), defaultdict[Tier, float](float)
        self._failed = set[Tier]()
        self._copied = set[str]()  # on their way to another machine: no work yet

    @property
    def total(self) -> float:
        """Seconds of work, of this machine with all its workers."""
        return sum(self._costs.values())

    def listen(self, event: Event) -> None:
        """Every event of every job, which goes on to the one who listens to the whole."""
        self._report(event)
        match event:
            case Began(task=task, unit="bytes") if task in self._loads:
                self._copied.add(task)
            case Ended(task=task) if task in self._copied:
                self._copied.discard(task)
            case Moved(task=task) if task in self._copied:
                pass
            case Began(task=task) if load := self._loads.get(task):
                with self._lock:
                    if not self._running[load.tier]:
                        self._since[load.tier] = self._clock()
                    self._running[load.tier] += 1
            case Moved(task=task, done=done, total=total) if task in self._loads and total:
                self._to(task, min(done / total, _NOT_YET))
            case Ended(task=task) if load := self._loads.get(task):
                with self._lock:
                    self._running[load.tier] -= 1
                    if not self._running[load.tier]:
                        self._busy[load.tier] += self._clock() - self._since[load.tier]
            case _:
                pass

    def finished(self, job: Job, *, well: bool) -> None:
        """The outcome of a job is at home. What failed says nothing of how fast this machine is."""
        load = self._loads[job.task]
        with self._lock:
            if well:
                self._work[load.tier] += load.megapixels
            else:
                self._failed.add(load.tier)
        self._to(job.task, 1.0)

    def pace(self) -> dict[Tier, float]:
        """Megapixels a second, of each tier that took long enough to tell; with all jobs that ran beside each other."""
        with self._lock:
            told = {tier: busy for tier, busy in self._busy.items() if busy >= _LEAST_SECONDS and self._work[tier]}
            return {tier: self._work[tier] / busy for tier, busy in told.items() if tier not in self._failed}

    def _to(self, task: str, share: float) -> None:
        with self._lock:
            self._shares[task] = max(share, self._shares[task])
            done = sum(self._costs[each] * share for each, share in self._shares.items())
        self._report(Moved(TASK, done, self.total))
