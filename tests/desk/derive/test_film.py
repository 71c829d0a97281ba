"""The film of a dispatch, and what is made of it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from mediadesk.desk.derive import derive_film
from mediadesk.errors import Misasked, Refused
from mediadesk.model.dispatch import Pick
from mediadesk.model.recipe import EVERY_FILM, Mp4
from tests.desk.derive.world import dispatch_of

pytestmark = pytest.mark.needs("ffmpeg")


def test_a_film_comes_first_and_all_else_from_it(trip, tools):
    """Its length is that of its picks; a second run keeps everything; another cut is another film."""
    a, b = trip.clips()
    cut = dispatch_of(trip, Pick(clip=a.id, out_point=Fraction(3, 10)), Pick(clip=b.id))

    made = list(derive_film(cut, EVERY_FILM, tools))

    assert made[0].recipe == "film"
    assert float(made[0].rendition.seconds) == pytest.approx(0.8, abs=0.02)
    assert {each.recipe for each in made[1:]} == {"stills", "storyboard", "ladder", "mp4", "small", "sound"}
    assert {each.result for each in derive_film(cut, EVERY_FILM, tools)} == {"kept"}
    shorter = dispatch_of(trip, Pick(clip=b.id))
    other = list(derive_film(shorter, [Mp4()], tools))
    assert [each.result for each in other] == ["made", "made"]
    assert {each.rendition.path for each in other}.isdisjoint({each.rendition.path for each in made})


def test_a_film_that_fails_is_all_there_is(trip, tools):
    """Nothing is made of a film that is not there."""
    a, _ = trip.clips()
    trip.assets.path(a.path).unlink()

    made = list(derive_film(dispatch_of(trip, Pick(clip=a.id)), EVERY_FILM, tools))

    assert [(each.recipe, each.result) for each in made] == [("film", "failed")]
    assert made[0].why.startswith("pick 1 of recovery: the original is missing")


def test_nothing_is_no_film(trip, tools):
    """Neither picks nor a film of its own: refused, with what to do."""
    with pytest.raises(Refused, match="no picks"):
        list(derive_film(dispatch_of(trip), EVERY_FILM, tools))


def test_a_poster_after_the_end_is_refused_before_the_long_work(trip, tools):
    """Not after minutes of encoding; the film alone does not ask for one."""
    a, _ = trip.clips()
    late = replace(dispatch_of(trip, Pick(clip=a.id, out_point=Fraction(1, 5))), poster=Fraction(3, 10))

    with pytest.raises(Misasked, match=r"0\.2 s long: nothing is shown at 0\.3 s"):
        next(derive_film(late, EVERY_FILM, tools))
    assert [each.result for each in derive_film(late, (), tools)] == ["made"]
