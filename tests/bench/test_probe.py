"""Small clips: what is read of each, the name of its place, and its row in the catalogue."""

import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.desk.ingest.understood import Reader
from mediadesk.gazetteer import Gazetteer
from mediadesk.media.answer import PROGRAM, written
from mediadesk.media.binaries import find
from mediadesk.model.clip import Clip, clip_id
from mediadesk.model.holding import HeldFile
from mediadesk.model.layout import CATALOGUE

pytestmark = [pytest.mark.bench, pytest.mark.needs("ffmpeg")]

CLIPS, CORES = 200, 2
TARGET = 40  # clips a second


def catalogued(reader: Reader, path: Path, number: int, catalogue: Catalogue) -> None:
    """One clip, in a transaction of its own, as an ingest does."""
    name = f"VID_{number:04}.mp4".encode()
    facts, answer = reader.look(path, name)
    sha256 = f"{number:08x}" * 8
    own = clip_id(sha256)
    held = HeldFile(
        sha256=sha256, xxh3="0" * 32, size_bytes=1, name=name, path=None, role="clip", clip=own, why=None
    )  # fmt: skip
    with catalogue.write() as shelves:
        shelves.files.add(held)
        shelves.clips.add(Clip(id=own, name=name, path=None, sha256=sha256, size_bytes=1, facts=facts))
        shelves.raw_probes.keep(own, PROGRAM, answer.version, written(answer))


def cpu_seconds() -> float:
    """Of this process and of the programs that it has run."""
    return sum(os.times()[:4])


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """An empty one."""
    made = Catalogue.create(tmp_path / CATALOGUE)
    yield made
    made.close()


def test_probe_place_and_catalogue(tmp_path: Path, gazetteer: Gazetteer, catalogue: Catalogue) -> None:
    """On two cores; the time of the processors tells what it would be on a machine that has nothing else to do."""
    programs, path = find(), tmp_path / "clip.mp4"
    tags = ["-metadata", "location=+49.9935+036.2304/", "-metadata", "creation_time=2022-05-07T09:21:51Z"]
    picture = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=640x360:d=1:r=25",
        "-f",
        "lavfi",
        "-i",
        "sine=d=1",
        "-pix_fmt",
        "yuv420p",
    ]
    subprocess.run([programs.ffmpeg, "-v", "error", "-nostdin", *picture, *tags, str(path)], check=True)
    reader = Reader(programs=programs, gazetteer=gazetteer)
    catalogued(reader, path, CLIPS, catalogue)  # loads what is loaded once

    began, cpu = time.monotonic(), cpu_seconds()
    with ThreadPoolExecutor(CORES) as workers:
        list(workers.map(lambda number: catalogued(reader, path, number, catalogue), range(CLIPS)))
    took, worked = time.monotonic() - began, cpu_seconds() - cpu

    rate, possible = CLIPS / took, CORES * CLIPS / worked
    print(f"\nprobe, place, catalogue: {rate:.0f} clips/s, {possible:.0f} by the processors' time (at least {TARGET})")
    assert rate >= TARGET or possible >= TARGET
