"""The boxes of an MP4 (ISO/IEC 14496-12): what our own outputs really are, by their bytes.

For files that we made. Numbers are big-endian; a box is its size, its kind, its payload.
"""

import itertools
import mmap
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from mediadesk.errors import ToolFailed

# boxes that hold boxes → how many bytes of their own come first
_HOLDS = {
    **dict.fromkeys("moov trak edts mdia minf dinf stbl mvex moof traf udta ilst".split(), 0),
    "meta": 4,
    "dref": 8,
    "stsd": 8,
    "avc1": 78,
    "mp4a": 28,
}
_DEEPEST = 12
IDR = 5  # H.264 unit type of a picture that needs no other (ITU-T H.264, table 7-1)
_SLICES = range(1, 6)


@dataclass(frozen=True, slots=True)
class Box:
    """Where a box lies. Its kind may be any four bytes, read as Latin-1."""

    path: str  # `moov/trak/mdia/hdlr`
    start: int  # of the payload
    stop: int

    @property
    def kind(self) -> str:
        """The four letters."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One track of an MP4, or of the init segment of a rung."""

    handler: str  # `vide`, `soun`, and what should not be there: `tmcd`, `text`, `meta` …
    timescale: int
    codec: str  # as a playlist names it (RFC 6381)
    size: tuple[int, int] | None
    samples: int  # 0 in an init segment
    colour: tuple[int, int, int, bool] | None  # `colr`: primaries, transfer, matrix (ITU-T H.273), full range
    setup: bytes  # `avcC`: what a decoder of H.264 is told; empty for others
    shown_seconds: Fraction  # what the edit list shows, else all of it; 0 in an init segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one segment holds."""

    begins: Fraction  # seconds
    seconds: Fraction
    samples: int
    starts_whole: bool  # with a frame that needs no other; for sound always
    size_bytes: int
    key: tuple[int, int]  # offset and bytes of what describes the first frame, and of that frame


Buffer = bytes | mmap.mmap


@contextmanager
def opened(path: Path) -> Iterator[Buffer]:
    """The bytes of a file, without reading them all. An empty file is no bytes."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data


def boxes(data: Buffer) -> Iterator[Box]:
    """Every box, the outer before the inner. Raises ToolFailed where sizes make no sense."""
    return _inside(data, "", 0, len(data), 0)


def tracks(path: Path) -> list[Track]:
    """The tracks of an MP4 or an init segment, in order. Raises ToolFailed."""
    with opened(path) as data:
        found: list[dict[str, list[Box]]] = []
        movie_timescale = 1
        for box in boxes(data):
            if box.path == "moov/mvhd":
                movie_timescale = _timescale(data, box)
            elif box.path == "moov/trak":
                found.append({})
            elif found and box.path.startswith("moov/trak/"):
                found[-1].setdefault(box.kind, []).append(box)
        return [_track(data, parts, movie_timescale, path) for parts in found]


def piece(path: Path, track: Track) -> Piece:
    """What a segment of `track` holds. Raises ToolFailed when it is not one whole fragment after another."""
    begins, seconds, samples, whole, key = None, 0, 0, True, (0, 0)
    with opened(path) as data:
        moof, defaults = 0, (0, 0)
        for box in boxes(data):
            if box.path == "moof":
                moof = box.start - 8
            elif box.kind == "tfhd":
                defaults = _defaults(data, box)
            elif box.kind == "tfdt" and begins is None:
                begins = _time(data, box)
            elif box.kind == "trun":
                run = _Run(data, box, defaults)
                seconds, samples = seconds + run.duration, samples + run.samples
                if samples == run.samples and run.sizes:
                    key = moof, run.offset + run.sizes[0]
                    whole = track.handler != "vide" or _is_idr(data, moof + run.offset, run.sizes[0])
        size = len(data)
    if begins is None or not samples:
        raise ToolFailed(f"the segment {path.name} holds nothing")
    return Piece(
        begins=Fraction(begins, track.timescale),
        seconds=Fraction(seconds, track.timescale),
        samples=samples,
        starts_whole=whole,
        size_bytes=size,
        key=key,
    )


def blank_tags(path: Path) -> None:
    """Make the box for tags, which ffmpeg writes also when it has nothing to say, a free one full of zeros."""
    with opened(path) as data:
        found = [box for box in boxes(data) if box.path == "moov/udta"]
    with path.open("r+b") as file:
        for box in found:
            file.seek(box.start - 4)
            file.write(b"free" + bytes(box.stop - box.start))


def units(data: Buffer) -> Iterator[int]:
    """The types of all H.264 units, of an MP4 or of a segment. Samples that are no row of units (sound) give none."""
    for start, size in samples(data):
        yield from units_of(data, start, size)


def units_of(data: Buffer, start: int, size: int) -> list[int]:
    """The types of the H.264 units of one sample; none where it is no row of units."""
    kinds, place = [], start
    while place + 5 <= start + size:
        kinds.append(data[place + 4] & 0x1F)
        place += 4 + _number(data, place)
    return kinds if place == start + size else []


def samples(data: Buffer) -> Iterator[tuple[int, int]]:
    """Where every sample lies, and its size: of the tables of an MP4, or of the runs of a segment."""
    moof, defaults, tables = 0, (0, 0), dict[str, Box]()
    for box in boxes(data):
        if box.path == "moof":
            moof = box.start - 8
        elif box.kind == "tfhd":
            defaults = _defaults(data, box)
        elif box.kind == "trun":
            run = _Run(data, box, defaults)
            place = moof + run.offset
            for size in run.sizes:
                yield place, size
                place += size
        elif box.kind in {"stsz", "stsc", "stco", "co64"}:
            tables[box.kind] = box
            if len(tables) == 3:
                yield from tabled(data, tables)
                tables = {}


def tabled(data: Buffer, tables: dict[str, Box]) -> Iterator[tuple[int, int]]:
    """The samples of one track of an MP4: chunk by chunk, as `stsc` groups them (ISO/IEC 14496-12, 8.7.4)."""
    same, count = struct.unpack_from(">II", data, tables["stsz"].start + 4)
    sizes = iter([same] * count if same else struct.unpack_from(f">{count}I", data, tables["stsz"].start + 12))
    chunks = tables.get("co64") or tables["stco"]
    total = _number(data, chunks.start + 4)
    places = struct.unpack_from(f">{total}{'Q' if chunks.kind == 'co64' else 'I'}", data, chunks.start + 8)
    groups = [
        struct.unpack_from(">II", data, tables["stsc"].start + 8 + 12 * each)
        for each in range(_number(data, tables["stsc"].start + 4))
    ]
    stops = [first for first, _ in groups[1:]] + [total + 1]
    for (first, in_chunk), stop in zip(groups, stops, strict=False):
        for chunk in places[first - 1 : stop - 1]:
            place = chunk
            for size in itertools.islice(sizes, in_chunk):
                yield place, size
                place += size


def _inside(data: Buffer, path: str, start: int, stop: int, depth: int) -> Iterator[Box]:
    while start + 8 <= stop:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1 and start + 16 <= stop:
            size, head = struct.unpack_from(">Q", data, start + 8)[0], 16
        elif size == 0:
            size = stop - start
        if size < head or start + size > stop:
            raise ToolFailed(f"a file we made is no whole MP4: box {kind!r} at byte {start}")
        box = Box(f"{path}/{kind.decode('latin-1')}".removeprefix("/"), start + head, start + size)
        yield box
        if (own := _HOLDS.get(box.kind)) is not None and depth < _DEEPEST:
            yield from _inside(data, box.path, box.start + own, box.stop, depth + 1)
        start += size


def _track(data: Buffer, parts: dict[str, list[Box]], movie_timescale: int, path: Path) -> Track:
    try:
        handler = bytes(data[parts["hdlr"][0].start + 8 : parts["hdlr"][0].start + 12]).decode("latin-1")
        timescale = _timescale(data, parts["mdhd"][0])
        samples = _number(data, parts["stsz"][0].start + 8)
        shown = Fraction(_duration(data, parts["mdhd"][0]), timescale)
        if "elst" in parts:
            shown = Fraction(_edited(data, parts["elst"][0]), movie_timescale) or shown
        size = None
        if "avc1" in parts:
            size = struct.unpack_from(">HH", data, parts["avc1"][0].start + 24)
        return Track(
            handler=handler,
            timescale=timescale,
            codec=_codec(data, parts),
            size=size,
            samples=samples,
            shown_seconds=shown,
            colour=_colour(data, parts),
            setup=b"".join(bytes(data[each.start : each.stop]) for each in parts.get("avcC", ())),
        )
    except (KeyError, struct.error) as error:
        raise ToolFailed(f"{path.name} is no whole MP4: a track without {error}") from error


def _codec(data: Buffer, parts: dict[str, list[Box]]) -> str:
    if "avcC" in parts:
        start = parts["avcC"][0].start
        return f"avc1.{bytes(data[start + 1 : start + 4]).hex()}"
    if "esds" in parts:
        # ISO/IEC 14496-1: the object type of the decoder (tag 4), then the first five bits of its own setup (tag 5)
        said = bytes(data[parts["esds"][0].start + 4 : parts["esds"][0].stop])
        kind = _descriptor(said, 4)[0]
        return f"mp4a.{kind:02x}.{_descriptor(said, 5)[0] >> 3}"
    return ""


def _colour(data: Buffer, parts: dict[str, list[Box]]) -> tuple[int, int, int, bool] | None:
    """What the box `colr` says, of its kind `nclx` (ISO/IEC 14496-12, 12.1.5)."""
    for box in parts.get("colr", ()):
        kind, *numbers, full = struct.unpack_from(">4sHHHB", data, box.start)
        if kind == b"nclx":
            primaries, transfer, matrix = numbers
            return primaries, transfer, matrix, bool(full & 0x80)
    return None


def _descriptor(said: bytes, tag: int) -> bytes:
    """The payload of one descriptor; the size before it takes one to four bytes, those with the high bit go on."""
    place = 0
    own = {3: 3, 4: 13}  # what these two hold before the descriptors inside them
    while place < len(said):
        found, place = said[place], place + 1
        size = 0
        while True:
            byte, place = said[place], place + 1
            size = size << 7 | byte & 0x7F
            if byte < 0x80:
                break
        if found == tag:
            return said[place : place + size]
        place += own.get(found, size)
    raise KeyError("esds")


class _Run:
    """One `trun`: how many samples, how long together, where the first one lies."""

    def __init__(self, data: Buffer, box: Box, defaults: tuple[int, int]) -> None:
        flags, self.samples = struct.unpack_from(">II", data, box.start)
        fields = [bit for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit]
        place = box.start + 8
        self.offset = _number(data, place) if flags & 0x1 else 0
        place += (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
        rows = struct.unpack_from(f">{self.samples * len(fields)}I", data, place)
        width = len(fields)
        self.duration = sum(rows[fields.index(0x100) :: width]) if 0x100 in fields else defaults[0] * self.samples
        self.sizes = rows[fields.index(0x200) :: width] if 0x200 in fields else (defaults[1],) * self.samples


def _is_idr(data: Buffer, start: int, size: int) -> bool:
    """Whether the first slice of a sample is of an IDR picture. Units begin with four bytes of length."""
    stop = start + size
    while start + 5 <= stop:
        if (kind := data[start + 4] & 0x1F) in _SLICES:
            return kind == IDR
        start += 4 + _number(data, start)
    return False


def _defaults(data: Buffer, box: Box) -> tuple[int, int]:
    """Duration and size of the samples of a fragment whose run does not say: of one alone, ffmpeg writes them here."""
    flags, place, told = _number(data, box.start), box.start + 8, dict[int, int]()
    for bit, width in ((0x1, 8), (0x2, 4), (0x8, 4), (0x10, 4)):
        if flags & bit:
            told[bit] = _number(data, place)
            place += width
    return told.get(0x8, 0), told.get(0x10, 0)


def _edited(data: Buffer, box: Box) -> int:
    """How long the edit list shows the track, in the movie's ticks."""
    wide = data[box.start] == 1
    shape = ">Qq4x" if wide else ">Ii4x"
    step = struct.calcsize(shape)
    count = _number(data, box.start + 4)
    return sum(struct.unpack_from(shape, data, box.start + 8 + step * each)[0] for each in range(count))


def _timescale(data: Buffer, box: Box) -> int:
    return _number(data, box.start + (20 if data[box.start] == 1 else 12))


def _duration(data: Buffer, box: Box) -> int:
    """Of `mdhd`, in its ticks."""
    if data[box.start] == 1:
        return int(struct.unpack_from(">Q", data, box.start + 24)[0])
    return _number(data, box.start + 16)


def _time(data: Buffer, box: Box) -> int:
    """Of `tfdt`."""
    wide = data[box.start] == 1
    return int(struct.unpack_from(">Q" if wide else ">I", data, box.start + 4)[0])


def _number(data: Buffer, place: int) -> int:
    return int(struct.unpack_from(">I", data, place)[0])
