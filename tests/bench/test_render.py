"""A ladder against the same ffmpeg command typed by hand; what checking it takes is told apart."""

import shutil
import subprocess
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from statistics import median

import pytest

from mediadesk.media import graphs, verify
from mediadesk.media.binaries import Programs, find
from mediadesk.media.render import render
from mediadesk.model.recipe import Ladder
from mediadesk.model.rendition import Job
from tests.media.shots import a_job, probed

pytestmark = [pytest.mark.bench, pytest.mark.needs("ffmpeg")]

PAIRS = 3
SECONDS = 12
TARGET = 1.05


def by_hand(job: Job, folder: Path, programs: Programs) -> None:
    """The command alone, into folders that are there."""
    want = job.wants[0]
    for name in ("v234", "v360", "v540", "v720", "v1080", "a64"):
        (folder / want.file_name / name).mkdir(parents=True)
    subprocess.run(graphs.argv(job, programs.ffmpeg), cwd=folder, check=True)


def seconds(work: Callable[[Path], object], folder: Path) -> float:
    """The wall of work in a fresh folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    begun = time.monotonic()
    work(folder)
    return time.monotonic() - begun


def test_a_ladder(tmp_path: Path) -> None:
    """Twelve seconds of 1080p with grain, five rungs and the sound."""
    programs = find()
    clip = tmp_path / "clip.mp4"
    made = f"-f lavfi -i testsrc2=s=1920x1080:r=30:d={SECONDS},noise=alls=20:allf=t -f lavfi -i sine=d={SECONDS}"
    coded = "-c:v libx264 -preset ultrafast -crf 20 -pix_fmt yuv420p -c:a aac"
    subprocess.run([programs.ffmpeg, "-v", "error", *made.split(), *coded.split(), clip], check=True)
    job = a_job([Ladder()], probed(clip, programs))
    folder, ratios, checks = tmp_path / "out", [], []

    for _ in range(PAIRS):
        hand = seconds(lambda out: by_hand(job, out, programs), folder)
        ours = seconds(lambda out: render(job, out, programs=programs), folder)
        playlists = sorted(folder.glob("*/[av]*.m3u8"))
        begun = time.monotonic()
        verify.decodes(playlists, Fraction(SECONDS), programs)
        checks.append((time.monotonic() - begun) / hand)
        ratios.append(ours / hand - checks[-1])

    print(
        f"\nladder of {SECONDS} s of 1080p: {median(ratios):.2f} x the same command by hand (target {TARGET}), "
        f"and {median(checks):.2f} x for decoding all of it once to see that it is whole"
    )
