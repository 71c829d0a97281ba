"""Graphics hardware is tried before it is trusted: a proxy of a made clip must pass all its proofs, and look right.

Drivers encode grey, green or shifted pictures without a word. So what comes out is compared with the clip itself, plane
by plane, and must be nearly as good as what x264 makes. What a machine can do is kept in the user's cache.
"""

import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from mediadesk.errors import ToolFailed
from mediadesk.media import hardware, jail
from mediadesk.media.binaries import Programs, features
from mediadesk.media.cell import Cell
from mediadesk.media.hardware import KINDS, Hardware
from mediadesk.media.render import render
from mediadesk.media.runner import QUIET, run, stream
from mediadesk.model.clip import Audio, Facts, Frame
from mediadesk.model.recipe import Proxy
from mediadesk.model.rendition import Job, Shot, wants

KEPT = "hardware.json"
VERSION = 1  # of what a trial asks for

_SIZE, _RATE, _SECONDS = (640, 360), 25, 2
_LEAST_DB = 28.0  # peak signal to noise of each plane; a shift of the levels alone is below it
_MOST_WORSE_DB = 6.0  # than x264 of the same quality: hardware is a little worse, and never that much
_MOST_LARGER = 4  # times x264's bytes
_WAIT_SECONDS = 60
_PSNR = re.compile(rb"PSNR y:(\S+) u:(\S+) v:(\S+)")
_MOST_KEPT = 1 << 16  # bytes


def chosen(programs: Programs, cache: Path) -> Hardware | None:
    """The first hardware of this machine that passed its trial; None where the processor is to do it.

    A machine is tried once for each ffmpeg, kernel and set of devices: a second, or nothing where there is no device.
    """
    here = [each for each in KINDS if hardware.is_here(each, sys.platform)]
    known = _kept(cache)
    for each in here:
        key = _key(each, programs)
        if key not in known:
            known[key] = tried(each, programs, cache)
            _keep(cache, known)
        if not known[key]:
            return each
    return None


def tried(each: Hardware, programs: Programs, cache: Path) -> str:
    """Why this hardware is not to be trusted; empty when it is. The trial is made in a folder below the cache."""
    if each.encoder not in features(programs.ffmpeg).encoders:
        return f"this ffmpeg has no {each.encoder}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=cache, prefix="trial-") as room:
            return _tried(each, programs, Path(room))
    except ToolFailed as error:
        return error.what


def _tried(each: Hardware, programs: Programs, room: Path) -> str:
    shot = _shot(room, programs)
    made = {}
    for name, way in (("hard", each), ("soft", None)):
        (room / name).mkdir()
        job = Job(subject="trial", shots=(shot,), wants=wants([Proxy()]))
        (proxy,) = render(job, room / name, programs=replace(programs, hardware=way))
        if way and f"encoded by {way.encoder}" not in proxy.proofs:
            return f"{way.encoder} failed, and the processor did its work"
        if proxy.seconds != _SECONDS:
            return f"it lasts {float(proxy.seconds or 0):.2f} s and not {_SECONDS} s: frames are lost"
        made[name] = (_noise(shot.paths[0], room / name / proxy.path, programs), proxy.size_bytes)
    (hard, hard_bytes), (soft, soft_bytes) = made["hard"], made["soft"]
    for plane, got, asked in zip("YUV", hard, soft, strict=True):
        if got < max(_LEAST_DB, asked - _MOST_WORSE_DB):
            return f"its picture is wrong: {got:.1f} dB in {plane}, the processor's has {asked:.1f}"
    return "" if hard_bytes <= _MOST_LARGER * soft_bytes else f"it needs {hard_bytes} bytes where {soft_bytes} do"


def _shot(room: Path, programs: Programs) -> Shot:
    """Two seconds that move, with all colours, in BT.709."""
    clip, (width, height) = room / "clip.mp4", _SIZE
    made = [f"testsrc2=s={width}x{height}:d={_SECONDS}:r={_RATE}", f"sine=d={_SECONDS}:r=48000"]
    colours = "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"
    words = ["-f", "lavfi", "-i", f"{made[0]},format=yuv420p,{colours}", "-f", "lavfi", "-i", made[1]]
    words += "-c:v libx264 -preset ultrafast -crf 12 -c:a aac -ac 2".split()
    cell = Cell(writes=room, limits=jail.making(Fraction(_SECONDS)))
    run([programs.ffmpeg, *QUIET, *words, clip.name], cell=cell, wall_seconds=_WAIT_SECONDS)
    frame = Frame(stream=0, width=width, height=height, rotation=0, codec="h264", fps=Fraction(_RATE))
    sound = Audio(stream=1, codec="aac", channels=2, rate=48_000)
    facts = Facts(container="mov", seconds=Fraction(_SECONDS), frame=frame, audio=(sound,))
    return Shot(paths=(clip,), facts=facts)


def _noise(clip: Path, proxy: Path, programs: Programs) -> list[float]:
    """Peak signal to noise in dB, of brightness and both colours. Raises ToolFailed."""
    argv = [programs.ffmpeg, "-nostdin", "-hide_banner", *jail.input_options("mov", clip)]
    argv += [*jail.input_options("mov", proxy), "-filter_complex", "[0:v][1:v]psnr", "-f", "null", "-"]
    cell = Cell(reads=(clip, proxy), limits=jail.decoding(Fraction(_SECONDS)))
    said = b"".join(stream(argv, cell=cell, wall_seconds=_WAIT_SECONDS, complaints=True))
    if not (match := _PSNR.search(said)):
        raise ToolFailed("ffmpeg does not tell how far two pictures are from each other", argv=argv)
    return [float(each) for each in match.groups()]


def _key(each: Hardware, programs: Programs) -> str:
    """What a trial was of: another one of these, and it is made again."""
    stat = Path(programs.ffmpeg).stat()
    version = features(programs.ffmpeg).version
    found = [str(path) for path in hardware.devices(each)]
    told = [VERSION, each.kind, version, stat.st_size, stat.st_mtime_ns, platform.release(), os.geteuid(), found]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _kept(cache: Path) -> dict[str, str]:
    with suppress(OSError, ValueError):
        said = json.loads((cache / KEPT).read_bytes()[:_MOST_KEPT])
        if isinstance(said, dict):
            return {str(key): str(why) for key, why in said.items()}
    return {}


def _keep(cache: Path, known: Mapping[str, str]) -> None:
    """Where nothing can be kept, the next run tries again, and nothing worse."""
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        fresh = cache / f".{KEPT}.{os.getpid()}"
        fresh.write_text(json.dumps(known))
        fresh.replace(cache / KEPT)
