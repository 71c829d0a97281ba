"""The eight landscapes of the demo's card."""

import hashlib
import subprocess
from dataclasses import replace

import pytest

from mediadesk.media import scenes
from mediadesk.media.binaries import Programs
from mediadesk.media.runner import QUIET
from mediadesk.media.scenery import Scene, graph

PICTURE = ("-map", "[v]", "-f", "rawvideo", "-pix_fmt", "rgb24")
ALL = {name: value for name, value in vars(scenes).items() if isinstance(value, Scene)}


def test_they_are_a_mixed_card():
    """Wide, upright and full HD, two rates, silent ones too; none longer than it takes to see it."""
    assert len(ALL) == 8
    assert {scene.size for scene in ALL.values()} == {(1280, 720), (1920, 1080), (720, 1280)}
    assert {scene.rate for scene in ALL.values()} == {25, 30}
    assert sum(scene.sound is None for scene in ALL.values()) == 2
    assert all(4 <= scene.seconds <= 8 for scene in ALL.values())
    assert all(length % 4 == 0 for scene in ALL.values() for length in scene.size)


@pytest.mark.needs("ffmpeg")
def test_each_is_another_world_and_moves(programs: Programs):
    """Drawn small: no two look alike, and the last frame is not the first."""
    firsts = set()
    for name, scene in ALL.items():
        width, height = (length // 8 for length in scene.size)
        frames = _frames(programs, replace(scene, size=(width, height), seconds=3), width * height * 3)
        assert len(set(frames)) > scene.rate * (0.02 if name == "NIGHT" else 2), f"{name} stands still"
        assert len(set(frames[0])) > 50, f"{name} is flat"
        firsts.add(hashlib.sha256(frames[0]).digest())
    assert len(firsts) == len(ALL)


def _frames(programs: Programs, scene: Scene, size_bytes: int) -> list[bytes]:
    said = subprocess.run(
        [programs.ffmpeg, *QUIET, "-filter_complex", graph(replace(scene, sound=None)), *PICTURE, "-"],
        check=True,
        capture_output=True,
    ).stdout
    return [said[at : at + size_bytes] for at in range(0, len(said), size_bytes)]
