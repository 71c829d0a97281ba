"""What a run of jobs will cost, told before it begins. Nobody is asked: it can be stopped, and goes on later."""

from typing import TYPE_CHECKING, Any

from mediadesk.cli.door import Door
from mediadesk.cli.eta import duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediadesk.desk.derive import Cost
    from mediadesk.model.estimate import Load

LONG_SECONDS = 60.0  # what is shorter than this is not worth a word


def tell(cost: "Cost", door: Door, *, each: bool = False) -> None:
    """Says what a long run will cost; with `each` any run, job by job, as what was asked for."""
    if not each:
        if cost.whole.seconds >= LONG_SECONDS:
            door.out.record(estimate_record(cost), estimate_line(cost))
        return
    for job, seconds, size_bytes in cost.jobs:
        door.out.answer(job_record(job, seconds, size_bytes), job_line(job, seconds, size_bytes))
    door.out.answer(estimate_record(cost), estimate_line(cost))


def job_record(job: "Load", seconds: float, size_bytes: int) -> "Mapping[str, Any]":
    """A job for programs."""
    from mediadesk.model.layout import is_slug

    of_dispatch = is_slug(job.subject)
    return {
        "kind": "job",
        "clip": None if of_dispatch else job.subject,
        "dispatch": job.subject if of_dispatch else None,
        "recipes": [recipe.name for recipe in job.recipes],
        "lasts": round(float(job.seconds), 3),
        "seconds": round(seconds, 1),
        "bytes": size_bytes,
    }


def job_line(job: "Load", seconds: float, size_bytes: int) -> str:
    """A job for people."""
    names = ", ".join(recipe.name for recipe in job.recipes)
    return f"{job.subject}  {names:32}  about {duration(seconds)}, {size(size_bytes)}"


def estimate_record(cost: "Cost") -> "Mapping[str, Any]":
    """A run for programs."""
    from mediadesk.model.estimate import VIEWS

    return {
        "kind": "estimate",
        "jobs": cost.whole.jobs,
        "renditions": cost.whole.renditions,
        "seconds": round(cost.whole.seconds, 1),
        "bytes": cost.whole.size_bytes,
        "measured": cost.whole.measured,
        "views": None if cost.egress_bytes is None else VIEWS,
        "egress_bytes": cost.egress_bytes,
    }


def estimate_line(cost: "Cost") -> str:
    """A run for people."""
    from mediadesk.model.estimate import VIEWS

    whole = cost.whole
    if not whole.jobs:
        said = "nothing to make"
    else:
        guess = "" if whole.measured else " (a guess: this machine was not measured yet)"
        said = f"{whole.renditions} to make in {whole.jobs} jobs: about {duration(whole.seconds)}{guess}"
        said += f", {size(whole.size_bytes)}"
    if cost.egress_bytes is not None:
        said += f"; {VIEWS} readers who watch all of it fetch about {size(cost.egress_bytes)}"
    return said


def size(count: int) -> str:
    """Bytes in words: `12.3 GB`, `1.2 MB`, `800.0 kB`."""
    for unit, least, digits in ((1e9, 1e9, 1), (1e6, 1e5, 1)):
        if count >= least:
            return f"{count / unit:.{digits}f} {'GB' if unit > 1e6 else 'MB'}"
    return f"{count / 1e3:.1f} kB"
