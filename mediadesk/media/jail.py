"""Every parse of foreign bytes by ffmpeg or ffprobe goes through these options and limits.

A file may be a list that names other files and addresses (HLS, DASH, ffconcat), and a name may be a pattern
(`img%03d.jpg`) or an address (`http:x.mp4`, `concat:a|b`). So: our own magic check says the container, ffmpeg has to
read that and nothing else, names are files whatever they look like, and no protocol but `file` is there. The parts of
one recording are opened as one input, each as strictly as if it were alone. The cell (cell.py) that goes with the
options names these files and nothing else: behind a wall of the kernel nothing else is there.
"""

import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, pairwise
from pathlib import Path

from mediadesk.errors import Misasked
from mediadesk.media.cell import Cell, Limits

# a probe or a test decode of one file: far above what honest footage takes (8K HEVC of 10 bits: below 1.2 GB)
PARSE = Limits(cpu_seconds=20, memory_bytes=3 << 30, file_bytes=0)

# what one picture may have (twice what 8K has), and one block of memory (such a picture in 4:4:4 of 16 bits)
_MOST_PIXELS, _MOST_BLOCK = 1 << 26, 1 << 29
_BOUNDS = ("-max_pixels", str(_MOST_PIXELS), "-max_alloc", str(_MOST_BLOCK))

# making pictures: of a second of footage the slowest (8K, HDR, every rung) takes some 100 s of one core
_CPU_ANYWAY, _CPU_A_SECOND = 600, 600
_MEMORY, _MEMORY_A_CORE = 8 << 30, 256 << 20  # bytes of address space; threads take it, and rarely use it
_FILE_ANYWAY, _FILE_A_SECOND = 1 << 30, 64 << 20  # bytes; the best pick of a film has some 12 MB a second
_UNKNOWN_SECONDS = 86_400

# of a file that is opened again and again: else a frame is decoded each time, to find out what the first time told
_KNOWN = ("option codec_whitelist none", "option probesize 32")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A recording as a program opens it: by these options, in this cell."""

    options: tuple[str, ...]
    cell: Cell


def source(container: str, paths: Sequence[Path], part_seconds: Sequence[Fraction] = ()) -> Source:
    """One recording to be parsed, of one file or of several. Raises as `span_options` does."""
    return Source(
        options=tuple(span_options(container, paths, part_seconds)), cell=Cell(reads=tuple(paths), limits=PARSE)
    )


def making(seconds: Fraction | None) -> Limits:
    """What a program may use up to make anything of so many seconds of footage; None is a length nobody knows."""
    lasts = _UNKNOWN_SECONDS if seconds is None else min(math.ceil(seconds), _UNKNOWN_SECONDS)
    return Limits(
        cpu_seconds=_CPU_ANYWAY + _CPU_A_SECOND * lasts,
        memory_bytes=_MEMORY + _MEMORY_A_CORE * (os.cpu_count() or 1),
        file_bytes=_FILE_ANYWAY + _FILE_A_SECOND * lasts,
    )


def decoding(seconds: Fraction) -> Limits:
    """The same for whoever looks at so many seconds, and writes nothing."""
    return replace(making(seconds), file_bytes=0)


def input_options(container: str, path: Path) -> list[str]:
    """What opens one input of ffmpeg or ffprobe, and only it. `container` is a demuxer's name as `sniff` gives it."""
    return [
        *_BOUNDS,
        "-protocol_whitelist",
        "file",
        "-format_whitelist",
        container,
        "-f",
        container,
        *(("-pattern_type", "none") if container == "image2" else ()),
        "-i",
        file_name(path),
    ]


def span_options(container: str, paths: Sequence[Path], part_seconds: Sequence[Fraction] = ()) -> list[str]:
    """What opens the parts of one recording as one input, and only them; of a single part, what opens it.

    With `part_seconds` each part is a whole file whose clock begins anew, and the next one begins so much later: a
    list of them for ffmpeg's concat demuxer, on the command line itself, in which each part is shut in as if it were
    alone. Without, they are one stream that was cut into files: its bytes in a row. Raises Misasked for a name that
    cannot be written there.
    """
    if len(paths) == 1:
        return input_options(container, paths[0])
    if not part_seconds:
        joined = "|".join(file_name(_without("|", path)) for path in paths)
        whitelists = [*_BOUNDS, "-protocol_whitelist", "concat,file", "-format_whitelist", container]
        return [*whitelists, "-f", container, "-i", f"concat:{joined}"]
    listing = "\n".join(_listed(container, paths, part_seconds))
    whitelists = [*_BOUNDS, "-protocol_whitelist", "data,file", "-format_whitelist", f"concat,{container}"]
    # only a list that is not "safe" may say how its files are to be opened
    return [*whitelists, "-f", "concat", "-safe", "0", "-i", f"data:text/plain,{listing}\n"]


def moments_listing(container: str, path: Path, moments: Sequence[Fraction], apart: int) -> str:
    """A list of one file again and again, for ffmpeg's concat demuxer: each time read from the key frame before a
    moment, and no further than the moment. In the list, one moment is `apart` seconds after the other.

    Raises Misasked for a name that cannot be written there.
    """
    lines = ["ffconcat version 1.0"]
    for moment in moments:
        lines += [*_shut_in(container, path), *_KNOWN, f"duration {apart}"]
        lines += [f"inpoint {float(moment):.6f}", f"outpoint {float(moment) + 0.001:.6f}"]
    return "\n".join(lines) + "\n"


def file_name(path: Path) -> str:
    """A path as ffmpeg takes it for a file, also when it begins with a hyphen or looks like an address."""
    return f"file:{os.fspath(path)}"


def _listed(container: str, paths: Sequence[Path], part_seconds: Sequence[Fraction]) -> Iterator[str]:
    """The lines of ffconcat. It counts in microseconds: rounded from the beginning, so that nothing adds up."""
    ends = [round(1_000_000 * end) for end in accumulate(part_seconds, initial=Fraction(0))]
    yield "ffconcat version 1.0"
    for path, (begin, end) in zip(paths, pairwise(ends), strict=True):
        yield from _shut_in(container, path)
        yield f"duration {(end - begin) / 1_000_000:.6f}"


def _shut_in(container: str, path: Path) -> Iterator[str]:
    """One file of a list, read as what it is and by no other protocol."""
    name = file_name(_without("\n", path)).replace("'", r"'\''")
    yield f"file '{name}'"
    yield f"option format_whitelist {container}"
    yield "option protocol_whitelist file"


def _without(sign: str, path: Path) -> Path:
    if sign in os.fspath(path):
        raise Misasked(
            f"{path.name!r} is a part of a longer recording, and no program can join what is called so",
            hint="give its folder a name of letters and digits",
        )
    return path
