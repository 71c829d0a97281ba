"""What ffprobe's JSON says of pictures and sounds. Pure; absent, foreign or absurd values become None."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from mediadesk.model.clip import Audio, Frame, Hdr

Json = Mapping[str, Any]

_UNNAMED = (None, "", "unknown", "unspecified", "reserved")
_HDR: dict[str, Hdr] = {"arib-std-b67": "hlg", "smpte2084": "pq"}
_INTERLACED = {"tt": True, "bb": True, "tb": True, "bt": True, "progressive": False}
# yuv420p10le, gbrp12be, gray16le, p010le; packed ones are named for the bits of a pixel: rgb48le, xv30le
_BITS = re.compile(r"(?:^[py][24]|[a-z0])(9|10|12|14|16|30|36|48|64)x?(?:msb)?[lb]e$")
_PACKED = {"30": 10, "36": 12, "48": 16, "64": 16}
_NO_CLIP = ("attached_pic", "still_image", "timed_thumbnails")
_MOST_FPS = 1000  # above it, a rate is a time scale in disguise
_SAME_RATE = Fraction(1, 100_000)


def pictures(probe: Json) -> list[Json]:
    """The video streams that are no cover, still or thumbnail, the main one first.

    A phone writes several (an iPhone 16 five: depth and 10-bit auxiliaries). The main one is the largest of those with
    a real number of frames: a Pixel's motion photo has a larger one of two.
    """
    found = [
        stream
        for stream in _streams(probe, "video")
        if not any(stream.get("disposition", {}).get(name) for name in _NO_CLIP)
    ]
    counts = [_whole(stream.get("nb_frames")) for stream in found]
    most = max((count for count in counts if count is not None), default=None)
    real = [most is None or (count is not None and count * 2 >= most) for count in counts]
    order = sorted(range(len(found)), key=lambda n: (not real[n], -_area(found[n]), n))
    return [found[n] for n in order]


def sounds(probe: Json) -> tuple[Audio, ...]:
    """Every sound stream, in the order of the file."""
    return tuple(
        Audio(
            stream=stream["index"],
            codec=stream.get("codec_name", "unknown"),
            channels=_whole(stream.get("channels")),
            rate=_whole(stream.get("sample_rate")),
        )
        for stream in _streams(probe, "audio")
    )


def frame(stream: Json, container: str, decoded: Json) -> Frame | None:
    """The picture of a video stream; `decoded` is its first frame as ffprobe shows it, or empty. None without size."""
    width, height = _whole(stream.get("width")), _whole(stream.get("height"))
    if not width or not height:
        return None
    turn = rotation(stream)
    aspect = _ratio(stream.get("sample_aspect_ratio"))
    if turn in (90, 270):
        width, height = height, width
        aspect = 1 / aspect if aspect else None
    fps, rate = _rate(stream.get("avg_frame_rate")), _rate(stream.get("r_frame_rate"))
    interlaced = is_interlaced(stream)
    if interlaced is None:
        interlaced = bool(decoded.get("interlaced_frame"))
    return Frame(
        stream=stream["index"],
        width=width,
        height=height,
        rotation=turn,
        codec=stream.get("codec_name", "unknown"),
        # an MXF has one edit rate; the average of a cut file counts its missing half
        fps=rate if container == "mxf" else fps,
        bit_depth=bit_depth(stream, decoded),
        hdr=_hdr(stream, decoded),
        dolby_vision=bool(_dolby_vision(stream, decoded)),
        interlaced=interlaced,
        vfr=container != "mxf" and is_vfr(fps, rate, interlaced=interlaced),
        sample_aspect=None if aspect == 1 else aspect,
        mirrored=is_mirrored(stream),
    )


def is_mirrored(stream: Json) -> bool:
    """Whether a viewer sees the stored picture as in a mirror: its matrix has a negative determinant."""
    for side in stream.get("side_data_list", ()):
        rows = [
            line.partition(":")[2].split() for line in str(side.get("displaymatrix", "")).split("\n") if ":" in line
        ]
        if len(rows) == 3 and all(re.fullmatch(r"-?\d{1,12}", word) for row in rows for word in row):
            (a, b, *_), (c, d, *_), _ = ([*map(int, row), 0, 0] for row in rows)
            return a * d < b * c
    return False


def _hdr(stream: Json, decoded: Json) -> Hdr | None:
    """By its transfer curve, of the stream or else of a frame; else by what a Dolby Vision without one is made of.

    Profile 5 says no curve, and is PQ in Dolby's own colours; elsewhere its signal's compatibility says it: 4 is HLG,
    2 is SDR ("Dolby Vision Streams Within the ISO Base Media File Format", table 4).
    """
    named = (each.get("color_transfer") for each in (stream, decoded))
    transfer = next((each for each in named if each not in _UNNAMED), None)
    if transfer:
        return _HDR.get(transfer)
    for side in _dolby_vision(stream, decoded):
        return {4: "hlg", 2: None}.get(side.get("dv_bl_signal_compatibility_id", 0), "pq")
    return None


def is_dolby_alone(probe: Json) -> bool:
    """Whether its main picture is Dolby Vision of profile 5, whose colours only programs with Dolby's licence show."""
    return any(side.get("dv_profile") == 5 for stream in pictures(probe)[:1] for side in _dolby_vision(stream, {}))


def _dolby_vision(stream: Json, decoded: Json) -> list[Json]:
    """What the container says of Dolby Vision, or the bitstream alone does."""
    sides = (*stream.get("side_data_list", ()), *decoded.get("side_data_list", ()))
    return [side for side in sides if re.search("DOVI|Dolby Vision", side.get("side_data_type", ""))]


def rotation(stream: Json) -> int:
    """Degrees clockwise to turn the stored picture: 0, 90, 180 or 270. ffprobe counts the other way round."""
    for side in stream.get("side_data_list", ()):
        turn = side.get("rotation")
        if isinstance(turn, int | float) and abs(turn) <= 360:
            return round(-turn / 90) % 4 * 90
    return 0


def is_interlaced(stream: Json) -> bool | None:
    """Whether it is made of fields; None when the stream does not say."""
    return _INTERLACED.get(stream.get("field_order", ""))


def is_vfr(fps: Fraction | None, rate: Fraction | None, *, interlaced: bool) -> bool:
    """Whether its frames come at uneven times: the average is not the rate that all time stamps fit (or fields do)."""
    if fps is None or rate is None:
        return False
    return not any(abs(fps / r - 1) <= _SAME_RATE for r in ((rate, rate / 2) if interlaced else (rate,)))


def bit_depth(stream: Json, decoded: Json) -> int | None:
    """Bits of a component: of the pixel format, else of the codec's profile as the container writes it (RFC 6381)."""
    if name := stream.get("pix_fmt") or decoded.get("pix_fmt"):
        match = _BITS.search(name)
        return _PACKED.get(match[1]) or int(match[1]) if match else 8
    kind, *words = str(stream.get("mime_codec_string", "")).split(".")
    if kind in ("avc1", "avc3") and words:
        return {"42": 8, "4d": 8, "58": 8, "64": 8, "6e": 10}.get(words[0][:2].lower())
    if kind in ("hvc1", "hev1") and words:
        return {"1": 8, "2": 10}.get(words[0])
    if kind in ("av01", "vp09") and len(words) > 2:
        return _whole(words[2])
    return None


def seconds(probe: Json) -> Fraction | None:
    """How long its pictures and sounds last; None when it does not say.

    A container lasts as long as its longest track: an action camera's telemetry goes on for a second after the picture.
    """
    whole = probe.get("format", {})
    length = decimal(whole.get("duration"))
    if length is None or length <= 0:
        return None
    began = decimal(whole.get("start_time")) or Fraction(0)
    shown = [*pictures(probe), *_streams(probe, "audio")]
    times = [(decimal(each.get("start_time")), decimal(each.get("duration"))) for each in shown]
    ends = [begins - began + lasts for begins, lasts in times if begins is not None and lasts]
    last = max(ends, default=Fraction(0))
    return last if len(ends) == len(shown) and 0 < last < length else length


def packet_end(packet: Json) -> Fraction | None:
    """Seconds at which a packet of `-show_packets` ends; None when it has no time."""
    begins = decimal(packet.get("pts_time"))
    return None if begins is None else begins + (decimal(packet.get("duration_time")) or 0)


def decimal(value: object) -> Fraction | None:
    """A number as ffprobe writes seconds; None for whatever is none."""
    match = re.fullmatch(r"-?\d{1,12}(?:\.\d{1,12})?", str(value))
    return Fraction(match[0]) if match else None


def _streams(probe: Json, kind: str) -> Sequence[Json]:
    return [stream for stream in probe.get("streams", ()) if stream.get("codec_type") == kind]


def _area(stream: Json) -> int:
    return (_whole(stream.get("width")) or 0) * (_whole(stream.get("height")) or 0)


def _whole(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _ratio(value: object) -> Fraction | None:
    """`30000/1001` or `12:11`; None for the 0/0 and 0:1 that mean *unknown*."""
    match = re.fullmatch(r"(\d{1,18})[/:](\d{1,18})", str(value))
    return Fraction(int(match[1]), int(match[2])) if match and int(match[1]) and int(match[2]) else None


def _rate(value: object) -> Fraction | None:
    rate = _ratio(value)
    return rate if rate is not None and rate <= _MOST_FPS else None
