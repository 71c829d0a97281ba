"""Telemetry out of real files: a GoPro's stream, made by the format's book, and what lies beside a clip."""

import json
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mediadesk.media import gpmf, gpx, nmea, srt
from mediadesk.media.binaries import Programs
from mediadesk.media.jail import source
from mediadesk.media.probe import probe
from mediadesk.media.telemetry import beside_track, own_track
from mediadesk.model.clip import Facts
from mediadesk.model.place import LatLon, distance_m
from tests.media.test_gpmf import SAN_DIEGO, camera, gps5, nested
from tests.media.test_gpx import ONE
from tests.media.test_gpx import file as gpx_file
from tests.media.test_nmea import RMC, line
from tests.media.test_srt import MAVIC_PRO
from tests.media.test_srt import file as srt_file


@pytest.mark.needs("ffmpeg", "footage")
def test_what_goes_into_a_gopros_file_comes_out(programs: Programs, footage: Path) -> None:
    """Its stream as the exact reader of another program cuts it."""
    path = footage / "gopro_hero7black_2019_gpmf_gps.mp4"
    opened = source("mov", [path])
    ask = [programs.ffprobe, "-v", "error", "-show_streams", "-of", "json", *opened.options]
    said = json.loads(subprocess.check_output(ask))
    track = own_track(said, programs, opened, time.monotonic() + 20)
    assert track
    assert track.fixes[0].seconds == 0.0
    assert 10.0 <= (track.fixes[-1].seconds or 0) <= 11.745
    assert own_track(said, programs, opened, time.monotonic()) is None  # no time left
    assert own_track({"streams": []}, programs, opened, time.monotonic() + 20) is None


@pytest.mark.needs("ffmpeg", "footage")
def test_every_gopro_agrees_with_its_truth(programs: Programs, footage: Path) -> None:
    """Place within 60 m and instant within 2 s, where a fix says them; no place without one."""
    judged = 0
    for truth in json.loads((footage / "manifest.json").read_text())["files"]:
        known = truth["ground_truth"]
        if "gpmf" not in truth["name"]:
            continue
        facts = probe(footage / truth["name"], programs=programs)
        assert facts.captured.at
        apart = facts.captured.at - datetime.fromisoformat(known["capture_time"]["utc"])
        assert abs(apart.total_seconds()) <= 2, truth["name"]
        there = known["gps"]["lat"] and LatLon(lat=known["gps"]["lat"], lon=known["gps"]["lon"])
        assert bool(facts.place) == bool(there), truth["name"]
        if facts.place and there:
            assert distance_m(facts.place.point, there) <= 60, truth["name"]
            assert facts.place.source == "gpmf"
        judged += 1
    assert judged == 4


@pytest.mark.needs("footage")
def test_every_file_beside_a_clip_agrees_with_its_truth(footage: Path) -> None:
    judged = 0
    for truth in json.loads((footage / "manifest.json").read_text())["files"]:
        name, known = truth["name"], truth["ground_truth"]
        if not name.lower().endswith((".srt", ".gpx", ".gps")):
            continue
        track = beside_track(name.encode(), (footage / name).read_bytes())
        assert track, name
        assert track.first, name
        assert distance_m(track.first.point, LatLon(lat=known["gps"]["lat"], lon=known["gps"]["lon"])) <= 15, name
        local = known["capture_time"]["local"]
        assert bool(track.began_local) == bool(local), name
        if local and track.began_local:
            assert abs((track.began_local - datetime.fromisoformat(local)).total_seconds()) <= 1, name
        judged += 1
    assert judged == 7


def test_the_ending_says_which_reader_is_asked() -> None:
    assert beside_track(b"DJI_0001.SRT", srt_file(MAVIC_PRO))
    assert beside_track(b"walk.gpx", gpx_file(ONE))
    assert beside_track(b"20260718_070331_NF.gps", line(RMC))
    assert beside_track(b"x.nmea", line(RMC))
    assert beside_track(b"DJI_0001.SRT", line(RMC)) is None
    assert beside_track(b"C0001M01.XML", gpx_file(ONE)) is None


def test_a_long_track_is_kept_short() -> None:
    points = (
        f'<trkpt lat="{50 + n % 2 / 100}" lon="{30 + n / 1000}"><time>2022-05-07T{n // 3600:02}:{n // 60 % 60:02}:'
        f"{n % 60:02}Z</time></trkpt>"
        for n in range(3000)
    )
    track = beside_track(b"walk.gpx", gpx_file(*points))
    assert track
    assert len(track.fixes) == 500


@pytest.mark.needs("ffmpeg")
def test_a_file_without_such_a_stream_has_no_track(programs: Programs, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    lavfi = ["-f", "lavfi", "-i", "color=size=64x64:rate=5:duration=0.4"]
    subprocess.run([programs.ffmpeg, "-v", "error", *lavfi, path], check=True)
    facts = probe(path, programs=programs)
    assert isinstance(facts, Facts)
    assert facts.track is None


@pytest.mark.needs("ffmpeg")
def test_a_stream_that_we_wrote_ourselves_is_read_from_a_file(programs: Programs, tmp_path: Path) -> None:
    """Two payloads of a second; the first is without a fix."""
    payloads = [camera(gps5(SAN_DIEGO, fix=0)), camera(gps5(SAN_DIEGO))]
    path = tmp_path / "GX010001.MP4"
    path.write_bytes(gopro_file(*payloads))
    facts = probe(path, programs=programs)
    assert facts.track
    assert [fix.seconds for fix in facts.track.whole.fixes] == [1.0]
    assert facts.place
    assert facts.place.source == "gpmf"
    assert facts.captured.at == datetime(2019, 5, 6, 18, 15, 6, 395_000, tzinfo=UTC)


def box(kind: bytes, *inner: bytes) -> bytes:
    data = b"".join(inner)
    return (8 + len(data)).to_bytes(4, "big") + kind + data


def full(kind: bytes, *numbers: int) -> bytes:
    """A box with version and flags 0, and numbers of four bytes."""
    return box(kind, bytes(4), *(number.to_bytes(4, "big") for number in numbers))


def gopro_file(*payloads: bytes) -> bytes:
    """An MP4 (ISO/IEC 14496-12) with a sound track that is silent and a track of telemetry, a payload each second."""
    silence = bytes(16_000 * len(payloads))
    head = box(b"ftyp", b"mp41", bytes(4), b"mp41")
    at = len(head) + 8
    sound = box(b"sowt", bytes(6), b"\0\1", bytes(8), (1).to_bytes(2, "big"), (16).to_bytes(2, "big"), bytes(4),
                (8000 << 16).to_bytes(4, "big"))  # fmt: skip
    gpmd = box(b"gpmd", bytes(6), b"\0\1", bytes(4))
    tracks = (
        _track(1, 8000, b"soun", b"GoPro AAC", sound, [2] * (len(silence) // 2), at, 1),
        _track(2, 1000, b"meta", b"GoPro MET", gpmd, [len(each) for each in payloads], at + len(silence), 1000),
    )
    matrix = (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    movie = full(b"mvhd", 0, 0, 1000, 1000 * len(payloads), 0x10000, 0x01000000, 0, 0, *matrix, *[0] * 6, 3)
    return head + box(b"mdat", silence, *payloads) + box(b"moov", movie, *tracks)


def _track(
    number: int, scale: int, kind: bytes, name: bytes, entry: bytes, sizes: list[int], at: int, each: int
) -> bytes:
    matrix = (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    length = len(sizes) * each
    table = box(
        b"stbl",
        box(b"stsd", bytes(4), (1).to_bytes(4, "big"), entry),
        full(b"stts", 1, len(sizes), each),
        full(b"stsc", 1, 1, len(sizes), 1),
        full(b"stsz", 0, len(sizes), *sizes),
        full(b"stco", 1, at),
    )
    header = box(b"smhd", bytes(8)) if kind == b"soun" else box(b"gmhd", box(b"gmin", bytes(16)))
    reference = box(b"dinf", box(b"dref", bytes(4), (1).to_bytes(4, "big"), box(b"url ", b"\0\0\0\1")))
    media = box(
        b"mdia",
        full(b"mdhd", 0, 0, scale, length, 0),
        box(b"hdlr", bytes(4), b"mhlr", kind, bytes(12), bytes([len(name)]) + name),
        box(b"minf", header, reference, table),
    )
    return box(b"trak", full(b"tkhd", 0, 0, number, 0, 1000 * length // scale, 0, 0, 0, 0, *matrix, 0, 0), media)


def spent(read: Callable[[bytes], object], data: bytes) -> float:
    """Seconds of this process's own time, the least of three."""

    def once() -> float:
        began = time.process_time()
        read(data)
        return time.process_time() - began

    return min(once() for _ in range(3))


def of_gpmf(data: bytes) -> object:
    return gpmf.track([gpmf.Payload(data=data, seconds=0, lasts=1)])


@pytest.mark.parametrize(
    ("read", "head", "again"),
    [
        pytest.param(srt.track, b"1\n00:00:00,000 --> x\n", b"GPS(" * 25, id="brackets that never close"),
        pytest.param(srt.track, b"1\n00:00:00,000 --> x\n", b"latitude: 1" * 9, id="one endless line"),
        pytest.param(srt.track, b"", b"00:00:00,000 --> \n" * 6, id="cues of nothing"),
        pytest.param(srt.track, b"", b"1\n00:00:01,000 --> \n" + MAVIC_PRO.encode() + b"\n", id="the same cue"),
        pytest.param(nmea.track, b"", line(RMC), id="the same sentence"),
        pytest.param(nmea.track, b"", b"$GPRMC,A,A,A,A,A,A,A,A,A,A" * 4, id="a sentence without an end"),
        pytest.param(gpx.track, b"<gpx><trk><trkseg>", ONE.encode(), id="points"),
        pytest.param(gpx.track, b"<gpx><trk><trkpt lat='1' lon='1'><ele>", b"9" * 100, id="an endless number"),
        pytest.param(of_gpmf, b"", bytes(8) * 12, id="entries of nothing"),
        pytest.param(of_gpmf, b"", nested(b"DEVC", nested(b"STRM"), nested(b"STRM")), id="empty streams"),
        pytest.param(of_gpmf, b"", camera(gps5(SAN_DIEGO)), id="the same device"),
    ],
)
def test_time_grows_with_the_size_and_not_with_its_square(
    read: Callable[[bytes], object], head: bytes, again: bytes
) -> None:
    """Eight times the bytes may take eight times as long; four times that is for a busy machine."""
    some = 40_000 // len(again)
    once, eight = (spent(read, head + again * (some * times)) for times in (1, 8))
    assert eight < 32 * max(once, 0.0005)
