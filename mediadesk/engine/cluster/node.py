"""The two kinds of machine that are not the desk: where all meet, and one that works. Neither opens a web page.

`distributed` starts an HTTP server beside each of them, on every interface and without keys: ours have none.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import dask
from distributed import Scheduler, Worker
from distributed.comm.core import Comm, connect
from distributed.core import Status

from mediadesk.engine.cluster.address import Address, security
from mediadesk.errors import DeskError, Refused

About = Mapping[str, str]  # what must be the same on all machines, and its value here
ABOUT = "mediadesk_about"  # by which the scheduler is asked for it

_LIFE_SECONDS = 60  # a worker of which so long nothing is heard is gone
_AGAIN_SECONDS = 2.0
_FAILURES = 2  # workers that may vanish over one job before it is given up
_CONFIG = {
    "distributed.worker.profile.enabled": False,
    "distributed.diagnostics.nvml": False,
    "distributed.scheduler.work-stealing": False,  # no job is sent before a worker is free
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
}


def serve(
    address: Address, keys: Path | None, about: About, *, ready: Callable[[str], None], says: Callable[[str], None]
) -> None:
    """Be the place where machines meet, until interrupted. `ready` gets the address that was had, `says` hears of each
    that is turned away, and why.

    Raises Misasked, NotFound, Refused as `security` does, DeskError when the address cannot be had.
    """
    secured = security(address, keys, "desk")
    with _quiet():
        asyncio.run(_serve(address, secured, about, ready, says))


def work(
    address: Address,
    keys: Path | None,
    about: About,
    here: object,
    *,
    room: Path,
    threads: int,
    says: Callable[[str], None],
) -> None:
    """Be a machine that works, `threads` jobs at once, until interrupted. A scheduler that is away is waited for.

    `here` is handed to each errand's work, `room` is a folder for what distributed leaves behind. Raises Refused when
    this machine is not like the others.
    """
    secured = security(address, keys, "worker")
    with _quiet():
        asyncio.run(
            _work(address, secured, about, partial(_worker, address, secured, about, here, room, threads), says)
        )


def unlike(ours: About, theirs: About) -> str:
    """In what two machines differ; empty when in nothing."""
    differ = [each for each in {**ours, **theirs} if ours.get(each) != theirs.get(each)]
    return ", ".join(
        f"{each} {theirs.get(each) or 'none'} here and {ours.get(each) or 'none'} there" for each in differ
    )


class _Meeting(Scheduler):  # type: ignore[misc] # distributed tells mypy nothing of its classes
    """A scheduler that lets in who is like it, and serves no web page."""

    def __init__(self, about: About, says: Callable[[str], None], **options: Any) -> None:
        self.about, self._says = about, says
        super().__init__(**options)
        self.handlers[ABOUT] = self._tell

    def _tell(self, comm: Comm | None = None) -> dict[str, str]:  # noqa: ARG002 # the parent calls it with one
        return dict(self.about)

    def start_http_server(self, *_: object, **__: object) -> None:
        """None."""

    async def add_worker(self, comm: Comm, *, extra: Mapping[str, Any], **told: Any) -> None:
        """The last word on who joins; one that is honest has asked before."""
        theirs = extra.get("about")
        if reason := unlike(self.about, theirs if isinstance(theirs, dict) else {}):
            self._says(f"a worker was turned away: {reason}")
            await comm.write({"status": "error", "message": reason, "time": 0})
            return
        await super().add_worker(comm, extra=dict(extra), **told)


class _Working(Worker):  # type: ignore[misc] # the same
    """A worker that knows its own machine, and serves no web page."""

    here: object = None

    def start_http_server(self, *_: object, **__: object) -> None:
        """None."""


def stopped(worker: Any, key: object) -> bool:
    """Whether nobody waits for a job any more: it was cancelled, the desk is gone, or the worker is leaving."""
    if worker.status not in {Status.running, Status.paused}:
        return True
    task = worker.state.tasks.get(key)
    return task is None or task.state in {"cancelled", "resumed", "released", "forgotten"}


async def _serve(
    address: Address, secured: Any, about: About, ready: Callable[[str], None], says: Callable[[str], None]
) -> None:
    meeting = _Meeting(
        about,
        says,
        host=address.host,
        port=address.port,
        protocol=f"{address.protocol}://",
        security=secured,
        dashboard=False,
        allowed_failures=_FAILURES,
        worker_ttl=_LIFE_SECONDS,
    )
    try:
        await meeting
    except (OSError, RuntimeError) as error:  # distributed wraps the one in the other
        raise DeskError(
            f"nobody can meet at {address}: {error.__cause__ or error}", hint="is the port free?"
        ) from error
    try:
        ready(meeting.address)
        await meeting.finished()
    finally:
        await meeting.close()


async def _work(
    address: Address, secured: Any, about: About, worker: Callable[[], _Working], says: Callable[[str], None]
) -> None:
    waiting = False
    while True:
        try:
            await _like_the_others(address, secured, about)
        except OSError as error:
            if _other_keys(error):
                raise Refused(f"{address} has other keys than we", hint="get ca.pem and worker.pem from it") from error
            if not waiting:
                says(f"waiting for {address}")
            waiting = True
            await asyncio.sleep(_AGAIN_SECONDS)
        else:
            waiting = False
            await _until_gone(address, worker, says)


async def _until_gone(address: Address, worker: Callable[[], _Working], says: Callable[[str], None]) -> None:
    try:
        async with worker() as joined:
            says(f"joined {address}")
            await joined.finished()
    except (OSError, RuntimeError, ValueError) as error:  # it went while we came, or turned us away after all
        says(f"could not join {address}: {error.__cause__ or error}")
        await asyncio.sleep(_AGAIN_SECONDS)
    else:
        says(f"{address} is gone")


def _worker(address: Address, secured: Any, about: About, here: object, room: Path, threads: int) -> _Working:
    worker = _Working(
        str(address),
        nthreads=threads,
        host=address.host if address.protocol == "tcp" else None,
        protocol=f"{address.protocol}://",
        security=secured,
        local_directory=str(room),
        memory_limit=0,
        startup_information={"about": lambda _: dict(about)},
    )
    worker.here = here
    return worker


async def _like_the_others(address: Address, secured: Any, about: About) -> None:
    """Raises OSError when nobody answers, Refused when this machine is not like those it would work for."""
    comm = await connect(str(address), timeout=_AGAIN_SECONDS * 2, **secured.get_connection_args("worker"))
    try:
        await comm.write({"op": ABOUT, "reply": True})
        theirs = await comm.read()
    finally:
        comm.abort()
    if not isinstance(theirs, dict) or "status" in theirs:
        raise Refused(f"{address} is no scheduler of mediadesk", hint="start one: mediadesk cluster serve")
    if reason := unlike(theirs, about):
        raise Refused(f"this machine is not like those it would work for: {reason}", hint="install the same mediadesk")


def _other_keys(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def _quiet() -> Iterator[None]:
    """Our settings, whatever stands in the files and variables of dask; and no log, for it tells what jobs hold."""
    hush()
    with dask.config.set(_CONFIG):
        yield


def hush() -> None:
    """What goes wrong is raised or said."""
    for name in ("distributed", "tornado", "bokeh", "asyncio"):
        for each in (name, *(known for known in logging.root.manager.loggerDict if known.startswith(f"{name}."))):
            logging.getLogger(each).setLevel(logging.CRITICAL + 1)
