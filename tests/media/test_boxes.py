"""An MP4 is read box by box: what is in it, where its samples lie, and what cannot be true."""

import struct
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import boxes
from mediadesk.media.binaries import Programs
from tests.media.conftest import Make

SECOND = "-f lavfi -i testsrc2=s=64x48:d=2:r=25 -f lavfi -i sine=d=2:r=48000".split()
H264 = "-c:v libx264 -g 25 -pix_fmt yuv420p -c:a aac -ac 2".split()


def test_an_mp4_tells_its_tracks(make: Make):
    """What a playlist and a check need: kind, codec, size, number of samples, length as it is shown."""
    picture, sound = boxes.tracks(make("a.mp4", *SECOND, *H264))

    assert (picture.handler, picture.size, picture.samples) == ("vide", (64, 48), 50)
    assert picture.codec.startswith("avc1.64")
    assert picture.shown_seconds == 2
    assert (picture.colour, sound.colour, sound.setup) == (None, None, b"")
    assert picture.codec == f"avc1.{picture.setup[1:4].hex()}"
    assert (sound.handler, sound.codec, sound.size) == ("soun", "mp4a.40.2", None)
    assert abs(sound.shown_seconds - 2) < Fraction(1, 100)


def test_an_mp4_tells_its_colours(make: Make):
    """Of the box `colr`: primaries, transfer, matrix, full range."""
    tags = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt470bg:range="
    (limited,) = boxes.tracks(make("a.mp4", *SECOND, *H264, "-an", "-vf", f"{tags}tv"))
    (full,) = boxes.tracks(make("b.mp4", *SECOND, *H264, "-an", "-vf", f"{tags}pc"))

    assert (limited.colour, full.colour) == ((1, 1, 5, False), (1, 1, 5, True))


def test_a_segment_tells_when_it_begins_and_whether_it_can_begin(make: Make):
    """From its fragment alone: begin, length, frames, and that the first needs no other."""
    path = make("a.mp4", *SECOND, *H264, "-movflags", "+frag_keyframe+empty_moov+default_base_moof")
    track = boxes.tracks(path)[0]
    whole = path.read_bytes()
    second = path.with_name("second.mp4")
    starts = [box.start - 8 for box in boxes.boxes(whole) if box.path == "moof"]
    second.write_bytes(whole[starts[1] :])

    piece = boxes.piece(second, track)

    assert piece.starts_whole
    assert piece.samples > 0
    assert piece.size_bytes == len(whole) - starts[1]
    start, size = next(boxes.samples(second.read_bytes()))
    assert piece.key == (0, start + size)


def test_a_segment_that_starts_between_key_frames_is_noticed(make: Make):
    """Cut anywhere, a rung cannot be entered there: a player would show grey."""
    options = "-movflags +frag_every_frame+empty_moov+default_base_moof".split()
    path = make("a.mp4", "-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=25", *H264[:6], *options)
    track = boxes.tracks(path)[0]
    whole = path.read_bytes()
    starts = [box.start - 8 for box in boxes.boxes(whole) if box.path == "moof"]
    cuts = [path.with_name(f"{number}.mp4") for number in range(2)]
    for cut, start in zip(cuts, starts, strict=False):
        cut.write_bytes(whole[start:])

    assert [boxes.piece(cut, track).starts_whole for cut in cuts] == [True, False]


def test_the_place_for_tags_is_blanked(make: Make):
    """ffmpeg leaves one in every file; nothing else moves, and it plays as before."""
    path = make("a.mp4", *SECOND, *H264, "-metadata", "title=KOFI")
    before = path.read_bytes()
    assert b"KOFI" in before

    boxes.blank_tags(path)

    after = path.read_bytes()
    assert len(after) == len(before)
    assert b"KOFI" not in after
    with boxes.opened(path) as data:
        paths = [box.path for box in boxes.boxes(data)]
    assert "moov/free" in paths
    assert not [each for each in paths if "udta" in each]
    assert [track.samples for track in boxes.tracks(path)] == [50, boxes.tracks(path)[1].samples]


@pytest.mark.parametrize("flags", ["+faststart", "+frag_keyframe+empty_moov+default_base_moof"])
def test_every_sample_is_found(make: Make, programs: Programs, flags: str):
    """By the tables of a plain MP4 and by the runs of a fragmented one: the same bytes, so the same units."""
    path = make("a.mp4", *SECOND, *H264, "-movflags", flags)

    with boxes.opened(path) as data:
        sizes = [size for _, size in boxes.samples(data)]
        kinds = list(boxes.units(data))

        assert sorted(sizes) == sorted(_packet_sizes(programs, path))
    assert kinds.count(5) == 2
    assert kinds.count(6) >= 1  # x264 leaves its name in the first frame, where nobody takes it out


def test_a_size_that_cannot_be_is_an_error(tmp_path):
    """Larger than its box, or smaller than its own head."""
    for size in (7, 999):
        bad = tmp_path / f"{size}.mp4"
        bad.write_bytes(struct.pack(">I4s", 16, b"moov") + struct.pack(">I4s", size, b"trak"))
        with pytest.raises(ToolFailed, match="no whole MP4"):
            boxes.tracks(bad)


def test_an_empty_segment_is_an_error(tmp_path, make: Make):
    """Nothing in it, or not even a byte."""
    track = boxes.tracks(make("a.mp4", *SECOND, *H264))[0]
    empty = tmp_path / "00000.mp4"
    empty.write_bytes(b"")

    with pytest.raises(ToolFailed, match="holds nothing"):
        boxes.piece(empty, track)


def _packet_sizes(programs: Programs, path: Path) -> list[int]:
    argv = [programs.ffprobe, "-v", "error", "-show_entries", "packet=size", "-of", "csv=p=0", str(path)]
    said = subprocess.run(argv, capture_output=True, check=True, text=True).stdout
    return [int(line.strip(",")) for line in said.split()]
