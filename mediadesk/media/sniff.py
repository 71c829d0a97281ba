"""What a file is, by its first bytes. Its name is asked only where the bytes leave it open.

The signatures are those of the formats' own specifications; the names of containers are ffmpeg's demuxers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["clip", "still", "text", "document", "unknown"]

HEAD_BYTES = 1 << 16  # what `sniff` needs of a file

# where the signature is, the signature, the demuxer
_CONTAINERS = (
    (0, b"\x1a\x45\xdf\xa3", "matroska"),  # EBML, also WebM
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", "asf"),
    (8, b"AVI ", "avi"),
    (8, b"AVIX", "avi"),
    (8, b"WAVE", "wav"),  # RIFF, RF64, BW64
    (8, b"AIFF", "aiff"),
    (8, b"AIFC", "aiff"),
    (0, b"riff\x2e\x91\xcf\x11", "w64"),
    (0, b"\x00\x00\x01\xba", "mpeg"),  # programme stream: VOB, MOD
    (0, b"\x00\x00\x01\xb3", "mpegvideo"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"caff", "caf"),
    (0, b"FLV\x01", "flv"),
    (0, b"#!AMR", "amr"),
    (0, b".snd", "au"),
    (0, b"wvpk", "wv"),
    (0, b"\x0b\x77", "ac3"),
    (0, b"\x7f\xfe\x80\x01", "dts"),
    (0, b".RMF", "rm"),
    (0, b"\x1f\x07\x00\x3f", "dv"),  # DIF header block, 525 lines
    (0, b"\x1f\x07\x00\xbf", "dv"),  # 625 lines
    (4, b"RED1", "r3d"),
    (4, b"RED2", "r3d"),
)
_OTHERS: Sequence[tuple[int, bytes, Kind]] = (
    (0, b"\xff\xd8\xff", "still"),  # JPEG, also behind a camera's .THM
    (0, b"\x89PNG\r\n\x1a\n", "still"),
    (0, b"GIF8", "still"),
    (8, b"WEBP", "still"),
    (0, b"II*\x00", "still"),  # TIFF and what is made of it: DNG, NEF, ARW, CR2
    (0, b"MM\x00*", "still"),
    (0, b"II+\x00", "still"),
    (0, b"FUJIFILMCCD-RAW", "still"),
    (0, b"BM", "still"),
    (0, b"\xff\x0a", "still"),  # JPEG XL
    (0, b"\x00\x00\x00\x0cJXL ", "still"),
    (0, b"%PDF-", "document"),
    (0, b"PK\x03\x04", "document"),
    (0, b"Rar!\x1a\x07", "document"),
    (0, b"7z\xbc\xaf\x27\x1c", "document"),
    (0, b"\x1f\x8b", "document"),
    (0, b"SQLite format 3\x00", "document"),
)
# the first box of an ISO base media or QuickTime file; old cameras write no ftyp
_FIRST_BOXES = frozenset(
    (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"uuid", b"styp", b"sidx", b"moof", b"udta")
)
_STILL_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"avif", b"avis"))
_MXF_KEY = bytes.fromhex("060e2b34020501010d01020101")  # SMPTE ST 377-1: begins every partition pack
_MXF_RUN_IN = 1 << 16
_TS_PACKETS = (188, 192, 204)  # plain, with a time stamp (M2TS), with Reed-Solomon
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f"))
_TS_RUN = 5  # sync bytes in a row that cannot be chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Sniffed:
    """What a file is; `container` is the demuxer that must read it, None for what is no clip."""

    kind: Kind
    container: str | None = None


def sniff(head: bytes, ending: str = "") -> Sniffed:
    """What the file is whose first HEAD_BYTES are `head`; `ending` is the last part of its name, in lower case."""
    if container := _container(head, ending):
        return Sniffed(kind="clip", container=container)
    return Sniffed(kind=_other(head))


def _container(head: bytes, ending: str) -> str | None:
    if _is_mov(head, ending):
        return "mov"
    for offset, signature, container in _CONTAINERS:
        if head.startswith(signature, offset):
            return container
    if _MXF_KEY in head[:_MXF_RUN_IN]:
        return "mxf"
    if _is_mpegts(head):
        return "mpegts"
    return _elementary(head)


def _is_mov(head: bytes, ending: str) -> bool:
    if head.startswith(b"\x00\x00\x00\x0cjP  "):  # JPEG 2000: a still, but for mj2
        return b"ftypmjp2" in head[:64]
    if head[4:8] == b"ftyp":
        # Canon's raw films share a brand with its raw stills
        return head[8:12] not in _STILL_BRANDS and not (head[8:12] == b"crx " and ending == "cr3")
    size = int.from_bytes(head[:4], "big")
    return head[4:8] in _FIRST_BOXES and (size in (0, 1) or size >= 8)


def _is_mpegts(head: bytes) -> bool:
    return any(
        all(head[start + n * size : start + n * size + 1] == b"\x47" for n in range(_TS_RUN))
        for size in _TS_PACKETS
        for start in range(size)
    )


def _elementary(head: bytes) -> str | None:
    """A bare stream of one codec, known by its first frames."""
    if head.startswith(b"ID3"):
        size = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))
        return _elementary(head[size:]) or ("flac" if head.startswith(b"fLaC", size) else "mp3")
    if len(head) > 7 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5  # ADTS frame, ISO/IEC 13818-7
        return "aac" if head[size : size + 1] in (b"\xff", b"") and size > 7 else None
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:  # MPEG audio, ISO/IEC 11172-3
        layer_two_or_three = head[1] & 0x06 in (0x02, 0x04)  # layer I is extinct, and looks like the mark of UTF-16
        legal = head[1] & 0x18 != 0x08 and layer_two_or_three and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C
        return "mp3" if legal else None
    unit = re.match(rb"\x00{2,3}\x01(..)", head, re.DOTALL)
    if unit and unit[1][0] & 0x9F in (0x07, 0x09):  # H.264: parameter set or delimiter
        return "h264"
    return "hevc" if unit and unit[1][0] >> 1 in (32, 35) and unit[1][1] == 1 else None


def _other(head: bytes) -> Kind:
    if head[4:8] == b"ftyp" or head.startswith(b"\x00\x00\x00\x0cjP  "):
        return "still"
    for offset, signature, kind in _OTHERS:
        if head.startswith(signature, offset):
            return kind
    return "text" if _is_text(head) else "unknown"


def _is_text(head: bytes) -> bool:
    """Mostly printable: playlists, lists of files, XML, subtitles, whatever their encoding."""
    if not head:
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return b"\x00" not in head and controls * 100 < len(head)
