"""HLS playlists (RFC 8216, and its second edition for the attributes), written from what the segments really are.

Plain functions: segments and variants in, text out. A playlist names its segments relative to itself.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

MASTER = "master.m3u8"
AUDIO_GROUP = "sound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of a rung: a file that starts with a frame that needs no other, or that frame alone, a part of a file."""

    uri: str
    seconds: Fraction
    size_bytes: int
    offset: int | None = None  # bytes into the file, of a part of one


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One rung as the master names it, without the sound that plays beside it."""

    uri: str  # of its media playlist
    segments: tuple[Segment, ...]
    codec: str  # RFC 6381: `avc1.64001f`
    size: tuple[int, int]  # pixels
    fps: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """The sound that plays beside every rung, and alone where the line is too thin for a picture."""

    uri: str
    segments: tuple[Segment, ...]
    codec: str
    channels: int


def media(init_uri: str, segments: Sequence[Segment]) -> str:
    """The playlist of one rung, or of the sound: complete, on demand, each segment independent."""
    return _lines(
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{target_seconds(segments)}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{init_uri}"',
        *(line for each in segments for line in (f"#EXTINF:{float(each.seconds):.6f},", each.uri)),
        "#EXT-X-ENDLIST",
    )


def key_frames(init_uri: str, frames: Sequence[Segment]) -> str:
    """The playlist of a rung's key frames alone, for whoever winds (RFC 8216, 4.3.3.6).

    Each is a range of a segment's bytes: what describes it, and the frame. It lasts until the next one is shown.
    """
    return _lines(
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{target_seconds(frames)}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-I-FRAMES-ONLY",
        f'#EXT-X-MAP:URI="{init_uri}"',
        *(line for each in frames for line in _range(each)),
        "#EXT-X-ENDLIST",
    )


def key_frames_uri(rung_uri: str) -> str:
    """Where the playlist of a rung's key frames lies: `v234.m3u8` → `i234.m3u8`."""
    return f"i{rung_uri[1:]}"


def is_of_key_frames(uri: str) -> bool:
    """Whether a playlist is one of key frames: the page's player shows a storyboard, and asks for none of them."""
    return re.fullmatch(r"(?:.*/)?i\d+\.m3u8", uri) is not None


def master(variants: Sequence[Variant], sound: Sound | None, keys: Variant | None = None) -> str:
    """The playlist of playlists. The lowest rung comes first: a player starts with it; sound alone comes last.

    `keys` are the key frames of a rung; behind all others, where players that know nothing of them never look.
    """
    rungs = sorted(variants, key=lambda each: min(each.size))
    return _lines(
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        *(_sound_group(sound) if sound else ()),
        *(line for each in rungs for line in _stream(each, sound)),
        *(_sound_alone(sound) if sound else ()),
        *(_keys(keys) if keys else ()),
    )


def rebased(text: str, base: str) -> str:
    """The same playlist for another folder: `base`, which ends with a slash, goes before every address in it."""
    attributes = re.sub(r'(?<=[:,])URI="([^"]*)"', lambda match: f'URI="{base}{match[1]}"', text)
    return re.sub(r"^(?=[^#\s])", lambda _: base, attributes, flags=re.MULTILINE)


def target_seconds(segments: Iterable[Segment]) -> int:
    """TARGETDURATION: the longest segment, rounded (not up: sound cut beside 4 s of picture lasts 4.01)."""
    return max(1, math.floor(max(each.seconds for each in segments) + Fraction(1, 2)))


def peak_rate(segments: Sequence[Segment]) -> int:
    """Bits a second of the densest stretch of 0.5 to 1.5 target durations; of everything, where all is shorter."""
    target = target_seconds(segments)
    peak = Fraction(0)
    for begin in range(len(segments)):
        seconds, size = Fraction(0), 0
        for each in segments[begin:]:
            seconds, size = seconds + each.seconds, size + each.size_bytes
            if 2 * seconds > 3 * target:
                break
            if 2 * seconds >= target:
                peak = max(peak, size * 8 / seconds)
    return math.ceil(peak) or mean_rate(segments)


def mean_rate(segments: Sequence[Segment]) -> int:
    """Bits a second over the whole length."""
    return math.ceil(sum(each.size_bytes for each in segments) * 8 / sum(each.seconds for each in segments))


def _stream(variant: Variant, sound: Sound | None) -> tuple[str, str]:
    parts = (variant.segments, sound.segments) if sound else (variant.segments,)
    codecs = f"{variant.codec},{sound.codec}" if sound else variant.codec
    attributes = [
        *_rates(parts),
        f'CODECS="{codecs}"',
        f"RESOLUTION={variant.size[0]}x{variant.size[1]}",
        f"FRAME-RATE={float(variant.fps):.3f}",
        "VIDEO-RANGE=SDR",
        *([f'AUDIO="{AUDIO_GROUP}"'] if sound else []),
        "CLOSED-CAPTIONS=NONE",
    ]
    return f"#EXT-X-STREAM-INF:{','.join(attributes)}", variant.uri


def _sound_group(sound: Sound) -> tuple[str]:
    attributes = (
        "TYPE=AUDIO",
        f'GROUP-ID="{AUDIO_GROUP}"',
        'NAME="Sound"',
        "DEFAULT=YES",
        "AUTOSELECT=YES",
        f'CHANNELS="{sound.channels}"',
        f'URI="{sound.uri}"',
    )
    return (f"#EXT-X-MEDIA:{','.join(attributes)}",)


def _sound_alone(sound: Sound) -> tuple[str, str]:
    attributes = (
        *_rates((sound.segments,)),
        f'CODECS="{sound.codec}"',
        f'AUDIO="{AUDIO_GROUP}"',
        "CLOSED-CAPTIONS=NONE",
    )
    return f"#EXT-X-STREAM-INF:{','.join(attributes)}", sound.uri


def _keys(keys: Variant) -> tuple[str]:
    attributes = (
        *_rates((keys.segments,)),
        f'CODECS="{keys.codec}"',
        f"RESOLUTION={keys.size[0]}x{keys.size[1]}",
        "VIDEO-RANGE=SDR",
        f'URI="{keys.uri}"',
    )
    return (f"#EXT-X-I-FRAME-STREAM-INF:{','.join(attributes)}",)


def _range(frame: Segment) -> tuple[str, str, str]:
    return (
        f"#EXTINF:{float(frame.seconds):.6f},",
        f"#EXT-X-BYTERANGE:{frame.size_bytes}@{frame.offset or 0}",
        frame.uri,
    )


def _rates(parts: Sequence[Sequence[Segment]]) -> tuple[str, str]:
    return (
        f"BANDWIDTH={sum(peak_rate(each) for each in parts)}",
        f"AVERAGE-BANDWIDTH={sum(mean_rate(each) for each in parts)}",
    )


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"
