"""Which wall stands is tried, and never taken for granted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import bubblewrap, landlock, runner
from mediadesk.media.cell import Cell
from mediadesk.media.runner import read


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    """Nobody has tried yet."""
    runner.wall.cache_clear()
    yield
    runner.wall.cache_clear()


@pytest.fixture(autouse=True)
def all_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "WALLS", ("bubblewrap", "landlock"))


def pretends(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.needs("bwrap")
def test_bubblewrap_comes_first() -> None:
    assert runner.wall() == "bubblewrap"


@pytest.mark.needs("landlock")
def test_where_bubblewrap_may_make_no_namespaces_landlock_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in most containers."""
    refused = pretends(tmp_path / "bwrap", 'echo "bwrap: setting up uid map: Permission denied" >&2; exit 1')
    monkeypatch.setattr(bubblewrap, "program", lambda: refused)
    assert runner.wall() == "landlock"
    assert read(["/bin/echo", "well"], cell=Cell(), most_bytes=99, wall_seconds=60) == b"well\n"


@pytest.mark.needs("landlock")
def test_a_wall_with_a_hole_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bubblewrap that starts the program, and lets it see all."""
    open_to_all = pretends(tmp_path / "bwrap", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"')
    monkeypatch.setattr(bubblewrap, "program", lambda: open_to_all)
    assert runner.wall() == "landlock"
    # the same of Landlock
    runner.wall.cache_clear()
    monkeypatch.setattr(landlock, "_lock_in", lambda _: None)
    assert runner.wall() == "none"


def test_without_either_the_options_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "program", lambda: None)
    monkeypatch.setattr(landlock, "version", lambda: 0)
    assert runner.wall() == "none"
    assert read(["/bin/echo", "well"], cell=Cell(), most_bytes=99, wall_seconds=60) == b"well\n"


def test_it_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setattr(runner, "_holds", lambda wall: bool(tried.append(wall)))
    for _ in range(3):
        assert runner.wall() == "none"
    assert tried == ["bubblewrap", "landlock"]


@pytest.mark.parametrize(
    "wall",
    [
        pytest.param("bubblewrap", marks=pytest.mark.needs("bwrap")),
        pytest.param("landlock", marks=pytest.mark.needs("landlock")),
    ],
)
def test_a_device_is_there_only_for_a_cell_that_names_it(wall: runner.Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of a graphics chip, say; /dev/zero stands for it. Nothing else below /dev is there then."""
    monkeypatch.setattr(runner, "WALLS", (wall,))
    look = ["/bin/sh", "-c", "head -c 2 /dev/zero | od -An -tx1"]

    def seen(cell: Cell, argv: list[str]) -> bytes:
        try:
            return read(argv, cell=cell, most_bytes=99, wall_seconds=60).strip()
        except ToolFailed:
            return b""

    assert seen(Cell(devices=(Path("/dev/zero"),)), look) == b"00 00"
    assert seen(Cell(), look) == b""
    assert seen(Cell(devices=(Path("/dev/zero"),)), [*look[:2], look[2].replace("zero", "full")]) == b""
