"""Bytes at equal quality: our ladder against fixed bitrates, on real clips, by VMAF at the size of the display.

The fixed ladder is PeerTube's: 360, 480, 720 and 1080 lines, so many bits for each pixel of a second (its
`averageBitPerPixel`), x264 veryfast. Once with just that rate, and once with it as a cap over x264's own quality
(CRF 23), which is what PeerTube asks ffmpeg for. Sizes are of the coded picture; sound is the same for both.
"""

import json
import math
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from mediadesk.media import boxes, graphs
from mediadesk.media.binaries import Programs, find
from mediadesk.model.recipe import PRESET, Ladder, fit
from mediadesk.model.rendition import Shot
from tests.media.shots import a_job, probed

pytestmark = [pytest.mark.bench, pytest.mark.needs("ffmpeg", "footage")]

CLIPS = (
    "dashcam_beferich-j18_ligogps-trailer_anon_1440p.mp4",
    "apple_iphone11_2022_rot90_nogps_tz+0100.MOV",
    "c2pa_valid_2manifests_720x1280.mp4",
    "screenrec_macos14_mac15-9_2025_tz-0700.mov",
)
SECONDS = 2  # of each clip
EVERY = 5  # frames: one of so many is measured
GOOD = 90  # VMAF
FEWER = 25  # percent of bytes: what we aim at
BITS = {360: 0.15, 480: 0.12, 720: 0.11, 1080: 0.10}  # a pixel, of PeerTube's averages


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


def ours(shot: Shot, seconds: float, whole: Path, room: Path, programs: Programs) -> list[Point]:
    """The rungs of the house."""
    job = a_job([Ladder()], shot)
    folder = room / job.wants[0].file_name
    sizes = graphs.ladder_sizes(Ladder(), shot)
    for rung, _ in sizes:
        (folder / graphs.rung_name(rung)).mkdir(parents=True)
    subprocess.run(graphs.argv(job, programs.ffmpeg), cwd=room, check=True)
    return [point(folder, graphs.rung_name(rung), seconds, whole, programs) for rung, _ in sizes]


def fixed(rate: str, shot: Shot, seconds: float, whole: Path, room: Path, programs: Programs) -> list[Point]:
    """PeerTube's, with its rate as the `target` or as a `cap`."""
    assert shot.facts.frame
    assert shot.facts.frame.fps
    display, points = shot.facts.frame.display, []
    for lines, bits in BITS.items():
        if lines > min(display):
            continue
        width, height = fit(display, lines)
        kbps = round(float(width * height * shot.facts.frame.fps) * bits / 1000)
        how = {"target": ["-b:v", f"{kbps}k"], "cap": ["-crf", "23"]}[rate]
        how += ["-maxrate", f"{kbps}k", "-bufsize", f"{2 * kbps}k", "-bf", "16", "-b_strategy", "1"]
        (room / f"{rate}{lines}").mkdir()
        out = room / f"{rate}{lines}/00000.mp4"
        coded = f"-vf scale={width}:{height}:flags=bicubic -an -c:v libx264 -preset {PRESET}".split()
        subprocess.run([programs.ffmpeg, "-v", "error", "-i", whole, *coded, *how, out], check=True)
        points.append(point(room, f"{rate}{lines}", seconds, whole, programs))
    return points


def point(folder: Path, name: str, seconds: float, whole: Path, programs: Programs) -> Point:
    """What one rung weighs, and how it looks beside the whole picture."""
    pieces = sorted((folder / name).glob("0*.mp4"))
    source = folder / f"{name}.mp4"
    source.write_bytes(b"".join(each.read_bytes() for each in [*(folder / name).glob("init.mp4"), *pieces]))
    size = boxes.tracks(whole)[0].size or (0, 0)
    graph = f"[0:v]scale={size[0]}:{size[1]}:flags=bicubic,setpts=N/TB/25[a];[1:v]setpts=N/TB/25[r];[a][r]"
    graph += f"libvmaf=n_subsample={EVERY}:n_threads={os.cpu_count()}:log_fmt=json:log_path=vmaf.json"
    words = [programs.ffmpeg, "-v", "error", "-i", source, "-i", whole, "-lavfi", graph, "-f", "null", "-"]
    subprocess.run(words, cwd=folder, check=True)
    said = json.loads((folder / "vmaf.json").read_text())
    return Point(
        kbps=sum(each.stat().st_size for each in pieces) * 8 / 1000 / seconds,
        vmaf=said["pooled_metrics"]["vmaf"]["mean"],
    )


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


def test_bytes_at_equal_quality(footage: Path, tmp_path: Path) -> None:
    """Upright, in the size it is shown, eight bits: both ladders are made from the same picture without loss."""
    programs, saved = find(), dict[str, list[float]]()
    plots = Path(os.environ.get("PLOTS") or tmp_path)
    print(f"\nkb/s for VMAF {GOOD} on a display of the clip's own size: between rungs, and of the lightest that has it")
    for number, name in enumerate(CLIPS):
        room = tmp_path / str(number)
        room.mkdir()
        whole, kept = room / "whole.mp4", probed(footage / name, programs)
        assert kept.facts.frame
        width, height = fit(kept.facts.frame.display, 1080)
        lossless = f"scale={width}:{height}:flags=bicubic:out_range=limited,fps=30,format=yuv420p,setsar=1"
        coded = f"-t {SECONDS} -an -vf {lossless} -c:v libx264 -preset ultrafast -qp 0".split()
        subprocess.run([programs.ffmpeg, "-v", "error", "-i", footage / name, *coded, whole], check=True)
        shot = probed(whole, programs)
        seconds = float(shot.facts.seconds or Fraction(SECONDS))
        shot = replace(shot, facts=replace(shot.facts, audio=()))
        ladders = {"ours": ours(shot, seconds, whole, room, programs)}
        for rate in ("target", "cap"):
            ladders[f"PeerTube's rates as {rate}"] = fixed(rate, shot, seconds, whole, room, programs)
        print(f"  {width}x{height} {name}")
        for each, points in ladders.items():
            rungs = " ".join(f"{one.kbps:.0f}:{one.vmaf:.0f}" for one in points)
            told = [at_quality(points, GOOD), delivered(points, GOOD)]
            print(f"    {each:26} {' '.join(f'{one:6.0f}' if one else ' never' for one in told)}   {rungs}")
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
