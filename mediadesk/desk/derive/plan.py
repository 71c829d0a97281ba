"""What there is to make: what is wanted, less what is there and was made of the same bytes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mediadesk.desk.derive.originals import originals
from mediadesk.desk.derive.run import Derived, Tools, kept
from mediadesk.model.clip import Clip
from mediadesk.model.recipe import Recipe
from mediadesk.model.rendition import (
    Job,
    Rendition,
    Want,
    cheap_first,
    made_of,
    missing_jobs,
    pressing,
    recipes_of,
    shot_of,
    source_of,
    wants,
)
from mediadesk.model.whereabouts import Away


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What there is to make."""

    jobs: tuple[Job, ...]  # in the order in which they are done
    waiting: tuple[tuple[Job, Away], ...]  # of clips whose originals cannot be read now


def planned(clips: Sequence[Clip], recipes: Sequence[Recipe], tools: Tools) -> Plan:
    """What `derive` would do, and what it could not."""
    have = have_of(clips, tools)
    jobs: list[Job] = []
    waiting: list[tuple[Job, Away]] = []
    for clip, paths in originals(pressing(clips), tools.catalogue, tools.assets):
        if isinstance(paths, Away):
            waiting += [(job, paths) for job in missing_jobs(clip, (), have[clip.id], recipes)]
        else:
            jobs += missing_jobs(clip, paths, have[clip.id], recipes)
    return Plan(jobs=tuple(cheap_first(jobs)), waiting=tuple(waiting))


def waiting_line(plan: Plan) -> str:
    """`3 clips wait for T7-A, 1 for T7-B: …`; empty when none waits."""
    drives = {job.subject: " or ".join(away.drives) for job, away in plan.waiting if away.drives}
    counts = Counter(drives.values())
    if not counts:
        return ""
    (first, count), *others = sorted(counts.items())
    begun = f"{count} clip{'s wait' if count > 1 else ' waits'} for {first}"
    told = ", ".join([begun, *(f"{count} for {drive}" for drive, count in others)])
    return f"{told}: plug in what is missing, and derive again"


def have_of(clips: Sequence[Clip], tools: Tools) -> Mapping[str, Sequence[Rendition]]:
    """What was made of each clip as it is now, by its id. A clip that has got a further part is another one."""
    made = have([clip.id for clip in clips], tools)
    now = {clip.id: source_of((shot_of(clip, ()),)) for clip in clips}
    return {subject: [each for each in made[subject] if made_of(each, now[subject])] for subject in now}


def have(subjects: Sequence[str], tools: Tools) -> Mapping[str, Sequence[Rendition]]:
    """What was made of each subject and is still on the disk."""
    with tools.catalogue.read() as shelves:
        made = shelves.renditions.of_each(subjects)
    return {subject: [each for each in made[subject] if tools.assets.path(each.path).exists()] for subject in subjects}


def already_of(clips: Sequence[Clip], recipes: Sequence[Recipe], tools: Tools) -> Iterator[Derived]:
    """What is wanted of clips and there."""
    there = have_of(clips, tools)
    for clip in clips:
        yield from already({clip.id: there[clip.id]}, wants(recipes_of(clip, recipes)))


def already(there: Mapping[str, Sequence[Rendition]], wanted: Sequence[Want]) -> Iterator[Derived]:
    """What is wanted and there."""
    names = {(want.recipe.name, want.digest) for want in wanted}
    return (kept(each) for made in there.values() for each in made if (each.recipe, each.digest) in names)
