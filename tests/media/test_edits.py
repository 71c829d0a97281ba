"""An edit proxy is what an editor's program takes for the original, and nothing that anybody else ever gets."""

import re
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import boxes, edits
from mediadesk.media.binaries import Programs
from mediadesk.media.cuts import cut
from mediadesk.media.leaks import findings
from mediadesk.media.options import BARE, BARE_H264
from mediadesk.media.render import render
from mediadesk.model.recipe import Edit
from mediadesk.model.rendition import Rendition, Shot
from tests.media.shots import a_clip, a_counted_clip, a_job, loudest, numbers, probed

pytestmark = pytest.mark.needs("ffmpeg")
PARTS = "-f lavfi -i sine=300:d=2:r=48000 -f lavfi -i anullsrc=cl=5.1:r=44100:d=2 -map 0:v -map 0:a -map 1 -map 2"
TOLD = "-timecode 10:31:06:01 -metadata title=KOFI -metadata:s:v handler_name=KOFI -metadata:s:a language=ukr"


@pytest.fixture(scope="module")
def shot(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Shot:
    """50 numbered frames with a click at frame 25, a mono track and one of six channels, a time code, and tags."""
    folder = tmp_path_factory.mktemp("card")
    counted = a_counted_clip(folder / "counted.mov", programs, seconds=2, click_at=1)
    clip = folder / "C0001.mov"
    words = [*PARTS.split(), "-c:v", "copy", "-c:a", "pcm_s16le", *TOLD.split(), clip]
    subprocess.run([programs.ffmpeg, "-v", "error", "-i", counted, *words], check=True)
    return probed(clip, programs)


@pytest.fixture(scope="module")
def made(shot: Shot, programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> tuple[Rendition, Path]:
    folder = tmp_path_factory.mktemp("made")
    (rendition,) = render(a_job([Edit()], shot), folder, programs=programs)
    return rendition, folder / rendition.path


def test_it_has_the_frames_the_time_code_and_every_track_of_its_original(made, programs: Programs):
    """Number by number; three tracks of sound with their own channels, not mixed; the click where it was."""
    rendition, path = made
    picture, *sounds, code = boxes.tracks(path)

    assert numbers(path, programs) == list(range(50))
    assert [each.handler for each in (*sounds, code)] == ["soun", "soun", "soun", "tmcd"]
    assert {each.shown_seconds for each in (picture, *sounds)} == {2}
    assert channels(path, programs) == [1, 1, 6]
    click, samples = loudest(first_sound(path, programs), programs)
    assert (abs(click - 48_000) < 48, samples) == (True, 96_000)
    assert {"time code 10:31:06:01", "50 frames, each a key frame", "no other metadata"} <= {*rendition.proofs}
    assert "decodes without an error" in rendition.proofs


def test_nothing_else_of_the_original_is_in_it(made):
    """No title, no name, no language: the time code alone goes on."""
    _, path = made
    assert b"KOFI" not in path.read_bytes()
    coded = edits.options(Edit(), Fraction(25), 1, None)
    assert {**BARE, **BARE_H264, "write_tmcd": 0}.items() <= coded.items()


def test_what_has_neither_sound_nor_time_code_has_none_here(programs: Programs, tmp_path: Path):
    """And a fast clip is counted at the rate it is shown at."""
    clip = a_clip(tmp_path / "a.mp4", programs, "-an", seconds=1, rate="120")
    (rendition,) = render(a_job([Edit()], probed(clip, programs)), made_in(tmp_path), programs=programs)

    (picture,) = boxes.tracks(tmp_path / "made" / rendition.path)
    assert (picture.handler, picture.samples) == ("vide", 60)
    assert "no time code, as the original" in rendition.proofs


def test_a_file_that_holds_less_than_it_says_gets_a_proxy_of_what_is_there(programs: Programs, tmp_path: Path):
    """Its sound must not go on over a still picture."""
    whole = a_clip(tmp_path / "whole.mp4", programs, "-movflags", "+faststart", seconds=6)
    cut_off = tmp_path / "cut.mp4"
    cut_off.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    (rendition,) = render(a_job([Edit()], probed(cut_off, programs)), made_in(tmp_path), programs=programs)

    picture, sound = boxes.tracks(tmp_path / "made" / rendition.path)
    assert picture.shown_seconds == sound.shown_seconds == rendition.seconds
    assert 2 < picture.shown_seconds < 5


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("-c copy -map 0:v -map 0:a -timecode 10:31:06:02", "begins at 10:31:06:02, the original at 10:31:06:01"),
        ("-c copy -map 0:v -map 0:a -write_tmcd 0", "not the tracks"),
        ("-c copy -map 0:v -map 0:a:0 -timecode 10:31:06:01", "not the tracks"),
        ("-c:v libx264 -crf 40 -g 25 -c:a copy -map 0:v -map 0:a -timecode 10:31:06:01", "a key frame"),
        ("-c:v libx264 -crf 40 -g 1 -vf scale=62:64 -c:a copy -map 0:v -map 0:a -timecode 10:31:06:01", "not 64x64"),
        ("-c:v libx264 -crf 40 -g 1 -t 1 -c:a copy -map 0:v -map 0:a -timecode 10:31:06:01", "25 frames, not 50"),
        ("-c:v copy -c:a copy -map 0:v -map 0:a -timecode 10:31:06:01 -metadata title=KOFI", "tells more"),
    ],
    ids=["time-code", "no-time-code", "a-track-lost", "few-key-frames", "size", "short", "title"],
)
def test_sabotage_another_file_does_not_pass(made, shot: Shot, programs: Programs, tmp_path: Path, options: str, says):
    """One thing wrong in each, and it is told what."""
    other = tmp_path / "other.mov"
    subprocess.run([programs.ffmpeg, "-v", "error", "-i", made[1], *options.split(), other], check=True)

    proved(made[1], shot, programs)
    with pytest.raises(ToolFailed, match=re.escape(says)):
        proved(other, shot, programs)


def test_one_that_is_far_too_large_does_not_pass(made, shot: Shot, programs: Programs, monkeypatch):
    """Size sane: an encoder that forgets its cap would fill a reporter's disk."""
    monkeypatch.setattr(edits, "_most_bytes", lambda *_: made[1].stat().st_size - 1)
    with pytest.raises(ToolFailed, match="larger than it may be"):
        proved(made[1], shot, programs)


@pytest.mark.parametrize("name", ["v/x/video.mp4", "v/x/r/0123456789ab/edit.mov"])
def test_no_edit_proxy_passes_the_leak_scan(made, programs: Programs, name: str):
    """Whatever name it would go out under: what an original tells is written in it."""
    told = {each.what for each in findings(made[1], name, programs=programs)}

    assert told
    if name.endswith("mp4"):
        assert "a track that is neither picture nor sound" in told
        assert "tag timecode" in told  # the second reader sees it by itself


def proved(path: Path, shot: Shot, programs: Programs) -> None:
    edits.proved(path, Edit(), (64, 64), shot, cut(shot), programs)


def first_sound(path: Path, programs: Programs) -> Path:
    alone = path.with_suffix(".wav")
    subprocess.run([programs.ffmpeg, "-v", "error", "-i", path, "-map", "0:a:0", "-c", "copy", alone], check=True)
    return alone


def channels(path: Path, programs: Programs) -> list[int]:
    asked = "-v error -select_streams a -show_entries stream=channels -of csv=p=0".split()
    said = subprocess.run([programs.ffprobe, *asked, path], capture_output=True, check=True, text=True).stdout
    return [int(each) for each in said.split()]


def made_in(folder: Path) -> Path:
    (folder / "made").mkdir()
    return folder / "made"
