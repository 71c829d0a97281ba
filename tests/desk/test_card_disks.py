"""May this card be formatted? With real disks: what else lies on the card goes with it, and a part of it is no card."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.custody.device import device
from mediadesk.model.layout import CATALOGUE
from tests.custody.disks import two_partitions
from tests.desk.holdings import CLIPS, World, write
from tests.faults.disks import disk, image


@pytest.mark.needs("mount")
def test_a_folder_of_a_card_is_only_a_part_of_it(world, tmp_path):
    """Where it lies on another disk than the desk: all of it must be asked for."""
    medium = image(tmp_path / "medium", 32 << 20, "mkfs.ext4", "-q")
    with disk(medium, tmp_path / "CARD") as card:
        write(card / "DCIM", CLIPS)
        said = world.ask(card / "DCIM")

    assert not said.safe
    assert said.why[0].startswith("this is only a part of the card; ask for all of it: mediadesk card /")


def test_a_folder_in_memory_is_no_part_of_a_card(world):
    """As /tmp is on many systems: nobody formats that."""
    write(world.drive / "DCIM", CLIPS)

    assert not [why for why in world.ask(world.drive / "DCIM").why if "part of the card" in why]


def test_one_file_is_no_card(world):
    """On the desk's own disk, or on another."""
    write(world.drive, CLIPS)
    for each in (world.card, world.drive):
        said = world.ask(each / "DCIM/A.MP4")
        assert (said.safe, said.why[0]) == (False, "this is one file, not a card")


@pytest.fixture
def halves(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """One disk with two file systems."""
    with two_partitions(tmp_path) as points:
        yield points


@pytest.mark.needs("mount")
def test_two_partitions_of_a_drive_are_one_device(tmp_path, halves):
    """Two file systems, two mount points, one disk that falls off the table."""
    (tmp_path / "desk").mkdir()
    world = World(root=tmp_path, drive=halves[0], catalogue=Catalogue.create(tmp_path / "desk" / CATALOGUE))
    world.film(CLIPS)
    for each in halves:
        world.copy(each, CLIPS)
    said = world.ask()
    world.catalogue.close()

    assert not said.safe
    assert said.why[0].startswith("both copies of 3 files are on one device: one and two")
    assert device(halves[0]) == device(halves[1])


@pytest.mark.needs("mount")
def test_a_copy_on_the_other_partition_of_the_card_goes_with_it(tmp_path, halves, memory):
    """Formatting a whole card takes all of it."""
    (tmp_path / "desk").mkdir()
    card, beside = halves
    world = World(root=tmp_path, drive=beside, catalogue=Catalogue.create(tmp_path / "desk" / CATALOGUE))
    write(card, CLIPS)
    world.copy(world.desk, CLIPS, where="assets/originals/")
    world.copy(beside, CLIPS)
    first = world.ask(card)
    world.copy(memory, CLIPS)
    second = world.ask(card)
    world.catalogue.close()

    assert not first.safe
    assert "two is on the card itself" in first.why[0]
    assert second.safe


@pytest.mark.needs("mount")
def test_a_copy_beside_the_folder_that_is_judged_goes_with_the_card(tmp_path, halves, memory):
    """DCIM was copied to a folder of the same card: that is no second copy."""
    (tmp_path / "desk").mkdir()
    card = halves[0]
    (card / "backup").mkdir()
    world = World(root=tmp_path, drive=memory, catalogue=Catalogue.create(tmp_path / "desk" / CATALOGUE))
    write(card / "DCIM", CLIPS)
    world.copy(world.desk, CLIPS, where="assets/originals/")
    world.copy(card / "backup", CLIPS)
    part = world.ask(card / "DCIM")
    world.copy(memory, CLIPS)
    safer, whole = world.ask(card / "DCIM"), world.ask(card)
    world.catalogue.close()

    assert not part.safe
    assert part.why[0] == f"this is only a part of the card; ask for all of it: mediadesk card {card}"
    assert "backup is on the card itself" in part.why[1]
    assert not safer.safe
    assert not any("backup is" in why for why in safer.why)
    assert not whole.safe  # the id file and such were never copied


@pytest.mark.needs("mount")
def test_a_card_that_is_mounted_read_only_is_judged_like_any(tmp_path, halves, memory):
    """Nothing has to be written to it. Empty, it is safe."""
    (tmp_path / "desk").mkdir()
    card = halves[0]
    world = World(root=tmp_path, drive=memory, catalogue=Catalogue.create(tmp_path / "desk" / CATALOGUE))
    empty = world.ask(card)
    write(card, CLIPS)
    subprocess.run(["mount", "-o", "remount,ro", card], check=True)
    world.copy(world.desk, CLIPS, where="assets/originals/")
    world.copy(memory, CLIPS)
    full = world.ask(card, deep=True)
    world.catalogue.close()

    assert empty.safe
    assert "the card has 2 partitions" in empty.why[0]
    assert empty.why[1] == "nothing is on it"
    assert full.safe
