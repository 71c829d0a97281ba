"""The plug is pulled, and what was not flushed is gone: no file that was called safe is lost. 100 cuts in `make prove`.

The two controls show that the cuts are real: without flushing, and with a catalogue in a hurry, files are lost.
"""

import random
from pathlib import Path

import pytest

from tests.faults.disks import disk, image, plugged_disk
from tests.faults.world import World

pytestmark = pytest.mark.needs("plug")

CUTS = 100
SHARDS = 10
MOST_CUTS = 20  # that a control may take


def cut(world: World, folder: Path, chance: random.Random, *, sabotage: str | None = None) -> int:
    """One cut, and the ingest that is run afterwards. How many files had been called safe before the cut."""
    medium = image(folder / "medium", 160 << 20)
    with plugged_disk(medium, folder / "cut") as plugged:
        desk = world.desk(where=plugged.folder)
        plugged.flush()
        with world.child(desk, sabotage=sabotage) as child:
            child.go_until_random(chance, world.files, world.seconds)
            plugged.pull()
            child.kill()
    with disk(medium, folder / "after") as after:
        world.is_sound(after / "desk", child)
        world.converges(after / "desk", sabotage=sabotage)
    return len(child.acknowledged())


def test_nothing_that_was_called_safe_is_lost_in_a_power_cut(world: World, tmp_path: Path):
    chance = random.Random(7)
    assert sum(cut(world, tmp_path, chance) for _ in range(4)) > 0


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(SHARDS))
def test_nothing_is_lost_in_a_hundred_power_cuts(world: World, tmp_path: Path, seed: int):
    chance = random.Random(seed)
    assert sum(cut(world, tmp_path, chance) for _ in range(CUTS // SHARDS)) > 0


def cut_again_and_again(world: World, folder: Path, sabotage: str) -> None:
    chance = random.Random(7)
    for _ in range(MOST_CUTS):
        cut(world, folder, chance, sabotage=sabotage)


@pytest.mark.parametrize("sabotage", ["no_sync", "catalogue_in_a_hurry"])
def test_without_flushing_a_power_cut_loses_files(world: World, tmp_path: Path, sabotage: str):
    """The controls. Were nothing lost here, the proof above would prove nothing."""
    with pytest.raises(AssertionError, match=r"half a file|was called safe and is not|and not there|is not what is"):
        cut_again_and_again(world, tmp_path, sabotage)
