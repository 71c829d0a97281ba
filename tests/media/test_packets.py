"""The packets around a stretch: enough of them before it and after it, and no more of a long file."""

from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.media.binaries import Programs
from mediadesk.media.packets import packets
from mediadesk.model.excerpt import ROOM, Stretch
from tests.media.shots import a_clip, probed

pytestmark = pytest.mark.needs("ffmpeg")


def between(begin: int, end: int | None) -> Stretch:
    return Stretch(begin=Fraction(begin), end=None if end is None else Fraction(end))


def test_from_a_key_frame_before_to_a_frame_after(tmp_path: Path, programs: Programs):
    shot = probed(a_clip(tmp_path / "a.mp4", programs, "-g", "25", seconds=40), programs)

    told = packets(shot, between(20, 22), programs=programs)

    times = [each.time for each in told.row if each.time is not None]
    assert told.start == 0
    assert 25 % (told.tick * 25) == 0
    assert not told.from_start
    assert 14 <= min(times) <= 16
    assert 22 + 2 * ROOM <= max(times) < 30
    assert any(each.key and each.time and each.time <= 20 - ROOM for each in told.row)


def test_a_key_frame_is_looked_for_as_far_back_as_it_is(tmp_path: Path, programs: Programs):
    shot = probed(a_clip(tmp_path / "a.mp4", programs, "-g", "1000", seconds=12), programs)

    told = packets(shot, between(10, 11), programs=programs)

    assert [number for number, each in enumerate(told.row) if each.key] == [0]
    assert told.row[0].time == 0


def test_near_the_beginning_and_without_an_end_it_is_all_there_is(tmp_path: Path, programs: Programs):
    shot = probed(a_clip(tmp_path / "a.mp4", programs, "-g", "25", seconds=4), programs)

    told = packets(shot, between(1, None), programs=programs)

    assert told.from_start
    assert len(told.row) == 100
