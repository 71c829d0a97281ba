"""What it costs that everything is equally loud: listening before, and the gain and the limiter within."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mediadesk.media import loudness
from mediadesk.media.binaries import find
from mediadesk.media.cuts import cut
from mediadesk.media.render import render
from mediadesk.model.recipe import Ladder, Sound
from tests.media.shots import a_job, probed

pytestmark = [pytest.mark.bench, pytest.mark.needs("ffmpeg")]

SECONDS = 10
MOST_SHARE = 0.05  # of making a ladder


def seconds(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def test_listening_costs_little(tmp_path: Path) -> None:
    """Ten seconds of 720p with a voice that is too quiet and claps that are too loud: it is listened to twice, or
    more often, before anything is coded."""
    programs = find()
    clip, out = tmp_path / "clip.mp4", tmp_path / "out"
    claps = "aevalsrc='0.02*sin(2*PI*300*t)+0.8*sin(2*PI*1900*t)*exp(-200*mod(t,5))':s=48000"
    made = f"-f lavfi -i testsrc2=s=1280x720:r=30:d={SECONDS},noise=alls=20:allf=t -f lavfi -i {claps}:d={SECONDS}"
    coded = "-c:v libx264 -preset ultrafast -crf 20 -pix_fmt yuv420p -c:a aac"
    subprocess.run([programs.ffmpeg, "-v", "error", *made.split(), *coded.split(), clip], check=True)
    shot = probed(clip, programs)
    job = a_job([Ladder(), Sound()], shot)
    out.mkdir()

    once = seconds(lambda: loudness.listened(shot, cut(shot), tmp_path, programs, lambda: None))
    listening = seconds(lambda: loudness.settle(job, cut(shot), tmp_path, programs, lambda: None))
    whole = seconds(lambda: render(job, out, programs=programs))

    told = f"listening once {once:.2f} s ({SECONDS / once:.0f} x real time), in all {listening:.2f} s"
    print(f"{told}, of {whole:.1f} s: {listening / whole:.1%}")
    assert listening / whole <= MOST_SHARE
