"""Playlists in few letters: the same text again, and nothing else."""

import json
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediadesk.model.packed import pack, unpack
from mediadesk.model.playlist import Segment, media

AT = "r/0123456789ab/hls/v234.m3u8"


def listed(lengths: list[Fraction], folder: str = "../../../m/abcdefgh/v234/") -> str:
    """A playlist as we write it."""
    segments = [
        Segment(uri=f"{folder}{at:05}.mp4", seconds=seconds, size_bytes=1000) for at, seconds in enumerate(lengths)
    ]
    return media(f"{folder}init.mp4", segments)


def broadcast(seconds: int) -> list[Fraction]:
    """29.97 frames a second, cut at the first frame after every fourth second."""
    frames = [-(-4 * at * 30_000 // 1001) for at in range(seconds // 4 + 1)]
    return [Fraction((after - before) * 1001, 30_000) for before, after in pairwise(frames)]


@pytest.mark.parametrize(
    "lengths",
    [
        [Fraction(4)] * 1799 + [Fraction(63, 25)],
        [Fraction(188 * 1024, 48000), Fraction(187 * 1024, 48000)] * 900 + [Fraction(5 * 1024, 48000)],
        broadcast(7200),
    ],
    ids=["picture", "sound", "29.97"],
)
def test_two_hours_are_a_few_lines(lengths):
    """Picture that is cut alike, sound that alternates, and broadcast rates that drift and come back."""
    text = listed(lengths)

    short = json.dumps(pack({AT: text}))

    assert len(text) > 80_000
    assert len(short) < 2000
    assert unpack(json.loads(short)) == {AT: text}


@given(st.lists(st.sampled_from([Fraction(4), Fraction(188 * 1024, 48000), Fraction(4004, 1000), Fraction(1, 3)])))
def test_whatever_was_packed_comes_out_again(lengths):
    """Whether it repeats or not."""
    text = listed(lengths or [Fraction(4)])

    assert unpack(json.loads(json.dumps(pack({AT: text})))) == {AT: text}


@pytest.mark.parametrize(
    "change",
    [("#EXT-X-ENDLIST\n", ""), ("00001.mp4", "00007.mp4"), ("00001.mp4", "other.mp4"), ("\n", "\r\n")],
)
def test_a_playlist_that_is_not_of_this_kind_stays_as_it_is(change):
    """A missing end, a gap in the numbers: never mended on the way."""
    text = listed([Fraction(4)] * 3).replace(*change)

    assert pack({AT: text}) == [[AT, text]]


@pytest.mark.parametrize(
    "said",
    [None, {}, [1], [[AT]], [[AT, 1]], [[AT, "", "*.mp4", [[0, 4]]]], [[AT, "", "*.mp4", [["9", 4]]]],
     [[AT, "", "*.mp4", [[10**9, 4]]]], [[AT, "", "*.mp4", [[1, "4"]]]], [[AT, "", "*.mp4", [], "more"]]],
)  # fmt: skip
def test_what_nobody_packed_is_refused(said):
    """The leak scan reads it: there is no room for anything beside it."""
    with pytest.raises(ValueError, match="playlist"):
        unpack(said)
