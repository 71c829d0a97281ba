"""What a program may see and use up, before any wall stands."""

import os
from pathlib import Path

import pytest

from mediadesk.media import runner
from mediadesk.media.cell import Cell, clean_environment, inside, libraries, readable, working_folder
from mediadesk.media.runner import read


def test_a_cell_is_nothing_but_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    assert Cell() == Cell(reads=(), writes=None)
    assert inside(Cell(reads=(tmp_path / "a.mp4",))) == (tmp_path / "a.mp4",)


def test_a_link_is_no_file_of_a_cell(tmp_path: Path) -> None:
    """What it leads to may be anybody's."""
    (tmp_path / "secret").write_text("a source")
    (tmp_path / "clip.mp4").symlink_to("secret")
    with pytest.raises(OSError, match="a link"):
        inside(Cell(reads=(tmp_path / "clip.mp4",)))
    with pytest.raises(FileNotFoundError):
        inside(Cell(reads=(tmp_path / "nothing",)))


def test_a_program_works_where_it_writes_or_where_its_names_are_told_from(tmp_path: Path) -> None:
    assert working_folder(Cell(writes=tmp_path)) == tmp_path
    assert working_folder(Cell(reads=(Path("a.mp4"),))) == Path.cwd()
    assert working_folder(Cell(reads=(tmp_path / "a.mp4",))) == Path("/")


def test_of_a_program_somewhere_else_its_file_alone_is_seen(tmp_path: Path) -> None:
    """And the libraries of a place where programs are installed; never a home."""
    alone, installed = tmp_path / "home/ffmpeg", tmp_path / "opt/bin/ffmpeg"
    for program in (alone, installed):
        program.parent.mkdir(parents=True)
        program.touch()
    (tmp_path / "opt/lib").mkdir()
    system = set(readable("/usr/bin/env"))
    folders = {Path("/") / name for name in ("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32")}
    assert system <= {*folders, Path("/etc/ld.so.cache"), Path("/etc/alternatives")}
    assert set(readable(str(alone))) - system == {alone}
    assert set(readable(str(installed))) - system == {installed, tmp_path / "opt/lib"}
    assert (libraries(str(alone)), libraries(str(installed))) == ((), (tmp_path / "opt/lib",))


def test_no_child_starts_without_a_cell() -> None:
    """The types say so, and so does Python."""
    for start in (runner.run, runner.read, runner.stream):
        with pytest.raises(TypeError, match="'cell'"):
            start(["true"], **{"most_bytes": 1} if start is runner.read else {}, wall_seconds=1)  # type: ignore[operator]


def test_the_environment_is_ours_and_names_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    before = clean_environment()
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
    monkeypatch.setenv("HOME", "/home/olena")
    assert clean_environment() == before
    assert not {"HOME", "USER", "LD_PRELOAD", "FFREPORT"} & set(before)
    assert b"olena" not in read(["env"], cell=Cell(), most_bytes=10_000, wall_seconds=60)
    # the sabotage: the environment as it is has both
    assert {"a-secret", "/home/olena"} <= set(os.environ.values())
