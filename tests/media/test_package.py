"""The playlists of a ladder are read from its segments: nothing is taken from the encoder's word."""

import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import package
from mediadesk.media.binaries import Programs
from mediadesk.media.render import render
from tests.media.shots import TINY, a_clip, a_job, probed
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
        "a64", "a64.m3u8", "master.m3u8", "v36", "v36.m3u8", "v72", "v72.m3u8"
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

    assert complaints(list(texts.values())) == [""] * 4
    assert all("#EXT-X-ENDLIST" in text for name, text in texts.items() if name != "master.m3u8")
    assert all("#EXT-X-INDEPENDENT-SEGMENTS" in text for text in texts.values())
    assert texts["master.m3u8"].count("CODECS=") == texts["master.m3u8"].count("CLOSED-CAPTIONS=NONE") == 3


@pytest.mark.parametrize("missing", ["v36/00001.mp4", "v36/00000.mp4"])
def test_a_gap_is_noticed(ladder: Path, missing: str):
    """A segment that is not there would stop every reader at the same second."""
    (ladder / missing).unlink()

    with pytest.raises(ToolFailed, match="not complete"):
        package.line(ladder, "v36")


def lengths(path: Path) -> list[float]:
    return [float(Fraction(each)) for each in re.findall(r"#EXTINF:([\d.]+),", path.read_text())]


def measured(ladder: Path, uri: str) -> list[float]:
    """Bits a second of each segment that is at least half a target long."""
    sizes = [path.stat().st_size * 8 for path in sorted((ladder / uri.partition(".")[0]).glob("0*.mp4"))]
    return [size / long for size, long in zip(sizes, lengths(ladder / uri), strict=True) if long >= 2]
