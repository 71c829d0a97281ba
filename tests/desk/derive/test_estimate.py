"""What a run will cost is told before it, and learned from what was made."""

from dataclasses import replace
from fractions import Fraction

import pytest

from mediadesk.desk.derive import cost_of, cost_of_film, derive, derive_film, planned
from mediadesk.media.pace import PaceBook
from mediadesk.model.dispatch import Pick
from mediadesk.model.estimate import egress_bytes
from mediadesk.model.recipe import EVERY_FILM, Proxy, Small, Thumbnail
from tests.desk.derive.world import dispatch_of, run

pytestmark = pytest.mark.needs("ffmpeg")


def test_the_first_run_is_a_guess_and_the_next_one_is_not(trip, tools, tmp_path):
    """This machine is measured by what it makes, and the bytes are those of what it made before."""
    tools = replace(tools, pace=PaceBook(tmp_path / "pace.json"))
    a, b = trip.clips()
    before = cost_of(planned([a, b], [Proxy()], tools).jobs, tools)
    assert (before.whole.jobs, before.whole.measured) == (2, False)

    tools.pace.note({"moving": 1.0})
    (made,) = derive([a], [Proxy()], tools)
    after = cost_of(planned([a, b], [Proxy()], tools).jobs, tools)

    assert (after.whole.jobs, after.whole.measured) == (1, True)
    assert after.whole.size_bytes == pytest.approx(made.rendition.size_bytes, rel=0.1)
    assert after.egress_bytes is None


def test_a_run_is_measured(trip, tools, tmp_path, monkeypatch):
    """However short it was, were it only long enough to tell."""
    monkeypatch.setattr("mediadesk.desk.derive.progress._LEAST_SECONDS", 0.0)
    book = PaceBook(tmp_path / "pace.json")

    run(trip, replace(tools, pace=book), [Thumbnail(), Proxy()])

    assert book.read().keys() == {"still", "moving"}


def test_a_film_and_all_of_it_is_estimated_without_being_read(trip, tools):
    """Its length is that of its picks; what is there already costs nothing; its readers fetch as much as before."""
    a, b = trip.clips()
    cut = dispatch_of(trip, Pick(clip=a.id, out_point=Fraction(3, 10)), Pick(clip=b.id))
    length = Fraction(3, 10) + b.seconds

    before = cost_of_film(cut, EVERY_FILM, tools)

    assert [[recipe.name for recipe in load.recipes] for load, _, _ in before.jobs] == [
        ["film"], ["stills", "storyboard"], ["ladder", "mp4", "small", "sound"],
    ]  # fmt: skip
    assert {load.seconds for load, _, _ in before.jobs} == {length}
    assert before.egress_bytes == egress_bytes(length)
    list(derive_film(cut, [Small()], tools))
    after = cost_of_film(cut, [Small(), Thumbnail()], tools)
    assert [[recipe.name for recipe in load.recipes] for load, _, _ in after.jobs] == [["thumbnail"]]
    assert after.egress_bytes == pytest.approx(before.egress_bytes, rel=0.1)
