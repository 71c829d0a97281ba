"""Making what is wanted and not there. Facts, not jobs: after a crash, the same command makes the rest."""

import hashlib
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from stat import S_ISREG

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.custody.volume import online
from mediadesk.engine.base import Engine
from mediadesk.errors import DeskError, NotFound, Refused, ToolFailed
from mediadesk.events import Began, Ended, Moved, Report, Said, ignore
from mediadesk.media import graphs, spans
from mediadesk.media.binaries import Programs
from mediadesk.media.probe import probe
from mediadesk.media.render import render
from mediadesk.model import layout
from mediadesk.model.clip import Clip, ClipId
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
    film_shot,
    jobs_for,
    missing_jobs,
    shot_of,
    wants,
)
from mediadesk.model.whereabouts import Away, whereabouts

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What there is to make."""

    jobs: tuple[Job, ...]  # in the order in which they are done
    waiting: tuple[tuple[Job, Away], ...]  # of clips whose originals cannot be read now


def planned(clips: Sequence[Clip], recipes: Sequence[Recipe], tools: Tools) -> Plan:
    """What `derive` would do, and what it could not."""
    have = _have([clip.id for clip in clips], tools)
    jobs: list[Job] = []
    waiting: list[tuple[Job, Away]] = []
    for clip, paths in _originals(clips, tools):
        if isinstance(paths, Away):
            waiting += [(job, paths) for job in missing_jobs(clip, (), have[clip.id], recipes)]
        else:
            jobs += missing_jobs(clip, paths, have[clip.id], recipes)
    return Plan(jobs=tuple(cheap_first(jobs)), waiting=tuple(waiting))


def derive(
    clips: Sequence[Clip], recipes: Sequence[Recipe], tools: Tools, report: Report = ignore, *, patient: bool = False
) -> Iterator[Derived]:
    """Makes what is wanted of clips, the cheap things of all clips first; yields what was there, then what is made.

    Where an original cannot be read now, its renditions failed; who is `patient` is told in one line how many clips
    wait for which drive, and nothing of them failed. Other clips go on.
    """
    tools.assets.sweep()
    for clip in clips:
        if not clip.facts.decodes:
            report(Said(f"{clip.id} {shown(clip.name)}: nothing in it can be decoded, so nothing is made of it"))
    yield from _already(_have([clip.id for clip in clips], tools), wants(recipes))
    plan = planned(clips, recipes, tools)
    if patient and (line := _waiting(plan)):
        report(Said(line))
    for job, away in plan.waiting:
        if not (patient and away.drives):
            yield from _failed(job, NotFound(away.why, hint=away.hint))
    yield from _run(plan.jobs, tools, report)


def derive_film(
    dispatch: Dispatch, recipes: Sequence[Recipe], tools: Tools, report: Report = ignore
) -> Iterator[Derived]:
    """Makes the film of a dispatch, then what is wanted of the film.

    Raises Refused when there is nothing to make a film of. A film that fails is yielded as failed, and nothing follows.
    """
    tools.assets.sweep()
    clips = _clips(dispatch, tools)
    wanted = film_want(dispatch, clips.values())
    have = _have([dispatch.slug], tools)[dispatch.slug]
    film = next((each for each in have if (each.recipe, each.digest) == ("film", wanted.digest)), None)
    if film:
        yield kept(film)
    else:
        try:
            shots = _shots(dispatch, clips, tools)
        except NotFound as trouble:
            yield Derived(subject=dispatch.slug, recipe=wanted.recipe.name, result="failed", why=_why(trouble))
            return
        for derived in _run(jobs_for(dispatch.slug, shots, (), (wanted,)), tools, report):
            yield derived
            film = derived.rendition
    if film:
        shot = _whole(tools.assets.path(film.path), film.sha256, tools)
        further = wants(recipes, film.digest)
        yield from _already({dispatch.slug: have}, further)
        yield from _run(jobs_for(dispatch.slug, (shot,), have, further), tools, report)


def explained(jobs: Sequence[Job], tools: Tools) -> Iterator[str]:
    """The command line of each job that encodes, as a shell would take it. Stills are a second's work."""
    for job in jobs:
        if job.tier != "still":
            shots = tuple(spans.measured(shot, tools.programs) for shot in job.shots)
            line = shlex.join(graphs.argv(replace(job, shots=shots), tools.programs.ffmpeg))
            yield line.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")  # a name may be no text


def _whole(path: Path, sha256: str, tools: Tools) -> Shot:
    """A film from its beginning to its end."""
    return film_shot(path, probe(path, programs=tools.programs), sha256)


def _content(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _clips(dispatch: Dispatch, tools: Tools) -> Mapping[ClipId, Clip]:
    """What a dispatch picks."""
    with tools.catalogue.read() as shelves:
        return {pick.clip: shelves.clips.get(pick.clip) for pick in dispatch.picks}


def _shots(dispatch: Dispatch, clips: Mapping[ClipId, Clip], tools: Tools) -> tuple[Shot, ...]:
    """What a film is made of. Raises Refused for what shows no picture, NotFound for what cannot be read now."""
    if dispatch.attached:
        attached = tools.assets.path(dispatch.attached)
        return (_whole(attached, _content(attached), tools),)
    for number, pick in enumerate(dispatch.picks, 1):
        facts = clips[pick.clip].facts
        if not facts.decodes or facts.frame is None:
            raise Refused(
                f"pick {number} of {dispatch.slug} has no picture that can be shown",
                hint=f"mediadesk dispatch drop {dispatch.slug} {number}",
            )
    shots, found = [], {clip.id: paths for clip, paths in _originals(list(clips.values()), tools)}
    for number, pick in enumerate(dispatch.picks, 1):
        clip, paths = clips[pick.clip], found[pick.clip]
        if isinstance(paths, Away):
            raise NotFound(f"pick {number} of {dispatch.slug}: {paths.why}", hint=paths.hint)
        shots.append(replace(shot_of(clip, paths), in_point=pick.in_point, out_point=pick.out_point))
    return tuple(shots)


def _originals(clips: Sequence[Clip], tools: Tools) -> Iterator[tuple[Clip, tuple[Path, ...] | Away]]:
    """Where all parts of each clip can be read now, or why one of them cannot."""
    contents = {clip.id: [clip.sha256, *(part.sha256 for part in clip.parts)] for clip in clips}
    with tools.catalogue.read() as shelves:
        copies = shelves.copies.of(chain.from_iterable(contents.values()))
        desk, volumes = shelves.volumes.desk(), shelves.volumes.all()
    roots = {**online(each for each in volumes if each.id != desk.id), desk.id: tools.assets.desk}
    names = {each.id: each.name for each in volumes}
    for clip in clips:
        found = [whereabouts(copies[sha256], roots, names, _is_file) for sha256 in contents[clip.id]]
        away = next((each for each in found if isinstance(each, Away)), None)
        yield clip, away or tuple(each for each in found if isinstance(each, Path))


def _is_file(path: Path) -> bool:
    """A link on a drive may lead anywhere."""
    try:
        return S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def _waiting(plan: Plan) -> str:
    """`3 clips wait for T7-A, 1 for T7-B: …`; empty when none waits."""
    drives = {job.subject: " or ".join(away.drives) for job, away in plan.waiting if away.drives}
    counts = Counter(drives.values())
    if not counts:
        return ""
    (first, count), *others = sorted(counts.items())
    begun = f"{count} clip{'s wait' if count > 1 else ' waits'} for {first}"
    told = ", ".join([begun, *(f"{count} for {drive}" for drive, count in others)])
    return f"{told}: plug in what is missing, and derive again"


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
                yield from _failed(outcome.job, outcome.trouble)
            for made in outcome.result or ():
                with tools.catalogue.write() as shelves:
                    shelves.renditions.add(made)
                yield replace(kept(made), result="made")
            report(Moved("derive", done, len(jobs)))
    report(Ended("derive"))


def _failed(job: Job, trouble: DeskError) -> Iterator[Derived]:
    why = _why(trouble)
    return (Derived(subject=job.subject, recipe=want.recipe.name, result="failed", why=why) for want in job.wants)


def _why(trouble: DeskError) -> str:
    """What went wrong on one line, with a program's last word; a path in it tells nothing new."""
    last = trouble.tail.strip().rpartition("\n")[2] if isinstance(trouble, ToolFailed) else ""
    said = f"{trouble.what}: {_PATH.sub('…', last)}" if last else trouble.what
    return f"{said}; try: {trouble.hint}" if trouble.hint else said


def _make(job: Job, report: Report, *, assets: Assets, programs: Programs) -> tuple[Rendition, ...]:
    """Renders a job in a folder of its own, and gives each verified result its name."""
    for shot in job.shots:
        if not all(map(_is_file, shot.paths)):
            raise NotFound(Away().why, hint=Away().hint)
    home = layout.renditions(job.subject)
    with assets.making() as folder:
        made = render(job, folder, programs=programs, report=report)
        for each in made:
            assets.keep_rendition(folder / each.path, f"{home}/{each.path}")
    return tuple(replace(each, path=f"{home}/{each.path}") for each in made)
