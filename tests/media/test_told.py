"""What other users of a machine can read of the programs that work on somebody's footage."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import binaries, jail, runner, told
from mediadesk.media.cell import Cell
from mediadesk.media.runner import QUIET, Wall, read
from tests.cli.world import make_clip

WALLS: list[Wall] = ["bubblewrap", "landlock", "none"]


@pytest.fixture(params=WALLS)
def behind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Wall:
    """Each wall that can be built here, and none."""
    wall: Wall = request.param
    if wall != "none" and not runner._holds(wall):
        pytest.skip(f"needs {'bwrap' if wall == 'bubblewrap' else wall}: it does not hold here")
    monkeypatch.setattr(runner, "wall", lambda: wall)
    return wall


@contextmanager
def watched() -> Iterator[set[bytes]]:
    """The words of every program that is seen meanwhile, ours not counted."""
    seen, over, before = set[bytes](), threading.Event(), set(os.listdir("/proc"))  # noqa: PTH208 - names of numbers

    def look() -> None:
        while not over.is_set():
            time.sleep(0.001)  # who never sleeps slows down those it watches
            for each in set(os.listdir("/proc")) - before:  # noqa: PTH208
                if each.isdigit():
                    try:
                        seen.add(Path("/proc", each, "cmdline").read_bytes())
                    except OSError:
                        continue

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of somebody, somewhere, in a folder with an apostrophe in its name."""
    return make_clip(tmp_path_factory.mktemp("d") / "Anna's flat, 50.0047,36.2314" / "Olena 0042.mp4")


def cat(paths: tuple[Path, ...], cell: Cell) -> bytes:
    """What a program reads that is told `file:` names."""
    script = 'for each; do cat "${each#file:}"; done; sleep 0.2'
    words = ["/bin/sh", "-c", script, "sh", *(jail.file_name(path) for path in paths)]
    return read(words, cell=cell, most_bytes=1 << 16, wall_seconds=20)


def test_no_word_of_any_program_names_a_file(behind, tmp_path):
    """It reads them all the same, below a folder too."""
    (tmp_path / "Kharkiv").mkdir()
    one, other = tmp_path / "Olena.mp4", tmp_path / "Olena.mp4 2"
    below = tmp_path / "Kharkiv/list"
    for number, path in enumerate((one, other, below)):
        path.write_text(f"{number}\n")

    with watched() as seen:
        said = cat((one, other, below), Cell(reads=(one, other, below.parent), writes=None))

    assert said == b"0\n1\n2\n"
    assert any(b"cat" in each for each in seen)
    assert [each for each in seen if b"Olena" in each or b"Kharkiv" in each or os.fsencode(tmp_path) in each] == []


def test_sabotage_with_their_names_every_program_tells(behind, tmp_path, monkeypatch):
    """The same look at the same programs finds what is to be found."""
    monkeypatch.setattr(told, "words", lambda argv, cell, names: list(argv))
    (tmp_path / "Olena.mp4").write_text("0")

    with watched() as seen:
        assert cat((tmp_path / "Olena.mp4",), Cell(reads=(tmp_path / "Olena.mp4",))) == b"0"
    assert any(b"Olena" in each for each in seen)


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize("parts", [1, 2])
def test_ffmpeg_reads_what_it_cannot_name(behind, clip, tmp_path, parts):
    """Of a recording in parts it gets a list: there its parts have other names, too."""
    opened = jail.source("mov", (clip,) * parts, (Fraction(2),) * parts if parts > 1 else ())
    cell = Cell(reads=opened.cell.reads, writes=tmp_path)
    argv = [binaries.find("", "").ffmpeg, *QUIET, *opened.options, "-map", "0:v:0", "-f", "null", "file:out"]

    with watched() as seen:
        runner.run(argv, cell=cell)
    assert any(b"ffmpeg" in each for each in seen)
    assert [each for each in seen if b"Olena" in each or b"Anna" in each or b"50.0047" in each] == []


def test_what_a_program_complains_of_has_no_name_that_tells_nothing(behind, tmp_path):
    """The name of the file was never shown; its stand-in would only puzzle."""
    (tmp_path / "Olena.mp4").touch()
    argv = ["/bin/sh", "-c", 'echo "$1: broken" >&2; exit 1', "sh", jail.file_name(tmp_path / "Olena.mp4")]

    with pytest.raises(ToolFailed) as failed:
        read(argv, cell=Cell(reads=(tmp_path / "Olena.mp4",)), most_bytes=1, wall_seconds=20)
    assert failed.value.tail.strip() == "file:…: broken"


def test_a_longer_name_is_never_taken_for_a_shorter_one(tmp_path):
    one, other = tmp_path / "a", tmp_path / "a b"
    names = {one: "/in/0", other: "/in/1"}

    assert told.words([f"concat:file:{one}|file:{other}"], Cell(reads=(one, other)), names) == [
        "concat:file:/in/0|file:/in/1"
    ]
    assert told.words(["-x", str(one)], Cell(reads=(one,)), names) == ["-x", str(one)]


def test_no_descriptor_stays_open(tmp_path):
    """Neither in us nor for the next program."""
    (tmp_path / "a").touch()
    before = set(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with told.handles(Cell(reads=(tmp_path / "a",))) as (names, passed), told.aside(["x"]):
        assert set(names) == {tmp_path / "a"}
        assert len(passed) == 1
    assert set(os.listdir("/proc/self/fd")) == before  # noqa: PTH208
