"""A desk with its real tools for each small world, and cards to take in."""

import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.gazetteer import Gazetteer
from mediadesk.media.binaries import Programs, find
from mediadesk.model.layout import CATALOGUE
from tests.conftest import require
from tests.desk.holdings import CLIPS, MEMORY, World
from tests.desk.world import Desk


@pytest.fixture(scope="session")
def programs() -> Programs:
    require("ffmpeg")
    return find()


@pytest.fixture
def new_desk(programs: Programs, gazetteer: Gazetteer) -> Iterator[Callable[[Path], Desk]]:
    """`new_desk(folder)` makes an empty desk there."""
    made: list[Desk] = []

    def new(root: Path) -> Desk:
        root.mkdir(exist_ok=True)
        catalogue = Catalogue.create(root / CATALOGUE)
        made.append(Desk(root=root, catalogue=catalogue, assets=Assets(root), programs=programs, gazetteer=gazetteer))
        return made[-1]

    yield new
    for each in made:
        each.catalogue.close()


@pytest.fixture
def desk(new_desk: Callable[[Path], Desk], tmp_path: Path) -> Desk:
    """An empty desk."""
    return new_desk(tmp_path / "desk")


@pytest.fixture(scope="session")
def half_a_second(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A clip of Kharkiv on 7 May 2022, as a phone writes it."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    tags = ["-metadata", "location=+49.9935+036.2304/", "-metadata", "creation_time=2022-05-07T09:21:51Z"]
    made = ["-f", "lavfi", "-i", "testsrc2=s=64x48:d=0.5:r=10", "-pix_fmt", "yuv420p", *tags]
    subprocess.run([programs.ffmpeg, "-v", "error", "-nostdin", *made, str(path)], check=True)
    return path.read_bytes()


@pytest.fixture(scope="session")
def clip_of(half_a_second: bytes) -> Callable[[str], bytes]:
    """`clip_of("market")` is a clip whose content nobody else has: a box that players skip holds the word."""

    def made(word: str, size_bytes: int = 0) -> bytes:
        said = word.encode().ljust(size_bytes, b".")
        return half_a_second + (8 + len(said)).to_bytes(4, "big") + b"free" + said

    return made


@pytest.fixture
def card_with(tmp_path: Path) -> Callable[..., Path]:
    """`card_with({"DCIM/A.MP4": b"…"})` is a folder that holds these files. Names may be bytes."""

    def made(files: Mapping[str | bytes, bytes], name: str = "card") -> Path:
        card = tmp_path / name
        card.mkdir(exist_ok=True)
        for path, content in files.items():
            file = Path(str(card), path.decode("utf-8", "surrogateescape") if isinstance(path, bytes) else path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return card

    return made


@pytest.fixture(scope="session")
def silent_avi(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A clip that knows neither when nor where it was shot."""
    path = tmp_path_factory.mktemp("clip") / "clip.avi"
    made = ["-f", "lavfi", "-i", "testsrc2=s=64x48:d=0.5:r=10", "-c:v", "mjpeg"]
    subprocess.run([programs.ffmpeg, "-v", "error", "-nostdin", *made, str(path)], check=True)
    return path.read_bytes()


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder on another device than the tests' own, for everybody."""
    folder = MEMORY / f"mediadesk-test-{secrets.token_hex(4)}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def world(tmp_path: Path, memory: Path) -> Iterator[World]:
    """The clips of the card have been copied to the desk and to the drive."""
    (tmp_path / "desk").mkdir()
    catalogue = Catalogue.create(tmp_path / "desk" / CATALOGUE)
    (memory / "T7-A").mkdir()
    made = World(root=tmp_path, drive=memory / "T7-A", catalogue=catalogue)
    made.film(CLIPS)
    made.copy(made.desk, CLIPS, where="assets/originals/")
    made.copy(made.drive, CLIPS)
    yield made
    catalogue.close()
