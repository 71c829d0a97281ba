"""A playlist says what the segments are, in the words of RFC 8216."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from mediadesk.model import playlist
from mediadesk.model.playlist import Segment, Sound, Variant
from tests.referee import complaints


def segments(name: str, *seconds: str, rate: int = 1_000_000) -> tuple[Segment, ...]:
    return tuple(
        Segment(uri=f"{name}/{number:05}.mp4", seconds=Fraction(each), size_bytes=int(Fraction(each) * rate / 8))
        for number, each in enumerate(seconds)
    )


def variant(side: int, rate: int, fps: str = "30000/1001") -> Variant:
    pieces = segments(f"v{side}", "4.004", "4.004", "1.5", rate=rate)
    return Variant(
        uri=f"v{side}.m3u8", segments=pieces, codec="avc1.4d401e", size=(side * 16 // 9, side), fps=Fraction(fps)
    )


SOUND = Sound(
    uri="a64.m3u8", segments=segments("a64", "4.01", "4.01", "1.48", rate=64_000), codec="mp4a.40.2", channels=2
)


def test_a_media_playlist_is_whole():
    """Version, target, map, every segment with its exact length, and an end: nothing for a player to guess."""
    assert playlist.media("v234/init.mp4", segments("v234", "4.004", "4.004", "1.5")) == (
        "#EXTM3U\n"
        "#EXT-X-VERSION:7\n"
        "#EXT-X-TARGETDURATION:4\n"
        "#EXT-X-MEDIA-SEQUENCE:0\n"
        "#EXT-X-PLAYLIST-TYPE:VOD\n"
        "#EXT-X-INDEPENDENT-SEGMENTS\n"
        '#EXT-X-MAP:URI="v234/init.mp4"\n'
        "#EXTINF:4.004000,\n"
        "v234/00000.mp4\n"
        "#EXTINF:4.004000,\n"
        "v234/00001.mp4\n"
        "#EXTINF:1.500000,\n"
        "v234/00002.mp4\n"
        "#EXT-X-ENDLIST\n"
    )


def test_a_master_starts_with_the_lowest_rung_and_ends_with_sound_alone():
    """A player begins with the first one; on a thin line that decides whether anything is seen."""
    text = playlist.master([variant(720, 2_000_000), variant(234, 150_000)], SOUND)

    assert text == (
        "#EXTM3U\n"
        "#EXT-X-VERSION:7\n"
        "#EXT-X-INDEPENDENT-SEGMENTS\n"
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="Sound",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="a64.m3u8"\n'
        "#EXT-X-STREAM-INF:BANDWIDTH=214000,AVERAGE-BANDWIDTH=214000,"
        'CODECS="avc1.4d401e,mp4a.40.2",RESOLUTION=416x234,FRAME-RATE=29.970,VIDEO-RANGE=SDR,AUDIO="sound",'
        "CLOSED-CAPTIONS=NONE\n"
        "v234.m3u8\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=2064000,AVERAGE-BANDWIDTH=2064000,"
        'CODECS="avc1.4d401e,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,VIDEO-RANGE=SDR,AUDIO="sound",'
        "CLOSED-CAPTIONS=NONE\n"
        "v720.m3u8\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=64000,AVERAGE-BANDWIDTH=64000,"
        'CODECS="mp4a.40.2",AUDIO="sound",CLOSED-CAPTIONS=NONE\n'
        "a64.m3u8\n"
    )


KEYS = tuple(
    Segment(uri=f"v234/{number:05}.mp4", seconds=Fraction(each), size_bytes=4_000 + number, offset=76)
    for number, each in enumerate(("4.004", "4.004", "1.5"))
)


def test_key_frames_are_ranges_of_segments():
    """Each lasts until the next one; a player that winds loads these bytes alone."""
    assert playlist.key_frames("v234/init.mp4", KEYS) == (
        "#EXTM3U\n"
        "#EXT-X-VERSION:7\n"
        "#EXT-X-TARGETDURATION:4\n"
        "#EXT-X-MEDIA-SEQUENCE:0\n"
        "#EXT-X-PLAYLIST-TYPE:VOD\n"
        "#EXT-X-I-FRAMES-ONLY\n"
        '#EXT-X-MAP:URI="v234/init.mp4"\n'
        "#EXTINF:4.004000,\n"
        "#EXT-X-BYTERANGE:4000@76\n"
        "v234/00000.mp4\n"
        "#EXTINF:4.004000,\n"
        "#EXT-X-BYTERANGE:4001@76\n"
        "v234/00001.mp4\n"
        "#EXTINF:1.500000,\n"
        "#EXT-X-BYTERANGE:4002@76\n"
        "v234/00002.mp4\n"
        "#EXT-X-ENDLIST\n"
    )


def test_a_master_names_key_frames_last():
    """With the rate of these bytes alone, without a sound and without a frame rate; all else is as it was."""
    plain = playlist.master([variant(234, 150_000)], SOUND)
    keys = replace(variant(234, 150_000), uri=playlist.key_frames_uri("v234.m3u8"), segments=KEYS)

    assert playlist.master([variant(234, 150_000)], SOUND, keys) == plain + (
        '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=11633,AVERAGE-BANDWIDTH=10100,CODECS="avc1.4d401e",RESOLUTION=416x234,'
        'VIDEO-RANGE=SDR,URI="i234.m3u8"\n'
    )
    assert playlist.is_of_key_frames("r/0123456789ab/hls/i234.m3u8")
    assert not any(map(playlist.is_of_key_frames, ("hls/v234.m3u8", "master.m3u8", "hls/a64.m3u8", "i234.m3u8/x")))


def test_a_silent_clip_has_no_sound_group():
    """A group without a file behind it stops some players."""
    text = playlist.master([variant(234, 150_000)], None)

    assert "AUDIO" not in text
    assert "mp4a" not in text


@pytest.mark.parametrize(("longest", "target"), [("4.01", 4), ("4.5", 5), ("4.49", 4), ("0.2", 1)])
def test_the_target_is_rounded_not_up(longest, target):
    """Sound cut beside four seconds of picture lasts 4.01 s; a target of 5 would make live players wait longer."""
    assert playlist.target_seconds(segments("a", longest)) == target


def test_the_peak_is_the_densest_stretch():
    """A dense second segment decides; a last one of a single frame alone does not: no player loads it alone."""
    pieces = (
        Segment(uri="0", seconds=Fraction(4), size_bytes=500_000),
        Segment(uri="1", seconds=Fraction(4), size_bytes=1_000_000),
        Segment(uri="2", seconds=Fraction(1, 25), size_bytes=50_000),
    )

    assert playlist.peak_rate(pieces) == round(1_050_000 * 8 / 4.04 + 0.5)
    assert playlist.mean_rate(pieces) == round(1_550_000 * 8 / 8.04 + 0.5)
    assert playlist.peak_rate(pieces[2:]) == playlist.mean_rate(pieces[2:])


def test_a_playlist_moves_to_another_folder():
    """Segments are kept once for all revisions, so the playlists beside a page name another folder."""
    text = playlist.media("v234/init.mp4", segments("v234", "4", "1"))

    moved = playlist.rebased(text, "../../m/abcd1234/")

    assert re.findall(r"^[^#].*$", moved, re.MULTILINE) == [
        "../../m/abcd1234/v234/00000.mp4",
        "../../m/abcd1234/v234/00001.mp4",
    ]
    assert '#EXT-X-MAP:URI="../../m/abcd1234/v234/init.mp4"' in moved
    assert moved.replace("../../m/abcd1234/", "") == text
    master = playlist.rebased(playlist.master([variant(234, 100_000)], SOUND), "hls/")
    assert 'URI="hls/a64.m3u8"' in master
    assert "\nhls/v234.m3u8\n" in master


@pytest.mark.needs("node")
def test_a_strict_parser_takes_every_playlist():
    """hls-parser refuses what RFC 8216 forbids: a segment above its target, a group nobody defined."""
    good = [
        playlist.media("v/init.mp4", segments("v", "4.004", "4.004", "1.5")),
        playlist.master([variant(234, 150_000), variant(720, 2_000_000)], SOUND),
        playlist.master([variant(234, 150_000)], None),
        playlist.master([variant(234, 150_000)], SOUND, replace(variant(234, 150_000), uri="i234.m3u8", segments=KEYS)),
        playlist.key_frames("v/init.mp4", KEYS),
    ]
    bad = [
        good[0].replace("#EXTINF:4.004000", "#EXTINF:9.0"),
        good[1].replace('GROUP-ID="sound"', 'GROUP-ID="other"'),
        good[3].replace("I-FRAME-STREAM-INF:BANDWIDTH", "I-FRAME-STREAM-INF:WIDTH"),
        good[4].replace("@76", "", 1),
    ]

    assert complaints(good) == [""] * 5
    assert all(complaints(bad))
