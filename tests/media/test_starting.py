"""A program that is interrupted in the moment in which it starts, behind every wall."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from mediadesk.media import runner
from mediadesk.media.runner import read
from tests.media.test_runner import NOWHERE, behind

__all__ = ["behind"]

Started = list[subprocess.Popen[bytes]]


@pytest.fixture
def interrupted_while_starting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    """Ctrl-C when a program has begun, and whoever starts it was not told yet; the program."""
    started: Started = []
    start, begun, sent = runner._popen, threading.Event(), threading.Event()

    def slowly(*how: Any) -> subprocess.Popen[bytes]:
        started.append(start(*how))
        begun.set()
        assert sent.wait(60)
        return started[0]

    def interrupt() -> None:
        assert begun.wait(60)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.1)  # for the main thread to hear of it
        sent.set()

    monkeypatch.setattr(runner, "_popen", slowly)
    interrupting = threading.Thread(target=interrupt)
    interrupting.start()
    yield started
    interrupting.join()
    for each in started:
        each.kill()
        each.communicate()


def test_interrupting_us_while_a_program_starts_ends_it(interrupted_while_starting: Started) -> None:
    with pytest.raises(KeyboardInterrupt):
        read(["sleep", "61"], cell=NOWHERE, most_bytes=1, wall_seconds=120)
    [program] = interrupted_while_starting
    assert program.returncode == -signal.SIGKILL
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_sabotage_who_does_not_wait_with_ctrl_c_leaves_a_program(
    interrupted_while_starting: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_uninterrupted", nullcontext)
    with pytest.raises(KeyboardInterrupt):
        read(["sleep", "61"], cell=NOWHERE, most_bytes=1, wall_seconds=120)
    [program] = interrupted_while_starting
    assert program.returncode is None
