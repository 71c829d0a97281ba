"""Real files of real devices, damaged at random, through probe and thumbnail, behind each wall of the kernel.

Each ends within its limits, and touches nothing but itself: no neighbour is opened, nobody comes to a port.
"""

import random
import resource
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import runner
from mediadesk.media.binaries import Programs
from mediadesk.media.probe import TIME_LIMIT, Unreadable, probe
from mediadesk.media.render import render
from mediadesk.media.runner import Wall
from mediadesk.model.clip import Facts
from mediadesk.model.recipe import Thumbnail
from mediadesk.model.rendition import Job, Shot, wants
from tests.conftest import require
from tests.faults.watch import Watch, watched

pytestmark = pytest.mark.needs("ffmpeg", "footage")

FILES = 2000
SHARDS = 10
LARGEST_BYTES = 4 << 20  # of a file before it is damaged: its beginning and its end
THUMBNAIL_SECONDS = 60.0
OWN_BYTES = 300 << 20  # that this process may take on top of what it has
CHILDS_BYTES = 3 << 30  # address space; mediadesk.media.jail
WALLS: tuple[tuple[Wall, str], ...] = (("bubblewrap", "bwrap"), ("landlock", "landlock"))
BOXES = (b"moov", b"trak", b"stsz", b"stco", b"stsc", b"mdat", b"avcC", b"hvcC", b"ctts", b"elst", b"stts", b"udta")


def flipped(content: bytearray, chance: random.Random) -> bytearray:
    """Bits that turned over, anywhere."""
    for _ in range(chance.randint(1, 40)):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return content


def headless(content: bytearray, chance: random.Random) -> bytearray:
    """Other bytes in the header."""
    for _ in range(chance.randint(1, 12)):
        content[chance.randrange(min(8000, len(content)))] = chance.randrange(256)
    return content


def cut(content: bytearray, chance: random.Random) -> bytearray:
    """The end is missing."""
    return content[: chance.randrange(len(content))]


def doubled(content: bytearray, chance: random.Random) -> bytearray:
    """A piece is there twice."""
    at = chance.randrange(len(content))
    content[at:at] = content[at : at + chance.randrange(1, 5000)]
    return content


def mismeasured(content: bytearray, chance: random.Random) -> bytearray:
    """A box says another length, or another number of entries."""
    places = [at for box in BOXES if (at := content.find(box)) > 3]
    at = chance.choice(places or [4])
    content[at - 4 + chance.randrange(min(12, len(content) - at + 4))] = chance.choice([0, 1, 127, 128, 255])
    return content


def emptied(content: bytearray, chance: random.Random) -> bytearray:
    """A piece was never written."""
    at, length = chance.randrange(len(content)), chance.randint(1, 4096)
    content[at : at + length] = bytes(len(content[at : at + length]))
    return content


DAMAGES: tuple[Callable[[bytearray, random.Random], bytearray], ...] = (
    flipped,
    headless,
    cut,
    doubled,
    mismeasured,
    emptied,
)


def damaged(footage: Path, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Files without end, each called after what it was and what became of it."""
    files = [each for each in sorted(footage.iterdir()) if each.suffix.lower() not in {".md", ".json", ".py"}]
    while True:
        file, damage = chance.choice(files), chance.choice(DAMAGES)
        content = bytearray(file.read_bytes())
        if len(content) > LARGEST_BYTES:
            content[LARGEST_BYTES // 2 : -LARGEST_BYTES // 2] = b""
        yield f"{damage.__name__} {file.name}", bytes(damage(content, chance))


def ends(path: Path, folder: Path, programs: Programs) -> None:
    """Facts and a thumbnail, or one of the two errors that are foreseen, in time."""
    begun, facts = time.monotonic(), None
    with suppress(Unreadable):
        facts = probe(path, programs=programs)
    assert time.monotonic() - begun < TIME_LIMIT + 5, "probe hangs"
    if facts:
        begun = time.monotonic()
        job = Job(subject="clip", shots=(Shot(paths=(path,), facts=facts),), wants=wants([Thumbnail()]))
        with TemporaryDirectory(dir=folder) as made, suppress(ToolFailed):
            render(job, Path(made), programs=programs)
        assert time.monotonic() - begun < THUMBNAIL_SECONDS, "thumbnail hangs"


def all_end(footage: Path, programs: Programs, fast: Path, seed: int, count: int, watch: Watch) -> None:
    """So many damaged files. What was tried with the one that did not end well is said."""
    before = peak_bytes(resource.RUSAGE_SELF)
    stream = damaged(footage, random.Random(seed))
    for number in range(count):
        name, content = next(stream)
        path = fast / f"damaged{Path(name).suffix}"
        path.write_bytes(content)
        try:
            ends(path, fast, programs)
            assert watch.seen() == [], "it reached out"
        except Exception as crash:
            raise AssertionError(f"seed {seed}, file {number}, {name}: {type(crash).__name__} {crash}") from crash
        finally:
            path.unlink()
    assert peak_bytes(resource.RUSAGE_SELF) - before < OWN_BYTES
    assert peak_bytes(resource.RUSAGE_CHILDREN) < CHILDS_BYTES


def peak_bytes(whose: int) -> int:
    """The most memory that this process, or a program it ran, had at a time."""
    return resource.getrusage(whose).ru_maxrss * 1024


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    """A folder that nobody may open."""
    require("landlock")  # a Linux that is new enough to look, too
    with watched(tmp_path) as begun:
        yield begun


def behind(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One wall or the other."""
    wall, part = WALLS[number % len(WALLS)]
    require(part)
    monkeypatch.setattr(runner, "wall", lambda: wall)


@pytest.mark.parametrize("number", range(len(WALLS)), ids=[wall for wall, _ in WALLS])
def test_a_damaged_file_ends_in_facts_or_in_a_reason(
    footage: Path, programs: Programs, fast: Path, watch: Watch, number: int, monkeypatch
):
    behind(number, monkeypatch)
    all_end(footage, programs, fast, seed=7 + number, count=10, watch=watch)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(SHARDS))
def test_two_thousand_damaged_files_end(
    footage: Path, programs: Programs, fast: Path, watch: Watch, seed: int, monkeypatch
):
    behind(seed, monkeypatch)
    all_end(footage, programs, fast, seed, FILES // SHARDS, watch)


@pytest.mark.parametrize("wrong", [ZeroDivisionError("of a reader"), MemoryError("of a reader")])
def test_a_crash_is_seen(footage: Path, programs: Programs, fast: Path, watch: Watch, monkeypatch, wrong: Exception):
    """The sabotage: a reader of ours that cannot read one kind of file."""

    def broken(*_: object, **__: object) -> Facts:
        raise wrong

    monkeypatch.setattr("tests.faults.test_mutated_files.probe", broken)
    with pytest.raises(AssertionError, match=f"seed 7, file 0, .*{type(wrong).__name__}"):
        all_end(footage, programs, fast, seed=7, count=1, watch=watch)


@pytest.mark.parametrize("reach", ["a neighbour", "a port"])
def test_reaching_out_is_seen(footage: Path, programs: Programs, fast: Path, watch: Watch, monkeypatch, reach: str):
    """The sabotage: whoever reads a file looks at its neighbour too, or calls somebody."""

    def curious(path: Path, **_: object) -> Facts:
        if reach == "a port":
            socket.create_connection(watch.server.getsockname()).close()
        else:
            subprocess.run(["cat", watch.folder / "list.txt"], check=True, capture_output=True)
        raise Unreadable("it was only curious")

    monkeypatch.setattr("tests.faults.test_mutated_files.probe", curious)
    with pytest.raises(AssertionError, match="it reached out"):
        all_end(footage, programs, fast, seed=7, count=1, watch=watch)
