"""A disk that fills up while a card is taken in, at every size: it is said, nothing is half, and more room helps."""

import re
import shutil
from pathlib import Path

import pytest

from tests.faults.disks import memory_disk
from tests.faults.world import World

SIZE_BYTES = 120 << 20  # the disk; a filler leaves what a test asks for
ROOM_BYTES = range(0, 7 << 20, 64 << 10)
ROOM_FILES = range(80)
LONGEST_BYTES = range(8 << 10, 4 << 20, 64 << 10)
SHARDS = 4


def told_full(child_lines: list[list[str]]) -> None:
    """Whoever reads it knows what to do."""
    troubled = [line for line in child_lines if line[0] in {"failed", "trouble"}]
    assert troubled or child_lines[-1] == ["end"]
    assert not [line for line in troubled if not re.search("full|No space left", " ".join(line))], troubled


def filled(world: World, folder: Path, **room: int) -> None:
    """An ingest to a disk that has so much room left, and one after somebody made more."""
    with memory_disk(folder / "disk", size_bytes=SIZE_BYTES, files=500) as disk:
        desk = world.desk(where=disk)
        child = world.run(desk, **room)
        told_full(child.lines())
        shutil.rmtree(desk / "filler", ignore_errors=True)
        world.is_sound(desk, child)
        world.converges(desk, twins=False)


def cut_short(world: World, longest_bytes: int, sabotage: str | None = None) -> None:
    """An ingest whose files cannot grow beyond a size: whatever would is written in part, and then not at all."""
    desk = world.desk()
    child = world.run(desk, longest_bytes=longest_bytes, sabotage=sabotage)
    world.is_sound(desk, child)
    world.converges(desk, twins=False)


@pytest.mark.needs("mount")
@pytest.mark.parametrize("room", [0, 32 << 10, 200 << 10, 1 << 20, 3 << 20])
def test_a_disk_that_fills_up_is_told_and_leaves_nothing_half(world: World, tmp_path: Path, room: int):
    filled(world, tmp_path, room_bytes=room)


@pytest.mark.needs("mount")
@pytest.mark.parametrize("room", [0, 3, 11])
def test_a_disk_that_has_no_place_for_another_name_is_told(world: World, tmp_path: Path, room: int):
    filled(world, tmp_path, room_files=room)


@pytest.mark.parametrize("longest", [100_000, 1_500_000])
def test_a_write_that_is_cut_short_leaves_nothing_half(world: World, longest: int):
    cut_short(world, longest)


def test_who_does_not_look_how_much_was_written_has_half_a_file(world: World):
    """The sabotage: nor is it read back."""
    with pytest.raises(AssertionError, match="half a file has a whole name"):
        cut_short(world, 1_500_000, "one_write")


@pytest.mark.prove
@pytest.mark.needs("mount")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_disks_of_rising_sizes(world: World, tmp_path: Path, shard: int):
    for room in ROOM_BYTES[shard::SHARDS]:
        filled(world, tmp_path, room_bytes=room)
    for room in ROOM_FILES[shard::SHARDS]:
        filled(world, tmp_path, room_files=room)
    for longest in LONGEST_BYTES[shard::SHARDS]:
        cut_short(world, longest)
