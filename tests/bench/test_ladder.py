"""A ladder against the same ffmpeg command typed by hand, and against one run for each rung, as others do it.

Each figure is a ratio of two things done in one run, one after the other; beside the wall stands the work of all cores,
which a busy machine changes less. What proof and loudness take is told apart.
"""

import resource
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from statistics import median

import pytest

from mediadesk.media import graphs, loudness, verify
from mediadesk.media.binaries import Programs, find
from mediadesk.media.cuts import cut
from mediadesk.media.render import render
from mediadesk.model.recipe import Ladder, fit
from mediadesk.model.rendition import Job
from tests.media.shots import a_job, probed

pytestmark = [pytest.mark.bench, pytest.mark.needs("ffmpeg")]

PAIRS = 3
SECONDS = 12
TARGET = 1.03  # x the same command
SHARE = 0.15  # of it, for decoding everything once
TIMES = 1.65  # faster than a run for each rung

# a real clip by its neutral name → how often it is played in a row
REAL = {
    "dashcam_beferich-j18_ligogps-trailer_anon_1440p.mp4": 3,
    "apple_iphone_2024_hlg10_dv_rot90_editlist.mp4": 2,
    "panasonic_avchd_2021_1080i50_tz+0530_00000.MTS": 4,
    "screenrec_macos14_mac15-9_2025_tz-0700.mov": 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds: of the clock on the wall, and of all cores together."""

    wall: float
    work: float


def took(work: Callable[[], object]) -> Took:
    """What it costs to do something; of programs that end meanwhile."""
    wall, before = time.monotonic(), _work()
    work()
    return Took(wall=time.monotonic() - wall, work=_work() - before)


def _work() -> float:
    used = [resource.getrusage(each) for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def emptied(folder: Path) -> Path:
    """A folder with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def by_hand(job: Job, folder: Path, programs: Programs) -> None:
    """The command alone, into folders that are there."""
    ladder = job.wants[0].recipe
    assert isinstance(ladder, Ladder)
    for name in [*(graphs.rung_name(rung) for rung, _ in graphs.ladder_sizes(ladder, job.shots[0])), graphs.SOUND]:
        (folder / job.wants[0].file_name / name).mkdir(parents=True)
    subprocess.run(graphs.argv(job, programs.ffmpeg), cwd=folder, check=True)


def test_a_ladder_against_its_command(tmp_path: Path) -> None:
    """Twelve seconds of 1080p with grain, five rungs and the sound."""
    programs = find()
    clip = tmp_path / "clip.mp4"
    made = f"-f lavfi -i testsrc2=s=1920x1080:r=30:d={SECONDS},noise=alls=20:allf=t -f lavfi -i sine=d={SECONDS}"
    coded = "-c:v libx264 -preset ultrafast -crf 20 -pix_fmt yuv420p -c:a aac"
    subprocess.run([programs.ffmpeg, "-v", "error", *made.split(), *coded.split(), clip], check=True)
    job = a_job([Ladder()], probed(clip, programs))
    room, shares = tmp_path / "out", dict[str, list[Took]]()

    for _ in range(PAIRS):
        listened = took(lambda: loudness.settle(job, cut(job.shots[0]), emptied(room), programs, lambda: None))
        hand = took(lambda: by_hand(job, emptied(room), programs))
        ours = took(lambda: render(job, emptied(room), programs=programs))
        lists = sorted(room.glob("*/[av]*.m3u8"))
        proof = took(lambda lists=lists: verify.decodes(lists, Fraction(SECONDS), programs))
        rows = {"the command": hand, "all": ours, "proof": proof, "listening before": listened}
        for name, each in rows.items():
            part = Took(wall=each.wall / hand.wall, work=each.work / hand.work)
            shares.setdefault(name, []).append(part)
        rest = [ours.wall - proof.wall - listened.wall, ours.work - proof.work - listened.work]
        shares.setdefault("the rest", []).append(Took(wall=rest[0] / hand.wall, work=rest[1] / hand.work))

    print(f"\nladder of {SECONDS} s of 1080p, x the same command by hand (median of {PAIRS}): wall, work of all cores")
    for name, each in shares.items():
        print(f"  {name:18} {median(one.wall for one in each):.3f}  {median(one.work for one in each):.3f}")
    print(f"  targets: the rest (without proof and listening) {TARGET}, proof {SHARE}")


@pytest.mark.needs("footage")
def test_one_command_against_one_for_each_rung(footage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real clips. The others decode once a rung, scale straight to it, and code as we do; they make no sound here."""
    programs, room, found = find(), tmp_path / "out", list[float]()
    print("\none command for all rungs, x faster than one run for each (PeerTube's and MediaCMS's way): wall, work")
    for name, times in REAL.items():
        clip = tmp_path / f"{Path(name).stem}.mov"
        rows = f"-y -stream_loop {times - 1} -i".split()
        words = [programs.ffmpeg, "-v", "error", *rows, footage / name, *"-map 0:v:0 -map 0:a:0? -c copy".split(), clip]
        subprocess.run(words, check=True)
        shot = probed(clip, programs)
        assert shot.facts.frame
        job = a_job([Ladder()], shot)
        together = took(lambda job=job: by_hand(job, emptied(room), programs))
        apart = []
        for rung, _ in graphs.ladder_sizes(Ladder(), shot):
            single = a_job([replace(Ladder(), rungs=(rung,))], replace(shot, facts=replace(shot.facts, audio=())))
            with monkeypatch.context() as patch:
                patch.setattr(graphs, "made_from", lambda display, side=rung.short_side: fit(display, side))
                apart.append(took(lambda single=single: by_hand(single, emptied(room), programs)))
        wall, work = sum(each.wall for each in apart), sum(each.work for each in apart)
        found.append(wall / together.wall)
        size = "x".join(map(str, shot.facts.frame.display))
        print(f"  {size:9} {shot.facts.frame.codec:5} {wall / together.wall:.2f}  {work / together.work:.2f}  {name}")
    print(f"  median {median(found):.2f} (target {TIMES})")
