"""Making what is wanted and not there. Facts, not jobs: after a crash, the same command makes the rest."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.engine.base import Engine
from mediadesk.errors import DeskError, NotFound, Refused, ToolFailed
from mediadesk.events import Began, Ended, Moved, Report, Said, ignore
from mediadesk.media import graphs
from mediadesk.media.binaries import Programs
from mediadesk.media.probe import probe
from mediadesk.media.render import render
from mediadesk.model import layout
from mediadesk.model.clip import Clip
from mediadesk.model.dispatch import Dispatch, film_want
from mediadesk.model.names import shown
from mediadesk.model.recipe import Recipe
from mediadesk.model.rendition import (
    Job,
    Rendition,
    Result,
    Shot,
    Want,
    cheap_first,
    jobs_for,
    missing_jobs,
    wants,
)

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


def missing(clips: Sequence[Clip], recipes: Sequence[Recipe], tools: Tools) -> list[Job]:
    """What `derive` would do, in its order."""
    have = _have([clip.id for clip in clips], tools)
    jobs = (missing_jobs(clip, tools.assets.path(clip.path), have[clip.id], recipes) for clip in clips if clip.path)
    return cheap_first(chain.from_iterable(jobs))


def derive(
    clips: Sequence[Clip], recipes: Sequence[Recipe], tools: Tools, report: Report = ignore
) -> Iterator[Derived]:
    """Makes what is wanted of clips, the cheap things of all clips first; yields what was there, then what is made."""
    tools.assets.sweep()
    for clip in clips:
        if not clip.facts.decodes:
            report(Said(f"{clip.id} {shown(clip.name)}: nothing in it can be decoded, so nothing is made of it"))
    yield from _already(_have([clip.id for clip in clips], tools), wants(recipes))
    yield from _run(missing(clips, recipes, tools), tools, report)


def derive_film(
    dispatch: Dispatch, recipes: Sequence[Recipe], tools: Tools, report: Report = ignore
) -> Iterator[Derived]:
    """Makes the film of a dispatch, then what is wanted of the film.

    Raises Refused when there is nothing to make a film of. A film that fails is yielded as failed, and nothing follows.
    """
    tools.assets.sweep()
    wanted = film_want(dispatch)
    have = _have([dispatch.slug], tools)[dispatch.slug]
    film = next((each for each in have if (each.recipe, each.digest) == ("film", wanted.digest)), None)
    if film:
        yield kept(film)
    else:
        for derived in _run(jobs_for(dispatch.slug, _shots(dispatch, tools), (), (wanted,)), tools, report):
            yield derived
            film = derived.rendition
    if film:
        shot = _whole(tools.assets.path(film.path), tools)
        further = wants(recipes, film.digest)
        yield from _already({dispatch.slug: have}, further)
        yield from _run(jobs_for(dispatch.slug, (shot,), have, further), tools, report)


def explained(jobs: Sequence[Job], tools: Tools) -> Iterator[str]:
    """The command line of each job that encodes, as a shell would take it. Stills are a second's work."""
    for job in jobs:
        if job.tier != "still":
            yield shlex.join(graphs.argv(job, tools.programs.ffmpeg))


def _whole(path: Path, tools: Tools) -> Shot:
    """A file from its beginning to its end."""
    return Shot(path=path, facts=probe(path, programs=tools.programs))


def _shots(dispatch: Dispatch, tools: Tools) -> tuple[Shot, ...]:
    if dispatch.attached:
        return (_whole(tools.assets.path(dispatch.attached), tools),)
    with tools.catalogue.read() as shelves:
        clips = {pick.clip: shelves.clips.get(pick.clip) for pick in dispatch.picks}
    for number, pick in enumerate(dispatch.picks, 1):
        facts = clips[pick.clip].facts
        if not facts.decodes or facts.frame is None:
            raise Refused(
                f"pick {number} of {dispatch.slug} has no picture that can be shown",
                hint=f"mediadesk dispatch drop {dispatch.slug} {number}",
            )
    return tuple(
        Shot(
            path=_original(clips[pick.clip], tools),
            facts=clips[pick.clip].facts,
            in_point=pick.in_point,
            out_point=pick.out_point,
        )
        for pick in dispatch.picks
    )


def _original(clip: Clip, tools: Tools) -> Path:
    if clip.path is None:
        raise NotFound(f"clip {clip.id} is not on this desk", hint="plug in a drive that holds it, and ingest it here")
    return tools.assets.path(clip.path)


def _have(subjects: Sequence[str], tools: Tools) -> Mapping[str, Sequence[Rendition]]:
    """What was made of each subject and is still on the disk."""
    with tools.catalogue.read() as shelves:
        made = shelves.renditions.of_each(subjects)
    return {subject: [each for each in made[subject] if tools.assets.path(each.path).exists()] for subject in subjects}


def _already(have: Mapping[str, Sequence[Rendition]], wanted: Sequence[Want]) -> Iterator[Derived]:
    names = {(want.recipe.name, want.digest) for want in wanted}
    return (kept(each) for made in have.values() for each in made if (each.recipe, each.digest) in names)


def kept(rendition: Rendition) -> Derived:
    """A rendition that was there already."""
    return Derived(subject=rendition.subject, recipe=rendition.recipe, result="kept", rendition=rendition)


def _run(jobs: Sequence[Job], tools: Tools, report: Report) -> Iterator[Derived]:
    """Runs jobs and writes down each result as it comes home. Closing the iterator stops what runs."""
    work = partial(_make, assets=tools.assets, programs=tools.programs)
    report(Began("derive", len(jobs)))
    with closing(tools.engine.run(work, jobs, report)) as outcomes:
        for done, outcome in enumerate(outcomes, 1):
            if outcome.trouble:
                why = _why(outcome.trouble)
                for want in outcome.job.wants:
                    yield Derived(subject=outcome.job.subject, recipe=want.recipe.name, result="failed", why=why)
            for made in outcome.result or ():
                with tools.catalogue.write() as shelves:
                    shelves.renditions.add(made)
                yield replace(kept(made), result="made")
            report(Moved("derive", done, len(jobs)))
    report(Ended("derive"))


def _why(trouble: DeskError) -> str:
    """What went wrong on one line, with a program's last word; a path in it tells nothing new."""
    last = trouble.tail.strip().rpartition("\n")[2] if isinstance(trouble, ToolFailed) else ""
    said = f"{trouble.what}: {_PATH.sub('…', last)}" if last else trouble.what
    return f"{said}; try: {trouble.hint}" if trouble.hint else said


def _make(job: Job, report: Report, *, assets: Assets, programs: Programs) -> tuple[Rendition, ...]:
    """Renders a job in a folder of its own, and gives each verified result its name."""
    for shot in job.shots:
        if not shot.path.is_file():
            raise NotFound("the original is missing", hint="mediadesk check names every one that is")
    home = layout.renditions(job.subject)
    with assets.making() as folder:
        made = render(job, folder, programs=programs, report=report)
        for each in made:
            assets.keep_rendition(folder / each.path, f"{home}/{each.path}")
    return tuple(replace(each, path=f"{home}/{each.path}") for each in made)
