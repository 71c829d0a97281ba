"""What other machines bring, and what they cost the desk. Figures of docs/scale.md."""

import asyncio
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psutil
import pytest

from mediadesk.events import Moved, Report, ignore
from mediadesk.media import runner
from mediadesk.media.binaries import find
from mediadesk.media.cell import Cell
from tests.engine.cluster.machines import Machine, Machines, machines

pytestmark = [pytest.mark.bench, pytest.mark.needs("cluster", "ffmpeg")]

JOBS = int(os.environ.get("MEDIADESK_BENCH_JOBS", "8"))  # an even number, so that two end together
ROUNDS = int(os.environ.get("MEDIADESK_BENCH_ROUNDS", "3"))
SECONDS = 12  # of picture a job; two or three seconds of work, where a real one is minutes
NOBODY = 40  # workers that do nothing, in one process


def command() -> list[str]:
    """Work for one core and nothing else: made of nothing, written nowhere."""
    source = ["-f", "lavfi", "-i", f"testsrc2=size=640x360:rate=25:duration={SECONDS}"]
    coder = ["-threads", "1", "-filter_threads", "1", "-c:v", "libx264", "-preset", "medium", "-f", "null", "-"]
    return [find().ffmpeg, *runner.QUIET, *source, *coder]


def encode(job: int, report: Report) -> int:
    """The command on a worker, told of as any other."""
    runner.run(command(), cell=Cell(), tick=lambda done: report(Moved(str(job), done)))
    return job


def nothing(job: int, report: Report) -> int:
    """A job that is over at once."""
    return job


def pinned(worker: Machine, core: int) -> None:
    """A worker, and all that it will start, on one core."""
    psutil.Process(worker.process.pid).cpu_affinity([core])


def at_once(met: Machines) -> float:
    """Jobs a second of all workers that have joined; what is needed once is done before."""
    list(met.engine().run(nothing, range(2 * len(met.workers)), ignore))
    began = time.monotonic()
    assert len(list(met.engine().run(encode, range(JOBS), ignore))) == JOBS
    return JOBS / (time.monotonic() - began)


def alone_on(cores: Sequence[int]) -> float:
    """Encodes a second of this machine without any of us: each core makes its share of them, one after the other."""
    argv = " ".join(f"'{word}'" for word in command())
    each = JOBS // len(cores)
    began = time.monotonic()
    running = [
        subprocess.Popen(
            ["taskset", "-c", str(core), "sh", "-c", f"for _ in $(seq {each}); do {argv}; done"],
            stdout=subprocess.DEVNULL,
        )
        for core in cores
    ]
    assert [one.wait() for one in running] == [0] * len(cores)
    return JOBS / (time.monotonic() - began)


def test_two_workers_of_one_core_do_nearly_twice_what_one_does(tmp_path: Path) -> None:
    """Beside what two cores of this machine do without us, for they share a memory, a clock and whoever else is here.
    Each round measures all four, one after the other; the middle of all rounds counts."""
    ours, bare = list[float](), list[float]()
    with machines(tmp_path, (1, 1)) as both, machines(tmp_path, (1,)) as single:
        for core, worker in enumerate([*both.workers, *single.workers]):
            pinned(worker, core % 2)
        for _ in range(ROUNDS):
            bare.append(alone_on([0, 1]) / alone_on([0]))
            ours.append(at_once(both) / at_once(single))
            print(f"\ntwo workers {ours[-1]:.2f} × one, two cores without us {bare[-1]:.2f} × one")
    print(f"in the middle of {ROUNDS} rounds of {JOBS} jobs: {median(ours):.2f} ×, without us {median(bare):.2f} ×")
    assert median(ours) >= min(1.9, 0.96 * median(bare))


def spent(process: psutil.Process) -> float:
    """Seconds of CPU."""
    times = process.cpu_times()
    return float(times.user + times.system)


@contextmanager
def crowd(met: Machines, count: int) -> Iterator[None]:
    """Workers that share one process of their own: ours. What they cost the scheduler is the same."""
    from mediadesk import settings, wiring
    from mediadesk.engine.cluster import node
    from mediadesk.engine.cluster.address import checked, security

    address, about = checked(met.address), wiring.like_this_machine(settings.load(None))
    secured = security(address, met.keys, "worker")
    joined, leave = threading.Event(), threading.Event()

    async def all_of_them() -> None:
        workers = [node._worker(address, secured, about, None, met.share / str(each), 1) for each in range(count)]
        await asyncio.gather(*workers)
        joined.set()
        await asyncio.to_thread(leave.wait)
        await asyncio.gather(*(each.close() for each in workers))

    thread = threading.Thread(target=lambda: asyncio.run(all_of_them()))
    thread.start()
    try:
        assert joined.wait(120)
        yield
    finally:
        leave.set()
        thread.join()


def test_what_a_scheduler_costs(tmp_path: Path) -> None:
    """Seconds of its CPU, through TLS: a worker that joins, one that is there, a job."""
    from mediadesk.engine.cluster import keys

    keys.make(tmp_path / "keys")
    with machines(tmp_path, keys=tmp_path / "keys", address="tls://127.0.0.1:0") as met:
        assert met.scheduler
        process = psutil.Process(met.scheduler.process.pid)
        before = spent(process)
        with crowd(met, NOBODY):
            join = (spent(process) - before) / NOBODY
            before, began = spent(process), time.monotonic()
            time.sleep(10)
            there = (spent(process) - before) / (time.monotonic() - began) / NOBODY
            jobs = NOBODY * 20
            before, began, mine = spent(process), time.monotonic(), time.thread_time()
            assert len(list(met.engine().run(nothing, range(jobs), ignore))) == jobs
            took = time.monotonic() - began
            job = (spent(process) - before) / jobs - there * NOBODY * took / jobs
            desk = (time.thread_time() - mine) / jobs
    print(f"\na worker that joins {join * 1e3:.1f} ms, one that is there {there * 1e3:.2f} ms a second,")
    print(f"a job {job * 1e3:.1f} ms of the scheduler's CPU, {desk * 1e3:.2f} ms of the loop at the desk")
    print(f"{jobs / took:.0f} empty jobs a second, all on one machine")
    assert job < 0.1
    assert join < 0.5
