"""Stills show what a clip shows: each tile its stretch, the poster neither the dark nor a flash, or a chosen moment."""

import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from mediadesk.errors import ToolFailed
from mediadesk.media.binaries import Programs
from mediadesk.media.render import render
from mediadesk.media.taking import Taker
from mediadesk.model.recipe import Poster, Proxy, Storyboard, Thumbnail
from mediadesk.model.rendition import Rendition
from tests.media.shots import a_clip, a_counted_clip, a_job, number_of, probed


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def made(rendition: Rendition, folder: Path) -> Path:
    return folder / rendition.path


@pytest.mark.parametrize("distance", ["12", "999"], ids=["many", "one"])
def test_a_storyboard_shows_each_second_in_its_tile(programs: Programs, out: Path, tmp_path: Path, distance: str):
    """From key frames where there are enough of them, by decoding all where they are rare: right within a tile."""
    clip = a_counted_clip(tmp_path / "a.mov", programs, "-g", distance)

    (board,) = render(a_job([Storyboard()], probed(clip, programs)), out, programs=programs)

    with Image.open(made(board, out) / "sprite.jpg") as sprite:
        grey = sprite.convert("L")
        seconds = [number_of([grey.getpixel((64 * tile + x, 32)) for x in (10, 31, 52)]) / 25 for tile in range(4)]
    assert seconds == pytest.approx([0.5, 1.5, 2.5, 3.5], abs=0.6)


def test_the_poster_is_not_the_black_before_the_first_cut(programs: Programs, out: Path, tmp_path: Path):
    """A clip that begins and ends in the dark is shown by what is between."""
    clip = a_clip(tmp_path / "a.mp4", programs, "-vf", "fade=in:0:30,fade=out:45:30", "-g", "5")

    (poster,) = render(a_job([Poster()], probed(clip, programs)), out, programs=programs)

    with Image.open(made(poster, out)) as picture:
        light = picture.convert("L").resize((1, 1)).getpixel((0, 0))
    assert light > 60


def number_in(path: Path) -> int:
    """Which frame of a counted clip a picture shows."""
    with Image.open(path) as picture:
        return number_of(picture.convert("L").resize((64, 64)).crop((0, 32, 64, 33)).reduce((21, 1)).tobytes()[:3])


def test_a_chosen_moment_is_shown_to_the_frame(programs: Programs, out: Path, tmp_path: Path):
    """The one that the proxy shows then, between two key frames too; each still may have a moment of its own."""
    clip = a_counted_clip(tmp_path / "a.mov", programs)
    wanted = [Poster(at=Fraction("2.52")), Thumbnail(at=Fraction(1, 3)), Storyboard()]

    poster, thumbnail, board = render(a_job(wanted, probed(clip, programs)), out, programs=programs)

    assert (number_in(made(poster, out)), number_in(made(thumbnail, out))) == (63, 8)
    assert board.seconds == 4


def test_a_moment_after_the_end_has_no_picture(programs: Programs, out: Path, tmp_path: Path):
    """Nothing is shown in its place: somebody chose it, and is told."""
    shot = probed(a_clip(tmp_path / "a.mp4", programs, seconds=1), programs)

    with pytest.raises(ToolFailed, match=r"no picture at 5\.00 s") as failed:
        render(a_job([Poster(at=Fraction(5))], shot), out, programs=programs)
    assert failed.value.hint


@pytest.fixture(scope="module")
def flashing(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Quiet bars, a key frame every fifth; the 26th is a stray one of another shot, full of detail."""
    clip = tmp_path_factory.mktemp("flash") / "a.mp4"
    stray = "[0:v][1:v]overlay=enable='eq(n,25)'"
    second = ["-f", "lavfi", "-i", "testsrc2=s=128x72:r=25:d=3", "-filter_complex", stray, "-g", "5"]
    return made_by(programs, "smptebars=s=128x72:r=25:d=3", clip, *second)


def made_by(programs: Programs, source: str, clip: Path, *options: str) -> Path:
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    argv = [programs.ffmpeg, "-v", "error", "-y", "-f", "lavfi", "-i", source, *options, *coded, str(clip)]
    subprocess.run(argv, check=True)
    return clip


def stray(path: Path) -> bool:
    """The left upper corner of the bars is grey."""
    with Image.open(path) as picture:
        red, green, blue = picture.resize((16, 9)).getpixel((0, 4))
    return max(red, green, blue) - min(red, green, blue) > 40


def test_a_stray_frame_is_no_poster(flashing: Path, programs: Programs, out: Path):
    """What is gone a moment later was a flash, a slip of the editor, or a camera that was put down."""
    (poster,) = render(a_job([Poster()], probed(flashing, programs)), out, programs=programs)

    assert not stray(made(poster, out))


def test_it_would_be_one_if_nobody_looked(flashing: Path, programs: Programs, out: Path, monkeypatch):
    """Sabotage: it shows most of all frames."""
    monkeypatch.setattr(Taker, "stands", lambda _self, _moment: True)

    (poster,) = render(a_job([Poster()], probed(flashing, programs)), out, programs=programs)

    assert stray(made(poster, out))


def test_the_storyboard_of_a_cut_off_file_ends_with_its_picture(programs: Programs, out: Path, tmp_path: Path):
    """The card was pulled out: no tile shows the last frame again. In the proxy it stands for one second, as always."""
    whole = a_counted_clip(tmp_path / "a.mov", programs, "-movflags", "+faststart")
    shot = probed(whole, programs)
    cut_off = tmp_path / "b.mov"
    cut_off.write_bytes(whole.read_bytes()[: whole.stat().st_size * 5 // 8])

    (board,) = render(a_job([Storyboard()], replace(shot, paths=(cut_off,))), out, programs=programs)
    (proxy,) = render(a_job([Proxy()], replace(shot, paths=(cut_off,))), out, programs=programs)

    assert board.seconds is not None
    assert proxy.seconds is not None
    assert 1 < board.seconds < 3.5
    assert abs(board.seconds + 1 - proxy.seconds) <= Fraction(2, 25)
    tiles = -(-board.seconds // 1)
    with Image.open(made(board, out) / "sprite.jpg") as sprite:
        assert sprite.width == 64 * tiles
        grey = sprite.convert("L")
        shown = [number_of([grey.getpixel((64 * tile + x, 32)) for x in (10, 31, 52)]) for tile in range(tiles)]
    assert shown == sorted(set(shown))


def test_a_storyboard_of_a_clip_whose_length_nobody_knows(programs: Programs, out: Path, tmp_path: Path):
    """A browser's recording says nothing: it is found out first, and the tiles lie as close as in any other."""
    shot = probed(a_clip(tmp_path / "a.mp4", programs, "-g", "12"), programs)

    (board,) = render(
        a_job([Storyboard()], replace(shot, facts=replace(shot.facts, seconds=None))), out, programs=programs
    )

    assert board.seconds == pytest.approx(3, abs=0.05)
    assert board.proofs[0] == "3 tiles"
