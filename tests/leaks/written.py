"""Bytes that no program writes for us: boxes, units, chunks and packets in which somebody's secret may stand."""

import struct
import uuid
import zlib
from collections.abc import Callable, Iterator

C2PA = uuid.UUID("d8fec3d6-1b0e-483c-9297-5828877ec481")  # C2PA 2.1, A.3.4: BMFF
XMP = uuid.UUID("be7acfcb-97a9-42e8-9c71-999491e3afac")  # XMP part 3, MPEG-4
_SEI_ID = uuid.UUID("5d1a36b8-0f9e-4c53-9a53-3c8f7e9d2a41").bytes


def box(kind: bytes, *inside: bytes) -> bytes:
    """ISO/IEC 14496-12, 4.2."""
    body = b"".join(inside)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def uuid_box(which: uuid.UUID, *inside: bytes) -> bytes:
    return box(b"uuid", which.bytes, *inside)


def jumbf(label: str, *inside: bytes) -> bytes:
    """A superbox of ISO/IEC 19566-5, as C2PA has them."""
    kind = b"c2pa" + bytes.fromhex("00110010800000aa00389b71")
    return box(b"jumb", box(b"jumd", kind, b"\x03", label.encode() + b"\0"), *inside)


def children(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and stop of each box, head included."""
    place = 0
    while place + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, place)
        if size < 8:
            return
        yield kind, place, place + size
        place += size


def with_boxes(data: bytes, *, in_moov: bytes = b"", after: bytes = b"", brand: str = "") -> bytes:
    """An MP4 with more in its `moov`, which must be its last box; with more after it; with other brands."""
    *_, (kind, start, stop) = children(data)
    assert kind == b"moov", "made with +faststart?"
    out = data[:start] + box(b"moov", data[start + 8 : stop], in_moov) + after
    return out[:12] + brand.encode() + out[12 + len(brand) :] if brand else out


def with_compressor(data: bytes, entry: bytes, name: str) -> bytes:
    """The name of the encoder in a sample entry (`avc1`, `hvc1`): 32 bytes, the first is how many count."""
    place = data.index(entry + bytes(6)) + 4 + 42
    return data[:place] + bytes([len(name)]) + name.encode().ljust(31, b"\0") + data[place + 32 :]


def sidecar_track(samples: bytes, at: int, *, entry: bytes, handler: str) -> bytes:
    """A `trak` of one sample that lies at byte `at` of the file: how a camera keeps its telemetry."""
    table = struct.pack(">IIII", 0, 1, 1, 1000)
    stbl = box(
        b"stbl",
        box(b"stsd", struct.pack(">II", 0, 1), box(entry, bytes(6), b"\0\1", bytes(4))),
        box(b"stts", table[:4], struct.pack(">III", 1, 1, 1000)),
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1)),
        box(b"stsz", struct.pack(">III", 0, len(samples), 1)),
        box(b"stco", struct.pack(">III", 0, 1, at)),
    )
    gmin = box(b"gmhd", box(b"gmin", struct.pack(">IHHHHhH", 0, 0x40, 0x8000, 0x8000, 0x8000, 0, 0)))
    dinf = box(b"dinf", box(b"dref", struct.pack(">II", 0, 1), box(b"url ", b"\0\0\0\1")))
    name = bytes([len(handler)]) + handler.encode()
    mdia = box(
        b"mdia",
        box(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, 1000, 1000, 0, 0)),
        box(b"hdlr", bytes(4), b"mhlrmeta", bytes(12), name),
        box(b"minf", gmin, dinf, stbl),
    )
    tkhd = struct.pack(">IIIIII", 3, 0, 0, 9, 0, 1000) + bytes(16) + struct.pack(">9i", *_UNITY) + bytes(8)
    return box(b"trak", box(b"tkhd", tkhd), mdia)


_UNITY = (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def sei(kind: int, payload: bytes) -> bytes:
    """A message of ITU-T H.264 / H.265, 7.3.2.3: no byte of ours needs escaping."""
    size = len(payload)
    return bytes([kind]) + b"\xff" * (size // 255) + bytes([size % 255]) + payload + b"\x80"


def unregistered(words: str) -> bytes:
    return sei(5, _SEI_ID + words.encode())


def captions(words: str) -> bytes:
    """CEA-608 in ATSC A/53 user data: two letters with odd parity in each triple."""
    odd = bytes(ord(each) | (0 if ord(each).bit_count() % 2 else 0x80) for each in words)
    triples = b"".join(b"\xfc" + odd[place : place + 2] for place in range(0, len(odd), 2))
    return sei(4, b"\xb5\x00\x31GA94\x03" + bytes([0x40 | len(odd) // 2, 0xFF]) + triples + b"\xff")


def with_units(stream: bytes, units: list[bytes], is_picture: Callable[[int], bool]) -> bytes:
    """An H.264 or HEVC stream (Annex B) with more units before its first picture."""
    place = stream.index(b"\0\0\1")
    while not is_picture(stream[place + 3]):
        place = stream.index(b"\0\0\1", place + 3)
    start = place - 1 if stream[place - 1 : place] == b"\0" else place
    return stream[:start] + b"".join(b"\0\0\0\1" + unit for unit in units) + stream[start:]


def in_every_jpeg(data: bytes, segment: bytes) -> bytes:
    """A stream of JPEGs with one more segment at the beginning of each."""
    return data.replace(b"\xff\xd8\xff", b"\xff\xd8" + segment + b"\xff")


def segment(marker: int, words: str) -> bytes:
    """Of a JPEG (ITU-T T.81, B.1.1.4)."""
    said = words.encode()
    return bytes([0xFF, marker]) + (2 + len(said)).to_bytes(2) + said


def comment(words: str) -> bytes:
    """A JPEG's own."""
    return segment(0xFE, words)


def chunk(kind: bytes, body: bytes) -> bytes:
    """RIFF."""
    return kind + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)


def with_chunks(riff: bytes, *chunks: bytes) -> bytes:
    """A RIFF file with more chunks at its end."""
    body = riff[8:] + b"".join(chunks)
    return riff[:4] + len(body).to_bytes(4, "little") + body


def id3(*frames: bytes) -> bytes:
    """ID3v2.4: sizes of seven bits a byte."""
    body = b"".join(frames)
    return b"ID3\4\0\0" + _sevens(len(body)) + body


def frame(kind: bytes, body: bytes) -> bytes:
    return kind + _sevens(len(body)) + b"\0\0" + body


def _sevens(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def ts_packet(pid: int, payload: bytes, private: bytes) -> bytes:
    """A packet of 188 bytes with private data in its adaptation field (ISO/IEC 13818-1, 2.4.3.4)."""
    field = b"\x02" + bytes([len(private)]) + private
    room = 188 - 4 - 1 - len(payload)
    field += b"\xff" * (room - len(field))
    return struct.pack(">BHBB", 0x47, 0x4000 | pid, 0x30, len(field)) + field + payload


def packed(words: str) -> bytes:
    """As a program keeps a document of its own: deflated."""
    return zlib.compress((words + " " * 64).encode())
