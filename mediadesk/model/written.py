"""The texts that go out, against what may stand in them: playlists, cues, answers, manifests. In plain words what not.

Whether a word in them is somebody's secret, `leak` says; this says whether there is room for anything at all.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from mediadesk.model.languages import name_of
from mediadesk.model.offered_page import is_offered, offered_oddities
from mediadesk.model.page import html_oddities
from mediadesk.model.publication import CONTENT_TYPES, MANIFEST, CacheClass
from mediadesk.model.transcript import transcript_oddities

_NAME = r"[A-Za-z0-9_-][A-Za-z0-9._/-]*"  # of a file of ours, relative
_URI = rf"(?:\.\./)*(?:m/[a-z0-9]+/)?{_NAME}"
_RATE = r"\d{1,10}"
_AVC, _AAC = r"avc1\.[0-9a-f]{6}", r"mp4a\.40\.2"
_RATES = rf"BANDWIDTH={_RATE},AVERAGE-BANDWIDTH={_RATE}"
_CODECS = rf'CODECS="(?:{_AVC}|{_AAC}|{_AVC},{_AAC})"'
_SIZE = r"RESOLUTION=\d{1,5}x\d{1,5}"
_SHAPE = rf"{_SIZE},FRAME-RATE=\d{{1,3}}\.\d{{3}},VIDEO-RANGE=SDR"
_LINES = (
    r"#EXTM3U",
    r"#EXT-X-VERSION:7",
    r"#EXT-X-TARGETDURATION:\d{1,4}",
    r"#EXT-X-MEDIA-SEQUENCE:0",
    r"#EXT-X-PLAYLIST-TYPE:VOD",
    r"#EXT-X-INDEPENDENT-SEGMENTS",
    rf'#EXT-X-MAP:URI="{_URI}"',
    r"#EXTINF:\d{1,5}\.\d{6},",
    r"#EXT-X-I-FRAMES-ONLY",
    r"#EXT-X-BYTERANGE:\d{1,9}@\d{1,9}",
    r"#EXT-X-ENDLIST",
    rf'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="Sound",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="[12]",URI="{_URI}"',
    (
        r'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="words",NAME="(?P<name>[^"]*)",LANGUAGE="(?P<tag>[a-z]{2,3}(?:-\w{2,8})*)",'
        r'DEFAULT=NO,AUTOSELECT=YES,URI="sub-(?P=tag)\.m3u8"'
    ),
    rf"#EXT-X-STREAM-INF:{_RATES},{_CODECS}(?:,{_SHAPE})?(?:,AUDIO=\"sound\")?(?:,SUBTITLES=\"words\")?,CLOSED-CAPTIONS=NONE",
    rf'#EXT-X-I-FRAME-STREAM-INF:{_RATES},CODECS="{_AVC}",{_SIZE},VIDEO-RANGE=SDR,URI="i\d{{1,5}}\.m3u8"',
    _URI,
)
_PLAYLIST = re.compile(f"(?:{'|'.join(_LINES)})")
_CLOCK = r"(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}"
_CUE = re.compile(rf"{_CLOCK} --> {_CLOCK}")
_TILE = re.compile(r"[A-Za-z0-9._-]+#xywh=\d+,\d+,\d+,\d+")

# an object of a manifest: below the prefix of a dispatch, of a kind that has a revision
_OBJECT = (
    r"[vp]/[a-z2-7]{26}/(?:m/[0-9a-f]{12}|r/[0-9a-f]{12})/(?:[a-z0-9]+/)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)?\.[a-z0-9]+"
)
_BEGINS, _ENDS = '{"version":1,"objects":[\n', "\n]}\n"
_TYPES = "|".join(re.escape(each) for each in sorted({*CONTENT_TYPES.values()}))
_ROW = re.compile(
    rf'{{"key":"{_OBJECT}","size":\d{{1,12}},"sha256":"[0-9a-f]{{64}}","type":"(?:{_TYPES})",'
    rf'"cache":"{re.escape(CacheClass.MEDIA)}"}}'
)

# of oEmbed 1.0 (https://oembed.com) what we say → what it may be
_OEMBED: dict[str, type] = {
    "version": str, "type": str, "provider_name": str, "provider_url": str, "title": str, "author_name": str,
    "author_url": str, "width": int, "height": int, "thumbnail_url": str, "thumbnail_width": int,
    "thumbnail_height": int, "cache_age": int, "duration": int, "html": str,
}  # fmt: skip
_ANSWER = re.compile(
    r'<blockquote><a href="([^"]*)">[^<]*</a></blockquote>'
    r'<iframe src="([^"]*)" width="100%" height="\d+" title="[^"]*" frameborder="0" scrolling="no"></iframe>'
)


def playlist_oddities(text: str) -> Iterator[str]:
    """Lines of a playlist that ours do not have: comments, dates, other addresses."""
    if not text.startswith("#EXTM3U\n") or not text.endswith("\n"):
        yield "no playlist of ours"
    for line in text.split("\n"):
        found = _PLAYLIST.fullmatch(line)
        if line and not found or found and found["tag"] and found["name"] != name_of(found["tag"]):
            yield "a line that no playlist of ours has"


def cues_oddities(text: str) -> Iterator[str]:
    """Parts of a WebVTT file that are no words of a reader: notes, styles, names and settings of cues, tags, a head."""
    first, *blocks = re.split(r"\n{2,}", text.rstrip("\n"))
    if first != "WEBVTT":
        yield "something in the head of a text track"
    for block in blocks:
        timing, *said = block.split("\n")
        if not _CUE.fullmatch(timing):
            yield "a part of a text track that is no cue"
        if any("<" in line or ">" in line for line in said):
            yield "markup in a text track"


def answer_oddities(text: str) -> Iterator[str]:
    """Keys and values of an oEmbed answer that ours do not have."""
    try:
        said = json.loads(text, object_pairs_hook=_once, parse_constant=_never)
    except ValueError:
        yield "no strict JSON"
        return
    if not isinstance(said, dict) or said.get("version") != "1.0" or said.get("type") not in {"video", "link"}:
        yield "no oEmbed answer of ours"
        return
    for key, value in said.items():
        if key not in _OEMBED or type(value) is not _OEMBED[key]:
            yield "a key or a value that no oEmbed answer of ours has"
    root = str(said.get("provider_url", ""))
    own = [said.get("thumbnail_url", root)]
    if "html" in said:
        found = _ANSWER.fullmatch(str(said["html"]))
        if not found:
            yield "markup that no oEmbed answer of ours has"
        own += found.groups() if found else ()
    if any(not str(each).startswith(root) for each in own):
        yield "an address of somebody else"


def manifest_oddities(text: str) -> Iterator[str]:
    """Lines of a manifest that ours do not have: other keys, other names, other kinds."""
    rows = text.removeprefix(_BEGINS).removesuffix(_ENDS)
    if text != f"{_BEGINS}{rows}{_ENDS}":
        yield "no manifest of ours"
    if not all(map(_ROW.fullmatch, rows.split(",\n"))):
        yield "a line that no manifest of ours has"


TRANSCRIPT = "transcript.html"

# by the ending of the outgoing name, or by its whole last part
ODDITIES: dict[str, Callable[[str], Iterator[str]]] = {
    ".m3u8": playlist_oddities,
    ".vtt": cues_oddities,
    ".json": answer_oddities,
    MANIFEST: manifest_oddities,
}


def kind_of(name: str) -> str:
    """Which of them an outgoing file is, by the last part of its name."""
    if name == MANIFEST:
        return MANIFEST
    is_transcript = re.fullmatch(r"transcript\.[A-Za-z0-9-]+\.html", name)
    return TRANSCRIPT if is_transcript else PurePosixPath(name).suffix


def oddities(ending: str, content: bytes, known: frozenset[str]) -> Iterator[str]:
    """What is odd in a text of this kind. `known` are the SHA-256 of programs and styles that are ours."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        yield "bytes that are no UTF-8"
        return
    if text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"):
        yield "a mark before the text"
    if ending == ".html" and is_offered(text):
        found = offered_oddities(text, known)
    elif ending == TRANSCRIPT:
        found = transcript_oddities(text, known)
    else:
        found = html_oddities(text, known, playlist_oddities) if ending == ".html" else ODDITIES[ending](text)
    yield from dict.fromkeys(found)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object. What has a key twice says two things, and every reader hears another one."""
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def _never(constant: str) -> None:
    raise ValueError(constant)
