"""Bars on a real terminal."""

import os
import pty
import subprocess
import sys

_WORK = """
from mediadesk.cli.output import Output
from mediadesk.events import Began, Ended, Moved, Said
out = Output(json=False, quiet=False)
with out.progress() as report:
    report(Began("copy [bold]DCIM[/bold]", 4, "bytes"))
    for done in range(5):
        report(Moved("copy [bold]DCIM[/bold]", done, 4))
        out.line(f"line {done}")
    report(Said("a word :smile: [red]between[/red]"))
    report(Moved("never begun", 1, 2))
    report(Ended("copy [bold]DCIM[/bold]"))
"""


def on_a_terminal(stdout: int | None) -> tuple[bytes, bytes]:
    """What the work writes to a terminal, and to stdout when that is a pipe."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", _WORK], stdin=subprocess.DEVNULL, stderr=theirs, stdout=stdout or theirs,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
    )  # fmt: skip
    os.close(theirs)
    piped = seen = b""
    if child.stdout:
        with child.stdout:
            piped = child.stdout.read()
    while True:
        try:
            chunk = os.read(ours, 1 << 16)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        seen += chunk
    os.close(ours)
    assert child.wait() == 0
    return seen, piped


def test_results_go_where_they_are_sent_while_bars_are_drawn():
    """`mediadesk ingest … > file` on a terminal: the bars are seen, and the file holds every line."""
    seen, piped = on_a_terminal(subprocess.PIPE)

    assert piped.decode().splitlines() == [f"line {done}" for done in range(5)]
    assert b"line" not in seen
    assert b"copy [bold]DCIM[/bold]" in seen


def test_what_a_name_says_is_text():
    """Neither markup nor a picture is made of it, in a bar or in a line above the bars."""
    seen, _ = on_a_terminal(None)

    assert b"a word :smile: [red]between[/red]" in seen
    assert b"line 4" in seen
