"""Two ingests of one card at once, and a third of another: nobody waits in vain, and nothing is there twice."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.world import World, is_like, state

ROUNDS = 50


@pytest.fixture
def other(world: World, clip_of, card_with) -> Path:
    """Another card, with files that are called like those of the first."""
    return card_with({"DCIM/A.MP4": clip_of("f"), "DCIM/B.MP4": clip_of("g", 1 << 20), "DCIM/A.SRT": b"other"})


def at_once(world: World, other: Path, *, sabotage: str | None = None) -> None:
    """One round: three that begin together, and then one after the other, which must change nothing."""
    desk = world.desk()
    with ExitStack() as running:
        children = [
            running.enter_context(world.child(desk, card, sabotage=sabotage))
            for card in (world.card, world.card, other)
        ]
        for child in children:
            child.go()
        for child in children:
            child.wait()
    for child in children:
        assert child.lines()[-1] == ["end"], f"it gave up: {child.lines()[-1]} {child.crash()}"
        assert not [line for line in child.lines() if line[0] == "failed"], child.lines()
        world.is_sound(desk, child, beside=other)
    one_by_one = world.desk("one by one")
    for card in (world.card, other):
        assert world.run(one_by_one, card).lines()[-1] == ["end"]
    is_like(state(desk, world.card), state(one_by_one, world.card), reels=False)


def test_three_at_once_are_like_one_after_the_other(world: World, other: Path):
    for _ in range(3):
        at_once(world, other)


@pytest.mark.prove
def test_three_at_once_many_times(world: World, other: Path):
    for _ in range(ROUNDS):
        at_once(world, other)


def again_and_again(world: World, other: Path, sabotage: str) -> None:
    for _ in range(20):
        at_once(world, other, sabotage=sabotage)


@pytest.mark.parametrize(
    ("sabotage", "found"), [("no_lock", "failed|it gave up|too many|was called safe"), ("deferred", "it gave up")]
)
def test_without_locks_they_hurt_each_other(world: World, other: Path, sabotage: str, found: str):
    """The sabotage: parts that nobody locks are swept away; a writer that begins as a reader finds out too late."""
    with pytest.raises(AssertionError, match=found):
        again_and_again(world, other, sabotage)
