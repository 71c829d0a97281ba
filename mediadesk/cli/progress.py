"""Bars on a terminal, drawn by rich."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from mediadesk.events import Began, Ended, Event, Moved, Report, Said


@contextmanager
def bars() -> Iterator[Report]:
    """A reporter that draws a bar for each task, and prints what is said above them."""
    console = Console(stderr=True, highlight=False)
    columns: tuple[ProgressColumn, ...] = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[share]}"),
    )
    # rich would print our results above its bars, on stderr: right on a screen, wrong in `mediadesk ingest … > file`
    on_screen = sys.stdout.isatty()
    columns += (TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, redirect_stdout=on_screen) as progress:
        tasks: dict[str, TaskID] = {}

        def report(event: Event) -> None:
            match event:
                case Began(task=name, total=total):
                    tasks[name] = progress.add_task(name, total=total, share="")
                case Moved(task=name, done=done, total=total) if name in tasks:
                    share = f"{100 * done / total:.0f} %" if total else ""
                    progress.update(tasks[name], completed=done, total=total, share=share)
                case Ended(task=name) if name in tasks:
                    progress.remove_task(tasks.pop(name))
                case Said(text=text):
                    console.print(text, markup=False, emoji=False)
                case _:
                    pass

        _drawn.append(progress)
        try:
            yield report
        finally:
            _drawn.remove(progress)


_drawn: list[Progress] = []  # on the terminal now


def yes_to(question: str) -> bool:
    """Asks on the terminal, while no bar is drawn over it. Anything but a y is a no."""
    for each in _drawn:
        each.stop()
    try:
        sys.stderr.write(question)
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() in {"y", "yes"}
    finally:
        for each in _drawn:
            each.start()
