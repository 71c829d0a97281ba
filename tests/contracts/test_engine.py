"""What every engine promises."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from mediadesk.engine.base import Engine
from mediadesk.engine.inline import Inline
from mediadesk.engine.local import Local
from mediadesk.errors import Misasked, Stopped, ToolFailed
from mediadesk.events import Event, Moved, Report, ignore

ENGINES: dict[str, Callable[[], Engine]] = {"inline": Inline, "local": lambda: Local(2)}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Engine]]:
    """Two machines of one worker each, as processes beside this one."""
    from tests.engine.cluster.machines import machines

    with machines(tmp_path_factory.mktemp("share"), (1, 1)) as started:
        yield started.engine


@pytest.fixture(params=[*ENGINES, pytest.param("cluster", marks=pytest.mark.needs("cluster"))])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    made: Callable[[], Engine] = ENGINES.get(request.param) or request.getfixturevalue("elsewhere")
    return made()


def double(job: int, report: Report) -> int:
    """Twice the job; 13 fails."""
    if job == 13:
        raise ToolFailed("13 brings bad luck", hint="count on", argv=["count"], tail="12 …")
    report(Moved(str(job), 1))
    return 2 * job


def test_every_job_has_an_outcome(engine: Engine) -> None:
    """Each job comes back once with its result."""
    outcomes = list(engine.run(double, [1, 2, 3], ignore))

    assert sorted((each.job, each.result) for each in outcomes) == [(1, 2), (2, 4), (3, 6)]


def test_no_job_is_no_outcome(engine: Engine) -> None:
    """Nothing to do is done."""
    assert list(engine.run(double, [], ignore)) == []


def test_one_failure_is_an_outcome_and_the_others_go_on(engine: Engine) -> None:
    """A DeskError stops its own job alone, and comes home with all that it says."""
    outcomes = {each.job: each for each in engine.run(double, [1, 13, 3], ignore)}

    assert outcomes[13].result is None
    assert isinstance(trouble := outcomes[13].trouble, ToolFailed)
    assert (trouble.what, trouble.hint, trouble.argv, trouble.tail) == (
        "13 brings bad luck", "count on", ("count",), "12 …"
    )  # fmt: skip
    assert (outcomes[1].result, outcomes[3].result) == (2, 6)


def test_events_come_home(engine: Engine) -> None:
    """Of each job, before its outcome."""
    heard: list[Event] = []
    for outcome in engine.run(double, [1, 2, 3], heard.append):
        assert Moved(str(outcome.job), 1) in heard


def test_a_bug_is_raised(engine: Engine) -> None:
    """What is no DeskError is no outcome."""
    with pytest.raises(ZeroDivisionError):
        list(engine.run(lambda job, report: 1 // job, [0], ignore))


@pytest.mark.parametrize("raised", [Stopped("enough"), Misasked("not a reporter's word")])
def test_a_reporter_that_raises_stopped_stops(engine: Engine, raised: Exception) -> None:
    """The person's stop reaches the caller; any other trouble of a reporter is the job's."""

    def stop(event: Event) -> None:
        if isinstance(event, Moved):
            raise raised

    if isinstance(raised, Stopped):
        with pytest.raises(Stopped):
            list(engine.run(double, [1, 2, 3], stop))
    else:
        assert [each.trouble for each in engine.run(double, [1], stop)] == [raised]


@dataclass(frozen=True)
class Slow:
    """Writes down which jobs begin and end; all but the first go on until somebody stops them."""

    folder: Path

    def __call__(self, job: int, report: Report) -> int:
        """The job."""
        (self.folder / f"{job:02} begun").touch()
        try:
            while job:
                report(Moved(str(job), 0))
                time.sleep(0.01)
        finally:
            (self.folder / f"{job:02} ended").touch()
        return job

    def those(self, word: str) -> list[int]:
        """Which jobs did that."""
        return sorted(int(path.name[:2]) for path in self.folder.glob(f"* {word}"))


def test_closing_the_iterator_cancels_what_has_not_begun_and_stops_what_has(engine: Engine, tmp_path: Path) -> None:
    """What runs hears of it at its next event. Jobs began in the order given."""
    slow = Slow(tmp_path)

    outcomes = engine.run(slow, list(range(20)), ignore)
    assert next(outcomes).job == 0
    outcomes.close()

    _until(lambda: slow.those("ended") == slow.those("begun"))
    begun = slow.those("begun")
    assert begun == list(range(len(begun)))
    assert 1 <= len(begun) < 5


def test_jobs_begin_in_the_order_given(engine: Engine, tmp_path: Path) -> None:
    """Cheap things come first because somebody put them there."""
    jobs = [3, 1, 2, 5, 4, 9, 7, 8]
    outcomes = list(engine.run(partial(_in_turn, jobs=jobs, folder=tmp_path), jobs, ignore))

    assert [each.job for each in outcomes if not each.result] == []


def test_sabotage_in_another_order_they_wait_in_vain(tmp_path: Path) -> None:
    """As the test above would see it of an engine that begins with the last."""
    work = partial(_in_turn, jobs=[1, 2, 3], folder=tmp_path, seconds=0.2)

    assert [each.result for each in Inline().run(work, [3, 2, 1], ignore)] == [False, False, True]


def _in_turn(job: int, report: Report, *, jobs: list[int], folder: Path, seconds: float = 30) -> bool:
    """Whether those before it have begun, too: whoever was handed out with it may be a moment behind."""
    (folder / str(job)).touch()
    ends_at = time.monotonic() + seconds
    while not (all_begun := all((folder / str(each)).exists() for each in jobs[: jobs.index(job)])):
        if time.monotonic() > ends_at:
            break
        time.sleep(0.01)
    return all_begun


def _until(holds: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < ends_at
        time.sleep(0.01)
