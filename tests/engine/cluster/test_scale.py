"""The table of docs/scale.md is what the simulation says, and the simulation is no dream."""

from scripts import scale
from tests.parts import ROOT


def test_the_page_says_what_the_simulation_says():
    page = (ROOT / "docs/scale.md").read_text("utf-8")
    for row in scale.table(counts=scale.COUNTS[:6]).splitlines():
        assert row in page


def test_nothing_is_faster_than_its_slowest_place():
    """One worker does one worker's work; a desk of some cores looks at no more than it can."""
    house = scale.HOUSES[0]
    for workers in (1, 8, 64):
        clips, _ = scale.run(house, workers)
        assert clips <= workers * 60 / scale.MAKE_SECONDS * 1.1
        assert clips <= house.desk_cores * 60 / (scale.MAKE_SECONDS * scale.LOOK_SHARE) * 1.1
    assert scale.run(house, 64)[1] == "desk"


def test_heartbeats_are_as_rare_as_the_scheduler_lets_them_be():
    assert [scale.heartbeats(each) for each in (10, 40, 100)] == [20, 40, 50]
    assert scale.heartbeats(100_000) <= 200
