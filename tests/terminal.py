"""A command at a terminal, and somebody who types."""

import os
import pty
import select
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.parts import ROOT

_PATIENCE_SECONDS = 120.0


def typed(answers: Sequence[str], *words: str | Path) -> tuple[int, str]:
    """Runs `mediadesk` with these words at a terminal of its own, and types an answer at each prompt.

    Returns its exit code, and all that stood on the terminal.
    """
    child, terminal = pty.fork()
    if not child:
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-m", "mediadesk", *map(str, words)])
    left, shown, read_to = list(answers), b"", 0
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end and select.select([terminal], [], [], _PATIENCE_SECONDS)[0]:
        try:
            more = os.read(terminal, 4096)
        except OSError:  # it has ended
            break
        if not more:
            break
        shown += more
        if left and shown[read_to:].rstrip(b" ").endswith(b":"):
            read_to = len(shown)
            time.sleep(0.05)
            os.write(terminal, f"{left.pop(0)}\n".encode())
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode("utf-8", "replace")
