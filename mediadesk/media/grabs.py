"""A shot → commands that write frames of it as JPEGs, each named by its time in milliseconds. Runs nothing.

All of them turn a frame upright, square and SDR by the same chain as what moves (`tone.sdr`), so that a poster has the
colours of the film behind it.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from mediadesk.media import jail
from mediadesk.media.cuts import cut
from mediadesk.media.graphs import command, even, frame_of, input_of
from mediadesk.media.options import BARE, Options
from mediadesk.media.tone import sdr
from mediadesk.model.rendition import Shot
from mediadesk.model.timecode import standard_rate

HOP_SECONDS = 1_000  # between two moments of `hops_argv` by its clock: no group of pictures is so long
MOST_STILLS = 500  # a header may say a second where there are hours

_KEY_FRAMES: Options = {
    "discard": "nokey",
    "skip_frame": "nokey",
}  # the demuxer skips the rest, the decoder what is left of it
_HOPS: Options = {"f": "concat", "safe": 0, "protocol_whitelist": "data,file"}

Size = tuple[int, int]


def spread_argv(
    shot: Shot, ffmpeg_path: str, *, size: Size, every: Fraction, pattern: str, key_frames: bool
) -> list[str]:
    """The command that writes a frame about `every` so many seconds of the whole shot.

    With `key_frames` only those are decoded: fast, but they lie where the camera put them.
    """
    looks: Options = _KEY_FRAMES if key_frames else {}
    picture = input_of(shot, None, **looks)[str(frame_of(shot).stream)]
    # half a step: a key frame that comes a little early must not cost the next one
    chosen = picture.filter("select", f"isnan(prev_selected_t)+gte(t-prev_selected_t,{float(every / 2):.6f})")
    return command(ffmpeg_path, _written(_one_field(chosen, shot), shot, size, pattern, MOST_STILLS), shot)


def hops_argv(shot: Shot, ffmpeg_path: str, *, size: Size, moments: Sequence[Fraction], pattern: str) -> list[str]:
    """The command that writes the key frame before each moment of a single file, and reads next to nothing else.

    The name of a frame tells its moment as well: see `hopped`.
    """
    container = shot.facts.container
    # a group of pictures before the first moment would be before zero, where no file can be numbered
    picture = input_of(shot, None, copyts=None, format_whitelist=f"concat,{container}", **_HOPS, **_KEY_FRAMES)[
        str(frame_of(shot).stream)
    ]
    picture = picture.filter("setpts", f"PTS+{HOP_SECONDS}/TB")
    listing = jail.moments_listing(container, shot.paths[0], moments, HOP_SECONDS)
    output = _written(_one_field(picture, shot), shot, size, pattern, MOST_STILLS)
    return command(ffmpeg_path, output, shot, f"data:text/plain,{listing}")


def hopped(milliseconds: int, moments: Sequence[Fraction]) -> Fraction:
    """The time of a frame in its shot, by the name that `hops_argv` gave it; of zero, where it begins, zero."""
    number = min(round(milliseconds / (1000 * HOP_SECONDS)), len(moments))
    if number < 1:
        return Fraction(0)
    return moments[number - 1] + Fraction(milliseconds - 1000 * HOP_SECONDS * number, 1000)


def onward_argv(
    shot: Shot, ffmpeg_path: str, *, size: Size, begin: Fraction, seconds: Fraction | None, most: int, pattern: str
) -> list[str]:
    """The command that writes every frame from `begin` on, for so many seconds or up to the end, at most so many.

    Their times count from `begin`. Quick where a key frame lies there.
    """
    lasts = {} if seconds is None else {"t": f"{float(seconds):.6f}"}
    picture = input_of(shot, None, ss=f"{max(0.0, float(begin) - 0.001):.6f}", **lasts)[str(frame_of(shot).stream)]
    return command(ffmpeg_path, _written(_one_field(picture, shot), shot, size, pattern, most), shot)


def moment_argv(shot: Shot, ffmpeg_path: str, *, size: Size, moment: Fraction, pattern: str) -> list[str]:
    """The command that writes the frame which the proxy shows at a moment. Raises Misasked when that is too late."""
    rate = standard_rate(frame_of(shot).fps)
    stretch = replace(shot, in_point=moment, out_point=moment + 1 / rate)
    one = cut(stretch)
    picture = even(input_of(stretch, one), shot, one)
    return command(ffmpeg_path, _written(picture, shot, size, pattern, 1), shot)


def _one_field(picture: Any, shot: Shot) -> Any:
    """Of an interlaced picture one field: the frames around it are seconds away, and a mixture is what combs."""
    return picture.filter("field", "top") if frame_of(shot).interlaced else picture


def _written(picture: Any, shot: Shot, size: Size, pattern: str, most: int) -> Any:
    square = sdr(picture, frame_of(shot).hdr, size, matrix="bt601", full_range=True).filter("settb", "1/1000")
    return square.output(
        pattern,
        f="image2",
        fps_mode="passthrough",
        enc_time_base="1/1000",
        frame_pts=1,
        **{"c:v": "mjpeg", "q:v": 2, "frames:v": most},
        **BARE,
    )
