"""The second reader: ffprobe, in its cell. It shares nothing with our own walk: where they disagree, one is blind."""

import json
import re
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mediadesk.errors import ToolFailed
from mediadesk.media import boxes, jail
from mediadesk.media.binaries import Programs
from mediadesk.media.runner import CALM, read
from mediadesk.model.leak import Finding, Kind

_AT_ONCE = 200  # segments in one reading: a command line is not endless
_MOST_BYTES = 1 << 22  # of what ffprobe says
_WAIT_SECONDS = 120
_ABOUT: tuple[tuple[Kind, str], ...] = (
    ("location", "location|gps|xyz|loci|coordinate|latitude|longitude|place"),
    ("author", "artist|author|creator|owner|copyright|writer|director|publisher"),
    ("name", "title|file_?name|reel|clip"),
    ("device", "make|model|manufacturer|lens|serial|device|firmware|camera"),
    ("date", "date|time"),
    ("tool", "encoder|software|tool|application"),
)
# tags that every MP4 has, and what may stand in them
_TAGS: dict[str, str] = {
    "major_brand": "isom|iso6",
    "minor_version": "512",
    "compatible_brands": "isomiso2(avc1)?mp41|iso6cmfcmp41",
    "language": "und",
    "handler_name": "",
    "vendor_id": r"\[0\]\[0\]\[0\]\[0\]",
}
_SIDE_DATA = frozenset({"CPB properties"})
_STREAMS = {
    ("video", "h264"): {"pix_fmt": "yuv420p|yuvj420p", "codec_tag_string": "avc1", "sample_aspect_ratio": "1:1|N/A"},
    ("audio", "aac"): {"codec_tag_string": "mp4a", "channels": "1|2", "profile": "LC"},
}
_PICTURE = {("video", "mjpeg"): {"pix_fmt": "yuvj4(20|22|44)p|gray|yuv4(20|22|44)p"}}


def film_findings(path: Path, name: str, programs: Programs) -> list[Finding]:
    """What ffprobe says of a whole MP4, or of an init segment with the segments that lie beside it."""
    begins = path.name == "init.mp4"
    segments = sorted(path.parent.glob("[0-9]*.mp4")) if begins else []
    portions = [segments[start : start + _AT_ONCE] for start in range(0, len(segments), _AT_ONCE)] or [[]]
    found: dict[str, None] = {}
    for each in portions:
        found |= dict.fromkeys(_told_by_film([path, *each], programs))
    return [Finding(where=name, what=what, kind=kind_of_tag(what)) for what in found]


def picture_findings(path: Path, name: str, size: tuple[int, int], programs: Programs) -> list[Finding]:
    """What ffmpeg's own decoder of JPEG says. `size` is what our reader read."""
    said = _asked(["-show_frames", "-read_intervals", "%+#1"], "jpeg_pipe", [path], programs)
    if said is None:
        return [Finding(where=name, what="a JPEG that ffprobe cannot read", kind="field")]
    found = dict.fromkeys(_unasked(said, _PICTURE))
    for frame in said.get("frames", ()):
        found |= dict.fromkeys([*_tagged(frame), *_beside(frame)])
    if [(each.get("width"), each.get("height")) for each in said.get("streams", ())] != [size]:
        found["a picture that two readers do not see alike"] = None
    return [Finding(where=name, what=what, kind=kind_of_tag(what)) for what in found]


def kind_of_tag(what: str) -> Kind:
    """What a tag of any name is about, by the words cameras use."""
    return next((kind for kind, words in _ABOUT if re.search(words, what.lower())), "field")


def _told_by_film(paths: Sequence[Path], programs: Programs) -> Iterator[str]:
    counted = ["-show_chapters", "-show_programs", "-count_packets"]
    said = _asked(counted, "mov", paths, programs)
    if said is None:
        yield "an MP4 that ffprobe cannot read"
        return
    yield from _unasked(said, _STREAMS)
    try:
        tracks = boxes.tracks(paths[0])
        samples = [each.samples for each in tracks]
        if len(paths) > 1 or not any(samples):
            samples = [sum(len(list(_samples(path))) for path in paths[1:])]
    except (ToolFailed, struct.error, IndexError, KeyError):
        yield "tracks that two readers do not see alike"
        return
    kinds = {"video": "vide", "audio": "soun"}
    seen = [(kinds.get(each.get("codec_type", "")), int(each.get("nb_read_packets", 0))) for each in said["streams"]]
    if seen != [(track.handler, count) for track, count in zip(tracks, samples, strict=False)]:
        yield "tracks that two readers do not see alike"


def _samples(path: Path) -> Iterator[tuple[int, int]]:
    with boxes.opened(path) as data:
        yield from boxes.samples(data)


def _asked(what: Sequence[str], container: str, paths: Sequence[Path], programs: Programs) -> dict[str, Any] | None:
    """ffprobe's answer; None when it gives none."""
    source = jail.source(container, paths)
    show = ("-show_format", "-show_streams", *what, "-of", "json")
    argv = [programs.ffprobe, *CALM, *show, *source.options]
    try:
        said = json.loads(read(argv, cell=source.cell, most_bytes=_MOST_BYTES, wall_seconds=_WAIT_SECONDS))
    except (ToolFailed, ValueError):
        return None
    return said if isinstance(said, dict) and said.get("streams") else None


def _unasked(said: dict[str, Any], known: dict[tuple[str, str], dict[str, str]]) -> Iterator[str]:
    """Whatever picture and sound need not say."""
    if said.get("chapters"):
        yield "chapters"
    if said.get("programs"):
        yield "programs"
    yield from _tagged(said.get("format", {}))
    for stream in said["streams"]:
        yield from _tagged(stream)
        yield from _beside(stream)
        values = known.get((stream.get("codec_type", ""), stream.get("codec_name", "")))
        if values is None:
            yield "a track that is neither picture nor sound, or of a codec that we never publish"
            continue
        for field, allowed in values.items():
            if field in stream and not re.fullmatch(allowed, str(stream[field])):
                yield f"an unknown value of {field}"
        if any(on for flag, on in stream.get("disposition", {}).items() if flag != "default"):
            yield "a track that is meant for something else"


def _tagged(part: dict[str, Any]) -> Iterator[str]:
    for tag, value in part.get("tags", {}).items():
        if tag not in _TAGS or not re.fullmatch(_TAGS[tag], value):
            yield f"tag {tag}" if tag not in _TAGS or tag in {"handler_name", "language"} else f"an unknown {tag}"


def _beside(part: dict[str, Any]) -> Iterator[str]:
    for side in part.get("side_data_list", ()):
        if side.get("side_data_type") not in _SIDE_DATA:
            yield f"side data: {side.get('side_data_type')}"
