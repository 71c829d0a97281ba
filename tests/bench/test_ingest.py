"""Ingest of 2 GB against what it cannot do without: `cp`, `sync`, and one cold reading by XXH3."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
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

PAIRS = 2
TARGET = 1.3
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


def by_hand(card: Path, folder: Path) -> None:
    """What a careful person types."""
    subprocess.run(["cp", "-r", card, folder], check=True)
    copies = sorted(map(str, folder.iterdir()))
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


@pytest.mark.parametrize(("count", "megabytes"), [(2, 1000), (200, 10)])
def test_two_gigabytes(tmp_path: Path, gazetteer: Gazetteer, count: int, megabytes: int) -> None:
    """Files that should be clips and are none: what a probe takes is no matter of size."""
    card = tmp_path / "card"
    card.mkdir()
    for number in range(count):
        with (card / f"{number:03}.mp4").open("wb") as file:
            for _ in range(megabytes):
                file.write(os.urandom(1_000_000))
    ratios = []
    for pair in range(PAIRS):
        root = tmp_path / f"desk{pair}"
        root.mkdir()
        catalogue = Catalogue.create(root / CATALOGUE)
        desk = Desk(root=root, catalogue=catalogue, assets=Assets(root), programs=find(), gazetteer=gazetteer)
        plain = seconds(lambda pair=pair: by_hand(card, tmp_path / f"copy{pair}"), card)
        shutil.rmtree(tmp_path / f"copy{pair}")
        ours = seconds(lambda desk=desk: desk.take_in(card), card)
        assert len(desk.held()) == count
        catalogue.close()
        shutil.rmtree(root)
        ratios.append(ours / plain)
        print(f"\n{count} files of {megabytes} MB: by hand {plain:.1f} s, ingest {ours:.1f} s, {ours / plain:.2f} x")
    print(f"ingest of 2 GB in {count} files: {median(ratios):.2f} x by hand (at most {TARGET} x)")
