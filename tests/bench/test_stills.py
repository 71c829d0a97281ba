"""Thumbnail, poster and storyboard of ten minutes, against decoding all of it, a seek for each tile, and vcsi.

Others work on the machine too, so all of them take turns, several times, and the medians count. vcsi is no part of the
project: `pip install vcsi` into an environment of its own, and say where it is: MEDIADESK_BENCH_VCSI=/there/bin/vcsi.
"""

import os
import resource
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from statistics import median

import pytest

from mediadesk.media.binaries import find
from mediadesk.media.render import render
from mediadesk.model.recipe import Poster, Storyboard, Thumbnail
from tests.media.shots import a_job, probed

pytestmark = [pytest.mark.bench, pytest.mark.needs("ffmpeg", "footage")]

CLIP = "VID_20190223_155900_googlephotos_reencode_gps.mp4"  # 1080p H.264, a key frame in one to two seconds
SECONDS, TILES = int(os.environ.get("MEDIADESK_BENCH_SECONDS", "600")), 100
TURNS = int(os.environ.get("MEDIADESK_BENCH_TURNS", "3"))
VCSI = os.environ.get("MEDIADESK_BENCH_VCSI")
FASTER_THAN_DECODING, FASTER_THAN_SEEKS = 15, 3


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the wall, and of all processors: on a busy machine the second is the one to compare."""
    begun, used = time.monotonic(), _used()
    work()
    return time.monotonic() - begun, _used() - used


def _used() -> float:
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in each)


def test_stills_of_ten_minutes(footage: Path, tmp_path: Path) -> None:
    """A real clip again and again. A seek for each tile is how vcsi and most makers of contact sheets work."""
    programs = find()
    clip, out = tmp_path / "clip.mp4", tmp_path / "out"
    looped = [programs.ffmpeg, "-v", "error", "-stream_loop", "-1", "-i", footage / CLIP, "-map", "0:v:0"]
    subprocess.run([*looped, "-c", "copy", "-t", str(SECONDS), clip], check=True)
    shot = probed(clip, programs)

    def ours() -> None:
        rmtree(out, ignore_errors=True)
        out.mkdir()
        render(a_job([Thumbnail(), Poster(), Storyboard()], shot), out, programs=programs)

    def seeks() -> None:
        for tile in range(TILES):
            moment = str((tile + 0.5) * SECONDS / TILES)
            argv = [programs.ffmpeg, "-v", "error", "-y", "-ss", moment, "-i", clip, "-frames:v", "1"]
            subprocess.run([*argv, "-vf", "scale=160:-1", tmp_path / "tile.jpg"], check=True)

    def decoding() -> None:
        subprocess.run([programs.ffmpeg, "-v", "error", "-i", clip, "-an", "-f", "null", "-"], check=True)

    works: dict[str, Callable[[], object]] = {"decoding all": decoding, "a seek for each tile": seeks, "ours": ours}
    if VCSI:
        works["vcsi"] = vcsi(Path(VCSI), clip, tmp_path / "tools", (programs.ffmpeg, programs.ffprobe))
    else:
        print("\nvcsi is NOT measured: MEDIADESK_BENCH_VCSI names none (pip install it apart from the project)")

    turns = [{name: measured(work) for name, work in works.items()} for _ in range(TURNS)]

    print(f"\n{SECONDS} s, {TILES} tiles, medians of {TURNS} turns")
    for name in works:
        wall, used = (median(turn[name][kind] for turn in turns) for kind in (0, 1))
        print(f"{name}: {wall:.1f} s by the wall, {used:.1f} s of processors")
    faster = {name: [_ratio(turns, name, kind) for kind in (0, 1)] for name in works if name != "ours"}
    for name, (wall, used) in faster.items():
        print(f"ours against {name}: {wall:.1f} x by the wall, {used:.1f} x of processors")
    assert faster.pop("decoding all")[1] >= FASTER_THAN_DECODING
    assert min(used for _, used in faster.values()) >= FASTER_THAN_SEEKS


def vcsi(program: Path, clip: Path, folder: Path, tools: tuple[str, str]) -> Callable[[], object]:
    """Its sheet of as many tiles, with the same ffmpeg and ffprobe, seeking as fast as it can (`--fast`)."""
    folder.mkdir()
    for name, tool in zip(("ffmpeg", "ffprobe"), tools, strict=True):
        (folder / name).symlink_to(tool)
    argv = [program, clip, "--fast", "-g", "10x10", "-w", "1600", "-o", folder / "sheet.jpg"]
    known = {**os.environ, "PATH": f"{folder}:{os.defpath}"}
    return lambda: subprocess.run(argv, check=True, env=known, cwd=folder, stdout=subprocess.DEVNULL)


def _ratio(turns: list[dict[str, tuple[float, float]]], name: str, kind: int) -> float:
    return median(turn[name][kind] / turn["ours"][kind] for turn in turns)
