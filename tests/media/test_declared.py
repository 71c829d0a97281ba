"""What playlists say is held against the segments: every test makes one of them say something that is not true."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import declared, package
from mediadesk.media.binaries import Programs
from mediadesk.media.render import render
from tests.media.shots import TINY, a_clip, a_job, probed


@pytest.fixture(scope="module")
def made(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ladder of two rungs and two segments."""
    folder = tmp_path_factory.mktemp("made")
    clip = a_clip(tmp_path_factory.mktemp("card") / "a.mp4", programs, seconds=5)
    (rendition,) = render(a_job([TINY], probed(clip, programs)), folder, programs=programs)
    return folder / rendition.path


@pytest.fixture
def ladder(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(made, tmp_path / made.name))


def read(ladder: Path) -> tuple[list[package.Line], package.Line]:
    low, high, sound = (package.line(ladder, name) for name in ("v36", "v72", "a64"))
    return [low, high], sound


def test_what_is_true_passes(ladder: Path):
    rungs, sound = read(ladder)

    assert declared.playlists(ladder, rungs, sound) == (
        "playlists add up to the segments", "codecs and rates as declared", "i36.m3u8 of key frames"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "said", "otherwise", "found"),
    [
        ("v36.m3u8", "EXTINF:4.000000", "EXTINF:4.040000", "a wrong length"),
        ("a64.m3u8", r"EXTINF:0\.\d+", "EXTINF:1.500000", "a wrong length"),
        ("v36.m3u8", r"#EXTINF:1.000000,\nv36/00001.mp4\n", "", "does not name each segment"),
        ("v36.m3u8", "#EXT-X-ENDLIST\n", "", "no end"),
        ("v36.m3u8", "v36/init.mp4", "v72/init.mp4", "does not name"),
        ("i36.m3u8", "v36/00001.mp4", "v72/00001.mp4", "does not name each segment"),
        ("i36.m3u8", r"BYTERANGE:(\d+)@\d+", r"BYTERANGE:\1@24", "no key frame"),
        ("i36.m3u8", r"BYTERANGE:\d+@", "BYTERANGE:999@", "no key frame"),
        ("i36.m3u8", r"#EXT-X-BYTERANGE:.*\n", "", "no key frame"),
        ("master.m3u8", "v72.m3u8", "v71.m3u8", "does not name each playlist"),
        ("master.m3u8", "i36.m3u8", "i37.m3u8", "does not name each playlist"),
        ("master.m3u8", "avc1.4d401e,", "avc1.4d401f,", "coded with"),
        ("master.m3u8", ",mp4a.40.2", ",mp4a.40.5", "coded with"),
        ("master.m3u8", "RESOLUTION=128x72", "RESOLUTION=126x72", "a wrong size"),
        ("master.m3u8", "RATE=25.000", "RATE=24.000", "a wrong rate"),
        ("master.m3u8", r":BANDWIDTH=\d+", ":BANDWIDTH=50000", "needs less than it does"),
        ("master.m3u8", r"AVERAGE-BANDWIDTH=\d+", "AVERAGE-BANDWIDTH=50000", "a wrong mean rate"),
    ],
)
def test_what_is_not_true_is_noticed(ladder: Path, name: str, said: str, otherwise: str, found: str):
    """A length, an end, an address, a range, a codec, a size, a rate."""
    rungs, sound = read(ladder)
    text = (ladder / name).read_text()
    (ladder / name).write_text(re.sub(said, otherwise, text, count=1))
    assert (ladder / name).read_text() != text

    with pytest.raises(ToolFailed, match=found):
        declared.playlists(ladder, rungs, sound)


def low_level(rung: package.Line) -> package.Line:
    """The same, but four times as large: too much for the level that it asks for."""
    codec = f"{rung.track.codec[:-2]}0a"
    setup = rung.track.setup[:11] + b"\x0a" + rung.track.setup[12:]
    return replace(rung, track=replace(rung.track, codec=codec, setup=setup))


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (lambda rung: replace(rung, track=replace(rung.track, setup=b"\0" * 40)), "coded otherwise"),
        (low_level, "needs a decoder of level 3.0, and asks for 1.0"),
        (lambda rung: replace(rung, pieces=(rung.pieces[0],) * 2), "a wrong length"),
    ],
    ids=["parameters", "level", "lengths"],
)
def test_segments_that_are_others_are_noticed(
    ladder: Path, changed: Callable[[package.Line], package.Line], found: str
):
    """The playlists are as they were, and the picture is not."""
    (low, high), sound = read(ladder)
    other = changed(low)
    master = ladder / "master.m3u8"
    master.write_text(master.read_text().replace(low.track.codec, other.track.codec))

    with pytest.raises(ToolFailed, match=found):
        declared.playlists(ladder, [other, high], sound)


@pytest.mark.parametrize("name", ["v36/left.mp4", "b36.m3u8", "i72.m3u8"])
def test_what_nobody_names_is_noticed(ladder: Path, name: str):
    """It would go out with the others, and nobody would know what it is."""
    rungs, sound = read(ladder)
    shutil.copy(ladder / ("i36.m3u8" if name.endswith("m3u8") else "v36/init.mp4"), ladder / name)

    with pytest.raises(ToolFailed):
        declared.playlists(ladder, rungs, sound)


def test_a_playlist_that_drifts_is_noticed(ladder: Path):
    """Each length is right to six digits, and all of them together are right, too: rounding does not add up."""
    (rung, _), _ = read(ladder)
    total = sum(Fraction(each) for each in re.findall(r"EXTINF:([\d.]+)", (ladder / "v36.m3u8").read_text()))

    assert total == rung.seconds == 5
