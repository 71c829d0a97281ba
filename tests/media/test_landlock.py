"""A program behind Landlock and seccomp reaches its cell and nothing else; each half is missed when it is gone."""

import threading
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import landlock, runner, seccomp
from mediadesk.media.cell import Cell
from mediadesk.media.runner import read
from tests.media.walls import ATTEMPTS, CANARY, World

pytestmark = pytest.mark.needs("landlock")


@pytest.fixture(autouse=True)
def behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "wall", lambda: "landlock")


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nothing_gets_out(attempt: str, world: World) -> None:
    assert not world.succeeds(attempt)


@pytest.mark.parametrize("attempt", ["connect to a port", "open a neighbour to all", "give a neighbour another date"])
def test_sabotage_without_seccomp(attempt: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the network Landlock knows TCP since version 4, of a file's date and rights nothing."""
    monkeypatch.setattr(landlock.seccomp, "apply", lambda _: None)
    monkeypatch.setattr(landlock, "version", lambda: 3)
    assert world.succeeds(attempt)


@pytest.mark.parametrize("attempt", ["read a neighbour", "list a folder", "change the input", "delete a neighbour"])
def test_sabotage_without_landlock(attempt: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "_lock_in", lambda _: None)
    assert world.succeeds(attempt)


def test_landlock_forbids_tcp_and_signals_by_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the kernel is new enough, both halves forbid it."""
    if landlock.version() < 6:
        pytest.skip("needs landlock: version 6")
    monkeypatch.setattr(landlock.seccomp, "_FORBIDDEN", ())
    seccomp._code.cache_clear()
    try:
        for attempt in ("connect to a port", "connect to a socket without a name", "stop another program"):
            assert not world.succeeds(attempt), attempt
    finally:
        seccomp._code.cache_clear()


def test_older_kernels_forbid_what_they_can(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first version knows neither truncation nor devices nor networks; seccomp knows the last of these."""
    monkeypatch.setattr(landlock, "version", lambda: 1)
    for attempt in ("read a neighbour", "connect to a port", "stop another program", "delete a neighbour"):
        assert not world.succeeds(attempt), attempt


def test_we_ourselves_stay_free(world: World) -> None:
    """The thread that locked itself in is gone when its program is."""
    before = threading.active_count()
    read(["true"], cell=Cell(), most_bytes=1, wall_seconds=60)
    assert threading.active_count() == before
    assert CANARY in world.secret.read_text()


def test_what_cannot_be_started_leaves_no_thread() -> None:
    before = threading.active_count()
    with pytest.raises(ToolFailed):
        read(["true"], cell=Cell(reads=(Path("/nowhere/a.mp4"),)), most_bytes=1, wall_seconds=60)
    assert threading.active_count() == before
