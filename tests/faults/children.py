"""Ingests in processes of their own, as the tests start, watch and kill them."""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.parts import ROOT

PATIENCE_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """An ingest that waits for `go`."""

    pid: int
    handle: int  # a descriptor that names the process also when its number was given to another
    told: Path

    def go(self) -> None:
        """Lets it begin."""
        self._send(signal.SIGUSR1)

    def kill(self) -> None:
        """As a power cut does, but the disk keeps what the system knows."""
        self._send(signal.SIGKILL)
        self.wait()

    def interrupt(self) -> None:
        """Ctrl-C."""
        self._send(signal.SIGINT)

    def wait(self, seconds: float = PATIENCE_SECONDS) -> bool:
        """Waits for its end. True when it came to the end of the card, False when it was killed or gave up."""
        if not self._ended(seconds):
            self._send(signal.SIGKILL)
            raise AssertionError(f"it hangs: {self.told.read_text()[-2000:]}")
        return self.lines()[-1:] == [["end"]]

    def go_until_random(self, chance: random.Random, files: int, seconds: float) -> None:
        """Lets it begin, and returns at a random moment: so many files are done, or it ended, and some time passed.

        However busy this machine is, the moments lie all over the ingest. `seconds` is what all files take.
        """
        self.go()
        count = chance.randint(0, files)
        while len(self.lines()) < count and self.is_alive():
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 2 * seconds / files))

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return not self._ended(0)

    def lines(self) -> list[list[str]]:
        """What it said, line by line: result, name, why, clip; at last `end`, or `trouble` and a hint."""
        return [line.split("\t") for line in self.told.read_text("utf-8").splitlines()]

    def acknowledged(self) -> set[str]:
        """The names of the files that it called safe."""
        return {line[1] for line in self.lines() if line[0] in {"added", "known", "kept", "sidecar", "set-aside"}}

    def crash(self) -> str:
        """What a user must never see: the trace of an error that nobody translated."""
        return Path(f"{self.told}.err").read_text("utf-8")

    def _ended(self, seconds: float) -> bool:
        return bool(select.select([self.handle], [], [], seconds)[0])

    def _send(self, number: int) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, number)


class Forks:
    """The process that starts them."""

    def __init__(self, folder: Path, desk: Path, card: Path) -> None:
        self._folder, self._count = folder, 0
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forks", str(desk), str(card)],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._said() == "ready"

    def close(self) -> None:
        """Ends it."""
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.wait(10)
        self._server.stdout.close()

    @contextmanager
    def child(self, desk: Path, card: Path, **more: Any) -> Iterator[Child]:
        """An ingest that waits; at the end of the block it is dead. For `more` see tests.faults.forks.Asked."""
        self._count += 1
        told = self._folder / f"told{self._count}"
        for each in (told, Path(f"{told}.err")):
            each.touch()
        named = {name: more.pop(name) for name in set(more) & ASKED}
        asked = {"desk": str(desk), "card": str(card), "told": str(told), "given": more, **named}
        assert self._server.stdin
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        pid = int(self._said())
        handle = os.pidfd_open(pid)
        child = Child(pid=pid, handle=handle, told=told)
        try:
            yield child
        finally:
            child.kill()
            os.close(handle)

    def run(self, desk: Path, card: Path, **more: Any) -> Child:
        """An ingest to its end, of whatever kind."""
        with self.child(desk, card, **more) as child:
            child.go()
            child.wait()
        return child

    def _said(self) -> str:
        assert self._server.stdout
        return self._server.stdout.readline().strip()


ASKED = {"engine", "room_bytes", "room_files", "longest_bytes", "sabotage"}


NOWHERE = ("-o", "/dev/null")


@contextmanager
def traced(child: Child, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A waiting child with strace attached to it and its threads, but not to the programs it runs.

    It counts the calls of each thread by itself, from here on.
    """
    argv = ["strace", "-f", "-b", "execve", *(() if "-o" in options else NOWHERE), *options, "-p", str(child.pid)]
    with subprocess.Popen(argv, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr
        attached = strace.stderr.readline()
        assert "attached" in attached, attached
        yield strace
        child.kill()
        strace.communicate()
