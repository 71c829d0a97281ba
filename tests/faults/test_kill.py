"""kill -9 at any moment: run again, and it is as if nothing had happened. 1,000 moments in `make prove`."""

import random

import pytest

from tests.desk.world import tree
from tests.faults.world import World

ROUNDS = 1000
SHARDS = 10


def killed(world: World, chance: random.Random, *, sabotage: str | None = None) -> None:
    """One round: an empty desk, an ingest that is killed once or twice, and then one that is not."""
    desk = world.desk()
    for _ in range(1 + (chance.random() < 0.2)):
        with world.child(desk, sabotage=sabotage) as child:
            child.go_until_random(chance, world.files, world.seconds)
            child.kill()
        world.is_sound(desk, child)
    world.converges(desk, sabotage=sabotage)


def killed_again_and_again(world: World, chance: random.Random, rounds: int, *, sabotage: str | None = None) -> None:
    """Rounds, and the card is never touched."""
    before = tree(world.card)
    for _ in range(rounds):
        killed(world, chance, sabotage=sabotage)
    assert tree(world.card) == before


def test_killed_at_any_moment_it_goes_on_where_it_was(world: World):
    killed_again_and_again(world, random.Random(7), 10)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(SHARDS))
def test_killed_at_a_thousand_moments(world: World, seed: int):
    killed_again_and_again(world, random.Random(seed), ROUNDS // SHARDS)


FOUND = {
    "no_sweep": r"too many: .*/\.part-",
    "row_before_name": "is catalogued and not there|missing: ",
}


@pytest.mark.parametrize("sabotage", FOUND)
def test_without_one_protection_a_kill_is_seen(world: World, sabotage: str):
    """The sabotage: temporaries stay, files are lost."""
    with pytest.raises(AssertionError, match=FOUND[sabotage]):
        killed_again_and_again(world, random.Random(7), 60, sabotage=sabotage)
