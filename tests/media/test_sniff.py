"""What a file is, by its first bytes."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media.binaries import Programs
from mediadesk.media.sniff import HEAD_BYTES, Sniffed, sniff
from tests.media.conftest import Make

TONE = ("-f", "lavfi", "-i", "sine=d=0.3")
PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=64x48:d=0.4:r=25", "-pix_fmt", "yuv420p")


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize(
    ("name", "container", "options"),
    [
        ("a.mp4", "mov", PICTURE),
        ("a.mov", "mov", (*PICTURE, "-c:v", "mjpeg")),
        ("fragmented.mp4", "mov", (*PICTURE, "-movflags", "+frag_keyframe+empty_moov")),
        ("a.3gp", "mov", (*PICTURE, "-s", "176x144", "-c:v", "h263")),
        ("a.m4a", "mov", TONE),
        ("a.mkv", "matroska", PICTURE),
        ("a.webm", "matroska", TONE),
        ("a.ts", "mpegts", PICTURE),
        ("a.mts", "mpegts", (*PICTURE, "-f", "mpegts", "-mpegts_m2ts_mode", "1")),
        ("a.mpg", "mpeg", (*PICTURE, "-f", "vob")),
        ("a.m2v", "mpegvideo", PICTURE),
        ("a.mxf", "mxf", PICTURE),
        ("a.avi", "avi", PICTURE),
        ("a.wmv", "asf", PICTURE),
        ("a.flv", "flv", (*PICTURE, "-c:v", "libx264")),
        ("a.ogg", "ogg", TONE),
        ("a.wav", "wav", TONE),
        ("a.aiff", "aiff", TONE),
        ("a.flac", "flac", TONE),
        ("a.caf", "caf", TONE),
        ("a.ac3", "ac3", TONE),
        ("a.mp3", "mp3", TONE),
        ("no-id3.mp3", "mp3", (*TONE, "-id3v2_version", "0", "-write_xing", "0")),
        ("a.aac", "aac", TONE),
        ("a.h264", "h264", (*PICTURE, "-c:v", "libx264")),
        ("a.hevc", "hevc", (*PICTURE, "-c:v", "libx265", "-x265-params", "log-level=none")),
        (
            "a.dv",
            "dv",
            ("-f", "lavfi", "-i", "testsrc2=s=720x576:r=25:d=0.1", "-pix_fmt", "yuv420p", "-target", "pal-dv"),
        ),
    ],
)
def test_what_ffmpeg_writes_is_known_and_the_demuxer_we_name_reads_it(
    name: str, container: str, options: tuple[str, ...], make: Make, programs: Programs
) -> None:
    path = make(name, *options)
    found = sniff(path.read_bytes()[:HEAD_BYTES])
    assert found == Sniffed(kind="clip", container=container)
    argv = [programs.ffprobe, "-v", "error", "-f", container, "-show_entries", "stream=codec_name", "-i", str(path)]
    assert b"codec_name=" in subprocess.run(argv, capture_output=True, check=True).stdout


@pytest.mark.parametrize("first", [b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"])
def test_a_quicktime_file_of_an_old_camera_begins_without_ftyp(first: bytes) -> None:
    assert sniff(b"\x00\x00\x00\x08" + first + bytes(64)).container == "mov"


@pytest.mark.parametrize("packet", [188, 192, 204])
@pytest.mark.parametrize("cut", [0, 1, 100])
def test_a_transport_stream_may_be_cut_anywhere(packet: int, cut: int) -> None:
    stream = b"".join(bytes(packet - 188) + b"\x47" + bytes([n]) * 187 for n in range(9))
    assert sniff(stream[cut:]).container == "mpegts"


def test_an_mxf_may_have_a_run_in() -> None:
    key = bytes.fromhex("060e2b34020501010d0102010102040083000068")
    assert sniff(b"run-in" * 1000 + key).container == "mxf"


def test_a_canon_raw_film_shares_the_brand_of_raw_stills() -> None:
    head = b"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom"
    assert sniff(head, "crm").container == "mov"
    assert sniff(head).container == "mov"  # a copy under a name of ours
    assert sniff(head, "cr3") == Sniffed(kind="still")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe1\x00\x10Exif", "still"),
        (b"\x89PNG\r\n\x1a\n", "still"),
        (b"II*\x00\x08\x00", "still"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "still"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "still"),
        (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", "text"),
        (b"ffconcat version 1.0\nfile other.mp4\n", "text"),
        (b"<?xml version='1.0'?><MPD/>", "text"),
        (b"1\n00:00:00,000 --> 00:00:01,000\nGPS(14.1,36.2)\n", "text"),
        ("Харків\n".encode(), "text"),
        ("Харків\n".encode("cp1251"), "text"),
        ("Харків\n".encode("utf-16"), "text"),
        (b"%PDF-1.7", "document"),
        (b"PK\x03\x04", "document"),
        (b"\x00\x01\x02\x03" * 64, "unknown"),
        (b"", "unknown"),
    ],
)
def test_what_is_no_clip_has_no_container(head: bytes, kind: str) -> None:
    assert sniff(head, "mp4") == Sniffed(kind=kind, container=None)


@given(st.binary(max_size=4000), st.sampled_from(["", "mp4", "crm"]))
def test_any_bytes_have_an_answer(head: bytes, ending: str) -> None:
    found = sniff(head, ending)
    assert (found.kind == "clip") == (found.container is not None)


@given(st.text(min_size=1, max_size=300))
def test_text_is_never_read_as_a_list_of_files(text: str) -> None:
    """Whatever the text says, no demuxer that follows references is named for it."""
    assert sniff(text.encode()).container not in {"hls", "dash", "concat", "image2", "sdp", "asx"}
