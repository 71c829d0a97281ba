"""Ingest of 2 GB against what it cannot do without: `cp`, `sync`, and one cold reading by XXH3."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.gazetteer import Gazetteer
from mediadesk.media.binaries import find
from mediadesk.model.layout import CATALOGUE
from tests.desk.world import Desk

pytestmark = [pytest.mark.bench, pytest.mark.needs("ffmpeg")]

PAIRS = 3
TARGETS = {1: 1.15, 2: 1.25}  # by the number of copies, all on one disk
AGAIN = 10  # times faster a card that is known must be
COLD_XXH3 = """
import os, sys
import xxhash
buffer = bytearray(1 << 20)
for name in sys.argv[1:]:
    file = os.open(name, os.O_RDONLY)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    hash = xxhash.xxh3_128()
    while count := os.readv(file, [buffer]):
        hash.update(memoryview(buffer)[:count])
"""


def by_hand(card: Path, folders: Sequence[Path]) -> None:
    """What a careful person types."""
    for folder in folders:
        subprocess.run(["cp", "-r", card, folder], check=True)
    copies = [str(each) for folder in folders for each in sorted(folder.iterdir())]
    subprocess.run(["sync", *copies], check=True)
    subprocess.run([sys.executable, "-c", COLD_XXH3, *copies], check=True)


def seconds(work: Callable[[], object], card: Path) -> float:
    """How long it takes when the card was not read before and nothing waits to be written."""
    os.sync()
    for each in card.iterdir():
        descriptor = os.open(each, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


@pytest.fixture
def card_of(tmp_path: Path) -> Callable[[int, int], Path]:
    """Files that should be clips and are none: what a probe takes is no matter of size."""

    def made(count: int, megabytes: int) -> Path:
        card = tmp_path / "card"
        card.mkdir()
        for number in range(count):
            with (card / f"{number:03}.mp4").open("wb") as file:
                for _ in range(megabytes):
                    file.write(os.urandom(1_000_000))
        return card

    return made


@pytest.mark.parametrize(("count", "megabytes"), [(2, 1000), (200, 10)])
@pytest.mark.parametrize("copies", TARGETS)
def test_two_gigabytes(tmp_path: Path, gazetteer: Gazetteer, card_of, copies: int, count: int, megabytes: int) -> None:
    """Pairs in one run: the disk is shared."""
    card = card_of(count, megabytes)
    ratios, faster = [], []
    for pair in range(PAIRS):
        root, folders, drives = tmp_path / "desk", [tmp_path / f"by-hand-{n}" for n in range(copies)], []
        root.mkdir()
        for number in range(copies - 1):
            drives.append(tmp_path / f"drive-{number}")
            drives[-1].mkdir()
        catalogue = Catalogue.create(root / CATALOGUE)
        desk = Desk(root=root, catalogue=catalogue, assets=Assets(root), programs=find(), gazetteer=gazetteer)
        plain = seconds(partial(by_hand, card, folders), card)
        for folder in folders:
            shutil.rmtree(folder)
        ours = seconds(lambda desk=desk, drives=drives: desk.take_in(card, copy_to=drives), card)
        again = seconds(lambda desk=desk, drives=drives: desk.take_in(card, copy_to=drives), card)
        assert len(desk.held()) == count
        catalogue.close()
        for folder in (root, *drives):
            shutil.rmtree(folder)
        ratios.append(ours / plain)
        faster.append(ours / again)
        print(
            f"\npair {pair + 1}: by hand {plain:.1f} s, ingest {ours:.1f} s ({ours / plain:.2f} x), again {again:.2f} s"
        )
    print(
        f"2 GB in {count} files, {copies} copies on one disk: {median(ratios):.2f} x by hand "
        f"(at most {TARGETS[copies]} x); known, {median(faster):.0f} x faster (at least {AGAIN} x)"
    )
