"""Every boundary of a system call in an ingest: killed there, failed there, no room there. Nothing bad may be left.

strace counts the calls of each thread by itself, so one number may stop several copies. Every one of them in
`make prove`; a few in `make test`.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.children import traced
from tests.faults.world import World

pytestmark = pytest.mark.needs("strace")

READS = ("openat", "read", "readv", "pread64")
WRITES = ("write", "pwrite64", "ftruncate", "fsync", "fdatasync", "mkdir", "link", "unlink")
CALLS = (*READS, *WRITES, "flock", "fcntl", "getdents64")
FAULTS = {
    "KILL": ("signal=KILL", CALLS),
    "EIO": ("error=EIO", CALLS),
    "ENOSPC": ("error=ENOSPC", ("openat", *WRITES)),
}
SAMPLES = 3


def counted(world: World, folder: Path) -> dict[str, int]:
    """How often a thread of an undisturbed ingest makes each call, at most."""
    log = folder / "strace.log"
    with (
        world.child(world.desk(), engine="inline") as child,
        traced(child, "-o", str(log), "-e", f"trace={','.join(CALLS)}"),
    ):
        child.go()
        assert child.wait()
    made = Counter(re.findall(r"^(\d+) +(\w+)\(", log.read_text(), re.MULTILINE))
    return {call: max((made[key] for key in made if key[1] == call), default=0) for call in CALLS}


def boundaries(counts: dict[str, int], fault: str) -> Iterator[tuple[str, int]]:
    """Every call of which a fault can be the answer."""
    for call in FAULTS[fault][1]:
        yield from ((call, number) for number in range(1, counts[call] + 1))


def disturbed(world: World, fault: str, call: str, number: int, *, sabotage: str | None = None) -> None:
    """One call of an ingest is answered by a fault; then it is run again."""
    desk = world.desk()
    inject = f"inject={call}:{FAULTS[fault][0]}:when={number}"
    try:
        with (
            world.child(desk, engine="inline", sabotage=sabotage) as child,
            traced(child, "-e", f"trace={call}", "-e", inject),
        ):
            child.go()
            child.wait()
        world.is_sound(desk, child)
        world.converges(desk, twins=fault == "KILL", sabotage=sabotage)
    except AssertionError as bad:
        raise AssertionError(f"{fault} at {call} {number}: {bad}") from bad


@pytest.fixture(scope="module")
def counts(world: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    return counted(world, tmp_path_factory.mktemp("counts"))


def test_an_ingest_makes_the_calls_that_are_swept(counts: dict[str, int]):
    """A call that is named differently on this system would be swept by nobody."""
    assert [call for call, count in counts.items() if not count] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_some_call_leaves_nothing_bad(world: World, counts: dict[str, int], fault: str):
    for call, number in random.Random(3).sample(list(boundaries(counts, fault)), SAMPLES):
        disturbed(world, fault, call, number)


@pytest.mark.prove
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_at_every_call_leaves_nothing_bad(world: World, counts: dict[str, int], fault: str, call: str):
    """Which calls were bad is said after the last one."""
    bad = []
    for name, number in boundaries(counts, fault):
        if name == call:
            try:
                disturbed(world, fault, call, number)
            except AssertionError as found:
                bad.append(str(found))
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize(
    ("sabotage", "fault", "call", "number", "found"),
    [
        ("no_part", "KILL", "write", 2, "half a file has a whole name"),
        ("never_left_there", "KILL", "link", 2, "too many: .*~2"),
        ("no_sweep", "KILL", "write", 2, r"too many: .*/\.part-"),
    ],
)
def test_without_one_protection_it_is_seen(world: World, sabotage: str, fault: str, call: str, number: int, found: str):
    """The sabotage: the same call, and something bad is left."""
    with pytest.raises(AssertionError, match=found):
        disturbed(world, fault, call, number, sabotage=sabotage)
