"""A file becomes Facts, or Unreadable with a reason a reporter understands; never a crash, never a hang."""

import random
import time
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.media import probe as probing
from mediadesk.media.binaries import Programs
from mediadesk.media.probe import Unreadable, probe
from mediadesk.media.runner import NotStarted
from mediadesk.model.clip import Audio, Facts
from tests.media.conftest import Make

pytestmark = pytest.mark.needs("ffmpeg")

PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=10")
TONE = ("-f", "lavfi", "-i", "sine=d=1:r=48000")
UNSET = "the date in the file is not set: it is 0 (quicktime:mvhd)"  # as ffmpeg writes it
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


def script(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_a_clip_tells_its_picture_its_sound_and_its_length(make: Make, programs: Programs) -> None:
    facts = probe(make("a.mp4", *PICTURE, *TONE, *H264, "-ac", "2"), programs=programs)
    assert facts.container == "mov"
    assert facts.seconds == 1
    assert facts.frame is not None
    assert (facts.frame.stream, facts.frame.codec) == (0, "h264")
    assert (facts.frame.width, facts.frame.height, facts.frame.rotation) == (64, 48, 0)
    assert (facts.frame.fps, facts.frame.bit_depth, facts.frame.hdr) == (10, 8, None)
    assert not any((facts.frame.interlaced, facts.frame.vfr, facts.frame.dolby_vision))
    assert facts.audio == (Audio(stream=1, codec="aac", channels=2, rate=48000),)
    assert facts.decodes
    assert facts.trouble == (UNSET,)


@pytest.mark.parametrize(("turn", "clockwise"), [("-90", 90), ("180", 180), ("90", 270)])
def test_a_turned_clip_has_the_size_a_viewer_sees(turn: str, clockwise: int, make: Make, programs: Programs) -> None:
    flat = make("flat.mp4", *PICTURE, *H264, "-vf", "setsar=12/11")
    facts = probe(make("a.mp4", "-display_rotation", turn, "-i", str(flat), "-c", "copy"), programs=programs)
    assert facts.frame is not None
    assert facts.frame.rotation == clockwise
    upright = clockwise == 180
    assert (facts.frame.width, facts.frame.height) == ((64, 48) if upright else (48, 64))
    assert facts.frame.sample_aspect == (Fraction(12, 11) if upright else Fraction(11, 12))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp4", (*H264, "-x264opts", "tff=1")),
        ("a.mpg", ("-f", "vob", "-flags", "+ildct+ilme", "-r", "25")),
    ],
)
def test_fields_are_seen(name: str, options: tuple[str, ...], make: Make, programs: Programs) -> None:
    facts = probe(make(name, *PICTURE, "-vf", "setfield=tff", *options), programs=programs)
    assert facts.frame is not None
    assert facts.frame.interlaced


@pytest.mark.parametrize(("transfer", "hdr"), [("arib-std-b67", "hlg"), ("smpte2084", "pq"), ("bt709", None)])
def test_hdr_and_depth_are_seen_also_where_the_container_says_nothing(
    transfer: str, hdr: str | None, make: Make, programs: Programs
) -> None:
    """A bare HEVC stream: only its own parameter sets say it."""
    x265 = f"log-level=none:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc"
    options = ("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-x265-params", x265)
    facts = probe(make("a.hevc", *PICTURE, *options), programs=programs)
    assert facts.frame is not None
    assert (facts.frame.hdr, facts.frame.bit_depth) == (hdr, 10)


def test_uneven_frames_are_seen(make: Make, programs: Programs) -> None:
    uneven = ("-vf", "select=not(eq(mod(n\\,5)\\,3))", "-fps_mode", "vfr")
    facts = probe(make("a.mp4", *PICTURE, *H264, *uneven), programs=programs)
    assert facts.frame is not None
    assert facts.frame.vfr


def test_a_cover_picture_makes_no_video_of_a_sound(make: Make, programs: Programs) -> None:
    cover = make("cover.jpg", *PICTURE, "-frames:v", "1", "-update", "1")
    options = ("-i", str(cover), "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v:0", "attached_pic")
    facts = probe(make("a.m4a", *TONE, *options, "-f", "mp4"), programs=programs)
    assert facts.frame is None
    assert [sound.codec for sound in facts.audio] == ["aac"]
    assert facts.decodes


def test_of_several_pictures_the_one_that_moves_is_meant(make: Make, programs: Programs) -> None:
    large = ("-f", "lavfi", "-i", "testsrc2=s=128x96:d=0.2:r=10")
    facts = probe(make("a.mp4", *large, *PICTURE, "-map", "0", "-map", "1", *H264), programs=programs)
    assert facts.frame is not None
    assert (facts.frame.stream, facts.frame.width) == (1, 64)


def test_a_recording_of_a_browser_has_no_length_and_it_is_counted(make: Make, programs: Programs) -> None:
    facts = probe(make("a.webm", *TONE, "-f", "webm", "-live", "1"), programs=programs)
    assert facts.seconds is not None
    assert float(facts.seconds) == pytest.approx(1, abs=0.05)


def test_a_codec_that_ffprobe_cannot_decode_is_left_to_ffmpeg(make: Make, programs: Programs) -> None:
    """The bundled ffprobe has no decoder for AV1, the bundled ffmpeg has."""
    facts = probe(
        make("a.mp4", *PICTURE, "-pix_fmt", "yuv420p", "-c:v", "libaom-av1", "-cpu-used", "8"), programs=programs
    )
    assert facts.frame is not None
    assert (facts.frame.codec, facts.frame.bit_depth) == ("av1", 8)
    assert facts.decodes


def test_sound_alone_is_a_clip(make: Make, programs: Programs) -> None:
    facts = probe(make("a.wav", *TONE), programs=programs)
    assert facts.frame is None
    assert facts.seconds == 1
    assert facts.decodes


def test_a_header_without_its_media_is_a_clip_that_is_not_derived(make: Make, programs: Programs) -> None:
    whole = make("a.mp4", *PICTURE, *H264, "-movflags", "+faststart")
    content = whole.read_bytes()
    head = content[: content.index(b"mdat") + 4]
    whole.write_bytes(head)
    facts = probe(whole, programs=programs)
    assert facts.frame is not None
    assert not facts.decodes
    assert facts.trouble == (
        f"the file is cut off: {len(content) - len(head)} bytes are missing at its end",
        "nothing in it can be decoded; it is kept, and nothing is made of it",
        UNSET,
    )


def test_a_machine_without_time_says_nothing_against_a_file(
    make: Make, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not known to decode is tried when something is made of it; it is not given up for ever."""
    monkeypatch.setattr(probing, "_DECODE_LIMIT", 0.0)
    facts = probe(make("a.mp4", *PICTURE, *H264), programs=programs)
    assert facts.decodes
    assert not any("decoded" in each for each in facts.trouble)


def test_a_file_without_its_end_says_that_the_power_may_have_gone(make: Make, programs: Programs) -> None:
    cut = make("a.mp4", *PICTURE, *H264)
    cut.write_bytes(cut.read_bytes()[:-2000])
    with pytest.raises(Unreadable, match="before its index was written; the camera may have lost power"):
        probe(cut, programs=programs)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (bytes(100_000), "its beginning holds only zeros"),
        (b"#EXTM3U\nother.ts\n", "it is text"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "it is a still picture"),
        (b"PK\x03\x04" + bytes(100), "a document or an archive"),
        (bytes(range(256)) * 9, "no known video or sound"),
        (b"\x1a\x45\xdf\xa3" + bytes(1000), "it is damaged"),
        (b"\x00\x00\x00\x08free" * 300, "the file ends before its index"),
    ],
)
def test_what_is_no_clip_says_why_in_one_line(content: bytes, why: str, programs: Programs, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        probe(path, programs=programs)
    assert why in refused.value.what
    assert "\n" not in refused.value.what
    assert str(tmp_path) not in refused.value.what


def test_a_file_with_tracks_of_neither_kind_is_no_clip(make: Make, programs: Programs, tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nwords\n")
    with pytest.raises(Unreadable, match="no picture and no sound"):
        probe(make("a.mp4", "-i", str(tmp_path / "a.srt"), "-c:s", "mov_text"), programs=programs)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts", "a.avi"])
def test_a_damaged_file_ends_as_facts_or_as_unreadable(name: str, make: Make, programs: Programs) -> None:
    """Flipped, overwritten, cut and doubled bytes, by a seed that is always the same."""
    path = make(name, *PICTURE, *TONE, "-c:v", "mpeg4")
    whole, dice = path.read_bytes(), random.Random(name)
    for _ in range(8):
        content = bytearray(whole)
        for _ in range(dice.randrange(1, 40)):
            content[dice.randrange(len(content))] = dice.choice((0, 255, dice.randrange(256)))
        start = dice.randrange(len(content))
        content[start:start] = content[: dice.randrange(200)]
        path.write_bytes(content[: dice.randrange(len(content) // 2, len(content) + 1)])
        with suppress(Unreadable):
            assert isinstance(probe(path, programs=programs), Facts)


def test_a_file_that_keeps_ffprobe_busy_is_given_up(
    make: Make, tmp_path: Path, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "TIME_LIMIT", 1.0)
    busy = Programs(ffmpeg=programs.ffmpeg, ffprobe=script(tmp_path / "ffprobe", "sleep 60"))
    path, started = make("a.mp4"), time.monotonic()
    with pytest.raises(Unreadable, match="takes too long"):
        probe(path, programs=busy)
    assert time.monotonic() - started < 30  # it would sleep for 60


def test_an_answer_that_is_none_is_no_crash(make: Make, tmp_path: Path, programs: Programs) -> None:
    for answer in ("echo nonsense", "echo '{}'", "echo '{\"streams\": []}'"):
        odd = Programs(ffmpeg=programs.ffmpeg, ffprobe=script(tmp_path / "ffprobe", answer))
        with pytest.raises(Unreadable):
            probe(make("a.mp4"), programs=odd)


def test_a_missing_ffprobe_is_no_fault_of_the_file(make: Make, tmp_path: Path, programs: Programs) -> None:
    gone = Programs(ffmpeg=programs.ffmpeg, ffprobe=str(tmp_path / "gone" / "ffprobe"))
    with pytest.raises(NotStarted):
        probe(make("a.mp4"), programs=gone)
