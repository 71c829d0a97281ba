"""The texts that go out: ours are plain, and nothing fits between their words."""

import json
from dataclasses import replace

import pytest

from mediadesk.embed.page import oembed, tombstone_oembed
from mediadesk.media.storyboard import cues
from mediadesk.model import playlist
from mediadesk.model.publication import MANIFEST, CacheClass, PublicObject, content_type, manifest
from mediadesk.model.written import oddities
from tests.embed.site import a_page

NOBODY: frozenset[str] = frozenset()
SEGMENTS = tuple(
    playlist.Segment(uri=f"v234/{n:05}.mp4", seconds=playlist.Fraction(4), size_bytes=9_000) for n in (0, 1)
)
RUNG = playlist.Variant(
    uri="v234.m3u8", segments=SEGMENTS, codec="avc1.64001f", size=(416, 234), fps=playlist.Fraction(25)
)
SOUND = playlist.Sound(uri="a64.m3u8", segments=SEGMENTS, codec="mp4a.40.2", channels=2)
KEYS = replace(RUNG, uri="i234.m3u8", segments=tuple(replace(each, offset=76) for each in SEGMENTS))
KEY_FRAMES = playlist.key_frames("v234/init.mp4", KEYS.segments)
WINDING = playlist.master([RUNG], SOUND, KEYS)
MEDIA = playlist.media("v234/init.mp4", SEGMENTS)
MASTER = playlist.master([RUNG], SOUND)
CUES = cues(playlist.Fraction(8), 2, (160, 90))
ANSWER = (oembed(a_page()) or b"").decode()


def odd(ending: str, text: str) -> list[str]:
    return list(oddities(ending, text.encode(), NOBODY))


def test_ours_are_plain():
    """With sound and without, as they are made and as they go out."""
    rebased = [playlist.rebased(each, "../../../m/abcdefgh/") for each in (MEDIA, KEY_FRAMES)]
    for text in (MEDIA, MASTER, playlist.master([RUNG], None), KEY_FRAMES, WINDING, *rebased):
        assert odd(".m3u8", text) == []
    assert odd(".vtt", CUES) == []
    assert odd(".vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nHello &lt;b&gt;\n– Hello\n") == []
    assert odd(".json", ANSWER) == odd(".json", tombstone_oembed().decode()) == []


HOME = "v/abcdefghijklmnopqrstuvwxyz"
LISTED = tuple(
    PublicObject(
        key=f"{HOME}/{key}", sha256="0f" * 32, size_bytes=9, content_type=content_type(key), cache=CacheClass.MEDIA
    )
    for key in (
        *("m/0123456789ab/v234/init.mp4", "m/0123456789ab/a64/00000.mp4", "m/0123456789ab/video-360.mp4"),
        *("m/0123456789ab/audio.m4a", "r/0123456789ab/hls/master.m3u8", "r/0123456789ab/poster-480.jpg"),
        *("r/0123456789ab/cc/zh-Hant.vtt", "r/0123456789ab/transcript.en.html"),
    )
)


def test_a_manifest_of_ours_is_plain():
    """Of a public page, and of a private one; it is JSON."""
    private = [replace(each, key=f"p{each.key[1:]}") for each in LISTED]
    for objects in (LISTED, private):
        text = manifest(objects).decode()
        assert odd(MANIFEST, text) == []
        assert [each["key"] for each in json.loads(text)["objects"]] == sorted(each.key for each in objects)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ('"version":1', '"version":1,"by":"KOFI"'),
        ('"size":9', '"size":9,"from":"/home/kofi/a.mp4"'),
        ('"size":9', '"size":"KOFI"'),
        ("audio.m4a", "kofi/x/audio.m4a"),
        (f"{HOME}/r/", "v/kofi/r/"),
        ("video/mp4", "video/kofi"),
        ("immutable", "immutable, kofi"),
        ("0f" * 32, "KOFI"),
        ("\n]}\n", '\n],"by":"KOFI"}\n'),
        ("\n]}\n", "\n]}\n# KOFI\n"),
        ("},\n{", '},\n{"key":"KOFI"},\n{'),
    ],
)
def test_a_word_of_somebody_else_in_a_manifest_is_found(ours, theirs):
    text = manifest(LISTED).decode()
    assert odd(MANIFEST, text.replace(ours, theirs, 1)) != []


@pytest.mark.parametrize(
    "line",
    [
        "# made by KOFI",
        "#EXT-X-PROGRAM-DATE-TIME:2022-05-07T10:21:51Z",
        '#EXT-X-DATERANGE:ID="x",X-COM="KOFI"',
        '#EXT-X-SESSION-DATA:DATA-ID="x",VALUE="KOFI"',
        "#EXTINF:4.000000,KOFI",
        "https://example.org/00000.mp4",
        "/home/kofi/00000.mp4",
        "00000.mp4?by=kofi",
        "#EXT-X-VERSION:7 ",
        " ",
    ],
)
def test_a_line_of_somebody_else_in_a_playlist_is_found(line):
    head, _, rest = MEDIA.partition("\n")
    assert odd(".m3u8", f"{head}\n{line}\n{rest}") == ["a line that no playlist of ours has"]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (f"{SEGMENTS[0].size_bytes}@76", f"{SEGMENTS[0].size_bytes}@76;by=KOFI"),
        (f"{SEGMENTS[0].size_bytes}@76", "KOFI"),
        ("I-FRAMES-ONLY", "I-FRAMES-ONLY:KOFI"),
        ("v234/00000.mp4", "https://example.org/00000.mp4"),
        ('URI="i234.m3u8"', 'URI="kofi.m3u8"'),
        ('URI="i234.m3u8"', 'URI="../i234.m3u8"'),
        ('URI="i234.m3u8"', 'URI="i234.m3u8",NAME="KOFI"'),
        ('CODECS="avc1.64001f",RESOLUTION', 'CODECS="KOFI",RESOLUTION'),
    ],
)
def test_a_word_of_somebody_else_among_key_frames_is_found(ours, theirs):
    """In their playlist, or in the line of the master that names it."""
    head, mark, line = WINDING.rpartition("#EXT-X-I-FRAME")
    told = [KEY_FRAMES.replace(ours, theirs, 1), head + mark + line.replace(ours, theirs, 1)]
    assert told != [KEY_FRAMES, WINDING]
    assert [odd(".m3u8", each) for each in told if each not in {KEY_FRAMES, WINDING}] == [
        ["a line that no playlist of ours has"]
    ]


@pytest.mark.parametrize(
    "text",
    [
        CUES.replace("WEBVTT", "WEBVTT - by KOFI"),
        CUES.replace("WEBVTT", "WEBVTT\nKind: KOFI"),
        CUES + "\nNOTE KOFI\n",
        CUES + "\nSTYLE\n::cue {}\n",
        CUES + "\nREGION\nid:KOFI\n",
        CUES + "\nKOFI\n00:01.000 --> 00:02.000\nHello\n",
        CUES + "\n00:01.000 --> 00:02.000 by:KOFI\nHello\n",
        CUES + "\n00:01.000 --> 00:02.000 align:start\nHello\n",
        CUES + "\n00:01.000 --> 00:02.000\n<v KOFI>Hello\n",
        CUES + "\n00:01.000 --> 00:02.000\n<00:01.500>Hello\n",
        "\ufeff" + CUES,
    ],
)
def test_what_a_reader_never_sees_of_a_text_track_is_found(text):
    """Heads, notes, styles, names of cues, settings, tags."""
    assert odd(".vtt", text)


@pytest.mark.parametrize(
    "change",
    [
        {"by": "KOFI"},
        {"type": "photo"},
        {"width": "600"},
        {"version": "2.0"},
        {"html": "<p>KOFI</p>"},
        {"thumbnail_url": "https://elsewhere.example/x.jpg"},
        {"title": None},
        {"title": {"by": "KOFI"}},
    ],
)
def test_a_key_or_a_value_that_an_answer_need_not_have_is_found(change):
    assert odd(".json", json.dumps(json.loads(ANSWER) | change))


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"version": "1.0", "version": "1.0", "type": "link"}', '{"width": NaN}', ANSWER + "x"]
)
def test_what_is_no_strict_json_is_found(text):
    """A key twice says two things."""
    assert odd(".json", text)


def test_what_is_no_utf_8_is_found():
    assert list(oddities(".vtt", b"WEBVTT\n\n\xff", NOBODY)) == ["bytes that are no UTF-8"]
