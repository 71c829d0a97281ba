"""What every engine promises."""

import threading
import time
from collections.abc import Callable

import pytest

from mediadesk.engine.base import Engine
from mediadesk.engine.inline import Inline
from mediadesk.engine.local import Local
from mediadesk.errors import Stopped, ToolFailed
from mediadesk.events import Event, Moved, Report, ignore

ENGINES: dict[str, Callable[[], Engine]] = {"inline": Inline, "local": lambda: Local(2)}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    return ENGINES[request.param]()


def double(job: int, report: Report) -> int:
    """Twice the job; 13 fails."""
    if job == 13:
        raise ToolFailed("13 brings bad luck")
    report(Moved(str(job), 1))
    return 2 * job


def test_every_job_has_an_outcome(engine: Engine) -> None:
    """Each job comes back once with its result."""
    outcomes = list(engine.run(double, [1, 2, 3], ignore))

    assert sorted((each.job, each.result) for each in outcomes) == [(1, 2), (2, 4), (3, 6)]


def test_one_failure_is_an_outcome_and_the_others_go_on(engine: Engine) -> None:
    """A DeskError stops its own job alone."""
    outcomes = {each.job: each for each in engine.run(double, [1, 13, 3], ignore)}

    assert outcomes[13].result is None
    assert str(outcomes[13].trouble) == "13 brings bad luck"
    assert (outcomes[1].result, outcomes[3].result) == (2, 6)


def test_a_bug_is_raised(engine: Engine) -> None:
    """What is no DeskError is no outcome."""
    with pytest.raises(ZeroDivisionError):
        list(engine.run(lambda job, report: 1 // job, [0], ignore))


def test_a_reporter_that_raises_stopped_stops(engine: Engine) -> None:
    """The person's stop reaches the caller."""

    def stop(event: Event) -> None:
        raise Stopped("enough")

    with pytest.raises(Stopped):
        list(engine.run(double, [1, 2, 3], stop))


def test_closing_the_iterator_cancels_what_has_not_begun(engine: Engine) -> None:
    """After closing, no further job begins, and what runs hears of it at its next event."""
    begun: list[int] = []
    gate = threading.Event()

    def slow(job: int, report: Report) -> int:
        begun.append(job)
        while job and not gate.is_set():
            report(Moved(str(job), 0))
            time.sleep(0.01)
        return job

    outcomes = engine.run(slow, list(range(20)), ignore)
    assert next(outcomes).job == 0
    outcomes.close()
    count = len(begun)
    time.sleep(0.05)

    assert count == len(begun) < 20
