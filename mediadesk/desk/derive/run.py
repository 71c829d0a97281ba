"""Jobs run by the engine, and each result written down as it comes home."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.custody.lending import Lending
from mediadesk.desk.derive.chunked import chunks_of, encoded
from mediadesk.desk.derive.errand import Errands, Make
from mediadesk.desk.derive.originals import is_file
from mediadesk.desk.derive.progress import TASK, Progress
from mediadesk.engine.base import Engine, Outcome
from mediadesk.errors import DeskError, NotFound, Stopped, ToolFailed
from mediadesk.events import Began, Ended, Event, Moved, Report
from mediadesk.media.again import looked_at
from mediadesk.media.binaries import Programs
from mediadesk.media.pace import PaceBook
from mediadesk.media.render import render
from mediadesk.model import layout
from mediadesk.model.chunk import Chunk, Cutting
from mediadesk.model.recipe import Edit
from mediadesk.model.rendition import Job, Rendition, Result
from mediadesk.model.whereabouts import Away

_PATH = re.compile(r"(?:file:)?/\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What became of one wanted rendition."""

    subject: str  # a clip's id, or a dispatch's slug
    recipe: str
    result: Result
    rendition: Rendition | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a derivation works with."""

    catalogue: Catalogue
    assets: Assets
    programs: Programs
    engine: Engine
    pace: PaceBook | None = None  # how fast this machine is; without it, estimates are guesses
    lending: Lending | None = None  # where jobs go to other machines: the folder that these see, too
    cutting: Cutting | None = None  # which jobs are made in chunks; without it, none


def kept(rendition: Rendition) -> Derived:
    """A rendition that was there already."""
    return Derived(subject=rendition.subject, recipe=rendition.recipe, result="kept", rendition=rendition)


def run(jobs: Sequence[Job], tools: Tools, report: Report) -> Iterator[Derived]:
    """Runs jobs and writes down each result as it comes home. Closing the iterator stops what runs."""
    progress = Progress(jobs, tools.pace.read() if tools.pace else {}, report)
    report(Began(TASK, progress.total, "seconds"))
    cut = {job.task: chunks_of(job, tools.cutting, tools.programs) for job in jobs}
    whole = [job for job in jobs if not cut[job.task]]
    with _work(tools) as (work, room), closing(tools.engine.run(work, whole, progress.listen)) as outcomes:
        for outcome in outcomes:
            yield from _at_home(outcome, tools, progress)
        for job in (job for job in jobs if cut[job.task]):  # all workers are at one of them
            yield from _in_chunks(job, cut[job.task], tools, progress, work, room)
    report(Ended(TASK))
    if tools.pace and tools.lending is None:
        tools.pace.note(progress.pace())


def _in_chunks(
    job: Job, cut: Sequence[Chunk], tools: Tools, progress: Progress, work: Make, room: str
) -> Iterator[Derived]:
    """A job whose chunks are made wherever jobs are made, and joined at home; or made in one piece as any other job."""
    with tools.assets.making() as folder:
        made = encoded(
            cut,
            folder,
            engine=tools.engine,
            programs=tools.programs,
            report=progress.listen,
            lending=tools.lending,
            run=room,
        )
        if made:
            joined = _joined(job, made, folder, tools, partial(_at_the_end, progress.listen))
            yield from _at_home(joined, tools, progress)
            return
    with closing(tools.engine.run(work, [job], progress.listen)) as outcomes:
        for outcome in outcomes:
            yield from _at_home(outcome, tools, progress)


def _at_the_end(report: Report, event: Event) -> None:
    """The pictures were counted when they were made: joining them must not begin at zero again."""
    match event:
        case Moved(task=task, total=float() | int() as total):
            report(Moved(task, total, total))
        case _:
            report(event)


def _joined(
    job: Job, made: Sequence[Chunk], folder: Path, tools: Tools, report: Report
) -> Outcome[Job, tuple[Rendition, ...]]:
    """Always here: it copies, and codes the sound. Raises Stopped."""
    try:
        result = _make(job, report, assets=tools.assets, programs=tools.programs, chunks=made, folder=folder)
        return Outcome(job=job, result=result)
    except Stopped:
        raise
    except DeskError as trouble:
        return Outcome(job=job, trouble=trouble)


def _at_home(outcome: Outcome[Job, tuple[Rendition, ...]], tools: Tools, progress: Progress) -> Iterator[Derived]:
    """Writes down what was made."""
    if outcome.trouble:
        yield from failed(outcome.job, outcome.trouble)
    for made in outcome.result or ():
        with tools.catalogue.write() as shelves:
            shelves.renditions.add(made)
        yield replace(kept(made), result="made")
    progress.finished(outcome.job, well=outcome.trouble is None)


def failed(job: Job, trouble: DeskError) -> Iterator[Derived]:
    """Every want of a job that came to nothing."""
    why = why_of(trouble)
    return (Derived(subject=job.subject, recipe=want.recipe.name, result="failed", why=why) for want in job.wants)


def why_of(trouble: DeskError) -> str:
    """What went wrong on one line, with a program's last word; a path in it tells nothing new."""
    last = trouble.tail.strip().rpartition("\n")[2] if isinstance(trouble, ToolFailed) else ""
    said = f"{trouble.what}: {_PATH.sub('…', last)}" if last else trouble.what
    return f"{said}; try: {trouble.hint}" if trouble.hint else said


@contextmanager
def _work(tools: Tools) -> Iterator[tuple[Make, str]]:
    """What makes a job, here or elsewhere; and the folder of this run on the share, where there is one."""
    make = partial(_make, assets=tools.assets, programs=tools.programs)
    if tools.lending is None:
        yield make, ""
        return
    keep = partial(_keep_others, assets=tools.assets, programs=tools.programs)
    with tools.lending.run() as folder:
        yield Errands(make=make, keep=keep, lending=tools.lending, run=folder), folder


def _make(
    job: Job,
    report: Report,
    *,
    assets: Assets,
    programs: Programs,
    chunks: Sequence[Chunk] = (),
    folder: Path | None = None,
) -> tuple[Rendition, ...]:
    """Renders a job in a folder of its own, or in that of its `chunks`, and gives each verified result its name."""
    for shot in job.shots:
        if not all(map(is_file, shot.paths)):
            raise NotFound(Away().why, hint=Away().hint)
    with nullcontext(folder) if folder else assets.making() as room:
        return _named(job, render(job, room, programs=programs, report=report, chunks=chunks), room, assets)


def _keep_others(
    job: Job,
    told: tuple[Rendition, ...],
    fetch: Callable[[Path], None],
    report: Report,
    *,
    assets: Assets,
    programs: Programs,
) -> tuple[Rendition, ...]:
    """Fetches what others made of a job, and gives each its name that is what it should be."""
    with assets.making() as folder:
        fetch(folder)
        return _named(job, looked_at(job, folder, told, programs=programs, report=report), folder, assets)


def _named(job: Job, made: tuple[Rendition, ...], folder: Path, assets: Assets) -> tuple[Rendition, ...]:
    for each in made:
        assets.keep_rendition(folder / each.path, home_of(job, each))
    return tuple(replace(each, path=home_of(job, each)) for each in made)


def home_of(job: Job, made: Rendition) -> str:
    """Where a rendition lies: by its recipe and digest; an edit proxy by the name of its original, and apart."""
    if made.recipe == Edit.name:
        return layout.edit(job.subject, made.digest, os.fsencode(job.shots[0].paths[0].name))
    return f"{layout.renditions(job.subject)}/{made.path}"
