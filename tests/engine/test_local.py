"""What threads promise beside the contract of all engines (tests/contracts/test_engine.py)."""

import os
import signal
import subprocess
import sys
import threading
import time

from mediadesk.engine.local import Local
from mediadesk.events import Report, ignore


def test_as_many_jobs_run_at_once_as_there_are_workers():
    """Three meet; a fourth waits until one has left."""
    meeting, most, running = threading.Barrier(3, timeout=60), 0, 0
    lock = threading.Lock()

    def meet(job: int, report: Report) -> None:
        nonlocal most, running
        with lock:
            running += 1
            most = max(most, running)
        meeting.wait()
        with lock:
            running -= 1

    assert len(list(Local(3).run(meet, range(9), ignore))) == 9
    assert most == 3


def test_outcomes_come_as_they_are_ready():
    """A long film does not hold up the others."""
    seen = threading.Event()

    def work(job: str, report: Report) -> bool:
        return job == "short" or seen.wait(60)

    outcomes = Local(2).run(work, ["long", "short"], ignore)
    assert next(outcomes).job == "short"
    seen.set()
    assert [(each.job, each.result) for each in outcomes] == [("long", True)]


STOPPED = """
import time
from mediadesk.engine.local import Local
from mediadesk.events import Moved

def work(job, report):
    while True:
        report(Moved("job", 0))
        time.sleep(0.01)

print("ready", flush=True)
list(Local(2).run(work, range(50), lambda _: None))
"""


def test_ctrl_c_ends_all_threads():
    """A process that does not die of SIGINT is killed by an angry person, in the middle of something."""
    with subprocess.Popen([sys.executable, "-c", STOPPED], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout
        assert child.stdout.readline() == b"ready\n"
        time.sleep(0.2)
        os.kill(child.pid, signal.SIGINT)
        assert child.wait(60) != 0
