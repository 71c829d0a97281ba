"""A rendition that is whole, and was made of something else, is found and named."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mediadesk.desk import check
from mediadesk.desk.derive import Tools, derive, derive_film
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.recipe import Small, Thumbnail
from mediadesk.model.rendition import Rendition
from tests.desk.world import Desk

pytestmark = pytest.mark.needs("ffmpeg")


@pytest.fixture
def made(desk: Desk, card_with: Callable[..., Path], clip_of: Callable[[str], bytes]) -> Desk:
    """A clip with its thumbnail, and a dispatch of it with its film and a file of that."""
    desk.take_in(card_with({"A.MP4": clip_of("market")}))
    tools = Tools(catalogue=desk.catalogue, assets=desk.assets, programs=desk.programs, engine=desk.engine)
    (clip,) = desk.clips()
    dispatch = Dispatch(slug="recovery", title="T", public_id="p" * 26, picks=(Pick(clip=clip.id),))
    with desk.catalogue.write() as shelves:
        shelves.dispatches.put(dispatch)
    results = {
        each.result for each in (*derive([clip], [Thumbnail()], tools), *derive_film(dispatch, [Small()], tools))
    }
    assert results == {"made"}
    return desk


def change(desk: Desk, recipe: str, **more: str) -> Rendition:
    """What was made by a recipe is known otherwise from now on."""
    with desk.catalogue.write() as shelves:
        changed = replace(next(each for each in shelves.renditions.all() if each.recipe == recipe), **more)
        shelves.renditions.add(changed)
    return changed


def bad(desk: Desk) -> list[str]:
    return [each.what.split(" (")[0] for each in check.sources(desk.catalogue) if each.result == "bad"]


def test_what_was_made_of_what_is_here_is_good(made: Desk):
    (checked,) = check.sources(made.catalogue)

    assert (checked.what, checked.result) == ("3 of 3 renditions were made of what is here", "good")


@pytest.mark.parametrize(
    ("recipe", "again"),
    [("thumbnail", "mediadesk derive makes"), ("film", "mediadesk publish"), ("small", "mediadesk publish")],
)
def test_what_was_made_of_other_bytes_is_bad(made: Desk, recipe: str, again: str):
    """Of a clip, of a dispatch's picks, of its film: it is named, with what makes it again."""
    changed = change(made, recipe, source="0" * 64)

    found, total = check.sources(made.catalogue)

    assert (found.what, found.result) == (f"{recipe} of {changed.subject} ({changed.path})", "bad")
    assert again in str(found.why)
    assert (total.what, total.result) == ("2 of 3 renditions were made of what is here", "bad")


def test_where_nobody_can_tell_nothing_is_said(made: Desk):
    """It was made before this was kept; or it is the film of an earlier cut."""
    change(made, "thumbnail", source="")
    with made.catalogue.write() as shelves:
        dispatch = shelves.dispatches.get("recovery")
        shelves.dispatches.put(replace(dispatch, picks=(*dispatch.picks, *dispatch.picks)))

    assert bad(made) == []
