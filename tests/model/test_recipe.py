"""Sizes, rungs, rates and levels are arithmetic; a digest is the name of what the arithmetic makes."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.publication import content_type
from mediadesk.model.recipe import (
    EVERY_CLIP,
    EVERY_FILM,
    HOUSE,
    LADDER_RUNGS,
    LIGHT_FILM,
    Edit,
    Film,
    Ladder,
    Mp4,
    Poster,
    Proxy,
    Small,
    Stills,
    digest,
    film_recipes,
    fit,
    fit_long,
    level_for,
    made_from,
    rate_at_most,
    rungs_for,
    within,
)
from mediadesk.model.travel import RECIPES

shapes = st.tuples(st.integers(2, 8192), st.integers(2, 8192))


@pytest.mark.parametrize(
    ("display", "short_side", "fitted"),
    [
        ((1920, 1080), 360, (640, 360)),
        ((1080, 1920), 360, (360, 640)),
        ((1440, 1080), 234, (312, 234)),
        ((2750, 1834), 1080, (1620, 1080)),
        ((848, 478), 720, (848, 478)),
        ((853, 481), 720, (852, 480)),
        ((2, 2), 234, (2, 2)),
    ],
)
def test_a_picture_is_fitted_by_its_short_side(display, short_side, fitted):
    """Portrait or landscape, never enlarged, both sides even for 4:2:0."""
    assert fit(display, short_side) == fitted


def test_no_edit_proxy_is_ever_made_to_be_published_or_to_travel():
    """It tells when its original was shot, and what that is called: nothing that goes out asks for it."""
    going = (*EVERY_CLIP, *EVERY_FILM, *LIGHT_FILM)

    assert Edit.name in HOUSE
    assert Edit.name not in {each.name for each in going} | {*RECIPES}
    assert Edit.tier not in {each.tier for each in going}  # so it never shares a command with them
    with pytest.raises(KeyError):
        content_type(f"v/x/edit{Edit.ending}")


@given(shapes, st.sampled_from([234, 360, 540, 720, 1080]))
def test_a_fitted_picture_keeps_its_shape(display, short_side):
    """Each side is within a pixel and a half of the true proportion, whatever came in, and even."""
    width, height = fit(display, short_side)
    scale = min(1.0, short_side / min(display))

    assert width % 2 == height % 2 == 0
    assert width >= 2
    assert height >= 2
    assert width <= max(2, display[0] * scale + 1.01)
    assert abs(width - display[0] * scale) <= 1.01 or width == 2
    assert abs(height - display[1] * scale) <= 1.01 or height == 2


@given(shapes, shapes)
def test_what_is_put_on_a_canvas_lies_inside_it(display, canvas):
    """Enlarged or reduced, a picture touches its canvas and never overflows it."""
    canvas = canvas[0] // 2 * 2, canvas[1] // 2 * 2
    width, height = within(display, canvas)

    assert width <= canvas[0]
    assert height <= canvas[1]
    assert width >= canvas[0] - 1 or height >= canvas[1] - 1


def test_stills_are_fitted_by_their_long_side():
    """A poster is 960 at its longest, whichever side that is; a small clip stays small."""
    assert fit_long((1920, 1080), 960) == (960, 540)
    assert fit_long((1080, 1920), 960) == (540, 960)
    assert fit_long((160, 120), 960) == (160, 120)


def test_no_rung_is_above_its_source():
    """A 720-line clip gets no 1080 rung; one below all of them gets the lowest, at its own size."""
    sides = [rung.short_side for rung in rungs_for(Ladder(), (1280, 720))]

    assert sides == [234, 360, 540, 720]
    assert rungs_for(Ladder(), (160, 120)) == LADDER_RUNGS[:1]


@given(shapes)
def test_a_light_edition_has_nothing_that_the_whole_one_has_not(display):
    """Its rungs are the lowest of all; both are scaled down from one size that is large enough."""
    light, whole = (next(each for each in film_recipes(choice) if isinstance(each, Ladder)) for choice in (True, False))

    rungs = rungs_for(whole, display)
    assert rungs[: len(rungs_for(light, display))] == rungs_for(light, display)
    assert max(rung.short_side for rung in light.rungs) == Small().short_side
    assert {type(each) for each in LIGHT_FILM} < {type(each) for each in EVERY_FILM}
    assert all(small <= base for small, base in zip(fit(display, 720), made_from(display), strict=True))


@pytest.mark.parametrize(
    ("rate", "most", "kept"), [("60000/1001", 30, "30000/1001"), ("50", 30, "25"), ("30", 30, "30"), ("24", 60, "24")]
)
def test_a_rate_is_halved_not_bent(rate, most, kept):
    """59.94 becomes 29.97: each second frame is dropped, none is shown twice."""
    assert rate_at_most(Fraction(rate), most) == Fraction(kept)


@pytest.mark.parametrize(
    ("size", "rate", "least", "level"),
    [
        ((416, 234), 30, "3.0", "3.0"),
        ((960, 540), 30, "3.1", "3.1"),
        ((960, 540), 60, "3.1", "3.2"),
        ((1920, 1080), 30, "4.1", "4.1"),
        ((1920, 1080), 60, "4.1", "4.2"),
        ((2592, 1080), 30, "4.1", "5.0"),
    ],
)
def test_a_level_holds_what_it_promises(size, rate, least, level):
    """A player may refuse a stream that is busier than its level allows."""
    assert level_for(size, Fraction(rate), least) == level


def test_a_digest_changes_with_anything_that_changes_the_bytes():
    """Another rate, preset, rung or version is another file; the same recipe has the same name on every machine."""
    changed = [replace(Mp4(), crf=24), replace(Mp4(), preset="medium"), replace(Mp4(), version=1)]

    assert len({digest(Mp4()), *map(digest, changed)}) == 4
    assert digest(Ladder()) != digest(replace(Ladder(), rungs=LADDER_RUNGS[:2]))
    assert digest(Mp4()) == digest(Mp4())
    assert digest(Mp4(), "one film") != digest(Mp4(), "another film")
    assert len(digest(Poster())) == 8


def test_the_preset_is_part_of_every_moving_recipe():
    """Whoever changes x264's speed gets new files, not a mix."""
    assert {recipe.preset for recipe in (Proxy(), Edit(), Film())} == {"veryfast"}
    slower = replace(Ladder(), rungs=tuple(replace(rung, preset="slow") for rung in LADDER_RUNGS))
    assert digest(slower) != digest(Ladder())


def test_what_goes_out_is_coded_with_more_care_than_what_stays():
    """It is made once and loaded often; where the picture is small, care costs little."""
    faster_first = ("veryfast", "faster", "fast", "medium")
    speeds = [faster_first.index(recipe.preset) for recipe in (*LADDER_RUNGS, Small(), Mp4())]

    assert min(speeds) > faster_first.index(Proxy().preset)
    assert speeds[: len(LADDER_RUNGS)] == sorted(speeds[: len(LADDER_RUNGS)], reverse=True)


def test_the_stills_of_a_film_show_the_moment_that_was_chosen():
    """Its digest is another one, so that they are made; nothing else of the film is made again."""
    free, chosen = film_recipes(light=False), film_recipes(light=False, poster=Fraction(7, 2))

    assert [name for name, other in zip(free, chosen, strict=True) if name != other] == [Stills()]
    assert len({digest(recipe) for recipe in (*free, *chosen)}) == len(free) + 1
