"""Bytes at equal quality: our ladder against PeerTube's, on real clips, by VMAF at the size of the display.

PeerTube's way is that of its default profile (`ffmpeg-default-transcoding-profile.ts`, `encoder-options.ts`,
`bitrate.ts`, read in November 2026): for 360, 480, 720, 1080 lines and the clip's own size a run of x264 veryfast each,
at x264's own quality (CRF 23), below so many bits for each pixel of a second, and never above 1.3 × the original's
rate; up to 16 B frames, a key frame at least each two seconds and at each cut, one fragmented MP4. Those bitrates are
the ones it publishes: so there is a third ladder that meets them (`-b:v`), whatever the clip needs.

Sizes are of the picture with what holds it; sound is the same for all.
"""

import json
import math
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from PIL import Image, ImageDraw

from mediadesk.media import boxes, graphs
from mediadesk.media.binaries import Programs, find
from mediadesk.model.recipe import LADDER_RUNGS, Ladder, Mp4, fit
from mediadesk.model.rendition import Shot
from tests.bench.test_ladder import by_hand, emptied, took
from tests.media.shots import a_job, probed

pytestmark = [pytest.mark.bench, pytest.mark.needs("ffmpeg", "footage")]

# a real clip by its neutral name → how often it is played in a row, what is hard in it
CLIPS = {
    "panasonic_avchd_2021_1080i50_tz+0530_00000.MTS": (3, "grass and trees, interlaced"),
    "apple_iphone_2024_hlg10_dv_rot90_editlist.mp4": (2, "roofs, HDR"),
    "VID_20190223_155900_googlephotos_reencode_gps.mp4": (2, "fur in dim light"),
    "android_pixel_2022_motionphoto_topshots_rot270.mp4": (3, "a face"),
    "c2pa_valid_2manifests_720x1280.mp4": (2, "water"),
}
SECONDS = 4  # of each clip
EVERY = 5  # frames: one of so many is measured
LOWEST = 360  # lines: below that nothing looks good on such a display
GOOD = 90  # VMAF
FEWER = 25  # percent of bytes: what we aim at
MB_A_MINUTE = 60 / 8 / 1000  # of one kilobit a second
BITS = {360: 0.15, 480: 0.12, 720: 0.11, 1080: 0.10}  # a pixel, of PeerTube's averages
ABOVE = 1.3  # x the original's rate is PeerTube's most
BEFORE = "veryfast"  # x264's speed of every rung, until its recipe's fourth version
PAIRS = 3
PHONE = "VID_20190223_155900_googlephotos_reencode_gps.mp4"  # three seconds of 1080p

# what is shown without loss, nearly: the house's own picture, made even, upright and SDR
WHOLE = Mp4(short_side=1080, crf=1, kbps=400_000, preset="ultrafast")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One rung: kilobits a second, and its mean VMAF on the display."""

    kbps: float
    vmaf: float


def at_quality(points: Sequence[Point], vmaf: float) -> float | None:
    """Kilobits a second at which a ladder reaches a quality, on lines between its rungs; None where it never does."""
    rising = sorted(points, key=lambda each: each.kbps)
    for low, high in pairwise(rising):
        if low.vmaf <= vmaf <= high.vmaf:
            share = (vmaf - low.vmaf) / (high.vmaf - low.vmaf or 1)
            return math.exp(math.log(low.kbps) * (1 - share) + math.log(high.kbps) * share)
    return rising[0].kbps if rising[0].vmaf > vmaf else None


def delivered(points: Sequence[Point], vmaf: float) -> float | None:
    """Kilobits a second of the lightest rung that looks so good: what a reader really loads; None where none does."""
    return min((each.kbps for each in points if each.vmaf >= vmaf), default=None)


def ours(shot: Shot, room: Path, programs: Programs) -> dict[str, list[Path]]:
    """The rungs of the house, each with its files in order."""
    job = a_job([Ladder()], shot)
    folder = room / job.wants[0].file_name
    names = [graphs.rung_name(rung) for rung, _ in graphs.ladder_sizes(Ladder(), shot) if rung.short_side >= LOWEST]
    by_hand(job, room, programs)
    return {name: [folder / name / "init.mp4", *sorted((folder / name).glob("0*.mp4"))] for name in names}


def theirs(met: bool, shot: Shot, most: float, room: Path, programs: Programs) -> dict[str, list[Path]]:
    """PeerTube's, with its rates `met`, or as the ceiling that they are there."""
    assert shot.facts.frame
    assert shot.facts.frame.fps
    display, fps = shot.facts.frame.display, shot.facts.frame.fps
    made = dict[str, list[Path]]()
    for lines in sorted({lines for lines in BITS if lines <= min(display)} | {min(display)}):
        width, height = fit(display, lines)
        bits = BITS[max(known for known in BITS if known <= lines)]
        kbps = round(min(float(width * height * fps) * bits / 1000, ABOVE * most))
        how = f"-preset veryfast -maxrate:v {kbps}k -bufsize:v {2 * kbps}k -b_strategy 1 -bf 16 -r {fps}"
        how += f" -g:v {round(2 * fps)}" + f" -b:v {kbps}k" * met
        held = (
            "-f hls -hls_time 4 -hls_list_size 0 -hls_playlist_type vod -hls_segment_type fmp4 -hls_flags single_file"
        )
        coded = f"-vf scale=w={width}:h={height} -an -c:v libx264 -pix_fmt yuv420p {how} {held}".split()
        name = f"p{lines}-{'met' if met else 'cap'}"
        words = [*coded, "-hls_segment_filename", f"{name}.mp4", f"{name}.m3u8"]
        subprocess.run([programs.ffmpeg, "-v", "error", "-i", "whole.mp4", *words], cwd=room, check=True)
        made[name] = [room / f"{name}.mp4"]
    return made


def point(name: str, pieces: Sequence[Path], seconds: float, whole: Path, programs: Programs) -> Point:
    """What one rung weighs, and how it looks beside the whole picture."""
    source = whole.parent / f"joined-{name}.mp4"
    source.write_bytes(b"".join(each.read_bytes() for each in pieces))
    size = boxes.tracks(whole)[0].size or (0, 0)
    graph = f"[0:v]scale={size[0]}:{size[1]}:flags=bicubic,setpts=N/TB/25[a];[1:v]setpts=N/TB/25[r];[a][r]"
    graph += f"libvmaf=n_subsample={EVERY}:n_threads={os.cpu_count()}:log_fmt=json:log_path=vmaf.json"
    words = [programs.ffmpeg, "-v", "error", "-i", source, "-i", whole, "-lavfi", graph, "-f", "null", "-"]
    subprocess.run(words, cwd=whole.parent, check=True)
    said = json.loads((whole.parent / "vmaf.json").read_text())
    return Point(kbps=source.stat().st_size * 8 / 1000 / seconds, vmaf=said["pooled_metrics"]["vmaf"]["mean"])


def drawn(ladders: dict[str, list[Point]], target: Path) -> None:
    """A plot: kilobits a second to the right, each time twice as many for the same step; VMAF upwards from 20."""
    picture = Image.new("RGB", (900, 600), "white")
    pen = ImageDraw.Draw(picture)
    colours = dict(zip(ladders, ("black", "firebrick", "steelblue"), strict=False))

    def place(each: Point) -> tuple[float, float]:
        return 80 + 90 * math.log2(max(each.kbps, 40) / 40), 560 - 6.5 * max(0.0, each.vmaf - 20)

    for vmaf in range(20, 101, 10):
        _, height = place(Point(kbps=40, vmaf=vmaf))
        pen.line((80, height, 880, height), fill="gainsboro" if vmaf != GOOD else "orange")
        pen.text((50, height - 5), str(vmaf), fill="black")
    for kbps in (50, 100, 200, 400, 800, 1600, 3200, 6400, 12800):
        pen.text((place(Point(kbps=kbps, vmaf=0))[0] - 8, 568), str(kbps), fill="black")
    for row, (name, points) in enumerate(ladders.items()):
        pen.line([place(each) for each in sorted(points, key=lambda one: one.kbps)], fill=colours[name], width=2)
        for x, y in map(place, points):
            pen.ellipse((x - 4, y - 4, x + 4, y + 4), fill=colours[name])
        pen.text((620, 480 + 18 * row), name, fill=colours[name])
    picture.save(target)


def whole_of(clip: Path, times: int, room: Path, programs: Programs) -> Path:
    """A clip as the house shows it, played some times, for SECONDS; without its sound."""
    shot = silent(probed(clip, programs))
    job = a_job([WHOLE], shot)
    subprocess.run(graphs.argv(job, programs.ffmpeg), cwd=room, check=True)
    words = [
        *f"-v error -stream_loop {times - 1} -i {job.wants[0].file_name} -c copy -t {SECONDS}".split(),
        "whole.mp4",
    ]
    subprocess.run([programs.ffmpeg, *words], cwd=room, check=True)
    return room / "whole.mp4"


def silent(shot: Shot) -> Shot:
    """The same without sound."""
    return replace(shot, facts=replace(shot.facts, audio=()))


def test_bytes_at_equal_quality(footage: Path, tmp_path: Path) -> None:
    """All ladders are made from the same picture, which has lost next to nothing."""
    programs, saved = find(), dict[str, list[float]]()
    plots = Path(os.environ.get("PLOTS") or tmp_path)
    print(
        f"\nMB a minute for VMAF {GOOD} on a display of the clip's size: between rungs, and of the lightest that has it"
    )
    for number, (name, (times, shown)) in enumerate(CLIPS.items()):
        room = emptied(tmp_path / str(number))
        clip = probed(footage / name, programs)
        most = (footage / name).stat().st_size * 8 / 1000 / float(clip.facts.seconds or 1)
        whole = whole_of(footage / name, times, room, programs)
        shot = probed(whole, programs)
        assert shot.facts.frame
        seconds = float(shot.facts.seconds or SECONDS)
        made = {
            "ours": ours(shot, room, programs),
            "PeerTube": theirs(False, shot, most, room, programs),
            "its bitrates, met": theirs(True, shot, most, room, programs),
        }
        ladders = {
            each: [point(rung, pieces, seconds, whole, programs) for rung, pieces in rungs.items()]
            for each, rungs in made.items()
        }
        print(f"  {'x'.join(map(str, shot.facts.frame.display))}, {shown}: {name}")
        for each, points in ladders.items():
            told = [at_quality(points, GOOD), delivered(points, GOOD)]
            rungs = " ".join(f"{MB_A_MINUTE * one.kbps:.1f}:{one.vmaf:.0f}" for one in points)
            print(
                f"    {each:18} {' '.join(f'{MB_A_MINUTE * one:6.1f}' if one else ' never' for one in told)}   {rungs}"
            )
        for measure, found in (("at that quality", at_quality), ("as delivered", delivered)):
            best = found(ladders["ours"], GOOD)
            for each, points in ladders.items():
                if each != "ours" and best and (other := found(points, GOOD)):
                    saved.setdefault(f"{each}, {measure}", []).append(100 * (1 - best / other))
        drawn(ladders, plots / f"quality-{number}.png")
        shutil.rmtree(room)
    for each, percents in saved.items():
        told = ", ".join(f"{percent:.0f}" for percent in percents)
        print(f"  fewer bytes than {each}: {told} %, mean {sum(percents) / len(percents):.0f} % (aim {FEWER})")
    print("  plots: PLOTS=FOLDER keeps them" if plots == tmp_path else f"  plots in {plots.name}")


def test_what_the_quality_costs(footage: Path, tmp_path: Path) -> None:
    """Time of a whole ladder, against x264's speed that was used before."""
    programs = find()
    shot = silent(probed(footage / PHONE, programs))
    before = Ladder(rungs=tuple(replace(rung, preset=BEFORE) for rung in LADDER_RUNGS))
    room, walls, works = tmp_path / "out", list[float](), list[float]()
    for _ in range(PAIRS):
        old, new = (
            took(lambda ladder=ladder: by_hand(a_job([ladder], shot), emptied(room), programs))
            for ladder in (before, Ladder())
        )
        walls.append(new.wall / old.wall)
        works.append(new.work / old.work)
    print(f"\na ladder of 3 s of 1080p, x as long as with {BEFORE} in every rung (median of {PAIRS}):")
    print(f"  wall {median(walls):.2f}, work of all cores {median(works):.2f}")
