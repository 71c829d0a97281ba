"""The encoders that graphics hardware brings along, as data: how each takes frames, and how it is told its quality.

None is trusted before it was tried (trial.py). The picture is made by the same filters as ever, in memory, so that its
colours are the same; the hardware decodes before them and encodes after them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mediadesk.model.recipe import Proxy
from mediadesk.model.rendition import Job

Kind = Literal["nvenc", "qsv", "vaapi", "videotoolbox"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardware:
    """One way to decode and encode. A value: it pickles."""

    kind: Kind
    encoder: str
    decoder: str  # ffmpeg's `-hwaccel`
    platform: str = "linux"
    devices: tuple[str, ...] = ("dri/renderD*",)  # patterns of what it needs below /dev
    quality: str = ""  # the option that takes the place of x264's CRF; empty: it is told a rate alone
    coded: tuple[tuple[str, str | int], ...] = ()  # further options of the encoder
    uploads: bool = False  # whether it takes frames that lie on the device, and no cap


# the quickest first; their options as in ffmpeg's own documentation of each
KINDS: tuple[Hardware, ...] = (
    Hardware(
        kind="nvenc",
        encoder="h264_nvenc",
        decoder="cuda",
        devices=("nvidia[0-9]*", "nvidiactl", "nvidia-uvm"),
        quality="cq",
        coded=(("preset", "p4"), ("rc", "vbr"), ("forced-idr", 1)),
    ),
    Hardware(
        kind="qsv",
        encoder="h264_qsv",
        decoder="vaapi",
        quality="global_quality",
        coded=(("preset", "veryfast"), ("forced_idr", 1)),
    ),
    Hardware(kind="vaapi", encoder="h264_vaapi", decoder="vaapi", quality="qp", uploads=True, coded=(("sei", 0),)),
    Hardware(kind="videotoolbox", encoder="h264_videotoolbox", decoder="videotoolbox", platform="darwin", devices=()),
)
_X264S = frozenset({"c:v", "crf", "preset", "pix_fmt"})
_CAPS = frozenset({"maxrate", "bufsize"})


def is_for(job: Job) -> bool:
    """Whether hardware may make all of a job: light copies that stay on the desk. What goes out is made the same by
    every machine, and so by x264."""
    return all(isinstance(want.recipe, Proxy) for want in job.wants) and job.shots[0].facts.frame is not None


def coded(hardware: Hardware, software: Mapping[str, Any], kbps: int) -> dict[str, Any]:
    """The options of an output that x264 would have made: what is x264's own goes, what keeps an output bare stays."""
    gone = _X264S | _CAPS if hardware.uploads else _X264S
    kept = {name: value for name, value in software.items() if name not in gone}
    quality = {hardware.quality: software["crf"]} if hardware.quality else {}
    frames = {} if hardware.uploads else {"pix_fmt": "nv12", "b:v": f"{kbps}k"}
    return {**kept, "c:v": hardware.encoder, **dict(hardware.coded), **quality, **frames}


def words(hardware: Hardware) -> list[str]:
    """What ffmpeg is told before all else: which device to work on, where it does not find it by itself."""
    if not hardware.uploads:
        return []
    found = devices(hardware)
    device = f"{hardware.kind}=hw:{found[0]}" if found else f"{hardware.kind}=hw"
    return ["-init_hw_device", device, "-filter_hw_device", "hw"]


def devices(hardware: Hardware, root: Path = Path("/dev")) -> tuple[Path, ...]:
    """What of this machine it needs, in the order of their names."""
    return tuple(sorted(path for pattern in hardware.devices for path in root.glob(pattern)))


def is_here(hardware: Hardware, platform: str, root: Path = Path("/dev")) -> bool:
    """Whether it is worth a trial."""
    return platform == hardware.platform and (not hardware.devices or bool(devices(hardware, root)))
