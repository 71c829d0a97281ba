"""Chunks on other machines: what goes out, what comes home, and a machine that goes away in the middle."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from mediadesk.custody.lending import Lending
from mediadesk.desk.derive import Derived, Tools, planned
from mediadesk.desk.derive.errand import Came, workplace
from mediadesk.events import Event, Said
from mediadesk.media import chunks
from mediadesk.model.recipe import Proxy
from tests.desk.derive.world import ThroughThePost, run
from tests.desk.world import Desk
from tests.engine.cluster.machines import Machine, Machines, machines
from tests.media.shots import TINY, numbers

pytestmark = pytest.mark.needs("ffmpeg")

PROXY = Proxy(crf=10, kbps=8000)
RECIPES = (PROXY, TINY)
_OVER = {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}


@pytest.fixture
def posted(desk: Desk, cutting: Tools, tmp_path: Path) -> Callable[..., Tools]:
    """Tools that send chunks away, by an engine that lets somebody at them before they come home."""
    share = Lending(tmp_path / "share")
    share.share.mkdir()

    def made(tamper: Callable[[Path, Came], Came] = lambda folder, came: came) -> Tools:
        post = ThroughThePost(workplace(desk.programs, share, tmp_path), tamper)
        return replace(cutting, engine=post, lending=share)

    return made


def of_the_long(made: list[Derived], recipe: str) -> Path:
    """Where a rendition of the long clip lies."""
    (found,) = (each.rendition for each in made if each.recipe == recipe and (each.rendition.seconds or 0) > 5)
    return Path(found.path)


def heard(path: Path, desk: Desk) -> bytes:
    """A digest of the coded sound of a file."""
    argv = [desk.programs.ffmpeg, "-v", "error", "-i", str(path), "-map", "0:a", "-c", "copy", "-f", "md5", "-"]
    return subprocess.run(argv, capture_output=True, check=True).stdout


def test_what_others_made_of_chunks_is_joined_without_a_seam_and_they_learn_no_name(desk: Desk, cutting: Tools, posted):
    """Each frame once, and the very sound of one piece; nothing stays on the share. The sabotage: the chunks as they
    are at home tell it all."""
    long_one = next(clip for clip in desk.clips() if clip.seconds > 5)
    telling = [b"LONG", str(desk.root).encode(), long_one.id.encode()]
    at_home = [chunks.cut_up(job, cutting.cutting) for job in planned(desk.clips(), RECIPES, cutting).jobs]
    names = set[str]()
    tools = posted()
    tools.engine.tamper = lambda _, came: names.update(map(str, tools.lending.share.rglob("*"))) or came

    made = run(desk, tools, RECIPES)

    assert {each.result for each in made} == {"made"}
    proxy, ladder = desk.assets.path(of_the_long(made, "proxy")), desk.assets.path(of_the_long(made, "ladder"))
    joined = heard(proxy, desk)
    assert numbers(proxy, desk.programs) == numbers(ladder / "v36.m3u8", desk.programs) == list(range(300))
    assert list(tools.lending.share.iterdir()) == list(desk.root.rglob(".part-*")) == []

    assert sum(b"SentChunk" in parcel for parcel in tools.engine.parcels) == 3
    seen = b"".join([*tools.engine.parcels, *(name.encode() for name in names)])
    assert [word for word in telling if word in seen] == []
    assert [word for word in telling if word not in repr(at_home).encode()] == []

    proxy.rename(proxy.with_name("joined.mp4"))
    whole = run(desk, replace(cutting, cutting=None), RECIPES)
    assert heard(desk.assets.path(of_the_long(whole, "proxy")), desk) == joined


def test_a_chunk_that_was_altered_is_not_joined(desk: Desk, posted):
    """The clip is made in one piece then, and that is said."""

    def shorter(folder: Path, came: Came) -> Came:
        if not came.made:
            (folder / "0.mp4").write_bytes(b"guest")
        return came

    said: list[Event] = []
    tools = posted(shorter)

    made = run(desk, tools, (PROXY,), report=said.append)

    assert {each.result for each in made} == {"made"}
    assert any("made in one piece" in event.text for event in said if isinstance(event, Said))
    assert numbers(desk.assets.path(of_the_long(made, "proxy")), desk.programs) == list(range(300))
    assert list(tools.lending.share.iterdir()) == list(desk.root.rglob(".part-*")) == []


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """Two workers, each a process, and where they meet."""
    with machines(tmp_path_factory.mktemp("share"), (1, 1)) as started:
        yield started


@pytest.mark.needs("cluster")
def test_a_trip_is_made_by_other_machines(trip, tools, met):
    """The whole way: real processes, a share, and the catalogue written at home."""
    made = run(trip, replace(tools, engine=met.engine(), lending=Lending(met.share)))
    assert {each.result for each in made} == {"made"}
    assert {each.result for each in run(trip, tools)} == {"kept"}
    assert list(met.share.iterdir()) == []


@pytest.mark.needs("cluster")
def test_a_worker_that_is_killed_in_the_middle_of_a_chunk_costs_no_frame_and_none_twice(desk: Desk, cutting, met):
    """kill -9 while its ffmpeg encodes. The other worker does its chunk; nothing stays on the share."""
    killed: list[Machine] = []
    killer = threading.Thread(target=lambda: killed.append(kill_one_that_encodes(met)))
    tools = replace(cutting, engine=met.engine(), lending=Lending(met.share))
    said: list[Event] = []
    killer.start()

    made = run(desk, tools, (PROXY,), report=said.append)

    killer.join(60)
    (gone,) = killed
    met.workers.remove(gone)
    gone.close()
    assert not [event for event in said if isinstance(event, Said)]
    assert {each.result for each in made} == {"made"}
    proxy = next(each for each in made if each.rendition.seconds > 5)
    assert numbers(desk.assets.path(proxy.rendition.path), desk.programs) == list(range(300))
    assert list(met.share.iterdir()) == list(desk.root.rglob(".part-*")) == []


def kill_one_that_encodes(met: Machines) -> Machine:
    """Stops the first ffmpeg that makes a chunk, so that it is in the middle of it, and kills its worker."""
    while True:
        for each in met.workers:
            with suppress(psutil.Error):
                for program in each.programs():
                    if program.name().startswith("ffmpeg") and chunks.ROOM in program.cwd():
                        program.suspend()
                        while program.status() not in {psutil.STATUS_STOPPED, *_OVER}:
                            pass
                        if program.status() not in _OVER:
                            each.kill()
                            return each
