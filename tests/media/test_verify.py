"""Each check turns red when its promise is broken: every test breaks one thing of an output that passes."""

import re
import shutil
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import package, verify
from mediadesk.media.binaries import Programs
from mediadesk.media.render import render
from mediadesk.media.verify import Promise
from mediadesk.model.recipe import Mp4, Storyboard, Thumbnail
from tests.media.shots import TINY, a_clip, a_job, probed

PROMISE = Promise(size=(128, 72), rate=Fraction(25), frames=225, sound=True)


@pytest.fixture(scope="module")
def made(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An MP4, a ladder, a thumbnail and a storyboard of one clip of nine seconds."""
    folder = tmp_path_factory.mktemp("made")
    shot = probed(a_clip(tmp_path_factory.mktemp("card") / "a.mp4", programs, seconds=9), programs)
    render(a_job([Mp4(), TINY], shot), folder, programs=programs)
    render(a_job([Thumbnail(), Storyboard()], shot), folder, programs=programs)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of them, to be damaged."""
    return Path(shutil.copytree(made, tmp_path / "made"))


@pytest.fixture
def mp4(folder: Path) -> Path:
    return next(folder.glob("mp4-*"))


@pytest.fixture
def ladder(folder: Path) -> Path:
    return next(folder.glob("ladder-*"))


def rungs(ladder: Path) -> list[tuple[package.Line, Promise]]:
    sizes = {"v36": (64, 36), "v72": (128, 72)}
    return [(package.line(ladder, name), replace(PROMISE, size=size)) for name, size in sizes.items()]


def ffmpeg(programs: Programs, source: Path, *options: str) -> Path:
    target = source.with_name(f"remade{source.suffix}")
    subprocess.run([programs.ffmpeg, "-v", "error", "-y", "-i", str(source), *options, str(target)], check=True)
    return target


def test_what_is_right_passes(mp4: Path, ladder: Path, programs: Programs):
    """The proofs are short sentences, kept with the rendition."""
    assert verify.mp4(mp4, PROMISE) == (
        "picture and sound", "128x72", "225 frames", "colours tagged as BT.709", "sound and picture of one length",
        "9.000 s", "neither too heavy nor too light", "no metadata",
    )  # fmt: skip
    assert "all cut alike" in verify.ladder(ladder, rungs(ladder), package.line(ladder, "a64"))
    assert verify.decodes([mp4, *ladder.glob("[av]*.m3u8")], Fraction(9), programs) == ("decodes without an error",)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({"size": (128, 70)}, "128x70"),
        ({"frames": 224}, "225 frames and not 224"),
        ({"sound": False}, "not the streams"),
        ({"size": None}, "not the streams"),
        ({"rate": Fraction(24)}, "lasts 9.000 s"),
        ({"kbps": 2, "sound_kbps": 2}, "bytes, and may have"),
    ],
)
def test_another_promise_is_not_kept(mp4: Path, broken: dict, says: str):
    """A pixel, a frame, a stream, a rate."""
    with pytest.raises(ToolFailed, match=re.escape(says)):
        verify.mp4(mp4, replace(PROMISE, **broken))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("-c copy -map_metadata -1 -fflags +bitexact", "does not come first"),
        ("-c:v copy -af atrim=end=8.5 -fflags +bitexact -movflags +faststart", "lasts 8.5"),
        ("-c copy -movflags +faststart -metadata title=KOFI", "tells more"),
        ("-c:v copy -c:a copy -fflags +bitexact -movflags +faststart -timecode 10:00:00:00", "not the streams"),
    ],
    ids=["index-last", "sound-short", "title", "time-code"],
)
def test_another_file_does_not_pass(mp4: Path, programs: Programs, options: str, says: str):
    """Index at the end, half a second of sound missing, a title, a time code track."""
    with pytest.raises(ToolFailed, match=says):
        verify.mp4(ffmpeg(programs, mp4, *options.split()), PROMISE)


def test_a_file_of_another_weight_is_noticed(mp4: Path, programs: Programs):
    """Of a film without a rate the pixels are the measure; and what an index lists must be there."""
    verify.mp4(mp4, replace(PROMISE, kbps=2600, sound_kbps=128))
    stuffed = ffmpeg(programs, mp4, *"-c copy -fflags +bitexact -movflags +faststart".split())
    with stuffed.open("ab") as file:
        file.write((8_000_000).to_bytes(4, "big") + b"free" + bytes(8_000_000 - 8))
    with pytest.raises(ToolFailed, match=r"has \d+ bytes, and may have"):
        verify.mp4(stuffed, PROMISE)

    data = mp4.read_bytes()
    mp4.write_bytes(data[: data.index(b"mdat") - 4] + (8).to_bytes(4, "big") + b"mdat")
    with pytest.raises(ToolFailed, match="cannot be less than"):
        verify.mp4(mp4, PROMISE)


def test_a_rung_cut_elsewhere_is_noticed(ladder: Path, programs: Programs):
    """A player changes rungs at the cuts: they must be at the same times."""
    (low, promise), (high, other) = rungs(ladder)
    first, second, third = high.pieces
    moved = replace(high, pieces=(first, replace(second, begins=second.begins + Fraction(1, 25)), third))

    with pytest.raises(ToolFailed, match="v72 is not cut where v36 is"):
        verify.ladder(ladder, [(low, promise), (moved, other)], None)


def test_a_segment_without_a_key_frame_is_noticed(ladder: Path):
    """Whoever enters there sees nothing."""
    (low, promise), *_ = rungs(ladder)
    grey = replace(low, pieces=(low.pieces[0], replace(low.pieces[1], starts_whole=False), low.pieces[2]))

    with pytest.raises(ToolFailed, match="does not start with a key frame"):
        verify.ladder(ladder, [(grey, promise)], None)


def test_a_rung_that_weighs_too_much_is_noticed(ladder: Path):
    """Its rate and a buffer of two seconds, and a little more, as the boxes around each frame."""
    (low, promise), *_ = rungs(ladder)
    sound = package.line(ladder, "a64")
    verify.ladder(ladder, [(low, replace(promise, kbps=100))], sound, 64)

    with pytest.raises(ToolFailed, match=r"v36 has \d+ bytes, and may have"):
        verify.ladder(ladder, [(low, replace(promise, kbps=2))], sound, 64)
    with pytest.raises(ToolFailed, match=r"a64 has \d+ bytes, and may have"):
        verify.ladder(ladder, [(low, promise)], sound, 24)


@pytest.mark.parametrize(
    "change",
    [{"colour": (6, 6, 6, False)}, {"colour": (1, 1, 1, True)}, {"colour": None}, {"setup": b""}],
    ids=["another", "full range", "untold", "untold inside"],
)
def test_colours_without_their_tags_are_noticed(ladder: Path, change: dict):
    """In the box, and in the picture itself: a player that guesses shows other reds."""
    (low, promise), *_ = rungs(ladder)
    other = replace(low, track=replace(low.track, **change))

    with pytest.raises(ToolFailed, match=r"does not say that its colours are BT\.709"):
        verify.ladder(ladder, [(other, promise)], None)


def test_sound_that_ends_early_is_noticed(ladder: Path):
    """Lines of a ladder differ by a tenth of a second at most."""
    sound = package.line(ladder, "a64")

    with pytest.raises(ToolFailed, match="a64 lasts"):
        verify.ladder(ladder, rungs(ladder), replace(sound, pieces=sound.pieces[:2]))


@pytest.mark.parametrize("name", ["mp4", "v36", "a64"])
def test_damage_inside_is_found_by_decoding(mp4: Path, ladder: Path, programs: Programs, name: str):
    """Boxes are whole, lengths are right, and yet a picture or a sound is broken."""
    victim = mp4 if name == "mp4" else ladder / name / "00001.mp4"
    data = bytearray(victim.read_bytes())
    place = data.index(b"mdat") + (len(data) - data.index(b"mdat")) * 3 // 10
    data[place : place + 64] = b"\xff" * 64
    victim.write_bytes(data)

    with pytest.raises(ToolFailed):
        verify.decodes([mp4, *sorted(ladder.glob("[av]*.m3u8"))], Fraction(9), programs)


def test_a_missing_last_segment_is_noticed(ladder: Path):
    """The rest is in order and follows each other; only the number of frames tells."""
    (ladder / "v72" / "00002.mp4").unlink()

    with pytest.raises(ToolFailed, match="200 frames and not 225"):
        verify.ladder(ladder, rungs(ladder), None)


def test_a_still_is_measured(folder: Path):
    """Its size, its weight, and that there is nothing but a picture in it."""
    path = next(folder.glob("thumbnail-*"))

    assert verify.still(path, (128, 72), 60_000) == ("128x72", "opens", "no metadata")
    with pytest.raises(ToolFailed, match="size"):
        verify.still(path, (128, 73), None)
    with pytest.raises(ToolFailed, match="weighs"):
        verify.still(path, (128, 72), 10)
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xfe\x00\x06KOFI" + data[2:])
    with pytest.raises(ToolFailed, match="tells more"):
        verify.still(path, (128, 72), None)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("00:00:09.000\nsprite.jpg", "00:00:08.500\nsprite.jpg", "lasts 8.5"),
        ("#xywh=0,0", "#xywh=9999,0", "outside the sprite"),
        ("00:00:03.000 -->", "00:00:03.100 -->", "do not follow"),
        ("#xywh=256,0,128,72", "#xywh=256,0,128,71", "not its size"),
    ],
    ids=["short", "outside", "gap", "shape"],
)
def test_a_storyboard_is_read_again(folder: Path, old: str, new: str, says: str):
    """Its cues cover the clip and lie inside the sprite."""
    board = next(folder.glob("storyboard-*"))
    cues = board / "storyboard.vtt"
    verify.board(board, (128, 72), 9, 100, Fraction(9))
    assert old in cues.read_text()
    cues.write_text(cues.read_text().replace(old, new))

    with pytest.raises(ToolFailed, match=says):
        verify.board(board, (128, 72), 9, 100, Fraction(9))
