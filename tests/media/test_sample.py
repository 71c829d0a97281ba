"""The demo's card: made once, always the same, whole or not there."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mediadesk.errors import DeskError, Stopped
from mediadesk.events import Began, Ended, Event, Moved
from mediadesk.media.binaries import Programs
from mediadesk.media.probe import probe
from mediadesk.media.sample import make_card
from mediadesk.model.card import MediaFile, sort_out
from mediadesk.model.clip import Facts

pytestmark = pytest.mark.needs("ffmpeg")

NAME = "demo-card-1-sketch"
MAKER = """
import sys
from pathlib import Path
from mediadesk.media.binaries import find
from mediadesk.media.sample import make_card
make_card(Path(sys.argv[1]), programs=find(), sketch=True)
"""


@pytest.fixture(scope="module")
def told() -> list[Event]:
    """What the maker of `card` reported."""
    return []


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory, programs: Programs, told: list[Event]) -> Path:
    """A small sketch of the card."""
    return make_card(tmp_path_factory.mktemp("cache") / "mediadesk", programs=programs, report=told.append, sketch=True)


@pytest.fixture(scope="module")
def facts(card: Path, programs: Programs) -> dict[str, Facts]:
    """What each clip tells of itself, by name."""
    return {path.name: probe(path, programs=programs) for path in card.rglob("*") if path.suffix in (".MOV", ".MP4")}


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_it_holds_what_a_trip_holds(card: Path):
    """Clips of a telephone, a camera and a drone, sidecars, a still and a text, in the folders such devices use."""
    listed = [path.relative_to(card).parts for path in card.rglob("*") if path.is_file()]
    contents = sort_out(
        MediaFile(path=tuple(part.encode() for part in parts), size_bytes=1, modified_ns=0) for parts in listed
    )

    clips = {each.main.name.decode(): [side.name.decode() for side in each.sidecars] for each in contents.recordings}
    assert clips == {
        "IMG_0042.MOV": [],
        "IMG_0043.MOV": [],
        "IMG_0044.MOV": [],
        "IMG_0045.MOV": [],
        "IMG_0047.MOV": [],
        "DJI_0007.MP4": ["DJI_0007.SRT"],
        "C0001.MP4": ["C0001M01.XML"],
        "C0002.MP4": ["C0002M01.XML"],
    }
    assert [each.file.name for each in contents.kept] == [b"IMG_0046.JPG", b"README.TXT"]
    assert (card / "DCIM/100APPLE/IMG_0046.JPG").read_bytes()[:2] == b"\xff\xd8"


def test_each_clip_tells_when(facts: dict[str, Facts]):
    """7 to 9 May 2022 there: the telephone and the camera know their zone, the drone knows the instant alone."""
    local = {name: each.captured.local for name, each in facts.items()}

    assert local["IMG_0042.MOV"] == datetime(2022, 5, 7, 10, 12, 5)
    assert local["C0002.MP4"] == datetime(2022, 5, 8, 19, 2, 7)
    assert local["IMG_0047.MOV"] == datetime(2022, 5, 9, 21, 50, 3)
    assert facts["DJI_0007.MP4"].captured.at == datetime(2022, 5, 8, 6, 30, 12, tzinfo=UTC)
    assert {at.date().day for at in local.values() if at} == {7, 8, 9}
    assert sorted(name for name, at in local.items() if at is None) == ["DJI_0007.MP4"]


def test_each_clip_tells_where_if_its_device_knows(facts: dict[str, Facts]):
    """Places around Kharkiv; the camera has no GPS."""
    where = {name: (each.place.lat, each.place.lon) for name, each in facts.items() if each.place}

    assert where["IMG_0042.MOV"] == (50.0047, 36.2314)
    assert where["IMG_0043.MOV"] == (50.03, 36.34)
    assert where["DJI_0007.MP4"] == (50.11, 36.12)
    assert where["IMG_0045.MOV"] == (49.8356, 36.6864)
    assert not {"C0001.MP4", "C0002.MP4"} & where.keys()


def test_each_clip_tells_by_what(facts: dict[str, Facts]):
    """Make and model, and no trouble with any."""
    makers = {name: each.camera.make for name, each in facts.items() if each.camera}

    assert makers == {name: {"I": "Apple", "D": "DJI", "C": "Sony"}[name[0]] for name in facts}
    assert not [each.trouble for each in facts.values() if each.trouble]


def test_one_is_upright_and_two_are_silent(facts: dict[str, Facts]):
    """The upright one is stored lying, with the sign that turns it."""
    upright = facts["IMG_0043.MOV"].frame

    assert upright is not None
    assert (upright.width, upright.height, upright.rotation) == (180, 320, 90)
    assert sorted(name for name, each in facts.items() if not each.audio) == ["DJI_0007.MP4", "IMG_0044.MOV"]


def test_it_tells_how_far_it_is(card: Path, told: list[Event]):
    """From the first to the last second of the card, never backwards."""
    assert isinstance(told[0], Began)
    assert isinstance(told[-1], Ended)
    moved = [each.done for each in told if isinstance(each, Moved)]
    assert moved == sorted(moved)
    assert 0 < moved[-1] <= (told[0].total or 0)


def test_a_second_call_does_nothing(card: Path):
    """No program is even started: there are none where it is told to find them."""
    before = digests(card), card.stat().st_mtime_ns

    again = make_card(card.parent, programs=Programs(ffmpeg="/nowhere", ffprobe="/nowhere"), sketch=True)

    assert again == card
    assert (digests(card), card.stat().st_mtime_ns) == before


def test_two_makers_make_one_card_of_the_same_bytes(card: Path, tmp_path: Path, programs: Programs):
    """Bit-exact in another folder, and the second of two waits for the first."""
    with ThreadPoolExecutor(2) as pool:
        makers = [pool.submit(make_card, tmp_path, programs=programs, sketch=True) for _ in range(2)]
        assert {each.result() for each in makers} == {tmp_path / NAME}

    assert digests(tmp_path / NAME) == digests(card)
    assert [each.name for each in tmp_path.iterdir()] == [NAME]


def test_a_killed_maker_leaves_no_card(card: Path, tmp_path: Path, programs: Programs):
    """kill -9 in the middle: what is there has not its name; the next one makes it whole, and leaves nothing else."""
    maker = subprocess.Popen([sys.executable, "-c", MAKER, str(tmp_path)])
    ends_at = time.monotonic() + 60
    while not list(tmp_path.glob(f".part-{NAME}/*/*/*.M*")) and time.monotonic() < ends_at:
        time.sleep(0.01)
    os.kill(maker.pid, signal.SIGKILL)
    maker.wait()
    assert [each.name for each in tmp_path.iterdir()] == [f".part-{NAME}"]

    make_card(tmp_path, programs=programs, sketch=True)

    assert [each.name for each in tmp_path.iterdir()] == [NAME]
    assert digests(tmp_path / NAME) == digests(card)


def test_whoever_listens_may_stop_it(tmp_path: Path, programs: Programs):
    """What the listener raises comes out, and there is no card."""

    def stop(event: Event) -> None:
        if isinstance(event, Moved):
            raise Stopped("enough")

    with pytest.raises(Stopped):
        make_card(tmp_path, programs=programs, report=stop, sketch=True)

    assert not (tmp_path / NAME).exists()


def test_a_folder_that_cannot_be_is_named(tmp_path: Path, programs: Programs):
    """What goes wrong with the disk says where, and what to set."""
    (tmp_path / "file").touch()

    with pytest.raises(DeskError, match="could not be made in") as trouble:
        make_card(tmp_path / "file" / "cache", programs=programs, sketch=True)

    assert "XDG_CACHE_HOME" in trouble.value.hint
