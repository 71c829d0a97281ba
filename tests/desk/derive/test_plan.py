"""What there is to make."""

from dataclasses import replace

import pytest

from mediadesk.desk.derive import planned
from mediadesk.model.recipe import Thumbnail
from mediadesk.model.rendition import Rendition, shot_of, source_of
from tests.desk.derive.world import results, run
from tests.desk.world import Desk

RECIPES = (Thumbnail(),)

pytestmark = pytest.mark.needs("ffmpeg")


def made_of_clip(desk: Desk, clip: str) -> Rendition:
    """The one thing that was made of it."""
    with desk.catalogue.read() as shelves:
        (made,) = shelves.renditions.of(clip)
    return made


def test_what_was_made_of_other_bytes_is_made_again(trip, tools):
    """A recording that has got a further part since: what shows the first part alone is not what is wanted."""
    (recipe,) = RECIPES
    run(trip, tools, RECIPES)
    clip, other = trip.clips()
    made = made_of_clip(trip, clip.id)
    assert made.source == source_of((shot_of(clip, ()),)) == clip.sha256
    with trip.catalogue.write() as shelves:
        shelves.renditions.add(replace(made, source="0" * 64))

    assert [job.subject for job in planned([clip, other], [recipe], tools).jobs] == [clip.id]
    assert results(run(trip, tools, [recipe])) == {(clip.id, recipe.name): "made", (other.id, recipe.name): "kept"}
    assert made_of_clip(trip, clip.id) == made


def test_what_was_made_before_that_was_kept_stays(trip, tools):
    """Nobody knows of what it was made; it is not made anew for that."""
    (recipe,) = RECIPES
    run(trip, tools, [recipe])
    clip, _ = trip.clips()
    with trip.catalogue.write() as shelves:
        shelves.renditions.add(replace(made_of_clip(trip, clip.id), source=""))

    assert planned(trip.clips(), [recipe], tools).jobs == ()
