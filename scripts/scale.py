"""How many workers one desk can use: a small simulation, printed as the table of docs/scale.md.

    python scripts/scale.py

Every job goes through five places. Each is a number of servers with one queue: the disk that copies originals to the
share, the scheduler, the workers, the share's line back and forth, the desk's cores that look at what came. The figures
below were measured (tests/bench/test_cluster.py) or are those of things that one can buy.
"""

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

# of a clip of one minute in 1080p from a phone, as a proxy and a ladder: measured, in seconds of one core
MAKE_SECONDS = 480.0
LOOK_SHARE = 0.12  # of what making took, at the desk
CLIP_MB, MADE_MB = 145.0, 93.0
# of the scheduler's one core
JOB_SECONDS, JOIN_SECONDS, HEARTBEAT_SECONDS = 0.0033, 0.0105, 0.00102

COUNTS = (1, 2, 8, 32, 64, 128, 256, 512, 1000)
JOBS_EACH = 12  # of every worker, so that a run is longer than its ends


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a newsroom bought."""

    name: str
    desk_cores: int
    share_mb: float  # a second, in all, both ways
    looks: float = 1.0  # the share of the results that are decoded again at the desk


HOUSES = (
    House(name="laptop, 1 Gbit", desk_cores=4, share_mb=110),
    House(name="server of 16 cores, 10 Gbit", desk_cores=16, share_mb=1_000),
    House(name="server of 64 cores, 25 Gbit, SSDs", desk_cores=64, share_mb=2_800),
)


def heartbeats(workers: int) -> float:
    """A second, of all workers: distributed lets them be rarer where there are many, 200 a second at most."""
    every = 0.5 if workers <= 10 else 1 if workers < 50 else 2 if workers < 200 else workers / 200 + 1
    return workers / every


def run(house: House, workers: int, seed: int = 7) -> tuple[float, str]:
    """Clips a minute in the end, and which place was busy most."""
    chance = random.Random(seed)
    count = workers * JOBS_EACH
    busy = dict.fromkeys(("share", "scheduler", "workers", "desk"), 0.0)
    # who joins costs the scheduler; who is there takes a part of it for ever
    slowed = 1 / (1 - heartbeats(workers) * HEARTBEAT_SECONDS)
    free = {
        "share": [0.0],
        "scheduler": [workers * JOIN_SECONDS * slowed],
        "workers": [0.0] * workers,
        "desk": [0.0] * house.desk_cores,
    }
    steps = (
        ("share", CLIP_MB / house.share_mb),
        ("scheduler", JOB_SECONDS * slowed),
        ("share", CLIP_MB / house.share_mb),
        ("workers", MAKE_SECONDS),
        ("share", 2 * MADE_MB / house.share_mb),
        ("desk", MAKE_SECONDS * LOOK_SHARE * house.looks),
    )
    coming = [(0.0, number, 0) for number in range(count)]
    heapq.heapify(coming)
    ends = 0.0
    while coming:
        now, number, at = heapq.heappop(coming)
        place, seconds = steps[at]
        took = seconds * chance.uniform(0.6, 1.4)
        begins = max(now, heapq.heappop(free[place]))
        heapq.heappush(free[place], begins + took)
        busy[place] += took
        if at + 1 < len(steps):
            heapq.heappush(coming, (begins + took, number, at + 1))
        ends = max(ends, begins + took)
    used = {place: seconds / (ends * len(free[place])) for place, seconds in busy.items()}
    return count / ends * 60, max(used, key=used.__getitem__)


def table(houses: Sequence[House] = HOUSES, counts: Sequence[int] = COUNTS) -> str:
    """A row for each number of workers: how many of them really work, and what holds up the others."""
    lines = [
        "| workers of one core | " + " | ".join(house.name for house in houses) + " |",
        "|---|" + "---|" * len(houses),
    ]
    ideal = 60 / MAKE_SECONDS
    for workers in counts:
        cells = []
        for house in houses:
            clips, busiest = run(house, workers)
            cells.append(f"{clips / ideal:.0f} at work, {clips:.1f} clips a minute ({busiest})")
        lines.append(f"| {workers} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def spot_checked() -> str:
    """The largest house, if a tenth of the results were decoded again and all of them only read."""
    return table([replace(HOUSES[-1], name="the same, every tenth result decoded again", looks=0.1)], COUNTS[-3:])


if __name__ == "__main__":
    print(table())
    print()
    print(spot_checked())
