"""The programs, and small clips made on the spot."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mediadesk.media.binaries import Programs, find
from tests.conftest import require
from tests.media import walls

Make = Callable[..., Path]


@pytest.fixture(scope="session")
def programs() -> Programs:
    require("ffmpeg")
    return find()


@pytest.fixture
def make(programs: Programs, tmp_path: Path) -> Make:
    """`make("a.mp4", "-f", "lavfi", …)` makes a file with ffmpeg; without options, a second of 64x48 at 10 fps."""

    def made(name: str, *options: str) -> Path:
        path = tmp_path / name
        how = options or ("-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=10", "-pix_fmt", "yuv420p")
        subprocess.run([programs.ffmpeg, "-v", "error", "-nostdin", "-y", *how, f"file:{path}"], check=True)
        return path

    return made


@pytest.fixture
def world(tmp_path: Path) -> Iterator[walls.World]:
    """A cell, and what lies around it that no program may reach."""
    with walls.world(tmp_path) as made:
        yield made
