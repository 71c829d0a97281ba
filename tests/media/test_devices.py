"""Footage of real devices: upright, of its true shape, even in time, in 8 bits of BT.709. The truth is the manifest's.

What is compared is measured by other means than it was made by: the stored picture, turned by Pillow as the manifest
says; the times of the frames as they are decoded one by one. Nothing here asks our own probe what is right.
"""

import json
import re
import resource
import subprocess
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageStat

from mediadesk.media import boxes
from mediadesk.media.binaries import Programs
from mediadesk.media.probe import Unreadable
from mediadesk.media.render import render
from mediadesk.model.recipe import Edit, Mp4, Proxy
from mediadesk.model.rendition import Rendition, Shot
from mediadesk.model.timecode import STANDARD_RATES
from tests.media.shots import a_job, probed

pytestmark = pytest.mark.needs("ffmpeg", "footage")

SIDE = 32  # pixels of a picture that is compared, squeezed into a square
MOST_APART = Fraction(40, 1000)  # seconds, at the end
LEAST_ALIKE = 0.85  # correlation of a picture with what it was made of: tone mapping bends it
LEAST_TO_SEE = 3  # grey levels: a lens that is covered shows nothing
ALIKE = 0.4  # grey levels: two frames that differ by less are the same to this test
SAMPLE = (
    "rotation_90-and-mirror.mp4",
    "android_6.0.1_2019_352x288_rot270_gps_seoul.mp4",
    "sony_xavc-l_mxf_2014_422-10bit_1080i25_misnamed.mp4",
)
INTERLACED = (  # that are so by their flag, and by what they show
    "sony_ilce-7m3_avchd_2019_1080i50_dst.mts",
    "panasonic_avchd_2021_1080i50_tz+0530_00000.MTS",
)
# whose matrix, as ffprobe prints it, has a negative determinant; of the second the manifest says the turn alone
MIRRORED = {"rotation_90-and-mirror.mp4", "colour_hdr10_mdcv-clli_rot90.mkv"}
CUT_OFF = {  # what is there, of what the header says: the rest of the file was never copied
    "20220214114307_NODATA_GH010739.MP4",
    "sony_xavc-l_mxf_2014_422-10bit_1080i25_misnamed.mp4",
}
OUTLASTED = {"insta360_oner_2022_sample.insv"}  # by a track of text, which the manifest's length counts
# the eight ways to hold a picture: degrees clockwise, then in a mirror or not
WAYS = [(turn, mirrored) for mirrored in (False, True) for turn in (0, 90, 180, 270)]
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a proxy turned out to be, beside the truth."""

    made: Rendition
    rate: Fraction
    way: tuple[int, bool]  # that fits best
    alike: float
    tells: bool  # whether there is anything to be seen in the picture
    apart: Fraction  # seconds between a frame near the end and the one that was to be seen then
    moves: bool  # whether the end moves enough to tell
    took: float  # seconds of a processor, for the proxy and its proofs


def truths(footage: Path) -> dict[str, dict[str, Any]]:
    """What is known of each file."""
    files = json.loads((footage / "manifest.json").read_text())["files"]
    return {each["name"]: each["ground_truth"] for each in files}


def spent() -> float:
    """Seconds of a processor, ours and of the programs that have ended: other work here counts little."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def looked(path: Path, folder: Path, programs: Programs, shot: Shot | None = None) -> Looked:
    """A proxy of a file, and all that is measured of it."""
    folder.mkdir()
    shot = shot or probed(path, programs)
    began = spent()
    (made,) = render(a_job([Proxy()], shot), folder, programs=programs)
    took = spent() - began
    assert shot.facts.frame
    stored = frames(path, programs, shot.facts.frame.stream, container=shot.facts.container, turned=False)
    shown = frames(folder / made.path, programs, 0)
    picture = boxes.tracks(folder / made.path)[0]
    fits = {way: alike(held(stored[0][1], way), shown[0][1]) for way in WAYS}
    way = max(fits, key=fits.__getitem__)
    rate = Fraction(picture.samples) / picture.shown_seconds
    apart, moves = at_the_end([(at, held(each, way)) for at, each in stored], shown)
    tells = ImageStat.Stat(stored[0][1]).stddev[0] > LEAST_TO_SEE
    return Looked(made=made, rate=rate, way=way, alike=fits[way], tells=tells, apart=apart, moves=moves, took=took)


def frames(
    path: Path, programs: Programs, stream: int, *, container: str = "mov", turned: bool = True
) -> list[tuple[Fraction, Image.Image]]:
    """Every frame as it is decoded, small and grey, with its time."""
    how = f"[0:{stream}]scale={SIDE}:{SIDE}:flags=area,format=gray,showinfo"
    argv = [programs.ffmpeg, "-hide_banner", *([] if turned else ["-noautorotate"]), "-f", container, "-i", path]
    argv += ["-filter_complex", how, "-fps_mode", "passthrough", "-f", "rawvideo", "-"]
    said = subprocess.run(argv, capture_output=True, check=False)
    times = [Fraction(each.decode()) for each in re.findall(rb"Parsed_showinfo.* pts_time:(-?[\d.]+)", said.stderr)]
    bodies = [said.stdout[at : at + SIDE * SIDE] for at in range(0, len(said.stdout), SIDE * SIDE)]
    return [(at, Image.frombytes("L", (SIDE, SIDE), each)) for at, each in zip(times, bodies, strict=False)]


def held(stored: Image.Image, way: tuple[int, bool]) -> Image.Image:
    """The stored picture as somebody sees who holds the device so."""
    turn, mirrored = way
    seen = stored.transpose(_TURNS[turn]) if turn else stored
    return seen.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else seen


def alike(one: Image.Image, other: Image.Image) -> float:
    """Correlation of two pictures: 1 for the same, whatever the light."""
    a, b = one.tobytes(), other.tobytes()
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    both = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    alone = sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)
    return both / alone**0.5 if alone else 1.0


def at_the_end(
    stored: list[tuple[Fraction, Image.Image]], shown: list[tuple[Fraction, Image.Image]]
) -> tuple[Fraction, bool]:
    """How far the frame near the end is from the time when it was to be seen, and whether one could tell.

    Light is taken out of the comparison. A frame is seen until the next one comes.
    """
    at, last = shown[-min(3, len(shown))]
    pictures = [evened(each) for _, each in stored]
    wanted = evened(last)
    errors = [difference(wanted, each) for each in pictures]
    ends = [*(begin for begin, _ in stored[1:]), stored[-1][0] + 1]
    gaps = [max(begin - at, at - end, Fraction(0)) for (begin, _), end in zip(stored, ends, strict=True)]
    best = min(errors)
    apart = min(gap for gap, error in zip(gaps, errors, strict=True) if error <= best + ALIKE)
    far = [error for gap, error in zip(gaps, errors, strict=True) if gap > MOST_APART]
    return apart, bool(far) and min(far) > best + ALIKE


def evened(picture: Image.Image) -> list[float]:
    """Its grey levels with the same mean and spread as any other."""
    stat = ImageStat.Stat(picture)
    spread = max(stat.stddev[0], 1.0)
    return [(each - stat.mean[0]) / spread * 40 for each in picture.tobytes()]


def difference(one: list[float], other: list[float]) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def check(name: str, truth: dict[str, Any], found: Looked) -> None:
    """Everything that the manifest knows better than we do."""
    if found.tells:
        assert found.way == (truth["rotation_cw"] or 0, name in MIRRORED), name
        assert found.alike >= LEAST_ALIKE, (name, found.alike)
    width, height = found.made.width or 0, found.made.height or 0
    display = shape(truth)
    assert width % 2 == height % 2 == 0
    assert min(width, height) <= 360
    assert abs(width / height - display) <= display * (2 / width + 2 / height), name
    assert found.rate in STANDARD_RATES, name
    if name not in CUT_OFF | OUTLASTED and truth["duration_s"]:
        assert found.made.seconds
        assert abs(found.made.seconds - Fraction(str(truth["duration_s"]))) <= Fraction(3, 2) / found.rate, name
    assert found.apart <= MOST_APART or not found.tells, (name, float(found.apart))


def shape(truth: dict[str, Any]) -> float:
    """Width over height, as it is seen."""
    across, down = (float(each) for each in (truth["sample_aspect_ratio"] or "1:1").split(":"))
    return truth["width_displayed"] / truth["height_displayed"] * across / down


def colours(path: Path, programs: Programs) -> str:
    """How it is stored, and what it says its colours are."""
    asked = "stream=pix_fmt,color_range,color_space,color_transfer,color_primaries"
    argv = [programs.ffprobe, *f"-v error -select_streams v -show_entries {asked} -of csv=p=0".split(), path]
    return subprocess.run(argv, capture_output=True, check=True, text=True).stdout.strip()


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_is_upright_in_time_and_of_its_true_shape(footage: Path, programs: Programs, tmp_path: Path, name):
    """A mirror with a quarter turn, uneven frames of an old telephone, ten bits of a camera with half its file lost."""
    found = looked(footage / name, tmp_path / "made", programs)

    check(name, truths(footage)[name], found)
    assert colours(tmp_path / "made" / found.made.path, programs) == "yuv420p,tv,bt709,bt709,bt709"


def test_sabotage_a_picture_turned_or_late_is_seen(footage: Path, programs: Programs, tmp_path: Path):
    """The measures bite: another way to hold it fits worse, and frames that come too late are found."""
    stored = frames(footage / "gopro_hero5_trimmed_gpmf_gps.mp4", programs, 0, turned=False)
    late = [(at + Fraction(1, 5), each) for at, each in stored]

    assert alike(stored[0][1], held(stored[0][1], (180, False))) < LEAST_ALIKE
    assert at_the_end(stored, stored) == (0, True)
    apart, _ = at_the_end(stored, late[:-5])
    assert apart > MOST_APART


@pytest.mark.prove
def test_every_real_clip_is_upright_in_time_and_of_its_true_shape(footage: Path, programs: Programs, tmp_path: Path):
    """All that hold a picture, with a line of each for docs/derive.md."""
    tried, telling, lines, wrong = 0, 0, [], []
    for name, truth in truths(footage).items():
        try:
            shot = probed(footage / name, programs)
        except Unreadable:
            continue
        if not shot.facts.decodes or not shot.facts.frame:
            continue
        found, tried = looked(footage / name, tmp_path / f"{tried}", programs, shot), tried + 1
        said = colours(tmp_path / f"{tried - 1}" / found.made.path, programs)
        try:
            check(name, truth, found)
            assert said == "yuv420p,tv,bt709,bt709,bt709", name
        except AssertionError as error:
            wrong.append(f"{name}: {str(error).splitlines()[0]}")
        telling += found.moves
        lines.append(line(name, truth, found))
    print("\n".join(lines), f"\nthe end of {telling} of {tried} moves enough to tell", *wrong, sep="\n")
    assert wrong == []
    assert tried >= 45
    assert telling >= 20


def line(name: str, truth: dict[str, Any], found: Looked) -> str:
    """A row of a table: what was odd, what came out, how far the end is from its time."""
    colour = truth["colour"] or {}
    odd = {
        f"turned {truth['rotation_cw']}°": truth["rotation_cw"],
        "mirrored": name in MIRRORED,
        f"pixels {truth['sample_aspect_ratio']}": truth["sample_aspect_ratio"] not in {None, "1:1"},
        "interlaced": truth["interlaced"],
        "uneven": truth["vfr"],
        f"{truth['bit_depth']} bits": (truth["bit_depth"] or 8) > 8,
        str(colour.get("hdr")): colour.get("hdr") not in {None, "SDR"},
        "odd size": truth["width_displayed"] % 2 or truth["height_displayed"] % 2,
        "cut off": name in CUT_OFF,
    }
    came = f"{found.made.width}x{found.made.height} at {float(found.rate):.2f}, {float(found.made.seconds or 0):.2f} s"
    was = f"{truth['width_displayed']}x{truth['height_displayed']} at {truth['fps']}"
    apart = f"{float(found.apart) * 1000:.0f} ms" if found.moves else "it stands still"
    words = ", ".join(word for word, is_so in odd.items() if is_so) or "nothing"
    return f"| `{name}` | {was} | {words} | {came} | {apart} | {found.took:.1f} s |"


@pytest.mark.parametrize("name", [INTERLACED[0], pytest.param(INTERLACED[1], marks=pytest.mark.prove)])
def test_fields_are_made_whole_frames(footage: Path, programs: Programs, tmp_path: Path, name: str):
    """By the flag of the file; at full size, where a comb would be seen. Without the flag it is there."""
    shot = replace(probed(footage / name, programs), out_point=Fraction(2, 5))
    assert shot.facts.frame
    combed = replace(shot, facts=replace(shot.facts, frame=replace(shot.facts.frame, interlaced=False)))

    made, raw = (interlaced_frames(each, tmp_path / name, programs) for each, name in ((shot, "made"), (combed, "raw")))
    assert made * 2 < raw  # of ten; fine lines are taken for fields now and then


def interlaced_frames(shot: Shot, folder: Path, programs: Programs) -> int:
    """How many frames of a download of full height still look like two fields."""
    folder.mkdir()
    (made,) = render(
        a_job([Mp4(short_side=1080, crf=12, kbps=80_000, preset="ultrafast")], shot), folder, programs=programs
    )
    words = ["-i", folder / made.path, "-vf", "idet", "-an", "-f", "null", "-"]
    said = subprocess.run([programs.ffmpeg, "-hide_banner", *words], capture_output=True, check=True).stderr
    *_, (top, bottom) = re.findall(rb"Multi frame detection: TFF:\s*(\d+) BFF:\s*(\d+)", said)
    return int(top) + int(bottom)


@pytest.mark.prove
def test_every_time_code_of_real_footage_is_in_its_edit_proxy(footage: Path, programs: Programs, tmp_path: Path):
    """Action cameras and a broadcast camera, by the tag that ffprobe shows; the others have none, here and there."""
    told = {}
    for number, name in enumerate(truths(footage)):
        try:
            shot = probed(footage / name, programs)
        except Unreadable:
            continue
        if shot.facts.decodes and shot.facts.frame:
            (tmp_path / f"{number}").mkdir()
            (made,) = render(a_job([Edit()], shot), tmp_path / f"{number}", programs=programs)
            told[name] = next(each for each in made.proofs if "time code" in each)
            assert "no other metadata" in made.proofs
    codes = {name: said.removeprefix("time code ") for name, said in told.items() if not said.startswith("no ")}
    assert codes == {
        "20220214114307_NODATA_GH010739.MP4": "13:50:42:12",
        "GL012297.LRV": "13:47:52:42",
        "gopro_hero5_trimmed_gpmf_gps.mp4": "10:31:06:01",
        "gopro_hero5black_karma_2017_gpmf_gps.mp4": "19:26:48:04",
        "gopro_hero7black_2019_gpmf_gps.mp4": "11:12:47:22",
        "gopro_hero9black_2023_gpmf_nofix.mp4": "16:07:15:10",
        "sony_xavc-l_mxf_2014_422-10bit_1080i25_misnamed.mp4": "08:00:37:05",
    }
