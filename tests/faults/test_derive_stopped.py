"""A derivation that its user stops, and one whose program stops by itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import imageio_ffmpeg
import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.desk.derive import Derived, Tools, derive
from mediadesk.engine.inline import Inline
from mediadesk.events import Began, Event
from mediadesk.media import runner
from mediadesk.media.binaries import find
from mediadesk.model.layout import CATALOGUE, PART, RENDITIONS
from mediadesk.model.query import Query
from mediadesk.model.recipe import Proxy, Thumbnail
from tests.cli.world import done
from tests.parts import ROOT

pytestmark = pytest.mark.needs("ffmpeg")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with one clip whose ladder takes some seconds: a minute of nothing."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "card").mkdir()
    made = ["-f", "lavfi", "-i", "color=c=gray:s=640x360:r=25:d=60", "-c:v", "libx264", "-preset", "ultrafast"]
    argv = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", *made, str(folder / "card/A.MP4")]
    subprocess.run(argv, check=True)
    done("init", folder / "desk")
    done("ingest", folder / "card", "--desk", folder / "desk")
    return folder / "desk"


def below(pid: int) -> Iterator[int]:
    """All processes that a process has started, and those that they have."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                yield child
                yield from below(child)


def ffmpegs(pid: int) -> list[int]:
    """The encoders among them."""
    found = []
    for each in below(pid):
        with suppress(OSError):
            if Path(f"/proc/{each}/comm").read_text().startswith("ffmpeg"):
                found.append(each)
    return found


def waits_until(holds: Callable[[], object], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def parts(desk: Path) -> list[Path]:
    return list(desk.rglob(f"{PART}*"))


def a_segment_is_begun(desk: Path) -> bool:
    """`os.walk` minds no folder that goes while it looks."""
    begun = (folder for folder in os.walk(desk) if f"/{PART}" in folder[0])
    return any(name.startswith("0") and name.endswith(".mp4") for _, _, names in begun for name in names)


def test_ctrl_c_in_mid_encode_leaves_nothing_half(large: Path):
    """SIGINT when the first segment is being written: no part, no name, no row, no program; what was whole stays."""
    command = [sys.executable, "-m", "mediadesk", "--desk", str(large), "derive"]
    command += ["--recipe", "thumbnail", "--recipe", "ladder", "--workers", "1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert waits_until(lambda: a_segment_is_begun(large) or child.poll() is not None)
        started = list(below(child.pid))
        assert ffmpegs(child.pid)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)

    assert child.returncode == 130
    assert err.splitlines()[-2] == "stopped"
    assert waits_until(lambda: not any(Path(f"/proc/{each}").exists() for each in started), 10)
    assert parts(large) == []
    assert {path.name.partition("-")[0] for path in (large / RENDITIONS).glob("*/*/*")} == {"thumbnail"}
    catalogue = Catalogue(large / CATALOGUE)
    with catalogue.read() as shelves:
        assert [each.recipe for each in shelves.renditions.all()] == ["thumbnail"]
    catalogue.close()


def test_an_encode_that_stalls_is_killed_and_reported_and_the_rest_goes_on(
    large: Path, monkeypatch: pytest.MonkeyPatch
):
    """Its program is put to sleep in the middle, as one that waits for a drive that has gone.

    From then on the clock goes on by a minute at each look: nobody waits, and a slow machine is not taken for a stall.
    """
    catalogue, asleep, passed = Catalogue(large / CATALOGUE), list[int](), count(step=60)
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + (next(passed) if asleep else 0))
    monkeypatch.setattr(runner, "time", clock)
    tools = Tools(catalogue=catalogue, assets=Assets(large), programs=find(), engine=Inline())
    with catalogue.read() as shelves:
        clips = shelves.clips.find(Query(limit=0))

    def put_to_sleep(event: Event) -> None:
        if not isinstance(event, Began) and not asleep and "proxy" in getattr(event, "task", ""):
            asleep.extend(ffmpegs(os.getpid()))
            for each in asleep:
                os.kill(each, signal.SIGSTOP)

    made: list[Derived] = list(derive(clips, [Thumbnail(long_side=64), Proxy()], tools, put_to_sleep))
    catalogue.close()

    assert {each.recipe: each.result for each in made} == {"thumbnail": "made", "proxy": "failed"}
    why = next(each.why for each in made if each.recipe == "proxy")
    assert why
    assert "made no progress for 120 seconds" in why
    assert asleep
    assert waits_until(lambda: not any(Path(f"/proc/{each}").exists() for each in asleep), 10)
    assert parts(large) == []
