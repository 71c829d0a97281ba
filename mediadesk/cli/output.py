"""What a verb says: records for programs, lines for people, progress while it works."""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import typer

from mediadesk.cli.eta import Eta, duration
from mediadesk.events import Began, Ended, Event, Moved, Report, Said, ignore

_SPARSE_SECONDS = 5.0  # between two lines where there is no terminal
_JSON_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Where a verb's words go. Records and lines to stdout, progress and notes to stderr."""

    json: bool
    quiet: bool

    def record(self, record: Mapping[str, Any], line: str | None = None) -> None:
        """One step of the work: as a JSON record with `--json`, else as a line when there is one."""
        if self.json:
            typer.echo(json.dumps(record, ensure_ascii=False))
        elif line is not None:
            self.line(line)

    def answer(self, record: Mapping[str, Any], line: str) -> None:
        """What was asked for: it is printed with `--quiet`, too."""
        if self.json:
            self.record(record)
        else:
            typer.echo(line)

    def line(self, text: str = "") -> None:
        """A line for people alone."""
        if not self.json and not self.quiet:
            typer.echo(text)

    def note(self, text: str) -> None:
        """Something worth knowing beside the result."""
        if not self.quiet:
            note = {"kind": "note", "text": text}
            typer.echo(json.dumps(note, ensure_ascii=False) if self.json else text, err=True)

    def warn(self, what: str, hint: str) -> None:
        """Something that may end badly, and does not stop this run."""
        if self.json and not self.quiet:
            warning = {"kind": "trouble", "code": 0, "what": what, "try": hint}
            typer.echo(json.dumps(warning, ensure_ascii=False), err=True)
        else:
            self.note(f"warning: {what}\ntry: {hint}")

    @contextmanager
    def progress(self) -> Iterator[Report]:
        """A reporter to hand down: bars on a terminal, a line now and then elsewhere, JSON lines with `--json`."""
        if self.quiet:
            yield ignore
        elif not self.json and sys.stderr.isatty():
            from mediadesk.cli.progress import bars

            with bars() as report:
                yield report
        else:
            yield _Sparse(self.note, self._moved_as_json if self.json else self._moved_as_line, self._every()).report

    def _every(self) -> float:
        return _JSON_SECONDS if self.json else _SPARSE_SECONDS

    def _moved_as_json(self, moved: Moved, left: float | None) -> None:
        record = {"kind": "progress", "task": moved.task, "done": moved.done, "total": moved.total}
        record["seconds_left"] = None if left is None else round(left, 1)
        typer.echo(json.dumps(record, ensure_ascii=False), err=True)

    def _moved_as_line(self, moved: Moved, left: float | None) -> None:
        share = f"{100 * moved.done / moved.total:.0f} %" if moved.total else f"{moved.done:.0f}"
        share += f", {duration(left)} left" if left is not None else ""
        typer.echo(f"{moved.task}: {share}", err=True)


class _Sparse:
    """Lets a step of each task through only now and then, and none of what is over at once."""

    def __init__(
        self, note: Callable[[str], None], moved: Callable[[Moved, float | None], None], every_seconds: float
    ) -> None:
        self._note, self._moved, self._every = note, moved, every_seconds
        self._any = time.monotonic()  # when one was let through
        self._last = dict[str, float]()  # and one of this task
        self._lock = threading.Lock()
        self._eta = Eta()

    def report(self, event: Event) -> None:
        match event:
            case Said(text=text):
                self._note(text)
            case Moved():
                with self._lock:
                    now = time.monotonic()
                    left = self._eta.left(event.task, event.done, event.total, now)
                    last = self._last.setdefault(event.task, now)
                    if now - min(last, self._any) < self._every:
                        return
                    self._last[event.task] = self._any = now
                self._moved(event, left)
            case Ended(task=task):
                with self._lock:
                    self._eta.ended(task)
                    self._last.pop(task, None)
            case Began():
                pass
