"""The film of a dispatch, and what is made of it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from mediadesk.custody.cold import hash_file
from mediadesk.desk.derive import derive_film
from mediadesk.desk.derive.film import shots_of
from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.media.excerpts import excerpt
from mediadesk.model import layout
from mediadesk.model.dispatch import Pick
from mediadesk.model.excerpt import Excerpt, Stretch
from mediadesk.model.recipe import EVERY_FILM, Mp4
from mediadesk.model.rendition import shot_of
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


@pytest.fixture
def cut_of(trip, tools, tmp_path):
    """Cuts a stretch of a clip, lays it on the desk, and takes the original away."""

    def made(clip, begin, end):
        (tmp_path / "room").mkdir()
        shot = shot_of(clip, (trip.assets.path(clip.path),))
        cut = excerpt(shot, Stretch(begin=begin, end=end), tmp_path / "room", "x", programs=tools.programs)
        sha256 = hash_file(cut.path).sha256
        one = Excerpt(
            clip=clip.id, begins=cut.begins, seconds=cut.seconds, sha256=sha256, size_bytes=cut.path.stat().st_size,
            path=layout.excerpt(clip.id, sha256, cut.path.suffix), facts=cut.facts,
        )  # fmt: skip
        trip.assets.path(one.path).parent.mkdir(parents=True)
        cut.path.rename(trip.assets.path(one.path))
        with trip.catalogue.write() as shelves:
            shelves.excerpts.add(one)
        trip.assets.path(clip.path).rename(tmp_path / "away.mp4")
        return one

    return made


def test_where_the_original_is_away_its_excerpt_makes_the_same_film(trip, tools, cut_of, tmp_path):
    """And it counts as made of the original: when that comes home, nothing is made again."""
    a, _ = trip.clips()
    one = cut_of(a, Fraction(0), Fraction(2, 5))
    again = dispatch_of(trip, Pick(clip=a.id, in_point=Fraction(1, 25), out_point=Fraction(3, 10)))
    assert [shot.paths for shot in shots_of(again, {a.id: a}, tools)] == [(trip.assets.path(one.path),)]
    assert [each.result for each in derive_film(again, (), tools)] == ["made"]

    (tmp_path / "away.mp4").rename(trip.assets.path(a.path))
    assert [each.result for each in derive_film(again, (), tools)] == ["kept"]


def test_an_original_that_is_there_wins_over_its_excerpt(trip, tools, cut_of, tmp_path):
    a, _ = trip.clips()
    cut_of(a, Fraction(0), Fraction(2, 5))
    (tmp_path / "away.mp4").rename(trip.assets.path(a.path))
    cut = dispatch_of(trip, Pick(clip=a.id, out_point=Fraction(3, 10)))
    assert [shot.paths for shot in shots_of(cut, {a.id: a}, tools)] == [(trip.assets.path(a.path),)]


def test_what_reaches_beyond_its_excerpt_is_refused_with_what_to_ask_for(trip, tools, cut_of):
    a, _ = trip.clips()
    one = cut_of(a, Fraction(0), Fraction(2, 5))
    with trip.catalogue.write() as shelves:
        shelves.excerpts.add(replace(one, seconds=Fraction(2, 5)))
    cut = dispatch_of(trip, Pick(clip=a.id))

    with pytest.raises(NotFound, match="goes beyond the excerpt") as trouble:
        shots_of(cut, {a.id: a}, tools)

    assert trouble.value.hint.endswith("mediadesk bundle export --picked recovery --handles 10s")
    trip.assets.path(one.path).unlink()
    with pytest.raises(NotFound, match="the original is missing"):
        shots_of(cut, {a.id: a}, tools)
