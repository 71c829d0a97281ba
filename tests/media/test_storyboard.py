"""Tiles, times and places of a storyboard are arithmetic."""

import re
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.media import storyboard

lengths = st.fractions(Fraction(1, 30), 20_000, max_denominator=1000)


@pytest.mark.parametrize(("seconds", "apart"), [("0.3", 1), ("99.9", 1), ("100", 1), ("100.1", 2), ("3600", 36)])
def test_there_are_never_more_than_a_hundred_tiles(seconds, apart):
    """A long clip has tiles farther apart, at whole seconds."""
    assert storyboard.step(Fraction(seconds), 100, 1) == apart


@given(lengths)
def test_cues_cover_the_whole_clip(seconds):
    """They follow each other from zero to the last millisecond, one for each tile."""
    apart = storyboard.step(seconds, 100, 1)
    text = storyboard.cues(seconds, apart, (160, 90))
    ends = [(_seconds(begin), _seconds(end)) for begin, end in re.findall(r"(\S+) --> (\S+)", text)]

    assert len(ends) == len(storyboard.moments(seconds, apart)) <= 100
    assert ends[0][0] == 0
    assert abs(ends[-1][1] - seconds) <= Fraction(1, 1000)
    assert all(before[1] == after[0] for before, after in pairwise(ends))


def test_a_cue_file_reads_so():
    """WebVTT with the place of the tile behind the name of the sprite; the tenth tile begins a new row."""
    text = storyboard.cues(Fraction("10.5"), 1, (160, 90))

    assert text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nsprite.jpg#xywh=0,0,160,90\n\n")
    assert text.endswith("\n00:00:10.000 --> 00:00:10.500\nsprite.jpg#xywh=0,90,160,90\n")


def test_the_frame_nearest_to_a_tiles_middle_is_shown():
    """Key frames lie where the camera put them; of two equally near, the earlier one."""
    frames = [Fraction(0), Fraction(2), Fraction(5)]

    assert [storyboard.nearest(frames, Fraction(moment)) for moment in ("0.5", "1", "1.5", "4", "9")] == [0, 0, 1, 2, 2]


def test_sparse_frames_are_not_dense():
    """A messenger's clip with a key frame in ten seconds must be decoded whole; one with one a second not."""
    every_second = [Fraction(number) for number in range(20)]

    assert storyboard.dense(every_second, Fraction(20), 1)
    assert not storyboard.dense(every_second[::10], Fraction(20), 1)
    assert not storyboard.dense(every_second[:10], Fraction(20), 1)
    assert not storyboard.dense([], Fraction(20), 1)


def _seconds(clock: str) -> Fraction:
    hours, minutes, seconds = clock.split(":")
    return Fraction(int(hours) * 3600 + int(minutes) * 60) + Fraction(seconds)
