"""Machines on this one: a scheduler and workers, each a real process of the command line."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from mediadesk import settings, wiring
from mediadesk.engine.cluster.address import checked
from mediadesk.engine.cluster.engine import Cluster

ROOT = Path(__file__).parents[3]
HERE = "tcp://127.0.0.1:0"


class Machine:
    """One process, and what it says."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mediadesk", *words, "--json"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[dict[str, str]] = []

    def says(self, words: str) -> str:
        """The next line that has these words. Fails when the process ends without it."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(json.loads(line))
            if words in line:
                return str(next(iter([*self.said[-1].values()][1:])))
        raise AssertionError(f"ended with {self.process.wait()} and without {words!r}: {self.said}")

    def kill(self) -> None:
        """As a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def programs(self) -> list[psutil.Process]:
        """What it runs."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def listens(self) -> set[tuple[str, int]]:
        """Where it can be called."""
        open_ = psutil.Process(self.process.pid).net_connections("tcp")
        return {(each.laddr.ip, each.laddr.port) for each in open_ if each.status == psutil.CONN_LISTEN}

    def close(self) -> None:
        """Ends it, well or not."""
        if self.process.poll() is None:
            self.kill()
        if self.process.stdout:
            self.process.stdout.close()


@dataclass(kw_only=True)
class Machines:
    """Those of one desk."""

    share: Path
    keys: Path | None = None
    address: str = HERE
    scheduler: Machine | None = None
    workers: list[Machine] = field(default_factory=list)

    def serve(self) -> str:
        """Starts the scheduler, again at the same address."""
        words = ["--keys", str(self.keys)] if self.keys else ["--keys", str(self.share)]
        self.scheduler = Machine("cluster", "serve", self.address, *words)
        self.address = self.scheduler.says("listening")
        return self.address

    def join(self, threads: int = 1, *more: str) -> Machine:
        """Starts a worker, and waits until it has joined."""
        worker = self.worker(threads, *more)
        worker.says("joined")
        return worker

    def worker(self, threads: int = 1, *more: str) -> Machine:
        """Starts a worker."""
        words = ["--scheduler", self.address, "--share", str(self.share), "--workers", str(threads)]
        self.workers.append(Machine("worker", *words, *(["--keys", str(self.keys)] if self.keys else []), *more))
        return self.workers[-1]

    def engine(self) -> Cluster:
        """The desk's side."""
        return Cluster(checked(self.address), self.keys, wiring.like_this_machine(settings.load(None)))

    def close(self) -> None:
        """Ends all."""
        for each in (*self.workers, *filter(None, [self.scheduler])):
            each.close()


@contextmanager
def machines(
    share: Path, threads: Sequence[int] = (), *, keys: Path | None = None, address: str = HERE
) -> Iterator[Machines]:
    """A scheduler, and a worker for each number of jobs at once."""
    started = Machines(share=share, keys=keys, address=address)
    try:
        started.serve()
        for each in threads:
            started.worker(each)
        for worker in started.workers:
            worker.says("joined")
        yield started
    finally:
        started.close()
