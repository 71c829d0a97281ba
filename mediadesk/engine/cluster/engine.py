"""The desk's side: one thread minds each job that is away, as in `local` one minds each program."""

import os
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Literal

from distributed import Client, KilledWorker, Reschedule, get_worker
from distributed.client import ClosedClientError

from mediadesk.engine.base import Errand, J, Outcome, R
from mediadesk.engine.cluster import events
from mediadesk.engine.cluster.address import Address, security
from mediadesk.engine.cluster.node import ABOUT, About, hush, stopped, unlike
from mediadesk.errors import DeskError, NotFound, Refused, Stopped, ToolFailed
from mediadesk.events import Event, Moved, Report, Said

_AHEAD = 4  # for so many jobs that are away, one more is made ready
_COPIES = 2  # jobs whose files go to the share at once: more of them only get in each other's way
_MOST_AWAY = 2048
_LOOK_SECONDS = 0.2
_JOINED_SECONDS = 1.0  # how often we ask who works
_ANSWER_SECONDS = 10
_TELL_SECONDS = 1.0  # how often a worker tells how far it is: every word goes through the one scheduler

_LOST = (CancelledError, OSError, ClosedClientError)  # of distributed, when nobody is there any more

Work = Callable[[J, Report], R]


class SchedulerGone(DeskError):
    """Where the machines meet is no more. What was away is lost, and made by the next run."""


class Cluster:
    """As many jobs at once as the machines that joined have workers; who joins later gets the next one."""

    def __init__(self, address: Address, keys: Path | None, about: About) -> None:
        """`about` is what this machine is like: all others must be. Raises as `security` does."""
        self.address, self.about = address, about
        self._security = security(address, keys, "desk")

    def run(self, work: Work[J, R], jobs: Sequence[J], report: Report) -> Generator[Outcome[J, R]]:
        """See `Engine.run`. Raises NotFound where nobody meets, Refused for who is not like us, SchedulerGone."""
        with self._met() as client, ThreadPoolExecutor(_MOST_AWAY, "away") as pool:
            away = _Away(client, report)
            waiting, running = deque(enumerate(jobs)), set[Future[Outcome[J, R]]]()
            try:
                while waiting or running:
                    while waiting and len(running) < away.most():
                        number, job = waiting.popleft()
                        if not isinstance(work, Errand):  # that may take long to be ready, and others go before it
                            away.ready(number)
                        running.add(pool.submit(_attempt, away, work, job, number))
                    done, running = wait(running, _LOOK_SECONDS, FIRST_COMPLETED)
                    for future in done:
                        yield future.result()
            finally:
                away.stop.set()

    @contextmanager
    def _met(self) -> Iterator[Client]:
        hush()
        gone = NotFound(f"nobody answers at {self.address}", hint="mediadesk cluster serve, and are the keys the same?")
        try:
            client = Client(str(self.address), security=self._security, timeout=_ANSWER_SECONDS, set_as_default=False)
        except OSError as error:
            raise gone from error
        hush()  # what was loaded meanwhile
        try:
            theirs = client.sync(getattr(client.scheduler, ABOUT))
            if not isinstance(theirs, dict) or "status" in theirs:
                raise Refused(f"{self.address} is no scheduler of mediadesk", hint="start one: mediadesk cluster serve")
            if reason := unlike(theirs, self.about):
                raise Refused(
                    f"this desk is not like {self.address}: {reason}", hint="start mediadesk cluster serve anew"
                )
            yield client
        finally:
            client.close(_ANSWER_SECONDS)


class _Away:
    """The jobs that are on other machines, of one run."""

    def __init__(self, client: Client, report: Report) -> None:
        self.client, self.report = client, report
        self.stop = threading.Event()
        self._topic = f"mediadesk-{secrets.token_hex(8)}"
        self._told: dict[str, SimpleQueue[Event | None]] = {}
        self._gate, self._out, self._ready = threading.Condition(), 0, set[int]()
        self._copies = threading.BoundedSemaphore(_COPIES)
        self._looks = threading.BoundedSemaphore(os.cpu_count() or 1)
        self._came = 0  # jobs that are at home again, and not done
        self._slots, self._asked, self._alone = 0, -_JOINED_SECONDS, False
        client.subscribe_topic(self._topic, self._hear)

    def slots(self) -> int:
        """How many jobs the machines that joined do at once. Says so when there is none."""
        if time.monotonic() - self._asked >= _JOINED_SECONDS:
            self._slots, self._asked = _answered(lambda: sum(self.client.nthreads().values())), time.monotonic()
            if not self._slots and not self._alone:
                self.report(Said("no worker has joined: start some, mediadesk worker --scheduler …"))
            self._alone = not self._slots
            with self._gate:
                self._gate.notify_all()
        return self._slots

    def most(self) -> int:
        """How many jobs may be begun: those that are away, a few that are made ready, and those that came back."""
        slots = self.slots()
        return slots + max(_COPIES, slots // _AHEAD) + min(self._came, 2 * slots)

    def watched(self, event: Event) -> None:
        """Tells the person; raises Stopped when everything is to stop."""
        self.check()
        self.report(event)

    def check(self) -> None:
        """Raises Stopped when everything is to stop."""
        if self.stop.is_set():
            raise Stopped("stopped")

    def ready(self, number: int) -> None:
        """The job of this number wants to go out."""
        with self._gate:
            self._ready.add(number)

    @contextmanager
    def slot(self, number: int) -> Iterator[None]:
        """A worker for one job, waited for. Of those that are ready the first one in their order goes first."""
        self.ready(number)
        with self._gate:
            while self._out >= self._slots or number != min(self._ready):
                self.check()
                self._gate.wait(_LOOK_SECONDS)
            self._ready.remove(number)
            self._out += 1
            self._gate.notify_all()
        try:
            yield
        finally:
            with self._gate:
                self._out -= 1
                self._gate.notify_all()

    def copying(self) -> AbstractContextManager[None]:
        """A turn to give files away."""
        return self._turn(self._copies)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """A turn to look at what came: as many at once as there are cores here."""
        with self._gate:
            self._came += 1
        try:
            with self._turn(self._looks):
                yield
        finally:
            with self._gate:
                self._came -= 1

    @contextmanager
    def _turn(self, turns: threading.Semaphore) -> Iterator[None]:
        while not turns.acquire(timeout=_LOOK_SECONDS):
            self.check()
        try:
            yield
        finally:
            turns.release()

    def done(self, work: Callable[..., Any], *given: Any, heard: Callable[[Event], Event] = lambda event: event) -> Any:
        """What a function made of the words given to it, on another machine. Raises what it raised; SchedulerGone."""
        name = secrets.token_hex(8)
        told = self._told[name] = SimpleQueue()
        future = _answered(
            lambda: self.client.submit(_there, work, given, self._topic, name, key=f"job-{name}", pure=False)
        )
        future.add_done_callback(lambda _: told.put(None))
        try:
            while (event := _next(told)) is not None:
                if event:
                    self.watched(heard(event))
                else:
                    self.check()
            return _result(future)
        finally:
            del self._told[name]
            _let_go(future)

    def _hear(self, told: tuple[float, list[Any]]) -> None:
        name, *words = told[1]
        if (queue := self._told.get(str(name))) and (event := events.unpacked(words)):
            queue.put(event)


def _attempt(away: _Away, work: Work[J, R], job: J, number: int) -> Outcome[J, R]:
    """The outcome of one job. Raises Stopped, SchedulerGone, and whatever is no DeskError."""
    try:
        away.check()
        if isinstance(work, Errand):
            return Outcome(job=job, result=_sent(away, work, job, number))
        with away.slot(number):
            return Outcome(job=job, result=away.done(partial(_plain, work), job))
    except (Stopped, SchedulerGone):
        raise
    except DeskError as trouble:
        return Outcome(job=job, trouble=trouble)


def _sent(away: _Away, errand: Errand, job: Any, number: int) -> Any:
    with away.copying():
        sent = errand.sent(job, away.watched)
    try:
        with away.slot(number):
            came = away.done(errand.elsewhere, sent, heard=partial(errand.heard, job))
        with away.looking():
            return errand.home(job, sent, came, away.watched)
    finally:
        errand.cleared(sent)


def _plain(work: Work[J, R], job: J, here: object, report: Report) -> R:  # noqa: ARG001 # as all that runs there
    return work(job, report)


def _there(work: Callable[..., Any], given: tuple[Any, ...], topic: str, name: str) -> Any:
    """On the other machine: does a job while somebody waits for it. A DeskError is a result."""
    worker = get_worker()
    key, told_at = worker.get_current_task(), -_TELL_SECONDS

    def report(event: Event) -> None:
        nonlocal told_at
        if stopped(worker, key):
            raise Stopped("stopped")
        if isinstance(event, Moved):
            if time.monotonic() < told_at + _TELL_SECONDS:
                return
            told_at = time.monotonic()
        worker.log_event(topic, [name, *events.packed(event)])

    try:
        return work(*given, worker.here, report)
    except Stopped as error:
        raise Reschedule from error  # where this machine alone stops; else nobody reads it
    except DeskError as trouble:
        return trouble


def _next(told: "SimpleQueue[Event | None]") -> Event | Literal[False] | None:
    """The next event, None at the end, False when none came for a while."""
    try:
        return told.get(timeout=_LOOK_SECONDS)
    except Empty:
        return False


def _result(future: Any) -> Any:
    """What a job that has ended came to."""
    if future.status == "error":
        trouble = _answered(future.exception)
        if isinstance(trouble, KilledWorker):
            raise ToolFailed(
                "the workers that tried it went away over it, one after the other",
                hint="have they memory enough? or make it here: --engine local",
            ) from trouble
        raise trouble
    came = _answered(future.result)
    if isinstance(came, DeskError):
        raise came
    return came


def _let_go(future: Any) -> None:
    """Nobody waits for it any more."""
    with suppress(*_LOST):
        future.cancel()


def _answered(ask: Callable[[], Any]) -> Any:
    """What the scheduler says. Raises SchedulerGone."""
    try:
        return ask()
    except _LOST as error:
        raise SchedulerGone(
            "the scheduler is gone, and what was away with it",
            hint="mediadesk cluster serve, and derive again: it goes on where it was",
        ) from error
