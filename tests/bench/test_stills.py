"""Thumbnail, poster and storyboard of ten minutes, against decoding all of it, and against a seek for each tile."""

import resource
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mediadesk.media.binaries import find
from mediadesk.media.render import render
from mediadesk.model.recipe import Poster, Storyboard, Thumbnail
from tests.media.shots import a_job, probed

pytestmark = [pytest.mark.bench, pytest.mark.needs("ffmpeg", "footage")]

CLIP = "VID_20190223_155900_googlephotos_reencode_gps.mp4"  # 1080p H.264, a key frame in one to two seconds
SECONDS, TILES = 600, 100
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
    out.mkdir()
    looped = [programs.ffmpeg, "-v", "error", "-stream_loop", "-1", "-i", footage / CLIP, "-map", "0:v:0"]
    subprocess.run([*looped, "-c", "copy", "-t", str(SECONDS), clip], check=True)
    shot = probed(clip, programs)

    def seeks() -> None:
        for tile in range(TILES):
            moment = str((tile + 0.5) * SECONDS / TILES)
            argv = [programs.ffmpeg, "-v", "error", "-y", "-ss", moment, "-i", clip, "-frames:v", "1"]
            subprocess.run([*argv, "-vf", "scale=160:-1", tmp_path / "tile.jpg"], check=True)

    ours = measured(lambda: render(a_job([Thumbnail(), Poster(), Storyboard()], shot), out, programs=programs))
    separate = measured(seeks)
    decoded = measured(
        lambda: subprocess.run([programs.ffmpeg, "-v", "error", "-i", clip, "-an", "-f", "null", "-"], check=True)
    )

    for name, each in (("ours", ours), ("a seek for each tile", separate), ("decoding all", decoded)):
        print(f"{name}: {each[0]:.1f} s by the wall, {each[1]:.1f} s of processors")
    print(f"against decoding all: {decoded[0] / ours[0]:.1f} x by the wall, {decoded[1] / ours[1]:.1f} x of processors")
    print(
        f"against a seek a tile: {separate[0] / ours[0]:.1f} x by the wall, {separate[1] / ours[1]:.1f} x of processors"
    )
    assert decoded[1] / ours[1] >= FASTER_THAN_DECODING
    assert separate[1] / ours[1] >= FASTER_THAN_SEEKS
