"""A shot → commands that write frames of it as JPEGs, each named by its time in milliseconds. Runs nothing."""

from fractions import Fraction

from mediadesk.media.graphs import command, frame_of, input_of
from mediadesk.media.options import BARE
from mediadesk.media.tone import sdr
from mediadesk.model.rendition import Shot

_MOST_STILLS = 500  # a header may say a second where there are hours


def spread_argv(
    shot: Shot, ffmpeg_path: str, *, size: tuple[int, int], every: Fraction, pattern: str, key_frames: bool
) -> list[str]:
    """The command that writes a JPEG about `every` so many seconds, named by its time in milliseconds.

    With `key_frames` only those are decoded: fast, but they lie where the camera put them.
    """
    frame = frame_of(shot)
    looks = {"discard": "nokey", "skip_frame": "nokey"} if key_frames else {}
    picture = input_of(shot, None, **looks)[str(frame.stream)]
    # half a step: a key frame that comes a little early must not cost the next one
    chosen = picture.filter("select", f"isnan(prev_selected_t)+gte(t-prev_selected_t,{float(every / 2):.6f})")
    if frame.interlaced:
        chosen = chosen.filter("field", "top")  # the frames around it are seconds away: one field, not a mixture
    square = sdr(chosen, frame.hdr, size, matrix="bt601", full_range=True).filter("settb", "1/1000")
    output = square.output(
        pattern,
        f="image2",
        fps_mode="passthrough",
        enc_time_base="1/1000",
        frame_pts=1,
        **{"c:v": "mjpeg", "q:v": 2, "frames:v": _MOST_STILLS},
        **BARE,
    )
    return command(ffmpeg_path, output, shot)
