"""What devices write into their files and beside them, for the made card: the boxes, texts and sidecars, no picture.

Boxes: ISO/IEC 14496-12; a telephone's keys: developer.apple.com, "QuickTime File Format", metadata. The other two are
as files of these makers have them: Sony's NonRealTimeMeta in a box and as a sidecar, DJI's telemetry as subtitles (in
the dialect of the Mavic Air 2).
"""

import struct
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from mediadesk.model.moment import format_offset
from mediadesk.model.place import LatLon

_UTF8 = 1  # QuickTime's type of a text
_ENGLISH = 0x15C7  # ISO 639-2, five bits a letter
_STEP = 0.0000015  # degrees north that the drone flies from frame to frame: 5 m/s

_NRT = """\
<?xml version="1.0" encoding="UTF-8"?>
<NonRealTimeMeta xmlns="urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.00" lastUpdate="{at}">
\t<Duration value="{frames}"/>
\t<CreationDate value="{at}"/>
\t<VideoFormat>
\t\t<VideoFrame captureFps="{rate}p" formatFps="{rate}p"/>
\t</VideoFormat>
\t<Device manufacturer="Sony" modelName="ILCE-7M3" serialNo="0000000000"/>
</NonRealTimeMeta>
"""


def telephone(path: Path, at: datetime, place: LatLon) -> None:
    """An iPhone's place, time there, make and model, as keys in the index of a QuickTime file."""
    keys = {
        "com.apple.quicktime.location.accuracy.horizontal": "8.000000",
        "com.apple.quicktime.location.ISO6709": _iso6709(place, 115),
        "com.apple.quicktime.make": "Apple",
        "com.apple.quicktime.model": "iPhone 12",
        "com.apple.quicktime.software": "15.4.1",
        "com.apple.quicktime.creationdate": at.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }
    _append(path, [b"moov"], _keys(keys))


def camera(path: Path, at: datetime, frames: int, rate: int) -> None:
    """A Sony's own XML: in a box at the end of the file, and as `…M01.XML` beside it."""
    there = at.strftime("%Y-%m-%dT%H:%M:%S") + format_offset(at.utcoffset() or timedelta(0))
    xml = _NRT.format(at=there, frames=frames, rate=rate).encode()
    boxed = _full_box(b"meta", _handler(b"nrtm"), _full_box(b"xml ", xml))
    with path.open("ab") as file:
        file.write(boxed)
    path.with_name(f"{path.stem}M01.XML").write_bytes(xml)


def drone(path: Path, at: datetime, place: LatLon, frames: int, rate: int) -> None:
    """A DJI's place and model in the index, and beside it an SRT with the telemetry of every frame."""
    texts = {b"\xa9xyz": _iso6709(place, 230), b"\xa9mak": "DJI", b"\xa9mod": "FC3170"}
    _append(path, [b"moov", b"udta"], b"".join(_box(kind, _international(text)) for kind, text in texts.items()))
    cues = [_cue(number, at, place, rate) for number in range(frames)]
    path.with_suffix(".SRT").write_text("\n".join(cues), encoding="ascii")


def _cue(number: int, at: datetime, place: LatLon, rate: int) -> str:
    begins, ends = timedelta(seconds=number / rate), timedelta(seconds=(number + 1) / rate)
    clock = (
        f"{at + begins:%Y-%m-%d %H:%M:%S},{(at + begins).microsecond // 1000:03},{(at + begins).microsecond % 1000:03}"
    )
    return (
        f"{number + 1}\n{_srt_time(begins)} --> {_srt_time(ends)}\n"
        f'<font size="28">SrtCnt : {number + 1}, DiffTime : {round(1000 / rate)}ms\n{clock}\n'
        "[iso : 110] [shutter : 1/1000.0] [fnum : 280] [ev : 0] [ct : 5600] [color_md : default] [focal_len : 240] "
        f"[latitude: {place.lat + number * _STEP:.6f}] [longitude: {place.lon:.6f}] "
        f"[altitude: {80 + number * 0.01:.6f}] </font>\n"
    )


def _srt_time(time: timedelta) -> str:
    seconds, micro = divmod(time // timedelta(microseconds=1), 1_000_000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{micro // 1000:03}"


def _iso6709(place: LatLon, height_m: int) -> str:
    return f"{place.lat:+08.4f}{place.lon:+09.4f}{height_m:+08.3f}/"


def _append(path: Path, route: Sequence[bytes], box: bytes) -> None:
    """Puts a box at the end of another; each box on the way has to end with the file, so that nothing else moves."""
    with path.open("r+b") as file:
        at, end = 0, file.seek(0, 2)
        for kind in route:
            at, size = _last(file, at, end, kind)
            file.seek(at)
            file.write(struct.pack(">I", size + len(box)))
            at += 8
        file.seek(end)
        file.write(box)


def _last(file: BinaryIO, at: int, end: int, kind: bytes) -> tuple[int, int]:
    """Where the box of this kind that ends at `end` begins, and its size. Raises ValueError where there is none."""
    while at < end:
        file.seek(at)
        size, found = struct.unpack(">I4s", file.read(8))
        if found == kind and at + size == end:
            return at, size
        at += max(size, 8)
    raise ValueError(f"the file does not end with {kind.decode('latin-1')}")


def _keys(keys: Mapping[str, str]) -> bytes:
    """QuickTime's `meta`, which unlike ISO's has no version: the names of all keys, then their values by number."""
    names = [_box(b"mdta", key.encode()) for key in keys]
    values = [
        _box(struct.pack(">I", number), _box(b"data", struct.pack(">II", _UTF8, 0), value.encode()))
        for number, value in enumerate(keys.values(), start=1)
    ]
    listed = _full_box(b"keys", struct.pack(">I", len(names)), *names)
    return _box(b"meta", _handler(b"mdta"), listed, _box(b"ilst", *values))


def _handler(kind: bytes) -> bytes:
    return _full_box(b"hdlr", bytes(4), kind, bytes(13))


def _international(text: str) -> bytes:
    return struct.pack(">HH", len(text.encode()), _ENGLISH) + text.encode()


def _full_box(kind: bytes, *payload: bytes) -> bytes:
    return _box(kind, bytes(4), *payload)


def _box(kind: bytes, *payload: bytes) -> bytes:
    body = b"".join(payload)
    return struct.pack(">I4s", 8 + len(body), kind) + body
