"""What would the outgoing bytes tell? Every file is parsed again, by a list of what may be in it.

Three readers that share nothing with the encoder: our own walk over the boxes of an MP4, our own walk over the segments
of a JPEG, and ffprobe. Texts have no structure to hide in: `model.leak` searches them, and the raw bytes of all.
"""

import json
import re
import struct
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from mediadesk.errors import ToolFailed
from mediadesk.media import boxes, jail
from mediadesk.media.binaries import Programs
from mediadesk.media.runner import read
from mediadesk.model.leak import Finding, Kind

_BOXES = frozenset(
    "ftyp styp sidx moov mvhd trak tkhd edts elst mdia mdhd hdlr minf vmhd smhd dinf dref stbl stsd avc1 avcC mp4a "
    "esds pasp colr btrt stts stss ctts stsc stsz stco co64 sgpd sbgp mvex trex mehd moof mfhd traf tfhd tfdt trun "
    "mdat free".split()
) | {"url "}
_TIMED = frozenset({"mvhd", "tkhd", "mdhd"})  # boxes that begin with when the file was made and changed
_UNDETERMINED = 0x55C4  # the language "und", packed as ISO 639-2 is in mdhd
_SEI = 6  # the H.264 unit in which encoders and cameras write what they like
_TOOLS = re.compile(rb"Lav[cf]\d\d\.\d|x26[45] - core|HandBrake|x265 \(build")
_ABOUT: tuple[tuple[Kind, str], ...] = (
    ("location", "location|gps|xyz|loci|coordinate|latitude|longitude|place"),
    ("author", "artist|author|creator|owner|copyright|writer|director|publisher"),
    ("name", "title|file_?name|reel|clip"),
    ("device", "make|model|manufacturer|lens|serial|device|firmware|camera"),
    ("date", "date|time"),
    ("tool", "encoder|software|tool|application"),
)
_TAGS = frozenset({"major_brand", "minor_version", "compatible_brands", "language", "handler_name", "vendor_id"})
_EMPTY = frozenset({"", "und", "[0][0][0][0]"})
_TEXTS = frozenset({".html", ".json", ".vtt", ".m3u8", ".js", ".txt"})
_PLAIN_JPEG = frozenset({0xDB, 0xC4, 0xC0, 0xC1, 0xC2, 0xDD})  # tables, frame headers, restart interval


def findings(body: Path | bytes, name: str, *, programs: Programs) -> list[Finding]:
    """What the structure of a file says beyond picture and sound. `name` is the outgoing one, and tells its kind.

    Texts that were made just now are bytes; pictures and films are files.
    """
    ending = PurePosixPath(name).suffix.lower()
    if isinstance(body, bytes):
        return [] if ending in _TEXTS else [_field(name, "a kind of file that is never published")]
    path = body
    if ending in {".mp4", ".m4a"}:
        found = box_findings(path, name)
        return found + (_probed(path, name, programs) if _is_file(path) else [])
    if ending in {".jpg", ".jpeg"}:
        return jpeg_findings(path, name)
    if ending in _TEXTS:
        return []
    return [_field(name, "a kind of file that is never published")]


def box_findings(path: Path, name: str) -> list[Finding]:
    """What an MP4, an init segment or a segment tells, by its boxes."""
    found: list[Finding] = []
    try:
        with boxes.opened(path) as data:
            for box in boxes.boxes(data):
                found += (Finding(where=name, what=what, kind=kind) for kind, what in _in_box(data, box))
            if _TOOLS.search(data):
                found.append(Finding(where=name, what="the version of a program", kind="tool"))
            if _SEI in boxes.units(data):
                found.append(_field(name, "user data inside the picture (SEI)"))
    except (ToolFailed, struct.error, IndexError):
        found.append(_field(name, "bytes that are no whole MP4"))
    return found


def jpeg_findings(path: Path, name: str) -> list[Finding]:
    """What a JPEG tells beyond its picture: any application segment but a bare JFIF, comments, bytes after the end."""
    data = path.read_bytes()
    if data[:2] != b"\xff\xd8":
        return [_field(name, "bytes that are no JPEG")]
    place, found = 2, list[Finding]()
    while place + 2 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xD9:
            return found + ([_field(name, "bytes after the end of the picture")] if place + 2 < len(data) else [])
        size = int.from_bytes(data[place + 2 : place + 4])
        payload = data[place + 4 : place + 2 + size]
        place += 2 + size
        if marker == 0xDA:
            place = _end_of_scan(data, place)
        elif marker == 0xE0 and payload[:5] == b"JFIF\0" and len(payload) == 14:
            continue
        elif marker not in _PLAIN_JPEG:
            found.append(_field(name, f"JPEG segment {marker:02X}"))
    return [*found, _field(name, "a JPEG without an end")]


def _in_box(data: boxes.Buffer, box: boxes.Box) -> Iterator[tuple[Kind, str]]:
    payload = data[box.start : min(box.stop, box.start + 128)]
    if box.kind not in _BOXES:
        yield _kind_of(box.kind), f"MP4 box {box.kind!r}"
    elif box.kind in _TIMED:
        width = 16 if payload[0] == 1 else 8
        if any(payload[4 : 4 + width]):
            yield "date", f"a time in {box.kind}"
        if box.kind == "mdhd" and int.from_bytes(payload[-4:-2]) != _UNDETERMINED:
            yield "field", "the language of a track"
    elif box.kind == "hdlr":
        if payload[8:12] not in {b"vide", b"soun"}:
            yield "field", "a track that is neither picture nor sound"
        if payload[24:].strip(b"\0"):
            yield "field", "the name of a handler"
    elif box.kind == "avc1" and any(payload[42:74]):
        yield "tool", "the name of an encoder"
    elif box.kind == "colr" and payload[:4] != b"nclx":
        yield "field", "a colour profile"
    elif box.kind == "free" and any(data[box.start : box.stop]):
        yield "field", "bytes in a free box"


def _kind_of(box: str) -> Kind:
    if box in {"\xa9xyz", "loci"}:
        return "location"
    if box in {"\xa9mak", "\xa9mod", "manu", "modl"}:
        return "device"
    if box in {"\xa9ART", "\xa9aut", "auth"}:
        return "author"
    if box in {"\xa9day", "date"}:
        return "date"
    return "tool" if box in {"\xa9too", "\xa9swr"} else "field"


def _is_file(path: Path) -> bool:
    """Whether it has an index of its own. A segment alone is nothing to ffprobe, nor is what is no MP4."""
    try:
        with boxes.opened(path) as data:
            return any(box.path == "moov" for box in boxes.boxes(data))
    except ToolFailed:
        return False


def _probed(path: Path, name: str, programs: Programs) -> list[Finding]:
    """What ffprobe says: a second opinion."""
    asked = ("-show_format", "-show_streams", "-show_chapters", "-show_programs", "-of", "json")
    opened = jail.source("mov", [path])
    argv = [programs.ffprobe, "-hide_banner", "-loglevel", "error", *asked, *opened.options]
    try:
        said = json.loads(read(argv, cell=opened.cell, most_bytes=1 << 20, wall_seconds=30))
    except (ToolFailed, ValueError):
        return [_field(name, "an MP4 that ffprobe cannot read")]
    return [Finding(where=name, what=what, kind=_kind_of_tag(what)) for what in _unasked(said)]


def _kind_of_tag(what: str) -> Kind:
    """What a tag of any name is about, by the words cameras use."""
    return next((kind for kind, words in _ABOUT if re.search(words, what.lower())), "field")


def _unasked(said: dict[str, Any]) -> Iterator[str]:
    if said.get("chapters"):
        yield "chapters"
    if said.get("programs"):
        yield "programs"
    for part in (said.get("format", {}), *said.get("streams", ())):
        for tag, value in part.get("tags", {}).items():
            if tag not in _TAGS or (tag in {"language", "handler_name", "vendor_id"} and value not in _EMPTY):
                yield f"tag {tag}"
        for side in part.get("side_data_list", ()):
            if side.get("side_data_type") != "CPB properties":
                yield f"side data: {side.get('side_data_type')}"
        if part.get("codec_type", "video") not in {"video", "audio"}:
            yield "a track that is neither picture nor sound"


def _end_of_scan(data: bytes, place: int) -> int:
    """The next marker that is no stuffing and no restart."""
    while place + 1 < len(data):
        place = data.find(b"\xff", place)
        if place < 0:
            return len(data)
        if data[place + 1 : place + 2] not in _IN_SCAN:
            return place
        place += 2
    return len(data)


_IN_SCAN = frozenset([b"\0", *(bytes([marker]) for marker in range(0xD0, 0xD8))])


def _field(name: str, what: str) -> Finding:
    return Finding(where=name, what=what, kind="field")
