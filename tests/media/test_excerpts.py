"""A stretch of an original without coding it anew: what is shown of it is what the original shows, frame for frame."""

import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import Misasked, ToolFailed
from mediadesk.media import excerpts
from mediadesk.media.binaries import Programs
from mediadesk.media.excerpts import Cut, excerpt
from mediadesk.media.probe import Unreadable
from mediadesk.media.render import render
from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.excerpt import ROOM, Excerpt, Stretch, excerpt_shot
from mediadesk.model.recipe import Film
from mediadesk.model.rendition import Shot
from tests.media.shots import a_clip, a_job, chapters, in_packets, probed, spanned

pytestmark = pytest.mark.needs("ffmpeg")

WANTED = Stretch(begin=Fraction(3), end=Fraction(5))
# ten seconds, a key frame each; of an open group of pictures some are shown before the key frame that they come after
OPEN = "-c:v libx264 -bf 3 -x264-params keyint=25:min-keyint=25:scenecut=0:open-gop=1".split()
_X265 = "keyint=25:min-keyint=25:scenecut=0:open-gop=1:bframes=3:log-level=error"
OPEN_HEVC = f"-c:v libx265 -pix_fmt yuv420p10le -x265-params {_X265}".split()
UNEVEN = ["-vf", "select='not(eq(mod(n,7),3)+between(n,70,78))'", "-fps_mode", "vfr"]
KINDS: dict[str, tuple[str, ...]] = {
    "closed.mov": ("-g", "25"),
    "open.mp4": (*OPEN,),
    "open.ts": (*OPEN, "-c:a", "ac3"),
    "open-hevc.mov": (*OPEN_HEVC,),
    "open-hevc.ts": (*OPEN_HEVC,),
    "uneven.mp4": (*OPEN, *UNEVEN),
    "uneven.mkv": (*OPEN, *UNEVEN),
    "uncoded-sound.mov": ("-g", "25", "-c:a", "pcm_s24le"),
    "old.avi": ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le"),
    "interlaced.ts": ("-c:v", "libx264", "-flags", "+ildct+ilme", "-x264-params", "tff=1:keyint=25", "-c:a", "ac3"),
    "silent.mp4": (*OPEN, "-an"),
}
QUICK = ("open.mp4", "open.ts", "open-hevc.mov", "uneven.mkv", "old.avi", "interlaced.ts")  # in every `make test`


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "cut"
    folder.mkdir()
    return folder


Cutter = Callable[..., Cut]


@pytest.fixture
def cut(room: Path, programs: Programs) -> Cutter:
    def made(shot: Shot, wanted: Stretch = WANTED) -> Cut:
        return excerpt(shot, wanted, room, "x", programs=programs)

    return made


def read_from(shot: Shot, made: Cut) -> Shot:
    """The shot as it is when only its excerpt is there."""
    clip = Clip(id=ClipId("7QK2MW3ZTA"), name=b"x", path=None, sha256="ab" * 32, size_bytes=1, facts=shot.facts)
    told = {"begins": made.begins, "seconds": made.seconds, "facts": made.facts}
    there = Excerpt(clip=clip.id, sha256="cd" * 32, size_bytes=1, path="", **told)
    return excerpt_shot(clip, there, made.path)


def film_of(shot: Shot, begin: str, end: str, folder: Path, programs: Programs) -> list[str]:
    """Hashes of the frames of a film of a pick."""
    folder.mkdir()
    picked = replace(shot, in_point=Fraction(begin), out_point=Fraction(end))
    made = render(a_job([Film()], picked), folder, programs=programs)
    argv = [programs.ffmpeg, "-v", "error", "-i", str(folder / made[0].path), "-map", "0:v", "-f", "framemd5", "-"]
    said = subprocess.run(argv, capture_output=True, check=True, text=True).stdout.splitlines()
    return [line.rsplit(",", 1)[1] for line in said if not line.startswith("#")]


@pytest.mark.parametrize(
    "name", [each if each in QUICK else pytest.param(each, marks=pytest.mark.prove) for each in KINDS]
)
def test_a_film_of_an_excerpt_has_the_frames_of_one_of_the_original(
    name: str, cut: Cutter, tmp_path: Path, programs: Programs
):
    shot = probed(a_clip(tmp_path / name, programs, *KINDS[name], seconds=8), programs)

    made = cut(shot)

    assert Fraction(3, 2) < made.begins <= 3 - ROOM
    assert made.begins + made.seconds == 5
    assert {path.name for path in made.path.parent.iterdir()} == {made.path.name}
    for number, (begin, end) in enumerate((("3", "5"), ("3.52", "4.4"))):  # which is 22 frames
        here = film_of(read_from(shot, made), begin, end, tmp_path / f"here{number}", programs)
        there = film_of(shot, begin, end, tmp_path / f"there{number}", programs)
        assert here == there
        assert len(here) == (len(there) if name.startswith("uneven") else round((float(end) - float(begin)) * 25))


def test_from_the_beginning_and_up_to_the_end(cut: Cutter, tmp_path: Path, programs: Programs):
    shot = probed(a_clip(tmp_path / "a.mp4", programs, *OPEN, seconds=4), programs)

    first = cut(shot, Stretch(begin=Fraction(0), end=Fraction(1)))
    assert (first.begins, first.seconds) == (0, 1)
    assert film_of(read_from(shot, first), "0", "1", tmp_path / "h1", programs) == film_of(
        shot, "0", "1", tmp_path / "t1", programs
    )
    last = cut(shot, Stretch(begin=Fraction(3), end=None))
    assert last.begins + last.seconds == shot.facts.seconds
    assert film_of(read_from(shot, last), "3", "9", tmp_path / "h2", programs) == film_of(
        shot, "3", "9", tmp_path / "t2", programs
    )


def test_a_clip_that_begins_in_the_middle_of_a_group_of_pictures(cut: Cutter, tmp_path: Path, programs: Programs):
    """An edit list hides what comes before, as a phone writes it when somebody trims a clip."""
    whole = a_clip(tmp_path / "whole.mov", programs, *OPEN, seconds=9)
    trimmed = tmp_path / "trimmed.mov"
    subprocess.run([programs.ffmpeg, "-v", "error", "-ss", "0.7", "-i", whole, "-c", "copy", trimmed], check=True)
    shot = probed(trimmed, programs)

    made = cut(shot)

    assert film_of(read_from(shot, made), "3", "5", tmp_path / "here", programs) == film_of(
        shot, "3", "5", tmp_path / "there", programs
    )


def test_of_a_recording_in_several_files_one_excerpt_goes_over_the_joint(
    cut: Cutter, tmp_path: Path, programs: Programs
):
    shot = spanned(chapters(a_clip(tmp_path / "a.mp4", programs, "-g", "25", seconds=9), programs), programs)
    shot = replace(shot, facts=replace(shot.facts, seconds=Fraction(9)))

    made = cut(shot)

    assert film_of(read_from(shot, made), "3", "5", tmp_path / "here", programs) == film_of(
        shot, "3", "5", tmp_path / "there", programs
    )


def test_of_a_stream_that_was_cut_in_the_middle_of_a_picture(cut: Cutter, tmp_path: Path, programs: Programs):
    stream = a_clip(tmp_path / "a.ts", programs, *OPEN, "-c:a", "ac3", seconds=9)
    (tmp_path / "parts").mkdir()
    shot = spanned(in_packets(stream, tmp_path / "parts"), programs)
    shot = replace(shot, facts=replace(shot.facts, seconds=Fraction(9)))

    made = cut(shot, Stretch(begin=Fraction(2), end=Fraction(7)))

    assert film_of(read_from(shot, made), "2", "7", tmp_path / "here", programs) == film_of(
        shot, "2", "7", tmp_path / "there", programs
    )


def test_an_excerpt_tells_nothing_but_picture_and_sound(cut: Cutter, tmp_path: Path, programs: Programs):
    planted = "-metadata location=+50.4501+030.5234/ -metadata title=Olena -metadata:s:v handler_name=Kyiv".split()
    timed = ["-timecode", "10:00:00:00"]
    clip = a_clip(tmp_path / "a.mov", programs, "-g", "25", *planted, *timed, seconds=8)
    assert b"Olena" in clip.read_bytes()
    made = cut(probed(clip, programs))
    said = made.path.read_bytes()
    for word in (b"50.4501", b"Olena", b"Kyiv", b"tmcd", b"Lavf"):
        assert word not in said


def test_sound_alone_and_nothing_are_no_excerpts(cut: Cutter, tmp_path: Path, programs: Programs):
    shot = probed(a_clip(tmp_path / "a.m4a", programs, "-vn"), programs)
    with pytest.raises(Misasked, match="no picture"):
        cut(shot)
    shot = probed(a_clip(tmp_path / "a.mp4", programs), programs)
    with pytest.raises(Misasked, match="nothing lies between"):
        cut(shot, Stretch(begin=Fraction(2), end=Fraction(2)))


def test_what_no_container_keeps_is_said_with_what_was_tried(
    cut: Cutter, tmp_path: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
):
    """Sabotage: a packet of sound gets lost in all of them."""
    shot = probed(a_clip(tmp_path / "a.mp4", programs, "-g", "25", seconds=8), programs)
    monkeypatch.setattr(excerpts, "_sound", lambda *_, **__: "eq(n,150)")
    with pytest.raises(ToolFailed, match=r"no excerpt of a\.mp4 has the same frames") as trouble:
        cut(shot)
    assert "mov from 2.000: its sound is not that of the original" in trouble.value.tail
    assert "matroska from its beginning" in trouble.value.tail
    assert not list((tmp_path / "cut").iterdir())


# open groups of fields; a phone's edit list in HDR; a drone's steady stream; key frames that come unevenly
SAMPLE = ("sony_ilce-7m3_avchd_2019_1080i50_dst.mts", "gopro_hero5_trimmed_gpmf_gps.mp4", "screenrec_gnome_2021.webm")
# of which there is no excerpt, and it is said: the one is damaged, and shows something else each time it is decoded; of
# the other an edit list hides single frames after its beginning, which no copy of its packets can hide
REFUSED = {"timing_empty-edit-5s.mp4", "screenrec_macos14_mac15-9_2025_tz-0700.mov"}


@pytest.mark.needs("footage")
@pytest.mark.parametrize("name", SAMPLE)
def test_clips_of_real_cameras_are_cut(name: str, footage: Path, cut: Cutter, programs: Programs):
    shot = probed(footage / name, programs)
    whole = shot.facts.seconds or Fraction(0)
    made = cut(shot, Stretch(begin=whole / 2, end=whole * 3 / 4))
    assert made.begins <= whole / 2
    assert made.proofs[1] == "at the same times"


@pytest.mark.needs("footage")
@pytest.mark.prove
def test_every_clip_of_the_footage_is_cut_from_its_beginning_its_middle_and_to_its_end(
    footage: Path, room: Path, programs: Programs
):
    failed = set[str]()
    tried = 0
    for path in sorted(footage.iterdir()):
        with suppress(Unreadable, OSError):
            shot = probed(path, programs)
            whole = shot.facts.seconds
            if not shot.facts.frame or not shot.facts.decodes or not whole:
                continue
            ends = ((whole / 2, whole * 3 / 4), (Fraction(0), whole / 3), (whole * 2 / 3, None))
            for number, (begin, end) in enumerate(ends):
                tried += 1
                folder = room / f"{path.name}-{number}"
                folder.mkdir()
                try:
                    excerpt(shot, Stretch(begin=begin, end=end), folder, "x", programs=programs)
                except ToolFailed:
                    failed.add(path.name)
    assert tried >= 120
    assert failed <= REFUSED
