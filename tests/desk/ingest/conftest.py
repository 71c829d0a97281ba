"""Cards to take in, and drives to copy them to."""

from pathlib import Path

import pytest


@pytest.fixture
def story(card_with, clip_of) -> Path:
    """A small card with one of everything."""
    return card_with(
        {
            "DCIM/DJI_0001.MP4": clip_of("market"),
            "DCIM/DJI_0001.SRT": b"1\n00:00:00,000 --> 00:00:01,000\nF/2.8\n",
            "DCIM/IMG_0002.JPG": b"\xff\xd8\xff\xe0 a still",
            "DCIM/IMG_0003.MP4": b"#EXTM3U\nDJI_0001.MP4\n",
            "MISC/notes.txt": b"Tuesday",
        }
    )


@pytest.fixture
def drives(tmp_path: Path) -> list[Path]:
    """Two folders that stand for drives."""
    folders = [tmp_path / "T7-A", tmp_path / "T7-B"]
    for each in folders:
        each.mkdir()
    return folders
