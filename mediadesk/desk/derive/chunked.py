"""Long jobs in chunks: every worker takes some of them, here or elsewhere, and then the job joins them at home and goes
on like any other.
"""

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from mediadesk.custody.lending import Lending
from mediadesk.desk.derive.errand import lent_for
from mediadesk.desk.derive.originals import is_file
from mediadesk.desk.derive.stretch import Stretches
from mediadesk.engine.base import Engine
from mediadesk.errors import DeskError, ToolFailed
from mediadesk.events import Began, Ended, Event, Moved, Report, Said
from mediadesk.media import chunks, spans
from mediadesk.media.binaries import Programs
from mediadesk.model.chunk import Chunk, Cutting
from mediadesk.model.rendition import Job


def chunks_of(job: Job, cutting: Cutting | None, programs: Programs) -> tuple[Chunk, ...]:
    """The chunks of a job; none where it is made in one piece, and where its originals cannot be read: then making it
    says why."""
    if cutting is None or not all(is_file(path) for shot in job.shots for path in shot.paths):
        return ()
    try:
        measured = replace(job, shots=tuple(spans.measured(shot, programs) for shot in job.shots))
        return chunks.cut_up(measured, cutting)
    except DeskError:
        return ()


def encoded(
    cut: Sequence[Chunk],
    folder: Path,
    *,
    engine: Engine,
    programs: Programs,
    report: Report,
    lending: Lending | None = None,
    run: str = "",
) -> tuple[Chunk, ...]:
    """The chunks, all of them made in this folder; or none, when one of them came to nothing: then the job is made in
    one piece. With a `lending`, and the folder of this `run` on the share, others make them."""
    job = cut[0].job
    meter = _Meter(job, sum(chunk.seconds for chunk in cut), report)
    report(Began(job.task, meter.total, "seconds"))
    trouble: DeskError | None = None
    try:
        with (
            _work(job, folder, programs, report, lending, run) as work,
            closing(engine.run(work, cut, meter.listen)) as outcomes,
        ):
            for outcome in outcomes:
                if trouble := outcome.trouble:
                    break
    except ToolFailed as failed:  # an original is not what it was
        trouble = failed
    report(Ended(job.task))
    if trouble is None:
        return tuple(cut)
    report(Said(f"{job.task}: {trouble.what}; it is made in one piece"))
    shutil.rmtree(folder / chunks.ROOM, ignore_errors=True)
    return ()


@contextmanager
def _work(
    job: Job, folder: Path, programs: Programs, report: Report, lending: Lending | None, run: str
) -> Iterator[Callable[[Chunk, Report], None]]:
    """What encodes a chunk, here or elsewhere."""
    if lending is None:
        yield partial(_encode, folder=folder, programs=programs)
        return
    lent = lent_for(job, lending, run, report)
    try:
        yield Stretches(programs=programs, lending=lending, lent=lent, folder=folder)
    finally:
        lending.clear(lent)


def _encode(chunk: Chunk, report: Report, *, folder: Path, programs: Programs) -> None:
    chunks.encode(chunk, folder, programs=programs, report=report)


class _Meter:
    """The progress of all chunks as that of their job. Thread-safe."""

    def __init__(self, job: Job, total: float, report: Report) -> None:
        self.total = total
        self._task, self._report = job.task, report
        self._lock, self._done = threading.Lock(), dict[str, float]()

    def listen(self, event: Event) -> None:
        if isinstance(event, Moved):
            with self._lock:
                before = self._done.get(event.task, 0.0)  # another worker begins a lost chunk anew
                self._done[event.task] = max(before, event.done)
                done = sum(self._done.values())
            self._report(Moved(self._task, min(done, self.total), self.total))
        else:
            self._report(event)
