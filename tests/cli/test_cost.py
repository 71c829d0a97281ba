"""What a run will cost, in words and as records."""

from fractions import Fraction

import pytest

from mediadesk.cli.cost import estimate_line, estimate_record, job_line, job_record, size, tell
from mediadesk.cli.door import Door
from mediadesk.cli.output import Output
from mediadesk.desk.derive import Cost
from mediadesk.model.estimate import Estimate, load
from mediadesk.model.recipe import Ladder, Mp4
from mediadesk.settings import Settings

LOAD = load("recovery", "moving", (Ladder(), Mp4()), Fraction(600), (1920, 1080), Fraction(25))


def a_cost(seconds: float, egress: int | None = None, *, measured: bool = True) -> Cost:
    whole = Estimate(jobs=1, renditions=2, seconds=seconds, size_bytes=2_100_000_000, measured=measured)
    return Cost(jobs=((LOAD, seconds, 2_100_000_000),), whole=whole, egress_bytes=egress)


def test_a_run_in_words():
    assert estimate_line(a_cost(840.0)) == "2 to make in 1 jobs: about 14 min, 2.1 GB"
    assert "about 14 min (a guess: this machine was not measured yet)" in estimate_line(a_cost(840.0, measured=False))
    assert estimate_line(a_cost(840.0, 82_500_000_000)).endswith(
        "; 1000 readers who watch all of it fetch about 82.5 GB"
    )
    nothing = Cost(jobs=(), whole=Estimate(jobs=0, renditions=0, seconds=0, size_bytes=0, measured=True))
    assert estimate_line(nothing) == "nothing to make"


def test_a_job_in_words_and_for_programs():
    assert job_line(LOAD, 840.0, 5000).split() == "recovery ladder, mp4 about 14 min, 5.0 kB".split()
    assert job_record(LOAD, 840.04, 5000) == {
        "kind": "job",
        "clip": None,
        "dispatch": "recovery",
        "recipes": ["ladder", "mp4"],
        "lasts": 600.0,
        "seconds": 840.0,
        "bytes": 5000,
    }
    assert (estimate_record(a_cost(1))["views"], estimate_record(a_cost(1, 5))["views"]) == (None, 1000)


@pytest.mark.parametrize(("seconds", "said"), [(59.0, ""), (60.0, "2 to make in 1 jobs: about 60 s, 2.1 GB\n")])
def test_only_a_long_run_is_announced(capsys, tmp_path, seconds, said):
    """And any, job by job, where that was asked for."""
    door = Door(settings=Settings(desk=tmp_path, cache=tmp_path), out=Output(json=False, quiet=False))

    tell(a_cost(seconds), door)
    assert capsys.readouterr().out == said
    tell(a_cost(seconds), door, each=True)
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(
    ("count", "words"), [(800, "0.8 kB"), (99_999, "100.0 kB"), (100_000, "0.1 MB"), (12_300_000_000, "12.3 GB")]
)
def test_bytes_in_words(count, words):
    assert size(count) == words
