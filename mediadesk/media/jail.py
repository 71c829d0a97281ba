"""Every parse of foreign bytes by ffmpeg or ffprobe goes through these options and limits.

A file may be a list that names other files and addresses (HLS, DASH, ffconcat), and a name may be a pattern
(`img%03d.jpg`) or an address (`http:x.mp4`, `concat:a|b`). So: our own magic check says the container, ffmpeg has to
read that and nothing else, names are files whatever they look like, and no protocol but `file` is there. There is no
wall of the kernel around it yet.
"""

import os
from pathlib import Path

from mediadesk.media.runner import Limits

# a probe or a test decode of one file: far above what honest footage takes (8K HEVC of 10 bits: below 1.2 GB)
PARSE = Limits(cpu_seconds=20, memory_bytes=3 << 30, file_bytes=0)


def input_options(container: str, path: Path) -> list[str]:
    """What opens one input of ffmpeg or ffprobe, and only it. `container` is a demuxer's name as `sniff` gives it."""
    return [
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


def file_name(path: Path) -> str:
    """A path as ffmpeg takes it for a file, also when it begins with a hyphen or looks like an address."""
    return f"file:{os.fspath(path)}"
