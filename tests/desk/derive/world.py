"""What is done to a desk with two clips, and a post that carries jobs to another machine."""

import pickle
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mediadesk.desk.derive import Derived, Tools, derive
from mediadesk.desk.derive.errand import Came, Workplace
from mediadesk.engine.base import Errand, Outcome
from mediadesk.errors import DeskError
from mediadesk.events import Report
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.recipe import EVERY_CLIP, Recipe
from tests.desk.world import Desk


def run(desk: Desk, tools: Tools, recipes: Sequence[Recipe] = EVERY_CLIP, **more: Any) -> list[Derived]:
    """What became of everything that is wanted of the clips of a desk."""
    return list(derive(desk.clips(), recipes, tools, **more))


def results(made: list[Derived]) -> dict[tuple[str, str], str]:
    """By clip and recipe."""
    return {(each.subject, each.recipe): each.result for each in made}


def dispatch_of(desk: Desk, *picks: Pick, **more: Any) -> Dispatch:
    """A dispatch that the catalogue knows."""
    dispatch = Dispatch(slug="recovery", title="T", public_id="p" * 26, picks=picks, **more)
    with desk.catalogue.write() as shelves:
        shelves.dispatches.put(dispatch)
    return dispatch


@dataclass
class ThroughThePost:
    """An engine that does each step of an errand here, and lets somebody at the parcel before it comes home."""

    place: Workplace
    tamper: Callable[[Path, Came], Came] = lambda folder, came: came
    parcels: list[bytes] = field(default_factory=list)  # what went out, as it went

    def run(self, work: Errand, jobs: Sequence[Any], report: Report) -> Generator[Outcome[Any, Any]]:
        """See `Engine.run`."""
        for job in jobs:
            self.parcels.append(pickle.dumps(work.sent(job, report)))
            sent = pickle.loads(self.parcels[-1])
            try:
                came = work.elsewhere(sent, self.place, lambda event, job=job: report(work.heard(job, event)))
                came = self.tamper(self.place.lending.share / sent.lent.folder / came.attempt, came)
                yield Outcome(job=job, result=work.home(job, sent, came, report))
            except DeskError as trouble:
                yield Outcome(job=job, trouble=trouble)
            finally:
                work.cleared(sent)
