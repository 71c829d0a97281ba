"""How much more something takes over a bad line than over a good one, on a machine whose own speed changes.

Runs over the bad line stand between two over the good one. Where those two differ, the machine was doing something else
meanwhile, and the time would tell of that: such runs count for everything but their time. Requests always count. Where
the machine is as busy all the while, what waits by the clock weighs less: so the good runs' seconds are told, too.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, median, quantiles

STEADY = 1.5  # times: how far the two good runs may lie apart
LEAST = 0.5  # of all runs: so many must tell the time, or nobody knows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """One run."""

    seconds: float
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """A run over the bad line, in terms of those over the good one just before and just after."""

    good: float  # seconds that those took
    times: float | None  # as long as they took; None: the machine's own speed changed
    requests: float  # times theirs


def between(before: Took, bad: Sequence[Took], after: Took) -> list[Pace]:
    """The pace of each of the runs that lie between the two good ones."""
    both = (before.seconds, after.seconds)
    good, steady = mean(both), max(both) <= STEADY * min(both)
    requests = mean((before.requests, after.requests))
    return [
        Pace(good=good, times=each.seconds / good if steady else None, requests=each.requests / requests)
        for each in bad
    ]


def half_and_most(values: Sequence[float]) -> tuple[float, float]:
    """What half of them, and 19 of 20, stay below."""
    cuts = quantiles(values, n=20, method="inclusive")
    return cuts[9], cuts[18]


def told(paces: Sequence[Pace]) -> str:
    """The figures in words."""
    timed = [each.times for each in paces if each.times]
    half, most = half_and_most([each.requests for each in paces])
    good = median(each.good for each in paces)
    words = f"{len(paces)} runs, good ones take {good:.1f} s: half {half:.1f} times the requests, 19 of 20 {most:.1f}"
    if len(timed) < 2:
        return f"{words}; the machine was too busy to tell the time"
    half, most = half_and_most(timed)
    return f"{words}; {len(timed)} tell the time: half {half:.1f} times as long, 19 of 20 {most:.1f}"


def time_is_known(paces: Sequence[Pace]) -> bool:
    """Whether enough of them can tell it."""
    return sum(each.times is not None for each in paces) >= max(2, LEAST * len(paces))


def noted(folder: Path, name: str, paces: Sequence[Pace]) -> list[list[Pace]]:
    """Writes them down where all workers of the run find them; returns what is there by now, of everybody."""
    part = folder / f"{name}.part"
    part.write_text(json.dumps([asdict(each) for each in paces]))
    part.rename(folder / f"{name}.json")
    return [[Pace(**each) for each in json.loads(path.read_text())] for path in sorted(folder.glob("*.json"))]
