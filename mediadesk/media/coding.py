"""How each kind of output is coded and written, as ffmpeg's options: x264, AAC, MP4, segments."""

from fractions import Fraction
from typing import Any, Final

from mediadesk.media.cuts import SAMPLE_RATE
from mediadesk.media.options import BARE, BARE_H264, BARE_MP4, SEGMENT, Options
from mediadesk.model.recipe import Ladder, Mp4, Proxy, Rung, Small, level_for, rate_at_most

MOVIE_TIMESCALE = 240_000  # ticks a second in which every frame rate and the sample rate are whole

FILE: Final[Options] = {**BARE_MP4, "f": "mp4", "movflags": "+faststart", "movie_timescale": MOVIE_TIMESCALE}


_OF_X264: Final = frozenset(
    "preset crf g pix_fmt fps_mode maxrate bufsize profile:v level sc_threshold keyint_min".split()
)


def file_rate(recipe: Proxy | Mp4 | Small, rate: Fraction) -> Fraction:
    """Frames a second of a file, of a clip with so many."""
    return rate_at_most(rate, recipe.most_fps) if isinstance(recipe, Small) else rate


def gop(seconds: int, rate: Fraction) -> int:
    """Frames from one key frame to the next."""
    return round(rate) * seconds


def h264(preset: str, crf: int, gop_seconds: int, rate: Fraction) -> dict[str, Any]:
    """A picture by x264: constant quality, bare."""
    return {
        "c:v": "libx264",
        "preset": preset,
        "crf": crf,
        "g": gop(gop_seconds, rate),
        "pix_fmt": "yuv420p",
        "fps_mode": "passthrough",
        **BARE,
        **BARE_H264,
    }


def aac(kbps: int) -> dict[str, Any]:
    """Sound in stereo."""
    return {"c:a": "aac", "b:a": f"{kbps}k", "ar": SAMPLE_RATE, "ac": 2}


def mp4(recipe: Proxy | Mp4 | Small, rate: Fraction) -> dict[str, Any]:
    """A whole file, its index first."""
    return {
        **h264(recipe.preset, recipe.crf, recipe.gop_seconds, file_rate(recipe, rate)),
        **aac(recipe.audio_kbps),
        **FILE,
        "maxrate": f"{recipe.kbps}k",
        "bufsize": f"{2 * recipe.kbps}k",
        "profile:v": "high",
    }


def rung(ladder: Ladder, rung: Rung, size: tuple[int, int], rate: Fraction) -> dict[str, Any]:
    """The picture of one size of a ladder, of so many frames a second: key frames at the same times in all of them."""
    return h264(rung.preset, rung.crf, ladder.gop_seconds, rate) | {
        "maxrate": f"{rung.kbps}k",
        "bufsize": f"{2 * rung.kbps}k",
        "profile:v": rung.profile,
        "level": level_for(size, rate, rung.level),
        "sc_threshold": 0,
        "keyint_min": gop(ladder.gop_seconds, rate),
    }


def copied(options: Options) -> Options:
    """The same output for a picture that is coded already."""
    return {name: value for name, value in options.items() if name not in _OF_X264} | {"c:v": "copy"}


def segments(folder: str, ladder: Ladder, rate: Fraction) -> Options:
    """Cut at the same times in every rung: whole frames of the clip's own grid."""
    seconds = ladder.segment_seconds // ladder.gop_seconds * gop(ladder.gop_seconds, rate) / rate
    return {
        "f": "hls",
        "avoid_negative_ts": "disabled",  # a presentation starts at zero; before it there is only decoding
        "hls_time": f"{float(seconds):.6f}",
        "hls_list_size": 0,
        "hls_playlist_type": "vod",
        "hls_segment_type": "fmp4",
        "hls_segment_options": SEGMENT,
        "hls_fmp4_init_filename": f"{folder.rpartition('/')[2]}/init.mp4",
        "hls_segment_filename": f"{folder}/%05d.mp4",
    }
