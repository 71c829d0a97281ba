"""What is done to a desk with two clips."""

from collections.abc import Sequence
from typing import Any

from mediadesk.desk.derive import Derived, Tools, derive
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
