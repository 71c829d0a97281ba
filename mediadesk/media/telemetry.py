"""A clip's telemetry, and that of the file beside it → a track of at most some hundred fixes."""

import re
import time
from collections.abc import Iterator
from contextlib import closing

from mediadesk.errors import ToolFailed
from mediadesk.media import gpmf, gpx, nmea, srt
from mediadesk.media.binaries import Programs
from mediadesk.media.jail import Source
from mediadesk.media.runner import QUIET, read, stream
from mediadesk.media.streams import Json
from mediadesk.model.names import ending
from mediadesk.model.place import LatLon
from mediadesk.model.track import Track, simplified

BESIDE_ENDINGS = frozenset(("srt", "gpx", "gps", "nmea"))
MOST_BYTES = 1 << 26  # of a file beside a clip; what comes after these is not read

_MOST_STREAM_BYTES = 1 << 28  # two hours of a GoPro
_MOST_LISTED_BYTES = 1 << 22
_TIME_LIMIT = 8.0  # seconds
_PACKET = re.compile(rb"(-?\d{1,9}\.\d{1,9}),(\d{1,9}\.\d{1,9}|N/A),(\d{1,12})\b")


def own_track(said: Json, programs: Programs, opened: Source, ends_at: float) -> Track | None:
    """The track in a GoPro's own file, of which ffprobe `said` the streams; None when there is none.

    `opened` is the file in its jail. What cannot be read in time is left out.
    """
    index = next((each["index"] for each in said.get("streams", ()) if each.get("codec_tag_string") == "gpmd"), None)
    if index is None:
        return None
    found = gpmf.track(
        gpmf.payloads(_bytes(index, programs, opened, ends_at), _packets(index, programs, opened, ends_at))
    )
    return simplified(found) if found else None


def beside_track(name: bytes, data: bytes, near: LatLon | None = None) -> Track | None:
    """The track in a file that lies beside a clip; None when it is not of a kind that has one.

    `near` is where the clip itself says that it was shot.
    """
    kind = ending(name)
    if kind == "srt":
        found = srt.track(data, near)
    elif kind == "gpx":
        found = gpx.track(data)
    else:
        found = nmea.track(data) if kind in ("gps", "nmea") else None
    return simplified(found) if found else None


def _packets(index: int, programs: Programs, opened: Source, ends_at: float) -> Iterator[tuple[float, float, int]]:
    """Seconds, duration and size of each packet of a stream; none when they cannot be listed."""
    entries = ["-select_streams", str(index), "-show_entries", "packet=pts_time,duration_time,size", "-of", "csv=p=0"]
    argv = [programs.ffprobe, "-hide_banner", "-loglevel", "error", "-threads", "1", *entries, *opened.options]
    try:
        listed = read(argv, cell=opened.cell, most_bytes=_MOST_LISTED_BYTES, wall_seconds=_left(ends_at))
    except ToolFailed:
        return
    for line in listed.splitlines():
        if packet := _PACKET.match(line):
            lasts = 0.0 if packet[2] == b"N/A" else float(packet[2])
            yield float(packet[1]), lasts, int(packet[3])


def _bytes(index: int, programs: Programs, opened: Source, ends_at: float) -> Iterator[bytes]:
    """All bytes of a stream, as they come; those that come too late are left out."""
    copied = ["-map", f"0:{index}", "-c", "copy", "-f", "data", "-"]
    argv = [programs.ffmpeg, *QUIET, "-threads", "1", *opened.options, *copied]
    got = 0
    try:
        with closing(stream(argv, cell=opened.cell, wall_seconds=_left(ends_at))) as chunks:
            for chunk in chunks:
                got += len(chunk)
                if got > _MOST_STREAM_BYTES:
                    return
                yield chunk
    except ToolFailed:
        return


def _left(ends_at: float) -> float:
    return max(0.0, min(_TIME_LIMIT, ends_at - time.monotonic()))
