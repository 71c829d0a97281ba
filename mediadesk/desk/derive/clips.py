"""What is made of clips."""

from collections.abc import Iterator, Sequence

from mediadesk.desk.derive.plan import already_of, planned, waiting_line
from mediadesk.desk.derive.run import Derived, Tools, failed, run
from mediadesk.errors import NotFound
from mediadesk.events import Report, Said, ignore
from mediadesk.model.clip import Clip
from mediadesk.model.names import shown
from mediadesk.model.recipe import Recipe
from mediadesk.model.rendition import why_none


def derive(
    clips: Sequence[Clip], recipes: Sequence[Recipe], tools: Tools, report: Report = ignore, *, patient: bool = False
) -> Iterator[Derived]:
    """Makes what is wanted of clips, the cheap things of all clips first; yields what was there, then what is made.

    Where an original cannot be read now, its renditions failed; who is `patient` is told in one line how many clips
    wait for which drive, and nothing of them failed. Other clips go on. Who is not hears why nothing is made of a clip.
    """
    tools.assets.sweep()
    for clip in clips:
        if not clip.facts.decodes:
            report(Said(f"{clip.id} {shown(clip.name)}: nothing in it can be decoded, so nothing is made of it"))
        elif not patient and (why := why_none(clip, recipes)):
            asked = " or ".join(recipe.name for recipe in recipes)
            report(Said(f"{clip.id} {shown(clip.name)}: {why}, so no {asked} is made of it"))
    yield from already_of(clips, recipes, tools)
    plan = planned(clips, recipes, tools)
    if patient and (line := waiting_line(plan)):
        report(Said(line))
    for job, away in plan.waiting:
        if not (patient and away.drives):
            yield from failed(job, NotFound(away.why, hint=away.hint))
    yield from run(plan.jobs, tools, report)
