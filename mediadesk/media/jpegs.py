"""Our own walk over a JPEG (ITU-T T.81, annex B): tables, one picture, nothing else."""

from collections.abc import Iterator
from pathlib import Path

from mediadesk.model.leak import Finding

_SCAN, _END, _JFIF = 0xDA, 0xD9, 0xE0
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive
# JFIF 1.01 or 1.02, pixels without a length, no thumbnail
_HEADERS = frozenset(b"JFIF\0\1" + bytes([minor, 0, 0, 1, 0, 1, 0, 0]) for minor in (1, 2))
_IN_SCAN = frozenset([b"\0", *(bytes([marker]) for marker in range(0xD0, 0xD8))])  # stuffing, restarts


def jpeg_findings(body: Path | bytes, name: str) -> list[Finding]:
    """What a JPEG tells beyond its picture: Exif, XMP, IPTC, a profile, a comment, a thumbnail, bytes after the end."""
    data = body.read_bytes() if isinstance(body, Path) else body
    return [Finding(where=name, what=what, kind="field") for what in dict.fromkeys(_walk(data))]


def size_of(path: Path) -> tuple[int, int] | None:
    """Width and height, as the frame header has them; None without one."""
    data = path.read_bytes()
    for marker, start, stop in _segments(data):
        if marker in _FRAMES and stop - start >= 5:
            return int.from_bytes(data[start + 3 : start + 5]), int.from_bytes(data[start + 1 : start + 3])
    return None


def _walk(data: bytes) -> Iterator[str]:
    if data[:2] != b"\xff\xd8":
        yield "bytes that are no JPEG"
        return
    ended, behind, frames = False, 2, 0
    for marker, start, stop in _segments(data):
        payload = data[start:stop]
        behind = stop
        if marker == _END:
            ended = True
        elif marker in _FRAMES:
            frames += 1
            if len(payload) != 6 + 3 * payload[5] or payload[0] != 8 or payload[5] not in {1, 3}:
                yield "a frame header of an unknown form"
        elif not (marker == _JFIF and payload in _HEADERS) and not _is_table(marker, payload):
            yield f"JPEG segment {marker:02X}"
    if not ended:
        yield "a JPEG without an end"
    elif behind != len(data):
        yield "bytes after the end of the picture"
    if frames != 1:
        yield "no picture, or more than one"


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Each marker with where its payload begins and ends; what is coded belongs to the scan before it."""
    place = 2
    while place + 2 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == _END:
            yield marker, place + 2, place + 2
            return
        stop = place + 2 + int.from_bytes(data[place + 2 : place + 4])
        if marker == _SCAN and stop <= len(data):
            yield marker, place + 4, stop
            place = _end_of_scan(data, stop)
            continue
        if stop > len(data) or stop < place + 4:
            return
        yield marker, place + 4, stop
        place = stop


def _is_table(marker: int, payload: bytes) -> bool:
    """Whether a segment is a table of exactly the size that it says: nothing hides behind the last one of it."""
    place = 0
    if marker == 0xDB:  # of quantisation, 8 bits
        while place < len(payload) and payload[place] < 4:
            place += 65
    elif marker == 0xC4:  # of Huffman codes
        while place + 17 <= len(payload) and payload[place] & 0xEC == 0:
            place += 17 + sum(payload[place + 1 : place + 17])
    elif marker == 0xDD:  # restart interval
        place = 2
    elif marker == _SCAN and payload:
        place = 4 + 2 * payload[0]
    return bool(payload) and place == len(payload)


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
