"""Jobs are done by the real programs: frame by frame, sample by sample, pixel by pixel what was asked for."""

import hashlib
import pickle
import re
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from mediadesk.errors import Stopped, ToolFailed
from mediadesk.events import Began, Ended, Event, Moved, Said
from mediadesk.media import boxes
from mediadesk.media.binaries import Programs
from mediadesk.media.leaks import findings
from mediadesk.media.probe import Unreadable
from mediadesk.media.render import render
from mediadesk.model.clip import Facts
from mediadesk.model.recipe import Film, Ladder, Mp4, Poster, Proxy, Storyboard, Thumbnail
from mediadesk.model.rendition import Rendition, Shot
from tests.media.shots import TINY, a_clip, a_counted_clip, a_job, loudest, numbers, probed


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder for a job."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture(scope="module")
def counted(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """100 frames at 25 a second, each showing its number, and a click at two seconds."""
    return a_counted_clip(tmp_path_factory.mktemp("card") / "counted.mov", programs)


def made(rendition: Rendition, out: Path) -> Path:
    return out / rendition.path


def test_one_job_makes_everything_that_moves(programs: Programs, out: Path, tmp_path: Path):
    """Proxy, download and ladder: each under its own name, nothing else in the folder, each with its proofs."""
    job = a_job([Proxy(), Mp4(), TINY], probed(a_clip(tmp_path / "a.mp4", programs), programs))

    results = render(job, out, programs=programs)

    assert sorted(path.name for path in out.iterdir()) == sorted(want.file_name for want in job.wants)
    assert [(each.subject, each.recipe, each.digest) for each in results] == [
        (job.subject, want.recipe.name, want.digest) for want in job.wants
    ]
    assert {each.seconds for each in results} == {3}
    assert all("decodes without an error" in each.proofs and "no metadata" in each.proofs for each in results)


def test_a_result_is_measured(programs: Programs, out: Path, tmp_path: Path):
    """Size and SHA-256 of a file; of a folder the sum, and the hash of its sorted lines."""
    job = a_job([Mp4(), TINY], probed(a_clip(tmp_path / "a.mp4", programs, seconds=1), programs))
    mp4, ladder = render(job, out, programs=programs)

    assert mp4.sha256 == hashlib.sha256(made(mp4, out).read_bytes()).hexdigest()
    files = [path for path in made(ladder, out).rglob("*") if path.is_file()]
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(made(ladder, out))}\n" for path in files
    ]
    assert ladder.sha256 == hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()
    assert ladder.size_bytes == sum(path.stat().st_size for path in files)


def test_the_same_job_makes_the_same_bytes(programs: Programs, tmp_path: Path):
    """No time, no version, no chance in them: a second machine makes what the first one made."""
    job = a_job([Thumbnail(), Storyboard()], probed(a_clip(tmp_path / "a.mp4", programs, seconds=1), programs))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()

    assert render(job, tmp_path / "one", programs=programs) == render(job, tmp_path / "two", programs=programs)


def test_picture_and_sound_of_a_ladder_are_in_time(counted: Path, programs: Programs, out: Path):
    """The click is heard when frame 50 is seen, also by a player that knows no edit lists."""
    (ladder,) = render(a_job([TINY], probed(counted, programs)), out, programs=programs)

    click, samples = loudest(made(ladder, out) / "a64.m3u8", programs)
    assert abs(click - 96_000) < 48
    assert abs(samples - 192_000) <= 2 * 1024
    assert numbers(made(ladder, out) / "v36.m3u8", programs) == list(range(100))


def test_a_film_takes_exactly_the_frames_that_were_picked(counted: Path, programs: Programs, out: Path):
    """In inclusive, out exclusive, in the order of the picks, the same pick twice, and the sound with them."""
    shot = probed(counted, programs)
    picks = [("0.4", "0.8"), ("1.6", "2.8"), ("0.4", "0.8"), (None, "0.04")]
    points = [(begin and Fraction(begin), Fraction(end)) for begin, end in picks]
    shots = [replace(shot, in_point=begin, out_point=end) for begin, end in points]

    (film,) = render(a_job([Film()], *shots), out, programs=programs)

    wanted = [*range(10, 20), *range(40, 70), *range(10, 20), 0]
    assert numbers(made(film, out), programs) == wanted
    assert film.seconds == Fraction(len(wanted), 25)
    click, samples = loudest(made(film, out), programs)
    assert abs(click - (10 + 50 - 40) * 1920) < 48
    assert samples == len(wanted) * 1920
    assert f"{len(wanted)} frames" in film.proofs


def test_in_points_far_into_a_clip_are_exact_too(programs: Programs, out: Path, tmp_path: Path):
    """Reading starts shortly before the in point, between two key frames or not; 29.97 is no round number."""
    clip = a_counted_clip(tmp_path / "long.mov", programs, "-r", "30000/1001", seconds=7, rate=30)
    shot = replace(probed(clip, programs), in_point=Fraction(5005, 1000), out_point=Fraction(6006, 1000))
    assert shot.facts.frame
    assert shot.facts.frame.fps == Fraction(30000, 1001)

    (film,) = render(a_job([Film()], shot), out, programs=programs)

    assert numbers(made(film, out), programs) == list(range(150, 180))


def test_a_film_of_many_kinds_has_one_canvas(counted: Path, programs: Programs, out: Path, tmp_path: Path):
    """Shape of the first pick; a wide clip gets black bars, a silent one silence, another rate its length."""
    silent = a_clip(tmp_path / "wide.mp4", programs, "-an", seconds=2, rate="30")
    shots = (replace(probed(counted, programs), out_point=Fraction(1)), probed(silent, programs))

    (film,) = render(a_job([Film()], *shots), out, programs=programs)

    picture, sound = boxes.tracks(made(film, out))
    assert (picture.size, picture.samples, picture.shown_seconds) == ((64, 64), 25 + 50, 3)
    assert sound.shown_seconds == 3
    shown = grab(made(film, out), programs, 60)
    assert shown.getpixel((32, 4)) == pytest.approx((0, 0, 0), abs=4)
    assert shown.getpixel((32, 60)) == pytest.approx((0, 0, 0), abs=4)
    assert max(shown.getpixel((32, 32))) > 40


def test_a_file_that_holds_less_than_it_says(programs: Programs, out: Path, tmp_path: Path):
    """The card was pulled out: what is there is made, and the sound does not go on over a still picture."""
    whole = a_clip(tmp_path / "whole.mp4", programs, "-movflags", "+faststart", seconds=6)
    cut_off = tmp_path / "cut.mp4"
    cut_off.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    shot = probed(cut_off, programs)
    assert shot.facts.seconds
    assert shot.facts.seconds >= 6

    told: list[Event] = []
    mp4, ladder = render(a_job([Mp4(), TINY], shot), out, programs=programs, report=told.append)

    (said,) = (each.text for each in told if isinstance(each, Said))
    assert re.search(r"its file says 6\.\d\d s, and its picture ends at [1-4]\.\d\d s", said)
    assert said.endswith(mp4.proofs[-1])
    assert mp4.seconds == ladder.seconds
    assert mp4.seconds
    assert 2 < mp4.seconds < 5
    moves = [each.done for each in told if isinstance(each, Moved)]
    assert moves == sorted(moves)  # it was made twice
    picture, sound = boxes.tracks(made(mp4, out))
    assert abs(picture.shown_seconds - sound.shown_seconds) < Fraction(1, 1000)


def test_a_film_does_not_hide_that_a_pick_is_cut_off(programs: Programs, out: Path, tmp_path: Path):
    """A picture that stands still for seconds is no film."""
    whole = a_clip(tmp_path / "whole.mp4", programs, "-movflags", "+faststart", seconds=6)
    cut_off = tmp_path / "cut.mp4"
    cut_off.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    with pytest.raises(ToolFailed, match=r"pick 1 ends [23]\.\d+ seconds before its out point"):
        render(a_job([Film()], probed(cut_off, programs)), out, programs=programs)


def test_a_clip_of_unknown_length_is_made_whole(programs: Programs, out: Path, tmp_path: Path):
    """Nobody wrote how long it is; what came out is counted, and all parts end together."""
    shot = probed(a_clip(tmp_path / "a.mp4", programs), programs)
    unknown = replace(shot, facts=replace(shot.facts, seconds=None))

    mp4, ladder = render(a_job([Mp4(), TINY], unknown), out, programs=programs)

    assert mp4.seconds == ladder.seconds == 3
    (poster,) = render(a_job([Poster()], unknown), out, programs=programs)
    assert poster.width == 128


def test_a_clip_of_one_frame_has_a_ladder(programs: Programs, out: Path, tmp_path: Path):
    """A motion photo may be that short; its sound is shorter than what AAC puts before it."""
    clip = a_clip(tmp_path / "a.mp4", programs, "-frames:v", "1", "-t", "0.016", seconds=1, rate="60")

    (ladder,) = render(a_job([TINY], probed(clip, programs)), out, programs=programs)

    assert ladder.seconds == Fraction(1, 60)


def test_a_turned_clip_stands_upright(programs: Programs, out: Path, tmp_path: Path):
    """The camera was held on its side: left of the stored picture is the top of the shown one, in stills and videos."""
    red_left = "color=red:s=64x72:d=1:r=25[l];color=blue:s=64x72:d=1:r=25[r];[l][r]hstack,format=yuv420p"
    flat, turned = tmp_path / "flat.mp4", tmp_path / "turned.mp4"
    ffmpeg(programs, "-filter_complex", red_left, "-c:v", "libx264", flat)
    ffmpeg(programs, "-display_rotation", "-90", "-i", flat, "-c", "copy", turned)
    shot = probed(turned, programs)
    assert shot.facts.frame
    assert (shot.facts.frame.rotation, shot.facts.frame.display) == (90, (72, 128))

    (mp4,) = render(a_job([Mp4()], shot), out, programs=programs)
    (poster,) = render(a_job([Poster()], shot), out, programs=programs)

    for picture in (grab(made(mp4, out), programs, 0), Image.open(made(poster, out))):
        assert picture.size == (72, 128)
        assert picture.getpixel((36, 20)) == pytest.approx((255, 0, 0), abs=12)
        assert picture.getpixel((36, 108)) == pytest.approx((0, 0, 255), abs=12)


def test_oblong_pixels_become_square(programs: Programs, out: Path, tmp_path: Path):
    """HDV stores 1440 for 1920: everything we make has the shape that was seen."""
    clip = a_clip(tmp_path / "a.mp4", programs, "-vf", "scale=96:72,setsar=4/3", seconds=1)

    mp4, ladder = render(a_job([Mp4(), TINY], probed(clip, programs)), out, programs=programs)
    (poster,) = render(a_job([Poster()], probed(clip, programs)), out, programs=programs)

    assert (mp4.width, mp4.height) == (ladder.width, ladder.height) == (poster.width, poster.height) == (128, 72)


def test_uneven_frames_become_even_ones(counted: Path, programs: Programs, out: Path, tmp_path: Path):
    """A phone in the dark drops frames: 25 a second again, as long as it was, each frame at its own time."""
    clip = tmp_path / "vfr.mov"
    uneven = ["-vf", "select=not(eq(n\\,33))", "-fps_mode", "passthrough"]
    ffmpeg(programs, "-i", counted, *uneven, "-c:v", "libx264", "-crf", "10", clip)

    (mp4,) = render(a_job([Mp4()], probed(clip, programs)), out, programs=programs)

    assert numbers(made(mp4, out), programs) == [*range(33), 32, *range(34, 100)]


def test_hd_without_labels_means_bt709(programs: Programs, out: Path, tmp_path: Path):
    """AVCHD says nothing of its colours; taken for BT.601 its reds would turn."""
    clip = tmp_path / "hd.mp4"
    bt709 = "format=gbrp,scale=out_color_matrix=bt709,format=yuv420p,setparams=colorspace=unknown"
    red = f"color=red:s=1280x720:d=0.2:r=25,{bt709}"
    ffmpeg(programs, "-f", "lavfi", "-i", red, "-c:v", "libx264", "-preset", "ultrafast", clip)

    (proxy,) = render(a_job([Proxy()], probed(clip, programs)), out, programs=programs)

    assert grab(made(proxy, out), programs, 1).getpixel((100, 100)) == pytest.approx((254, 0, 0), abs=4)


def test_sound_alone_has_a_proxy(programs: Programs, out: Path, tmp_path: Path):
    """A recorder's file can be listened to."""
    clip = tmp_path / "a.wav"
    ffmpeg(programs, "-f", "lavfi", "-i", "sine=d=2", clip)

    (proxy,) = render(a_job([Proxy()], probed(clip, programs)), out, programs=programs)

    assert (proxy.width, proxy.height) == (None, None)
    assert proxy.seconds == pytest.approx(2, abs=0.05)


def test_progress_is_told_and_can_stop_the_work(programs: Programs, out: Path, tmp_path: Path):
    """Began, seconds that grow, ended; a listener that raises ends the program at once."""
    job = a_job([Mp4(), TINY], probed(a_clip(tmp_path / "a.mp4", programs), programs))
    seen: list[Event] = []
    render(job, out, programs=programs, report=seen.append)

    assert seen[0] == Began(job.task, 3.0, "seconds")
    assert seen[-1] == Ended(job.task)
    moves = [each.done for each in seen if isinstance(each, Moved)]
    assert moves
    assert moves == sorted(moves)
    assert moves[-1] <= 3.1

    def stop(event: Event) -> None:
        if isinstance(event, Moved):
            raise Stopped("enough")

    with pytest.raises(Stopped):
        render(job, out, programs=programs, report=stop)


def test_a_program_that_fails_is_named(programs: Programs, out: Path, tmp_path: Path):
    """What cannot be decoded at all is an error with the words of the program, not an empty file."""
    (tmp_path / "a.mov").write_bytes(b"\0" * 1000)
    shot = probed(a_clip(tmp_path / "b.mp4", programs, seconds=1), programs)

    for recipes in ([Mp4()], [Poster()]):
        with pytest.raises(ToolFailed) as failed:
            render(a_job(recipes, replace(shot, paths=(tmp_path / "a.mov",))), out, programs=programs)
        assert failed.value.tail


def test_work_travels(programs: Programs):
    """The function and its arguments can be sent to another machine."""
    job = a_job([Mp4()], Shot(paths=(Path("/card/a.mov"),), facts=Facts(container="mov")))

    assert pickle.loads(pickle.dumps((render, job, programs))) == (render, job, programs)


SAMPLE = (
    "apple_iphone12promax_2021_dolbyvision84_hlg10_rot90_gps.mp4",
    "panasonic_avchd_2021_1080i50_tz+0530_00000.MTS",
    "phone_2018_3gp_h263_tz-0500.3gp",
    "android_samsung_2020_sef_slowmotion.mp4",
)


@pytest.mark.needs("footage")
@pytest.mark.parametrize("name", SAMPLE)
def test_real_clips_of_each_kind(footage: Path, programs: Programs, out: Path, name: str):
    """HDR upright from a telephone, interlaced from a camcorder, oblong pixels, uneven frames."""
    shot = probed(footage / name, programs)

    small = render(a_job([Thumbnail(), Poster(), Storyboard()], shot), out, programs=programs)
    moving = render(a_job([Proxy(), TINY], shot), out, programs=programs)

    assert len(small) + len(moving) == 5
    assert next(each for each in small if each.recipe == "poster").size_bytes <= 60_000
    assert small[1].width
    assert small[1].height
    assert shot.facts.frame
    shape = Fraction(*shot.facts.frame.display)
    assert abs(Fraction(small[1].width, small[1].height) - shape) < Fraction(1, 50)


@pytest.mark.prove
@pytest.mark.needs("footage")
def test_every_real_clip_that_decodes(footage: Path, programs: Programs, tmp_path: Path):
    """Everything of every clip of the set: each passes its checks, every rung decodes, no file tells anything."""
    done = 0
    for source in sorted(footage.iterdir()):
        try:
            shot = probed(source, programs)
        except Unreadable:
            continue
        if not shot.facts.decodes:
            continue
        tiers = [[Thumbnail(), Poster(), Storyboard()], [Proxy(), Ladder(), Mp4()], [Film()]]
        made: tuple[Rendition, ...] = ()
        for number, recipes in enumerate(tiers if shot.facts.frame else [[Proxy()]]):
            folder = tmp_path / f"{done}-{number}"
            folder.mkdir()
            if recipes == [Film()] and made[0].seconds < (shot.facts.seconds or 0) - 1:
                with pytest.raises(ToolFailed, match="before its out point"):  # it holds less than its header says
                    render(a_job(recipes, shot), folder, programs=programs)
                continue
            made = render(a_job(recipes, shot), folder, programs=programs)
            assert len(made) == len(recipes), source.name
            told = [each for path in folder.rglob("*.*") for each in findings(path, path.name, programs=programs)]
            assert told == [], source.name
        done += 1
    assert done >= 45


def ffmpeg(programs: Programs, *options: str | Path) -> None:
    subprocess.run([programs.ffmpeg, "-v", "error", "-y", *map(str, options)], check=True)


def grab(path: Path, programs: Programs, number: int) -> Image.Image:
    """One frame of a video."""
    how = ["-vf", f"select=eq(n\\,{number})", "-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "-"]
    said = subprocess.run(
        [programs.ffmpeg, "-v", "error", "-i", str(path), *how], capture_output=True, check=True
    ).stdout
    (path.parent / "frame.png").write_bytes(said)
    with Image.open(path.parent / "frame.png") as picture:
        return picture.convert("RGB")


def test_a_pattern_in_a_name_is_a_name(programs: Programs, out: Path, tmp_path: Path):
    """`img%03d.mp4` names one clip; as a pattern it would read its neighbours."""
    clip = a_clip(tmp_path / "img%03d [a]; (1).mp4", programs, seconds=1)

    results = render(a_job([Thumbnail(), Storyboard()], probed(clip, programs)), out, programs=programs)

    assert all(re.match(r"(thumbnail|storyboard)-", each.path) for each in results)
