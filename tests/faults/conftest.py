"""A card, desks and drives on a fast disk: what a killed process leaves does not depend on the medium."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.gazetteer import Gazetteer
from mediadesk.media.binaries import Programs
from mediadesk.model.layout import CATALOGUE
from scripts.seaweed import Seaweed
from tests.desk.conftest import card_with, clip_of, desk, half_a_second, new_desk, programs
from tests.faults.children import Forks
from tests.faults.published import Ground, a_desk_with_a_film, ground_of
from tests.faults.world import World, drive_of, state
from tests.seaweed import s3_server

__all__ = ["card_with", "clip_of", "desk", "half_a_second", "new_desk", "programs", "s3_server"]

_FAST = Path("/dev/shm")


@pytest.fixture(scope="session")
def fast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory where there is one, else on the disk."""
    if os.access(_FAST, os.W_OK):
        folder = Path(mkdtemp(prefix="mediadesk-faults-", dir=_FAST))
        yield folder
        shutil.rmtree(folder)
    else:
        yield tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="session")
def world(fast: Path, clip_of: Callable[..., bytes], programs: Programs, gazetteer: Gazetteer) -> Iterator[World]:
    """Clips, one of them of some length, with sidecars, some of them twice, and what is none."""
    card, empty = fast / "card", fast / "empty"
    files = {
        "A.MP4": clip_of("a", 3 << 20),
        "A.SRT": b"srt",
        "A.XML": b"xml",
        "B.MP4": clip_of("b"),
        "B.SRT": b"srt",
        "C.MP4": clip_of("b"),
        "D.JPG": b"\xff\xd8\xff\xe0",
        "E.MP4": b"text",
    }
    (card / "DCIM").mkdir(parents=True)
    for name, content in files.items():
        (card / "DCIM" / name).write_bytes(content)
    empty.mkdir()
    Catalogue.create(empty / CATALOGUE).close()
    warm_up, undisturbed = (shutil.copytree(empty, fast / name) for name in ("warm-up", "undisturbed"))
    forks = Forks(fast, warm_up, card)
    drive_of(undisturbed).mkdir()
    begun = time.monotonic()
    assert forks.run(undisturbed, card, copy_to=[str(drive_of(undisturbed))]).lines()[-1] == ["end"]
    yield World(fast, card, empty, state(undisturbed, card), time.monotonic() - begun, forks)
    forks.close()


@pytest.fixture(scope="session")
def ground(s3_server: Seaweed, fast: Path, programs: Programs, gazetteer: Gazetteer) -> Iterator[Ground]:
    """A real S3 server, and a desk with a film of a few dozen leaves."""
    yield from ground_of(s3_server, a_desk_with_a_film(fast / "filmed", programs, gazetteer), fast, programs)
