"""What ffprobe does not tell of somebody's QuickTime or MP4 file: a reader of a few small boxes (atoms, in QuickTime).

Sizes and kinds: ISO/IEC 14496-12. It reads some kilobytes under fixed limits, whatever the file claims.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from mediadesk.media.gpmf import text
from mediadesk.media.makers import serial_hash
from mediadesk.media.nctg import read_nctg
from mediadesk.media.trailer import insta360

Span = tuple[int, int]  # where a payload begins and ends in the file
Route = tuple[bytes, ...]  # the kinds of the boxes around a box, and its own

_MOST_ATOMS = 20_000  # an hour of fragments of 2 s has 3600
_MOST_BYTES = 1 << 16  # of one text
_PARENTS = (b"moov", b"udta", b"NCDT", b"trak", b"meta", b"ilst")
_DEEPEST = 5

_HEADER = (b"moov", b"mvhd")
_DATE = (b"moov", b"udta", b"date")
_PLACES = ((b"moov", b"udta", b"\xa9xyz"), (b"moov", b"udta", b"meta", b"ilst", b"\xa9xyz"))
_XML = (b"meta", b"xml ")
_TEXTS = frozenset((_DATE, *_PLACES, _XML))
_GPMF = (b"moov", b"udta", b"GPMF")
_XMP = ((b"moov", b"udta", b"XMP_"), (b"moov", b"meta", b"XMP_"))
_NOTES = frozenset((b"auth", b"manu", b"modl", b"\xa9inf", b"\xa9mdl", b"\xa9mak", b"\xa9mod", b"\xa9swr"))
_NIKON = (b"moov", b"udta", b"NCDT", b"NCTG")
_SAMSUNG = (b"sefd",)
_WHATSAPP = ((b"beam",), (b"loop",))  # a film; one shown as a moving picture (github.com/gpac/gpac, issue 963)
_FILLING = ((b"moov",), (b"mdat",), (b"moof",))  # after these a device may append whatever it likes

_USMT = bytes.fromhex("55534d5421d24fcebb88695cfac9c740")  # Sony's uuid box for its user metadata
_USMT_ZONE = 0x0B  # minutes east of UTC
_MOST_ZONE = 14 * 60
_ADOBE = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")  # the uuid box that holds XMP
_MOST_UUIDS = 16
_SERIAL = re.compile(r'(\bserialNo=")([^"]*)(")')


@dataclass(frozen=True, slots=True, kw_only=True)
class Atoms:
    """What they say."""

    unset: bool = False  # the movie's own date of creation is 0
    missing_bytes: int = 0  # so many that the index or the media claim lie beyond the end of the file
    date: str | None = None  # 3GP and FLIR: an ISO date with offset in moov/udta/date; ASF: that of its header
    zone_minutes: int | None = None  # Sony: the offset of the camera's clock, east of UTC
    places: tuple[str, ...] = ()  # every ISO 6709 text, in the order of trust: udta, ilst, Nikon's notes
    model: str | None = None  # GoPro, in the GPMF of moov/udta
    serial: str | None = None  # of that GoPro, a hash
    xml: str = ""  # Sony's NonRealTimeMeta, as in its M01.XML sidecars; of its serial number a hash
    xmp: str = ""  # the first packet
    notes: tuple[tuple[str, str], ...] = ()  # kind and text of the boxes in moov/udta where makers sign
    nikon: tuple[str, str, str] | None = None  # make, model and date in its notes
    samsung: bool = False  # it holds a box that Samsung's phones alone write
    insta360: tuple[str, str] | None = None  # the model, and a hash of the serial number, in its trailer
    whatsapp: bool = False  # it holds a box that WhatsApp alone writes


@dataclass(frozen=True, slots=True)
class _Atom:
    route: Route
    span: Span


def read_atoms(path: Path) -> Atoms:
    """The atoms of a file that sniffed as `mov`. Raises OSError alone; whatever makes no sense is left out."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        found = list(islice(_walk(file, (0, size), ()), _MOST_ATOMS))
        texts = {atom.route: _text(file, atom.span) for atom in found if atom.route in _TEXTS}
        boxes = islice((atom for atom in found if atom.route[-1] == b"uuid"), _MOST_UUIDS)
        uuids = [_bytes(file, atom.span) for atom in boxes]
        gopro = [_bytes(file, atom.span) for atom in found if atom.route == _GPMF]
        packets = [_bytes(file, atom.span) for atom in found if atom.route in _XMP][:1]
        notes = [(atom.route[-1], _note(_bytes(file, atom.span))) for atom in found if _is_note(atom.route)]
        headers = [_bytes(file, atom.span)[:12] for atom in found if atom.route == _HEADER]
        nikon = [read_nctg(_bytes(file, atom.span)) for atom in found if atom.route == _NIKON][:1]
        device = insta360(file)
    packets += [payload[16:] for payload in uuids if payload.startswith(_ADOBE)]
    zones = map(_zone, uuids)
    return Atoms(
        unset=any(map(_is_unset, headers)),
        missing_bytes=max([0, *(atom.span[1] - size for atom in found if atom.route in _FILLING)]),
        date=texts.get(_DATE) or None,
        zone_minutes=next((zone for zone in zones if zone is not None), None),
        places=(
            *(texts[route] for route in _PLACES if texts.get(route)),
            *(f"{each.point.lat:+010.6f}{each.point.lon:+011.6f}/" for each in nikon if each.point),
        ),
        model=next(filter(None, (text(each, b"MINF") for each in gopro)), None),
        serial=next(filter(None, (serial_hash(text(each, b"CASN") or "") for each in gopro)), None),
        xml=hashed_serial(texts.get(_XML, "")),
        xmp=packets[0].decode("utf-8", "replace") if packets else "",
        notes=tuple((kind.decode("latin-1"), text) for kind, text in notes if text),
        nikon=(nikon[0].make, nikon[0].model, nikon[0].date) if nikon else None,
        samsung=any(atom.route == _SAMSUNG for atom in found),
        insta360=(device.get(2, ""), serial_hash(device.get(1, "")) or "") if device else None,
        whatsapp=any(atom.route in _WHATSAPP for atom in found),
    )


def _is_unset(header: bytes) -> bool:
    """Whether the date in a movie header is 0: four bytes, in version 1 eight, after the version and the flags."""
    return len(header) == 12 and not any(header[4 : 12 if header[0] == 1 else 8])


def hashed_serial(xml: str) -> str:
    """Sony's XML with a hash in place of the camera's serial number."""
    return _SERIAL.sub(lambda serial: f"{serial[1]}{serial_hash(serial[2]) or ''}{serial[3]}", xml)


def _is_note(route: Route) -> bool:
    return route[:-1] == (b"moov", b"udta") and route[-1] in _NOTES


def _note(payload: bytes) -> str:
    """A text of QuickTime (length and language before it) or of 3GPP (version, flags and language before it)."""
    run = max(re.findall(rb"[\x20-\x7e]{2,100}", payload[:200]), key=len, default=b"")
    return str(run.decode("ascii").strip())


def _walk(file: BinaryIO, span: Span, route: Route) -> Iterator[_Atom]:
    """Every atom, depth first, no deeper than the deepest one we want: a bomb of nested ones does not bite."""
    for kind, inner in _children(file, span):
        here = (*route, kind)
        yield _Atom(here, inner)
        if kind in _PARENTS and len(here) < _DEEPEST:
            within = (inner[0], min(inner[1], span[1]))  # a box may claim to end anywhere
            yield from _walk(file, _past_version(file, kind, within), here)


def _children(file: BinaryIO, span: Span) -> Iterator[tuple[bytes, Span]]:
    at, end = span
    while at + 8 <= end:
        file.seek(at)
        header = file.read(16)
        if len(header) < 8:
            return
        size, kind, begins = int.from_bytes(header[:4], "big"), header[4:8], at + 8
        if size == 1:  # a 64-bit size follows
            size, begins = int.from_bytes(header[8:16], "big"), at + 16
        if size == 0:  # to the end of what holds it
            size = end - at
        if size < begins - at:
            return
        yield kind, (begins, at + size)
        at += size


def _past_version(file: BinaryIO, kind: bytes, span: Span) -> Span:
    """ISO's `meta` has four bytes of version and flags before its boxes, QuickTime's has none."""
    file.seek(span[0])
    return (span[0] + 4, span[1]) if kind == b"meta" and file.read(4) == bytes(4) else span


def _bytes(file: BinaryIO, span: Span) -> bytes:
    file.seek(span[0])
    return file.read(min(span[1] - span[0], _MOST_BYTES))


def _text(file: BinaryIO, span: Span) -> str:
    """The telling part: QuickTime puts a length and a language before a text, `ilst` a box named `data`."""
    text = _bytes(file, span).decode("utf-8", "replace")
    match = re.search(r"[+-]\d[\d.]+[+-]\d[\d.]+|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+)?|<\?xml.*>", text, re.DOTALL)
    return match[0] if match else ""


def _zone(payload: bytes) -> int | None:
    """Sony's `MTDT`: a count of entries, each of length, number, language, kind and, for the zone, signed minutes."""
    if payload[:16] != _USMT or payload[20:24] != b"MTDT":
        return None
    at = 26
    while at + 12 <= len(payload):
        size, number = int.from_bytes(payload[at : at + 2], "big"), int.from_bytes(payload[at + 2 : at + 6], "big")
        if number == _USMT_ZONE:
            zone = int.from_bytes(payload[at + 10 : at + 12], "big", signed=True)
            return zone if abs(zone) <= _MOST_ZONE else None
        at += max(size, 10)
    return None
