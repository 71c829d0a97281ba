"""A disk that says it has written everything, and has written something else."""

from pathlib import Path

import pytest

from tests.faults.disks import image, lying_disk
from tests.faults.world import World

pytestmark = pytest.mark.needs("plug")

WORD = b"herethedisklies"


def lied_to(world: World, folder: Path, clip: bytes, sabotage: str | None = None) -> None:
    """A card with one clip that the disk does not store as it is, and one that it does."""
    card = folder / "card"
    card.mkdir()
    (card / "LIE.MP4").write_bytes(clip + bytes(1 << 20) + WORD)
    (card / "TRUE.MP4").write_bytes(clip)
    with lying_disk(image(folder / "medium", 160 << 20), folder, WORD) as disk:
        desk = world.desk(where=disk)
        child = world.run(desk, card, sabotage=sabotage)
    told = {line[1]: line for line in child.lines() if len(line) > 1}
    assert told["TRUE.MP4"][0] == "added"
    assert told["LIE.MP4"][0] == "failed", "it called safe what is not"
    assert told["LIE.MP4"][2].startswith("what the disk gives back is not what was written to it")


def test_what_a_disk_does_not_store_is_not_called_safe(world: World, clip_of, tmp_path: Path):
    lied_to(world, tmp_path, clip_of("lie"))


@pytest.mark.parametrize("sabotage", ["warm", "no_read_back"])
def test_who_believes_the_disk_or_reads_back_warm_calls_it_safe(world: World, clip_of, tmp_path: Path, sabotage: str):
    """The sabotage."""
    with pytest.raises(AssertionError, match="it called safe what is not"):
        lied_to(world, tmp_path, clip_of("lie"), sabotage)
