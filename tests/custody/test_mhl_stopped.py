"""Whatever stops the writer of a history, and whoever writes beside it: the next run finds or makes it good."""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from mediadesk.custody import mhl
from mediadesk.model.mhl import Entry
from tests.custody.reels import AT, CARD, entries, everything_is_good, laid_out, names
from tests.custody.reference import ask
from tests.custody.tell_and_die import DIED
from tests.parts import ROOT


@pytest.fixture
def reel(tmp_path: Path) -> Path:
    """The files of a card on a drive, without a history."""
    return laid_out(tmp_path / "R0001-k3f9", CARD)


@pytest.fixture
def told(reel: Path) -> Path:
    """The same with our history of one generation."""
    assert mhl.add_generation(reel, entries(CARD), at=AT)
    return reel


def dies(folder: Path, step: int, files: dict[bytes, bytes]) -> bool:
    """Whether a writer of a generation got as far as this step, and died there."""
    argv = [sys.executable, "-m", "tests.custody.tell_and_die", folder, str(step), *map(os.fsdecode, files)]
    code = subprocess.run(argv, cwd=ROOT, check=False).returncode
    assert code in (0, DIED)
    return code == DIED


def test_a_kill_anywhere_is_mended_by_the_next_run(told: Path, tmp_path: Path):
    """Before each opening, renaming and removing: the history stays good, and the next run ends where it should."""
    files = CARD | {b"DCIM/new.mp4": b"sixth"}
    laid_out(told, files)
    standing = set()
    for step in range(1, 99):
        reel = shutil.copytree(told, tmp_path / str(step) / told.name)
        if not dies(reel, step, files):
            break
        standing.add((ask("verify", reel), len(list(reel.glob("ascmhl/.part-*")))))
        assert mhl.read(reel).files.keys() >= CARD.keys()

        assert [mhl.add_generation(reel, entries(files), at=AT) for _ in range(2)][1] is None

        assert (ask("verify", reel), mhl.read(reel).trouble) == ("good", ())
        assert [re.sub("_.*", "", each) for each in names(reel)] == ["0001", "0002", "ascmhl"]
    assert standing == {("new files", 0), ("new files", 1), ("good", 0), ("good", 1)}


def halves() -> list[list[Entry]]:
    return [entries({path: CARD[path] for path in sorted(CARD)[at::2]}) for at in (0, 1)]


def test_two_ingests_at_once_write_one_history(reel: Path):
    """Each adds its files, one after the other; none is lost, and none is written twice."""
    with ThreadPoolExecutor(4) as pool:
        told = [pool.submit(mhl.add_generation, reel, each, at=AT) for each in halves() * 8]

    assert len([each for each in told if each.result()]) == 2
    assert [re.sub("_.*", "", each) for each in names(reel)] == ["0001", "0002", "ascmhl"]
    assert [ask(command, reel) for command in ("verify", "diff")] == ["good"] * 2


def test_without_the_lock_they_would_not(reel: Path, monkeypatch: pytest.MonkeyPatch):
    """Sabotage: the same without taking turns; while one writes, another reads."""
    monkeypatch.setattr(mhl.fcntl, "flock", lambda *_: None)
    waiting = Barrier(2, timeout=60)
    read = mhl._read_history

    def together(below: Path):
        found = read(below)
        waiting.wait()
        return found

    monkeypatch.setattr(mhl, "_read_history", together)
    with ThreadPoolExecutor(2) as pool:
        told = [pool.submit(mhl.add_generation, reel, each, at=AT) for each in halves()]

    assert any(each.exception() for each in told) or ask("verify", reel) != "good"


def test_a_kill_before_the_first_chain_is_mended(told: Path):
    """Without its chain the tool refuses the history; we read it, say so, and write the chain."""
    (told / "ascmhl/ascmhl_chain.xml").unlink()
    assert ask("verify", told) == "no chain"
    assert len(mhl.read(told).trouble) == 2
    assert mhl.read(told).files.keys() == CARD.keys()

    assert mhl.add_generation(told, entries(CARD), at=AT) is None

    assert everything_is_good(told)
