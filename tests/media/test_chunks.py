"""A clip in chunks and joined is the clip in one piece: each frame once, the same sound, the same cuts."""

import hashlib
import json
import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import boxes, chunks, package
from mediadesk.media.binaries import Programs
from mediadesk.media.render import render
from mediadesk.model.chunk import Chunk, Cutting
from mediadesk.model.recipe import Ladder, Proxy, Recipe, Rung, Small, Sound
from mediadesk.model.rendition import Job, Rendition
from tests.media.shots import a_counted_clip, a_job, numbers, probed

pytestmark = pytest.mark.needs("ffmpeg")

LADDER = Ladder(  # fine enough that the numbers can be read
    rungs=(
        Rung(short_side=32, crf=30, kbps=100, profile="main", level="3.0", most_fps=30),
        Rung(short_side=64, crf=10, kbps=4000, profile="high", level="3.1"),
    )
)
RECIPES: Sequence[Recipe] = (LADDER, Proxy(), Small(), Sound())
SMALL = Cutting(longer_than=5, workers=1, least_seconds=4)


def joined(job: Job, folder: Path, programs: Programs) -> tuple[tuple[Chunk, ...], tuple[Rendition, ...]]:
    """The same job in chunks, with what it makes."""
    folder.mkdir()
    cut = chunks.cut_up(job, SMALL)
    for chunk in reversed(cut):  # in any order
        chunks.encode(chunk, folder, programs=programs)
    return cut, render(job, folder, programs=programs, chunks=cut)


def packets(path: Path, programs: Programs, stream: str) -> list[tuple[int, int]]:
    """When each packet is shown and how long, in ticks, in the order of showing."""
    argv = [programs.ffprobe, "-v", "error", "-select_streams", stream, "-show_entries", "packet=pts,duration"]
    said = subprocess.run([*argv, "-of", "json", str(path)], check=True, capture_output=True).stdout
    return sorted((each["pts"], each["duration"]) for each in json.loads(said)["packets"])


def heard(path: Path, programs: Programs) -> str:
    """A digest of every sample."""
    argv = [programs.ffmpeg, "-v", "error", "-i", str(path), "-map", "0:a", "-f", "s16le", "-"]
    return hashlib.sha256(subprocess.run(argv, check=True, capture_output=True).stdout).hexdigest()


@pytest.fixture(scope="module")
def clip(programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fourteen seconds and a bit that show the number of each frame, and a click at 9 s."""
    folder = tmp_path_factory.mktemp("counted")
    return a_counted_clip(folder / "a.mov", programs, "-t", "14.2", seconds=15, click_at=9)


@pytest.fixture(scope="module")
def both(clip: Path, programs: Programs, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """What is made of it in one piece, and in chunks."""
    job, folder = a_job(RECIPES, probed(clip, programs)), tmp_path_factory.mktemp("made")
    (folder / "whole").mkdir()
    whole = render(job, folder / "whole", programs=programs)
    cut, made = joined(job, folder / "chunks", programs)
    assert [(each.begin, each.end) for each in cut] == [(0, 100), (100, 200), (200, 300), (300, None)]
    assert [each.proofs[-1] for each in made] == [each.proofs[-1] for each in whole]
    return folder / "whole", folder / "chunks"


def names(both: tuple[Path, Path]) -> list[str]:
    return sorted(path.name for path in both[0].iterdir())


def test_every_frame_is_there_once_and_in_its_place(both, programs):
    """Of every file and every rung: the same times to the tick, and the numbers that they show."""
    for name in names(both):
        one, other = (folder / name for folder in both)
        if name.startswith(("proxy", "small")):
            assert packets(other, programs, "v:0") == packets(one, programs, "v:0")
            assert numbers(other, programs) == list(range(355))
        if name.startswith("ladder"):
            assert rungs(other) == rungs(one)
            assert [grid(other, rung) for rung in rungs(one)] == [grid(one, rung) for rung in rungs(one)]
            assert numbers(other / f"{rungs(one)[-1]}.m3u8", programs) == list(range(355))


def rungs(ladder: Path) -> list[str]:
    """The sizes that are worth having: what adds hardly anything is left out."""
    return sorted(path.name for path in ladder.glob("v*") if path.is_dir())


def grid(ladder: Path, rung: str) -> list[tuple[Fraction, Fraction, int]]:
    """When each segment begins, how long it is, how many frames it has."""
    return [(each.begins, each.seconds, each.samples) for each in package.line(ladder, rung).pieces]


def test_every_sample_is_the_same(both, programs):
    """The sound is coded as a whole: what codes it looks ahead and behind."""
    for name in names(both):
        one, other = (folder / name / "a64.m3u8" if name.startswith("ladder") else folder / name for folder in both)
        assert heard(other, programs) == heard(one, programs), name


def test_segments_are_cut_where_they_are_cut_in_one_piece(both):
    """Same names, same lengths in the playlists; and each rung is announced as it is."""
    one, other = (next(folder.glob("ladder-*")) for folder in both)

    assert {path.relative_to(other) for path in other.rglob("*.mp4")} == {
        path.relative_to(one) for path in one.rglob("*.mp4")
    }
    for playlist in sorted(one.glob("v*.m3u8")):
        lengths = [line for line in playlist.read_text().splitlines() if line.startswith("#EXTINF")]
        assert len(lengths) == 4
        assert [
            line for line in (other / playlist.name).read_text().splitlines() if line.startswith("#EXTINF")
        ] == lengths
    for rung in rungs(one):
        assert boxes.tracks(one / rung / "init.mp4") == boxes.tracks(other / rung / "init.mp4")
        assert in_band(other / rung) == in_band(one / rung) == set()


def in_band(folder: Path) -> set[int]:
    """The units in the segments of a rung that belong into its header: 7 and 8 of ITU-T H.264, table 7-1."""
    found: set[int] = set()
    for path in folder.glob("0*.mp4"):
        with boxes.opened(path) as data:
            found |= {unit & 31 for unit in boxes.units(data)}
    return found & {7, 8}


def test_a_chunk_that_is_coded_otherwise_is_not_joined(clip, programs, tmp_path):
    """Somebody changed the preset between two chunks, or x264 itself."""
    job = a_job([Proxy()], probed(clip, programs))
    one, other, *_ = chunks.cut_up(job, SMALL)
    chunks.encode(one, tmp_path, programs=programs)
    chunks.encode(other, tmp_path, programs=programs)
    assert chunks.listings([one, other], tmp_path)
    path = tmp_path / chunks.ROOM / other.name / "0.mp4"
    path.write_bytes(path.read_bytes().replace(boxes.tracks(path)[0].setup[:4], b"\x01\x64\x00\x33"))

    with pytest.raises(ToolFailed, match="do not fit together"):
        chunks.listings([one, other], tmp_path)


def test_a_chunk_that_lost_frames_is_no_chunk(clip, programs, tmp_path):
    """The file ends before its header says: it is found in the chunk, and nothing is joined."""
    cut_off = tmp_path / "cut.mov"
    subprocess.run(
        [programs.ffmpeg, "-v", "error", "-i", str(clip), "-c", "copy", "-movflags", "+faststart", str(cut_off)],
        check=True,
    )
    whole = probed(cut_off, programs)
    cut_off.write_bytes(cut_off.read_bytes()[: cut_off.stat().st_size * 2 // 3])
    *_, last = chunks.cut_up(a_job([Proxy()], whole), SMALL)

    with pytest.raises(ToolFailed):
        chunks.encode(last, tmp_path, programs=programs)


@pytest.mark.parametrize("rate", ["30000/1001", "50"])
def test_odd_and_high_rates_are_joined_to_the_tick(programs, tmp_path, rate):
    """A rate that is no whole number; one that is halved in the small file."""
    made = f"-f lavfi -i testsrc2=s=64x48:d=11:r={rate} -c:v libx264 -preset ultrafast -pix_fmt yuv420p".split()
    subprocess.run([programs.ffmpeg, "-v", "error", *made, str(tmp_path / "a.mov")], check=True)
    job = a_job([Proxy(), Small()], probed(tmp_path / "a.mov", programs))
    (tmp_path / "whole").mkdir()
    render(job, tmp_path / "whole", programs=programs)

    cut, _ = joined(job, tmp_path / "chunks", programs)

    assert len(cut) == 3
    for path in (tmp_path / "whole").iterdir():
        assert packets(tmp_path / "chunks" / path.name, programs, "v:0") == packets(path, programs, "v:0")
