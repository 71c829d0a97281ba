"""Real files of real devices, with their known truth (not part of the project; see tests/parts.py)."""

import gzip
import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mediadesk.media.answer import Answer, read_back, written
from mediadesk.media.binaries import Programs
from mediadesk.media.facts import facts_from
from mediadesk.media.probe import TIME_LIMIT, Unreadable, look
from mediadesk.model.clip import Facts
from mediadesk.model.moment import format_offset

pytestmark = pytest.mark.needs("ffmpeg", "footage")

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MOST_KEPT = 5000  # bytes of an answer
SCORE = 0.98  # of all answers about clips, at least
SCORE_OF_A_FIELD = 0.85  # the zones of places are the desk's to know: tests/journeys/test_footage.py
NO_PICTURE_NO_SOUND = {
    "GX012299.THM",
    "corrupt_ebml.mkv",
    "dashcam_neoline-spectrum_phantom-track_ssmd.mp4",
    "dashcam_viofo-a119mini2_coldstart_freegps.mp4",
    "dates_year-42603.mp4",
    "fuzz_exiv2_GHSA-crmj-qh74-2r36.mov",
    "fuzz_nested-moov-1000.mp4",
}
FAR_APART = (
    "two places in the file are 38 km apart: 40.6800,-74.5000 (quicktime:udta) and 40.6892,-74.0445 (quicktime:udta); "
    "the first one is taken"
)
SIDECARS = (".srt", ".xml", ".gpx", ".gps", ".xmp", ".mhl")
NOTHING_DECODES = {
    "android_xiaomi_mi10_2026_rot90.mp4",
    "init-segment_zero-duration_c2pa-mismatch.mp4",
    "pentax_digital_2005_mjpeg_stub.mov",
    "sony_alpha_xavcs_2026_1080p50_headonly.MP4",
}

REMADE = {
    "VID_20190223_155900_googlephotos_reencode_gps.mp4",
    "android_pixel_2022_nightsight_googlephotos_vp9_gps.mp4",
    "WhatsApp Video.mp4",
    "20220214114307_NODATA_GH010739.MP4",  # cut with FFmpeg
    "gopro_hero5_trimmed_gpmf_gps.mp4",
    "rotation_180_568x320.mov",
    "apple_iphone_2024_hlg10_dv_rot90_editlist.mp4",  # nothing is left of when, where and with what
}


@pytest.fixture(scope="module")
def looked(footage: Path, programs: Programs) -> dict[str, tuple[Answer, Facts] | Unreadable]:
    """Every file of the set, looked at once; none may take longer than the limit."""
    found: dict[str, tuple[Answer, Facts] | Unreadable] = {}
    for truth in json.loads((footage / "manifest.json").read_text())["files"]:
        started = time.monotonic()
        try:
            found[truth["name"]] = look(footage / truth["name"], programs=programs)
        except Unreadable as refused:
            found[truth["name"]] = refused
        assert time.monotonic() - started < TIME_LIMIT, truth["name"]
    return found


@pytest.fixture(scope="module")
def probed(looked: dict[str, tuple[Answer, Facts] | Unreadable]) -> dict[str, Facts | Unreadable]:
    """What each file tells."""
    return {name: found if isinstance(found, Unreadable) else found[1] for name, found in looked.items()}


def record(name: str, facts: Facts) -> dict[str, Any]:
    """A clip as CONTRACT says it, as far as a probe knows."""
    frame, captured, place, camera = facts.frame, facts.captured, facts.place, facts.camera
    return {
        "kind": "clip",
        "name": name,
        "seconds": facts.seconds and float(facts.seconds),
        "frame": frame
        and {
            "width": frame.width,
            "height": frame.height,
            "rotation": frame.rotation,
            "fps": frame.fps and float(frame.fps),
            "codec": frame.codec,
            "bit_depth": frame.bit_depth,
            "hdr": frame.hdr,
            "interlaced": frame.interlaced,
        },
        "audio": [{"codec": sound.codec, "channels": sound.channels, "rate": sound.rate} for sound in facts.audio],
        "captured": {
            "at": captured.at and captured.at.isoformat(),
            "local": captured.local and captured.local.isoformat(),
            "offset": None if captured.offset is None else format_offset(captured.offset),
        },
        "place": place and {"lat": place.lat, "lon": place.lon},
        "camera": camera and {"make": camera.make, "model": camera.model},
    }


def score(footage: Path, facts: dict[str, Facts]) -> subprocess.CompletedProcess[str]:
    lines = "\n".join(json.dumps(record(name, each)) for name, each in facts.items())
    needs = ["--need", str(SCORE), "--need-field", str(SCORE_OF_A_FIELD)]
    argv = [sys.executable, str(footage / "score.py"), str(footage / "manifest.json"), *needs]
    return subprocess.run(argv, input=lines, capture_output=True, text=True, check=False)


def clips(probed: dict[str, Facts | Unreadable]) -> dict[str, Facts]:
    return {name: found for name, found in probed.items() if isinstance(found, Facts)}


def test_what_real_files_tell_agrees_with_the_truth(footage: Path, probed: dict[str, Facts | Unreadable]) -> None:
    scored = score(footage, clips(probed))
    assert scored.returncode == 0, scored.stdout


def test_sabotage_the_score_sees_a_rotation_turned_round(footage: Path, probed: dict[str, Facts | Unreadable]) -> None:
    lines = [record(name, facts) for name, facts in clips(probed).items()]
    for line in lines:
        if line["frame"]:
            line["frame"]["rotation"] = (360 - line["frame"]["rotation"]) % 360
    argv = [sys.executable, str(footage / "score.py"), str(footage / "manifest.json"), "--need", str(SCORE)]
    text = "\n".join(map(json.dumps, lines))
    assert subprocess.run(argv, input=text, capture_output=True, text=True, check=False).returncode != 0


def test_what_is_kept_of_each_file_is_small_and_tells_the_same(
    looked: dict[str, tuple[Answer, Facts] | Unreadable],
) -> None:
    for name, found in looked.items():
        if isinstance(found, tuple):
            answer, kept = found[0], written(found[0])
            again = read_back(kept)
            assert again is not None, name
            assert facts_from(again, NOW) == facts_from(answer, NOW), name
            assert len(gzip.compress(kept)) < MOST_KEPT, name


def test_what_is_no_clip_is_refused_with_a_reason(probed: dict[str, Facts | Unreadable]) -> None:
    refused = {name for name, found in probed.items() if isinstance(found, Unreadable)}
    assert refused == NO_PICTURE_NO_SOUND | {name for name in probed if name.lower().endswith(SIDECARS)}


def test_a_header_without_media_is_a_clip_that_does_not_decode(probed: dict[str, Facts | Unreadable]) -> None:
    assert {name for name, facts in clips(probed).items() if not facts.decodes} == NOTHING_DECODES
    assert all(clips(probed)[name].trouble for name in NOTHING_DECODES)


def test_trouble_is_told_in_words(probed: dict[str, Facts | Unreadable]) -> None:
    unset = "the date in the file is not set: it is 0 (quicktime:mvhd)"
    told = {
        name: tuple(each for each in facts.trouble if each != unset)
        for name, facts in clips(probed).items()
        if facts.decodes and name not in REMADE
    }
    assert any(unset in facts.trouble for facts in clips(probed).values())
    assert {name: trouble for name, trouble in told.items() if trouble} == {
        "android_13_future-date-2033_empty-track_gps.mp4": (
            "the date in the file cannot be true: 2033-05-18T03:33:20.000000Z (quicktime:mvhd)",
        ),
        "rotation_90-and-mirror.mp4": (FAR_APART,),
    }


def test_copies_are_told_from_originals(footage: Path, probed: dict[str, Facts | Unreadable]) -> None:
    """By name, so that a new sign that suspects a camera's own file is seen."""
    asked = {
        name for name, facts in clips(probed).items() if any("ask for the original" in each for each in facts.trouble)
    }
    kinds = {truth["name"]: truth["kind"] for truth in json.loads((footage / "manifest.json").read_text())["files"]}

    assert asked == REMADE
    assert {name for name, kind in kinds.items() if "re-encode" in kind or "messenger" in kind} <= asked


def test_uneven_frames_and_dolby_vision_are_seen(footage: Path, probed: dict[str, Facts | Unreadable]) -> None:
    for truth in json.loads((footage / "manifest.json").read_text())["files"]:
        facts, known = probed[truth["name"]], truth["ground_truth"]
        if isinstance(facts, Facts) and facts.frame and facts.frame.fps:
            dolby = bool((known["colour"] or {}).get("dolby_vision"))
            assert facts.frame.dolby_vision == dolby, truth["name"]
            if known["vfr"] is not None and truth["name"] != "screenrec_gnome_2021.webm":  # its header claims 30
                assert facts.frame.vfr == known["vfr"], truth["name"]
