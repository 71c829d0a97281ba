"""How far a run is: by its work, not by its jobs."""

from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.desk.derive.progress import Progress
from mediadesk.events import Began, Ended, Event, Moved
from mediadesk.model.clip import Facts, Frame
from mediadesk.model.estimate import load_of
from mediadesk.model.recipe import Proxy, Thumbnail
from mediadesk.model.rendition import Job, Shot, wants


def a_job(subject: str, seconds: int, recipe: Proxy | Thumbnail = Proxy()) -> Job:  # noqa: B008 # frozen
    frame = Frame(stream=0, width=1920, height=1080, rotation=0, codec="h264", fps=Fraction(25))
    shot = Shot(paths=(Path("a"),), facts=Facts(container="mov", seconds=Fraction(seconds), frame=frame))
    return Job(subject=subject, shots=(shot,), wants=wants([recipe]))


LONG, SHORT = a_job("L", 590), a_job("S", 10)


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def shares(events: list[Event]) -> list[float]:
    return [each.done / (each.total or 1) for each in events if isinstance(each, Moved) and each.task == "derive"]


def test_the_long_film_counts_for_what_it_takes():
    """Half of it is about half of all, though the other job has not begun; what was told of a job is told on."""
    events: list[Event] = []
    progress = Progress([LONG, SHORT], {}, events.append)

    progress.listen(Began(LONG.task, 590, "seconds"))
    progress.listen(Moved(LONG.task, 295, 590))

    assert events[:2] == [Began(LONG.task, 590, "seconds"), Moved(LONG.task, 295, 590)]
    assert shares(events) == [pytest.approx(0.5, abs=0.02)]


def test_it_never_goes_back_and_ends_at_the_end():
    """A second try begins at zero again; and before its proofs a job is not done."""
    events: list[Event] = []
    progress = Progress([LONG], {}, events.append)
    for done in (300, 590, 10):
        progress.listen(Moved(LONG.task, done, 590))
    assert shares(events) == sorted(shares(events))
    assert shares(events)[-1] < 1

    progress.finished(LONG, well=True)
    assert shares(events)[-1] == 1


def test_what_is_copied_to_another_machine_is_not_made_yet():
    events: list[Event] = []
    progress = Progress([LONG], {}, events.append)
    for event in (Began(LONG.task, 100, "bytes"), Moved(LONG.task, 100, 100), Ended(LONG.task)):
        progress.listen(event)
    assert shares(events) == []

    progress.listen(Began(LONG.task, 590, "seconds"))
    progress.listen(Moved(LONG.task, 59, 590))
    assert shares(events) == [pytest.approx(0.1)]


def test_the_pace_is_that_of_all_jobs_beside_each_other():
    """Two at once in ten seconds; then nothing runs, which is nobody's time."""
    clock = Clock()
    progress = Progress([LONG, SHORT], {}, lambda event: None, clock)
    progress.listen(Began(LONG.task))
    clock.now = 4
    progress.listen(Began(SHORT.task))
    progress.listen(Ended(SHORT.task))
    progress.finished(SHORT, well=True)
    clock.now = 10
    progress.listen(Ended(LONG.task))
    progress.finished(LONG, well=True)
    clock.now = 1000

    assert progress.pace() == {"moving": pytest.approx((load_of(LONG).megapixels + load_of(SHORT).megapixels) / 10)}


def test_what_failed_or_was_over_at_once_tells_nothing_of_the_machine():
    clock = Clock()
    still = a_job("T", 10, Thumbnail())
    progress = Progress([LONG, still], {}, lambda event: None, clock)
    for job, well in ((still, True), (LONG, False)):
        progress.listen(Began(job.task))
        clock.now += 0.1 if well else 10
        progress.listen(Ended(job.task))
        progress.finished(job, well=well)

    assert progress.pace() == {}


def test_what_is_measured_here_says_how_long_all_of_it_takes():
    assert Progress([LONG], {"moving": 100.0}, lambda event: None).total == pytest.approx(
        load_of(LONG).megapixels / 100
    )
