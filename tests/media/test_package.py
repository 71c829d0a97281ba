"""The playlists of a ladder are read from its segments: nothing is taken from the encoder's word."""

import re
import shutil
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import boxes, package
from mediadesk.media.binaries import Programs
from mediadesk.media.render import render
from tests.media.shots import TINY, a_clip, a_counted_clip, a_job, numbers, probed
from tests.referee import complaints


@pytest.fixture(scope="module")
def made(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ladder of two rungs, 30 and 60 frames a second, from a clip of nine seconds."""
    folder = tmp_path_factory.mktemp("made")
    clip = a_clip(tmp_path_factory.mktemp("card") / "a.mp4", programs, seconds=9, rate="60")
    (rendition,) = render(a_job([TINY], probed(clip, programs)), folder, programs=programs)
    return folder / rendition.path


@pytest.fixture
def ladder(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(made, tmp_path / made.name))


def test_a_ladder_has_a_playlist_a_rung_and_one_above(ladder: Path):
    """Playlists beside the folders of their segments, and nothing else: ffmpeg's own are gone."""
    assert sorted(path.name for path in ladder.iterdir()) == [
        "a64", "a64.m3u8", "i36.m3u8", "master.m3u8", "v36", "v36.m3u8", "v72", "v72.m3u8"
    ]  # fmt: skip
    assert sorted(path.name for path in (ladder / "v72").iterdir()) == [
        "00000.mp4", "00001.mp4", "00002.mp4", "init.mp4"
    ]  # fmt: skip


def test_lengths_are_those_of_the_segments(ladder: Path):
    """Nine seconds in 4, 4 and 1, in every rung; sound within a frame of AAC."""
    for name in ("v36", "v72"):
        assert lengths(ladder / f"{name}.m3u8") == [4, 4, 1]
    assert lengths(ladder / "a64.m3u8") == pytest.approx([4, 4, 1], abs=0.022)


def test_every_address_in_a_playlist_is_there(ladder: Path):
    """Relative to the playlist that names it; the map first."""
    for path in ladder.glob("*.m3u8"):
        text = path.read_text()
        named = re.findall(r'URI="([^"]+)"', text) + re.findall(r"^[^#].*$", text, re.MULTILINE)
        assert named
        assert all((ladder / each).is_file() for each in named)


def test_the_master_tells_what_the_rungs_are(ladder: Path):
    """Sizes, rates and codecs from the init segments; the bandwidth is never below what really comes."""
    streams = re.findall(r"#EXT-X-STREAM-INF:(.*)\n(.*)", (ladder / "master.m3u8").read_text())
    attributes = [dict(re.findall(r'([A-Z-]+)=("[^"]*"|[^,]*)', each)) for each, _ in streams]

    assert [uri for _, uri in streams] == ["v36.m3u8", "v72.m3u8", "a64.m3u8"]
    assert [each.get("RESOLUTION") for each in attributes] == ["64x36", "128x72", None]
    assert [each.get("FRAME-RATE") for each in attributes] == ["30.000", "60.000", None]
    assert attributes[0]["CODECS"] == '"avc1.4d401e,mp4a.40.2"'
    for (_, uri), told in zip(streams, attributes, strict=True):
        worst = max(measured(ladder, uri)) + (max(measured(ladder, "a64.m3u8")) if uri != "a64.m3u8" else 0)
        assert worst <= int(told["BANDWIDTH"]) <= 1.1 * worst


@pytest.mark.needs("node")
def test_a_strict_reader_takes_all_of_it(ladder: Path):
    """And what it would not miss is there: an end, codecs, independent segments."""
    texts = {path.name: path.read_text() for path in ladder.glob("*.m3u8")}

    assert complaints(list(texts.values())) == [""] * 5
    assert all("#EXT-X-ENDLIST" in text for name, text in texts.items() if name != "master.m3u8")
    assert all("#EXT-X-INDEPENDENT-SEGMENTS" in text for name, text in texts.items() if name != "i36.m3u8")
    assert texts["master.m3u8"].count("CODECS=") == texts["master.m3u8"].count("CLOSED-CAPTIONS=NONE") + 1 == 4


@pytest.mark.needs("gstreamer")
def test_another_reader_plays_every_frame(ladder: Path, tmp_path: Path):
    """GStreamer's own readers of HLS and MP4 see what ffmpeg sees: 30 and 60 frames a second for nine seconds."""
    shown = {name: [64 * 36, 128 * 72][name == "v72"] for name in ("v36", "v72")}

    assert {name: played(ladder / f"{name}.m3u8", tmp_path) / size for name, size in shown.items()} == {
        "v36": 270,
        "v72": 540,
    }
    (ladder / "v36" / "00001.mp4").unlink()
    assert played(ladder / "v36.m3u8", tmp_path) / shown["v36"] < 270  # it notices what is not there


def test_a_range_of_key_frames_shows_the_frame_at_its_time(programs: Programs, tmp_path: Path):
    """The init segment and those bytes are enough: the frames 0, 100 and 200 of a clip that shows their numbers."""
    clip = a_counted_clip(tmp_path / "a.mov", programs, seconds=9)
    (tmp_path / "out").mkdir()
    (made,) = render(a_job([TINY], probed(clip, programs)), tmp_path / "out", programs=programs)
    folder = tmp_path / "out" / made.path

    ranges = re.findall(r"EXT-X-BYTERANGE:(\d+)@(\d+)\n(.*)", (folder / "i36.m3u8").read_text())
    shown = []
    for size, offset, uri in ranges:
        alone = tmp_path / "alone.mp4"
        part = (folder / uri).read_bytes()[int(offset) : int(offset) + int(size)]
        alone.write_bytes((folder / "v36/init.mp4").read_bytes() + part)
        shown.append(numbers(alone, programs))

    assert shown == [[0], [100], [200]]


def test_a_rung_that_takes_hardly_more_bytes_is_left_out(ladder: Path):
    """Within a quarter of the one below it that stays; never the lowest."""
    low, high = (package.line(ladder, name) for name in ("v36", "v72"))
    heavy = [replace(low, name=f"v{number}", pieces=weighing(low, size)) for number, size in enumerate(SIZES)]

    assert [each.name for each in package.worth_having(heavy, 25)] == ["v0", "v3", "v5"]
    assert package.worth_having([low, high], 25) == [low, high]
    assert package.worth_having([low, low], 0) == [low, low]
    assert package.worth_having([low], 25) == [low]


def test_of_a_still_picture_one_rung_is_enough(programs: Programs, tmp_path: Path):
    """What is left out leaves nothing behind, and the rendition says how large it is now, and why."""
    grey = ["-vf", "drawbox=t=fill:c=gray"]
    job = a_job(
        [TINY, replace(TINY, least_more_percent=0)], probed(a_clip(tmp_path / "a.mp4", programs, *grey), programs)
    )
    (tmp_path / "out").mkdir()

    one, both = render(job, tmp_path / "out", programs=programs)

    left = sorted(path.name for path in (tmp_path / "out" / one.path).iterdir())
    assert left == ["a64", "a64.m3u8", "i36.m3u8", "master.m3u8", "v36", "v36.m3u8"]
    assert "v72" not in (tmp_path / "out" / one.path / "master.m3u8").read_text()
    assert ((one.width, one.height), (both.width, both.height)) == ((64, 36), (128, 72))
    assert "v72 left out: hardly more bytes than the rung below it" in one.proofs
    assert not [proof for proof in both.proofs if "left out" in proof]


SIZES = (1000, 1249, 900, 1250, 1562, 1563)


def weighing(line: package.Line, size: int) -> tuple[boxes.Piece, ...]:
    return (replace(line.pieces[0], size_bytes=size),)


@pytest.mark.parametrize("missing", ["v36/00001.mp4", "v36/00000.mp4"])
def test_a_gap_is_noticed(ladder: Path, missing: str):
    """A segment that is not there would stop every reader at the same second."""
    (ladder / missing).unlink()

    with pytest.raises(ToolFailed, match="not complete"):
        package.line(ladder, "v36")


def lengths(path: Path) -> list[float]:
    return [float(Fraction(each)) for each in re.findall(r"#EXTINF:([\d.]+),", path.read_text())]


def played(path: Path, room: Path) -> int:
    """The bytes of all pictures in grey that GStreamer gets out of a playlist."""
    target = room / "played.gray"
    to = f"videoconvert ! video/x-raw,format=GRAY8 ! filesink location={target}"
    argv = ["gst-launch-1.0", "-q", "uridecodebin", f"uri={path.as_uri()}", "!", *to.split()]
    subprocess.run(argv, capture_output=True, check=False, timeout=60)
    return target.stat().st_size


def measured(ladder: Path, uri: str) -> list[float]:
    """Bits a second of each segment that is at least half a target long."""
    sizes = [path.stat().st_size * 8 for path in sorted((ladder / uri.partition(".")[0]).glob("0*.mp4"))]
    return [size / long for size, long in zip(sizes, lengths(ladder / uri), strict=True) if long >= 2]
