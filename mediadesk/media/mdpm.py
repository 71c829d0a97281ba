"""AVCHD's own notes on when and with what: MDPM, in an SEI message of the first H.264 picture. Pure.

The layout is known from exiftool (exiftool.org/TagNames/H264.html): after a UUID and the letters MDPM a count, then
entries of a number and four bytes; dates in binary-coded decimals.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from mediadesk.media.tags import Told, possible
from mediadesk.model.clip import Camera
from mediadesk.model.moment import Captured, format_offset, instant, wall_clock

_MAGIC = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
_ZONE_TO_MONTH, _DAY_TO_SECOND = 0x18, 0x19
_MAKER, _MODEL = 0xE0, (0xE4, 0xE5, 0xE6)
_MAKERS = {0x0103: "Panasonic", 0x0108: "Sony", 0x1011: "Canon", 0x1104: "JVC"}
_SOURCE = "avchd:mdpm"
_MOST_BYTES = 1600  # of 255 notes


def notes(picture: bytes) -> bytes:
    """The part of a stream's first picture that holds the notes; empty when there are none."""
    start = picture.find(_MAGIC)
    return picture[start : start + len(_MAGIC) + _MOST_BYTES] if start >= 0 else b""


def better(told: Told, picture: bytes, now: datetime) -> Told:
    """What the tags told, overruled by the MDPM of a stream's first picture (H.264 with start codes)."""
    noted = entries(picture)
    return replace(told, captured=_captured(noted, now) or told.captured, camera=_camera(noted) or told.camera)


def entries(picture: bytes) -> dict[int, bytes]:
    """The notes by their numbers; empty when there are none."""
    start = picture.find(_MAGIC)
    if start < 0:
        return {}
    start += len(_MAGIC)
    # 0x03 after two zeros keeps start codes out of H.264's payloads, and is no part of them
    payload = re.sub(rb"\x00\x00\x03", b"\x00\x00", picture[start : start + _MOST_BYTES])
    notes = payload[1 : 1 + 5 * payload[0]] if payload else b""
    return {notes[at]: notes[at + 1 : at + 5] for at in range(0, len(notes) - 4, 5)}


def _captured(noted: dict[int, bytes], now: datetime) -> Captured | None:
    head, rest = noted.get(_ZONE_TO_MONTH), noted.get(_DAY_TO_SECOND)
    if head is None or rest is None:
        return None
    try:
        local = datetime.strptime((head[1:] + rest).hex(), "%Y%m%d%H%M%S")
    except ValueError:
        return None
    if not possible(local, now):
        return None
    offset = _offset(head[0])
    if offset is None:
        return wall_clock(local, source=_SOURCE)
    there = timezone(offset, format_offset(offset))
    return instant(local.replace(tzinfo=there), source=_SOURCE, confidence="high")


def _offset(zone: int) -> timedelta | None:
    """Bits: 0x20 the sign, 0x1e hours, 0x01 half an hour; summer time (0x40) is already in it.

    Nothing set is what a camera writes that knows no zones: it is not taken for Greenwich.
    """
    hours, half = (zone & 0x1E) >> 1, zone & 1
    if zone & 0x80 or hours > 14 or zone & 0x1F == 0:
        return None
    offset = timedelta(hours=hours, minutes=30 * half)
    return -offset if zone & 0x20 else offset


def _camera(noted: dict[int, bytes]) -> Camera | None:
    make = _MAKERS.get(int.from_bytes(noted.get(_MAKER, b"")[:2], "big"))
    name = b"".join(noted.get(number, b"") for number in _MODEL).partition(b"\x00")[0]
    model = name.decode("ascii", "replace").strip()
    return Camera(make=make, model=model or None) if make or model.isprintable() and model else None
