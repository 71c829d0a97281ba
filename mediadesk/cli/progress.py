"""Bars on a terminal, drawn by rich."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from mediadesk.events import Began, Ended, Event, Moved, Report, Said


@contextmanager
def bars() -> Iterator[Report]:
    """A reporter that draws a bar for each task, and prints what is said above them."""
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[share]}"))
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=console, transient=True) as progress:
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
                    console.print(text, markup=False)
                case _:
                    pass

        yield report
