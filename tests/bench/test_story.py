"""The clock of the whole: from a card of 40 clips or more to a post that plays."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.bench, pytest.mark.needs("footage", "ffmpeg", "engine")]

LEAST = 40  # clips
VIDEOS = {".mp4", ".mov", ".mts", ".avi", ".3gp", ".webm", ".mkv", ".insv", ".ts", ".m4a"}


def mediadesk(desk: Path, *words: str) -> list[dict[str, object]]:
    """Runs a verb as a person would, and returns its records."""
    program = str(Path(sys.executable).with_name("mediadesk"))
    ran = subprocess.run([program, "--desk", str(desk), *words, "--json"], check=True, capture_output=True)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_from_card_to_post(tmp_path: Path, footage: Path) -> None:
    """First thumbnails within a minute of the start of `ingest`; eight commands to a post."""
    card = tmp_path / "card"
    card.mkdir()
    videos = [each for each in sorted(footage.iterdir()) if each.suffix.lower() in VIDEOS]
    for each in videos:
        shutil.copy(each, card)
    desk = tmp_path / "desk"
    subprocess.run([Path(sys.executable).with_name("mediadesk"), "init", str(desk)], check=True, capture_output=True)
    mediadesk(desk, "find", "--near", "Kharkiv")  # the place names, built once for all desks of a user

    begun = time.monotonic()
    tally = mediadesk(desk, "ingest", str(card))[-1]
    ingested = time.monotonic() - begun
    assert int(str(tally["added"])) >= LEAST
    program = Path(sys.executable).with_name("mediadesk")
    first, stills = 0.0, 0.0
    with subprocess.Popen([program, "--desk", str(desk), "derive", "--json"], stdout=subprocess.PIPE) as derive:
        assert derive.stdout
        for line in derive.stdout:
            if json.loads(line)["recipe"] == "thumbnail":
                stills = time.monotonic() - begun
                first = first or stills
    assert derive.returncode == 0
    derived = time.monotonic() - begun
    clips = [each for each in mediadesk(desk, "find", "--limit", "0") if each["frame"] and not each["trouble"]][:3]
    mediadesk(desk, "dispatch", "new", "post", "--title", "A post")
    for clip in clips:
        mediadesk(desk, "dispatch", "pick", "post", str(clip["id"]))
    mediadesk(desk, "publish", "post")
    posted = time.monotonic() - begun

    print(
        f"\n{tally['added']} clips, {int(str(tally['bytes'])) / 1e6:.0f} MB on {os.cpu_count()} cores: "
        f"ingested after {ingested:.0f} s, first thumbnail after {first:.0f} s (at most 60), "
        f"all of them after {stills:.0f} s, all proxies after {derived:.0f} s, a playing post after {posted:.0f} s"
    )
