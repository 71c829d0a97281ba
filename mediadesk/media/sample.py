"""The demo's card: a few seconds each from a telephone, a camera and a drone, made here, tagged as these devices tag.

Three days around Kharkiv, 7 to 9 May 2022. Pictures and sound are made by ffmpeg out of nothing; only the tags are as
real ones would be, at points that anyone knows. The same ffmpeg makes the same bytes.
"""

import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Literal

from mediadesk.errors import DeskError
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.media import scenes, signs
from mediadesk.media.binaries import Programs
from mediadesk.media.cell import Cell
from mediadesk.media.jail import file_name, input_options
from mediadesk.media.runner import QUIET, run
from mediadesk.media.scenery import Scene, graph
from mediadesk.model.place import LatLon

_EDITION = 1  # another card is another folder
_TASK = "the demo's card, once"
_KYIV = timezone(timedelta(hours=3))  # in summer
_SKETCH = 4  # how much smaller its pictures are

_BITEXACT = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")
# one thread, and no choice by the processor at hand: the same bytes on every machine; no B-frames, like a telephone
_X264 = (
    *("-c:v", "libx264", "-preset", "superfast", "-crf", "21", "-threads", "1"),
    *("-x264-params", "cpu-independent=1:keyint=60:bframes=0:weightp=0"),
)
_AAC = ("-c:a", "aac", "-b:a", "96k")

_README = """\
A card made by mediadesk for its demo. No place and nobody is shown: the pictures are drawn by a program,
and only the dates and places in the files are as cameras write them.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Take:
    """A clip of the card."""

    name: str  # below the card
    scene: Scene
    begins: datetime
    device: Literal["telephone", "camera", "drone"]
    at: LatLon | None = None
    upright: bool = False  # stored lying, with the sign to turn it


def _may(day: int, hour: int, minute: int, second: int) -> datetime:
    return datetime(2022, 5, day, hour, minute, second, tzinfo=_KYIV)


_SQUARE = LatLon(lat=50.0047, lon=36.2314)
_SALTIVKA = LatLon(lat=50.0300, lon=36.3400)
_DERHACHI = LatLon(lat=50.1100, lon=36.1200)
_CHUHUIV = LatLon(lat=49.8356, lon=36.6864)

_PHONE, _DRONE, _CAMERA = "DCIM/100APPLE", "DCIM/100MEDIA", "PRIVATE/M4ROOT/CLIP"
_TAKES = (
    _Take(
        name=f"{_PHONE}/IMG_0042.MOV",
        scene=scenes.SQUARE,
        begins=_may(7, 10, 12, 5),
        device="telephone",
        at=_SQUARE,
    ),
    _Take(
        name=f"{_PHONE}/IMG_0043.MOV",
        scene=scenes.BLOCK,
        begins=_may(7, 14, 40, 31),
        device="telephone",
        at=_SALTIVKA,
        upright=True,
    ),
    _Take(name=f"{_CAMERA}/C0001.MP4", scene=scenes.TRAM, begins=_may(7, 19, 31, 48), device="camera"),
    _Take(name=f"{_DRONE}/DJI_0007.MP4", scene=scenes.FIELDS, begins=_may(8, 9, 30, 12), device="drone", at=_DERHACHI),
    _Take(
        name=f"{_PHONE}/IMG_0044.MOV",
        scene=scenes.LAPSE,
        begins=_may(8, 12, 15, 20),
        device="telephone",
        at=_SQUARE,
    ),
    _Take(name=f"{_CAMERA}/C0002.MP4", scene=scenes.RIVER, begins=_may(8, 19, 2, 7), device="camera"),
    _Take(
        name=f"{_PHONE}/IMG_0045.MOV",
        scene=scenes.MEADOW,
        begins=_may(9, 8, 20, 44),
        device="telephone",
        at=_CHUHUIV,
    ),
    _Take(
        name=f"{_PHONE}/IMG_0047.MOV",
        scene=scenes.NIGHT,
        begins=_may(9, 21, 50, 3),
        device="telephone",
        at=_SALTIVKA,
    ),
)
_STILL = f"{_PHONE}/IMG_0046.JPG"


def make_card(folder: Path, *, programs: Programs, report: Report = ignore, sketch: bool = False) -> Path:
    """The demo's card in `folder` (5 MB): made there once, whole or not at all, else found there.

    A `sketch` has half a second of each clip, small: for tests. Raises ToolFailed, and DeskError when the folder cannot
    be written.
    """
    name = f"demo-card-{_EDITION}{'-sketch' if sketch else ''}"
    card = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            if not card.is_dir():
                part = folder / f".part-{name}"
                shutil.rmtree(part, ignore_errors=True)  # what a killed one left behind
                _fill(part, programs, report, sketch=sketch)
                part.rename(card)
    except OSError as trouble:
        raise DeskError(
            f"the demo's card could not be made in {folder}: {trouble.strerror}",
            hint="free 20 MB there, or set XDG_CACHE_HOME to a folder you may write to",
        ) from trouble
    return card


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One maker at a time; the kernel lets go when a process dies."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _fill(part: Path, programs: Programs, report: Report, *, sketch: bool) -> None:
    takes = [replace(take, scene=_sketched(take.scene)) for take in _TAKES] if sketch else list(_TAKES)
    for name in (_PHONE, _DRONE, _CAMERA):
        (part / name).mkdir(parents=True)
    (part / "README.TXT").write_text(_README, encoding="utf-8")
    total = sum(take.scene.seconds for take in takes)
    done = dict.fromkeys((take.name for take in takes), 0.0)
    watch = threading.Lock()

    def film(take: _Take) -> None:
        def tick(seconds: float) -> None:
            with watch:
                done[take.name] = seconds
                report(Moved(_TASK, min(total, sum(done.values()))))

        _film(take, part, programs, tick)

    report(Began(_TASK, total, "seconds"))
    pool = ThreadPoolExecutor(os.cpu_count() or 1)
    try:
        # the longest first, so that no core waits for the last one
        for ready in [pool.submit(film, take) for take in sorted(takes, key=_work, reverse=True)]:
            ready.result()
        _still(takes[0], part / _STILL, programs)
        for file in filter(Path.is_file, part.rglob("*")):
            _sync(file)
    finally:
        pool.shutdown(cancel_futures=True)
        report(Ended(_TASK))


def _work(take: _Take) -> float:
    width, height = take.scene.size
    return width * height * take.scene.seconds * take.scene.rate


def _sketched(scene: Scene) -> Scene:
    width, height = scene.size
    return replace(scene, size=(width // _SKETCH, height // _SKETCH), seconds=0.52)


def _film(take: _Take, card: Path, programs: Programs, tick: Callable[[float], None]) -> None:
    """The clip, with what its device writes into it and beside it."""
    path, scene = card / take.name, take.scene
    made = take.begins.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    tags = ("-metadata", f"creation_time={made}", *(("-brand", "XAVC") if take.device == "camera" else ()))
    drawn = path.with_name(f"{path.stem}.lying.MOV") if take.upright else path
    sound = ("-map", "[a]", *_AAC) if scene.sound else ()
    drawing = ("-filter_complex", graph(scene, lying=take.upright), "-map", "[v]", *_X264, *sound)
    cell = Cell(writes=path.parent)
    run([programs.ffmpeg, *QUIET, *drawing, *_BITEXACT, *tags, file_name(drawn)], cell=cell, tick=tick)
    if take.upright:
        signed = ("-display_rotation", "-90", *input_options("mov", drawn), "-map", "0", "-c", "copy")
        run([programs.ffmpeg, *QUIET, *signed, *_BITEXACT, *tags, file_name(path)], cell=cell)
        drawn.unlink()
    if take.device == "telephone" and take.at:
        signs.telephone(path, take.begins, take.at)
    elif take.device == "drone" and take.at:
        signs.drone(path, take.begins, take.at, round(scene.seconds * scene.rate), scene.rate)
    else:
        signs.camera(path, take.begins, round(scene.seconds * scene.rate), scene.rate)


def _still(take: _Take, path: Path, programs: Programs) -> None:
    drawn = graph(replace(take.scene, sound=None))
    one = ("-filter_complex", drawn, "-map", "[v]", "-frames:v", "1", "-update", "1", "-c:v", "mjpeg", "-q:v", "3")
    run(
        [programs.ffmpeg, *QUIET, *one, "-pix_fmt", "yuvj420p", *_BITEXACT, file_name(path)],
        cell=Cell(writes=path.parent),
    )


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
