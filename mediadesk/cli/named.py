"""The desk that was named before the verb. Alone in its file: `mediadesk --help` loads it, and little else."""

from contextvars import ContextVar
from pathlib import Path
from typing import Annotated

import typer

_before: ContextVar[Path | None] = ContextVar("desk before the verb", default=None)


def _note(desk: Path | None) -> Path | None:
    if desk:
        _before.set(desk)
    return desk


DeskBefore = Annotated[
    Path | None, typer.Option("--desk", help="The desk, here or after the verb.", metavar="DIR", callback=_note)
]


def desk_named(desk: Path | None) -> Path | None:
    """What `--desk` named, after the verb or before it."""
    return desk or _before.get()
