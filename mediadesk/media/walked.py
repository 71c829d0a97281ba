"""Our own walk over an MP4 or a segment: every box against its form, every byte of media accounted for."""

import re
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mediadesk.errors import ToolFailed
from mediadesk.media import boxes, h264
from mediadesk.media.forms import FORMS, form_of, rows_fit
from mediadesk.model.leak import Finding, Kind

_TOOLS = re.compile(rb"Lav[cf]\d\d\.\d|x26[45] - core|HandBrake|x265 \(build")
_TIMED = frozenset({"mvhd", "tkhd", "mdhd"})  # boxes that begin with when the file was made and changed
_LARGE = frozenset({"mdat"})  # which nobody reads as a whole
_OWN = {"dref": 8, "stsd": 8, "avc1": 78, "mp4a": 28}  # bytes of a box before the boxes in it
_HEAD = 8
_FRAMES = frozenset(
    {0, 1}
)  # of AAC, the first element: one channel, two; no data, no filling, no comment (14496-3, 4.85)
_KINDS: tuple[tuple[Kind, frozenset[str]], ...] = (
    ("location", frozenset({"\xa9xyz", "loci"})),
    ("device", frozenset({"\xa9mak", "\xa9mod", "manu", "modl"})),
    ("author", frozenset({"\xa9ART", "\xa9aut", "auth"})),
    ("date", frozenset({"\xa9day", "date"})),
    ("tool", frozenset({"\xa9too", "\xa9swr"})),
)


def box_findings(path: Path, name: str) -> list[Finding]:
    """What an MP4, an init segment or a segment tells, by its boxes."""
    found: dict[Finding, None] = {}
    try:
        with boxes.opened(path) as data:
            for kind, what in _in_data(data):
                found[Finding(where=name, what=what, kind=kind)] = None
    except (ToolFailed, struct.error, IndexError, KeyError):
        found[Finding(where=name, what="bytes that are no whole MP4", kind="field")] = None
    return list(found)


def told_by_boxes(data: boxes.Buffer) -> Iterator[str]:
    """What the boxes of a whole file tell; its media are not looked at: of uncoded sound each sample is one."""
    whole = list(boxes.boxes(data))
    for box in whole:
        yield from (what for _, what in _in_box(data, box))
    yield from _between(data, whole)


def is_whole(path: Path) -> bool:
    """Whether a file has an index of its own: it is no segment."""
    try:
        with boxes.opened(path) as data:
            return any(box.path == "moov" for box in boxes.boxes(data))
    except ToolFailed:
        return True  # and nothing at all: whoever reads it next will say so


def _in_data(data: boxes.Buffer) -> Iterator[tuple[Kind, str]]:
    whole = list(boxes.boxes(data))
    for box in whole:
        yield from _in_box(data, box)
    if not any(box.kind in {"moov", "moof"} for box in whole):
        yield "field", "bytes that are no whole MP4"
    yield from (("field", what) for what in _between(data, whole))
    yield from (("field", what) for what in _in_media(data, whole))
    if _TOOLS.search(data):
        yield "tool", "the version of a program"


def _in_box(data: boxes.Buffer, box: boxes.Box) -> Iterator[tuple[Kind, str]]:
    if box.path not in FORMS:
        yield _kind_of(box.kind), f"MP4 box {box.kind!r}"
        return
    if box.kind in _LARGE:
        return
    payload = bytes(data[box.start : box.start + _own(box) if _holds(box) else box.stop])
    if box.kind in _TIMED and any(payload[4 : 4 + (16 if payload[0] == 1 else 8)]):
        yield "date", f"a time in {box.kind}"
    elif box.kind == "mdhd" and payload[20:22] != b"\x55\xc4":
        yield "field", "the language of a track"
    elif box.kind == "hdlr" and payload[24:].strip(b"\0"):
        yield "field", "the name of a handler"
    elif box.kind == "hdlr" and payload[8:12] not in {b"vide", b"soun"}:
        yield "field", "a track that is neither picture nor sound"
    elif box.kind == "avc1" and any(payload[42:74]):
        yield "tool", "the name of an encoder"
    elif box.kind == "free" and any(payload):
        yield "field", "bytes in a free box"
    elif not _form(box.path).fullmatch(payload) or not rows_fit(box.kind, payload):
        yield "field", f"an unknown value in MP4 box {box.kind!r}"
    elif box.kind == "avcC":
        yield from (("field", what) for what in h264.in_setup(payload))


def _between(data: boxes.Buffer, whole: list[boxes.Box]) -> Iterator[str]:
    """Bytes that belong to no box: behind the last one of the file, or of a box that holds boxes."""
    ends = {"": (0, len(data))}
    covered = {"": 0}
    for box in whole:
        above = box.path.rpartition("/")[0]
        covered[above] = box.stop
        if _holds(box):
            if box.path in ends and covered[box.path] != ends[box.path][1]:
                yield f"bytes behind the boxes in MP4 box {box.kind!r}"
            ends[box.path], covered[box.path] = (box.start, box.stop), box.start + _own(box)
    for path, (_, stop) in ends.items():
        if covered[path] != stop:
            kind = path.rpartition("/")[2]
            yield f"bytes behind the boxes in MP4 box {kind!r}" if path else "bytes behind the last box"


def _in_media(data: boxes.Buffer, whole: list[boxes.Box]) -> Iterator[str]:
    """Samples must fill the boxes of media exactly, and hold nothing but picture and sound."""
    spans = list[tuple[int, int]]()
    for handler, samples in _sampled(data, whole):
        for start, size in samples:
            spans.append((start, start + size))
            sample = bytes(data[start : start + size])
            if handler == "vide" or (not handler and _is_row(sample)):
                yield from h264.in_sample(sample)
            elif sample and sample[0] >> 5 not in _FRAMES:
                yield "data beside the sound"
    media = [(box.start, box.stop) for box in whole if box.path == "mdat"]
    if _joined(spans) != _joined(media):
        yield "bytes of media that no picture and no sound is made of"


def _sampled(data: boxes.Buffer, whole: list[boxes.Box]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The samples of each track of a file, with its handler; those of a segment, which does not say it."""
    if any(box.path == "moof" for box in whole):
        yield "", list(boxes.samples(data))
        return
    handler, tables = "", dict[str, boxes.Box]()
    for box in whole:
        if box.kind == "trak":
            handler, tables = "", {}
        elif box.kind == "hdlr":
            handler = bytes(data[box.start + 8 : box.start + 12]).decode("latin-1")
        elif box.kind in {"stsz", "stsc", "stco", "co64"}:
            tables[box.kind] = box
            if len(tables) == 3:
                yield handler, list(boxes.tabled(data, tables))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, with those that touch made one; overlapping ones stay apart, and match nothing."""
    joined = list[tuple[int, int]]()
    for start, stop in sorted(span for span in spans if span[0] < span[1]):
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return joined


def _is_row(sample: bytes) -> bool:
    """Whether a sample is a row of units with their lengths: a frame of sound is not, but once in four billion."""
    place = 0
    while place + 5 <= len(sample):
        place += 4 + int.from_bytes(sample[place : place + 4])
    return place == len(sample)


def _holds(box: boxes.Box) -> bool:
    return any(path.startswith(f"{box.path}/") for path in FORMS)


def _own(box: boxes.Box) -> int:
    return _OWN.get(box.kind, 0)


@cache
def _form(path: str) -> re.Pattern[bytes]:
    return form_of(FORMS[path])


def _kind_of(box: str) -> Kind:
    return next((kind for kind, words in _KINDS if box in words), "field")
