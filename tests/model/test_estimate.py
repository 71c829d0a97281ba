"""How long, how many bytes: from what was measured, else from a guess."""

from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.model.clip import Facts, Frame
from mediadesk.model.estimate import (
    GUESSED,
    bytes_of,
    egress_bytes,
    estimate,
    load,
    load_of,
    seconds_of,
    weights_of,
)
from mediadesk.model.recipe import HOUSE, Ladder, Mp4, Proxy, Recipe, Small, Sound, Storyboard, Thumbnail
from mediadesk.model.rendition import Job, Rendition, Shot, wants

HD, FPS = (1920, 1080), Fraction(25)


def a_job(*recipes: Recipe, seconds: int = 60, size: tuple[int, int] | None = HD, **cut: Fraction) -> Job:
    frame = Frame(stream=0, width=size[0], height=size[1], rotation=0, codec="h264", fps=FPS) if size else None
    facts = Facts(container="mov", seconds=Fraction(seconds), frame=frame)
    return Job(subject="7QK2MW3ZTA", shots=(Shot(paths=(Path("a"),), facts=facts, **cut),), wants=wants(recipes))


def made(recipe: str, size_bytes: int, seconds: int | None) -> Rendition:
    lasts = None if seconds is None else Fraction(seconds)
    return Rendition(subject="A", recipe=recipe, digest="d", path="p", size_bytes=size_bytes, sha256="s", seconds=lasts)


def test_twice_as_long_or_twice_as_many_pixels_is_more_work():
    """A ladder is more than a proxy, moving pictures are far more than stills, sound alone is next to nothing."""
    works = [
        load_of(each).megapixels
        for each in (
            a_job(Sound(), size=None), a_job(Thumbnail()), a_job(Proxy(), size=(1280, 720)), a_job(Proxy()),
            a_job(Proxy(), seconds=120), a_job(Ladder()), a_job(Ladder(), Mp4(), Small()),
        )
    ]  # fmt: skip

    assert works == sorted(works)
    assert works[1] * 5 < works[3]
    assert works[4] == pytest.approx(2 * works[3], rel=0.01)


def test_only_what_lies_between_the_points_is_work():
    part = a_job(Proxy(), in_point=Fraction(10), out_point=Fraction(40))

    assert load_of(part).megapixels == pytest.approx(load_of(a_job(Proxy(), seconds=30)).megapixels)


def test_a_machine_that_was_measured_is_believed():
    """Twice the pace is half the time; one tier that nobody measured makes all of it a guess."""
    loads = [load_of(a_job(Thumbnail())), load_of(a_job(Proxy()))]
    pace = {"still": 100.0, "moving": 100.0}

    known = estimate(loads, pace, {})
    guess = estimate(loads, {"moving": 100.0}, {})

    assert known.measured
    assert not guess.measured
    assert known.seconds == pytest.approx(sum(each.megapixels for each in loads) / 100)
    assert guess.seconds == pytest.approx(loads[0].megapixels / GUESSED["still"] + seconds_of(loads[1], pace))
    assert (known.jobs, known.renditions) == (2, 2)
    assert estimate([], {}, {}).seconds == 0


def test_bytes_are_those_of_earlier_ones():
    """Films weigh by their length, pictures what pictures weigh, a storyboard too."""
    weights = weights_of(
        [made("proxy", 1000, 10), made("proxy", 3000, 10), made("thumbnail", 500, None), made("storyboard", 900, 10)]
    )

    assert bytes_of(load_of(a_job(Proxy(), seconds=60)), weights) == 12_000
    assert bytes_of(load_of(a_job(Thumbnail(), Storyboard(), seconds=6000)), weights) == 1400
    assert bytes_of(load_of(a_job(Proxy(), seconds=60)), {}) == pytest.approx(60 * 125 * (480 + 96))


@pytest.mark.parametrize(
    "recipe", [each for each in HOUSE.values() if each.tier == "still"], ids=lambda each: each.name
)
def test_a_picture_is_as_heavy_of_an_hour_as_of_a_minute(recipe):
    """It is one picture, or one folder of them, however long the clip is."""
    size = None if recipe.name == "waveform" else HD
    minute, hour = (bytes_of(load_of(a_job(recipe, seconds=each, size=size)), {}) for each in (60, 3600))

    assert minute == hour < 1_000_000


@pytest.mark.parametrize("recipe", HOUSE.values(), ids=lambda recipe: recipe.name)
def test_every_recipe_costs_something(recipe: Recipe):
    each = load("recovery", recipe.tier, (recipe,), Fraction(60), HD, FPS)

    assert seconds_of(each, {}) > 0
    assert bytes_of(each, {}) > 0


def test_what_readers_fetch_grows_with_their_film():
    """1,000 readers of a film of a minute, at 1.1 Mb/s."""
    assert egress_bytes(Fraction(60)) == 8_250_000_000
