"""The reference tool of ASC MHL, `ascmhl` from PyPI: a reader and writer of histories that owes us nothing.

It is called in this process: its command line would ask a server for updates.
"""

import warnings
from pathlib import Path

from ascmhl import commands

ANSWERS = {0: "good", 10: "missing files", 11: "other bytes", 12: "other folders", 21: "new files", 31: "list changed"}
ANSWERS |= {30: "no history", 32: "no chain", 33: "list missing"}


def ask(command: str, folder: Path, *options: str) -> str:
    """What `ascmhl create`, `verify`, `diff` or `info` makes of a folder; what it prints is pytest's to capture."""
    tool = getattr(commands, command)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it uses what newer libraries call old
        try:
            tool.main([str(folder), *options], prog_name="ascmhl")
        except SystemExit as left:
            return ANSWERS.get(left.code, f"exit {left.code}")
    raise AssertionError("it always leaves with a code")
