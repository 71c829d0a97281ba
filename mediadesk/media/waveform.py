"""Sound alone → a picture of it: how high and how loud it is, from its beginning on the left to its end on the right.

In decibels, because a voice that is far away would be a flat line else. With `stills` and `posters` the only files that
know Pillow.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw

from mediadesk.errors import Misasked, ToolFailed
from mediadesk.media import graphs, sounds, stills, verify
from mediadesk.media.binaries import Programs
from mediadesk.media.cuts import SAMPLE_RATE, cut
from mediadesk.media.making import Made, Tick, cell_of, work
from mediadesk.model.recipe import Waveform
from mediadesk.model.rendition import Job, Shot

Column = tuple[float, float]  # highest peak and RMS level, in dB below full scale

_FLOOR_DB = -60.0  # what is quieter is a thin line
_LEAST_SAMPLES = 64  # of a column: shorter ones tell nothing of a wave
_UNKNOWN_SECONDS = Fraction(30)  # of a clip whose length nobody knows: its columns are put together afterwards
_MARGIN = 12  # parts of the height that stay free above and below, one each
_BEHIND, _PEAK, _LOUD = (22, 24, 26), (70, 96, 120), (150, 190, 220)
_QUALITY = 85
_TOLD = "wave.txt"
_SAID = re.compile(r"Overall\.(Peak|RMS)_level=(\S+)")


def make(job: Job, folder: Path, programs: Programs, tick: Tick) -> list[Made]:
    """The picture of a shot without one. Raises ToolFailed when nothing can be heard either."""
    made = []
    for want in job.wants:
        if not isinstance(want.recipe, Waveform):
            raise Misasked(f"{want.recipe.name} cannot be made of sound alone")
        target, size = folder / want.file_name, want.recipe.size
        heard = columns(_heard(job.shots[0], folder, programs, tick, size[0]), size[0])
        target.write_bytes(stills.jpeg(drawn(heard, size), _QUALITY))
        made.append(Made(want=want, seconds=None, size=size, proofs=verify.still(target, size, None)))
    return made


def commands(job: Job, programs: Programs) -> list[list[str]]:
    """The one command that listens for a picture."""
    shot, width = job.shots[0], max(want.recipe.size[0] for want in job.wants if isinstance(want.recipe, Waveform))
    return [wave_argv(shot, programs.ffmpeg, width)]


def wave_argv(shot: Shot, ffmpeg_path: str, width: int) -> list[str]:
    """The command that writes how high and how loud every so many samples of a shot's sound are."""
    one = cut(shot)
    whole = sounds.heard(graphs.input_of(shot, one), shot, one, None)
    windows = sounds.in_windows(whole, samples_of(shot.facts.seconds, width), _TOLD)
    return graphs.command(ffmpeg_path, windows.output("-", f="null"), shot)


def samples_of(seconds: Fraction | None, width: int) -> int:
    """How many samples one measurement is of: about a column, in a sound of so many seconds."""
    return max(_LEAST_SAMPLES, round((seconds or _UNKNOWN_SECONDS) * SAMPLE_RATE / width))


def columns(measured: Sequence[Column], width: int) -> list[Column]:
    """As many as there is room for: the highest of those that fall into one, or one more than once."""
    ends = [number * len(measured) // width for number in range(width + 1)]
    spread = [measured[begin : max(begin + 1, end)] for begin, end in pairwise(ends)]
    return [(max(peak for peak, _ in some), max(loud for _, loud in some)) for some in spread]


def drawn(told: Sequence[Column], size: tuple[int, int]) -> Image.Image:
    """A line for each column, alike above and below the middle: dark up to its peak, light up to its loudness."""
    picture = Image.new("RGB", size, _BEHIND)
    draw = ImageDraw.Draw(picture)
    middle, most = size[1] / 2, size[1] / 2 - size[1] / _MARGIN
    for left, column in enumerate(told):
        for decibel, colour in zip(column, (_PEAK, _LOUD), strict=True):
            half = max(0.5, most * (1 - max(decibel, _FLOOR_DB) / _FLOOR_DB))
            draw.line((left, round(middle - half), left, round(middle + half) - 1), fill=colour)
    return picture


def _heard(shot: Shot, folder: Path, programs: Programs, tick: Tick, width: int) -> list[Column]:
    with TemporaryDirectory(dir=folder, prefix=".wave-") as room:
        work(wave_argv(shot, programs.ffmpeg, width), cell_of(shot, Path(room)), tick)
        told = Path(room) / _TOLD
        said = _SAID.findall(told.read_text("ascii", "replace")) if told.exists() else []
    peaks, louds = ([_decibel(word) for kind, word in said if kind == wanted] for wanted in ("Peak", "RMS"))
    if not peaks:
        raise ToolFailed(f"no sound of {shot.name} could be decoded")
    return list(zip(peaks, louds, strict=True))


def _decibel(word: str) -> float:
    """`-inf` is silence; `nan` is nothing at all."""
    return _FLOOR_DB if word in {"-inf", "nan"} else max(float(word), _FLOOR_DB)
