"""Nikon's notes in its films (`moov/udta/NCDT/NCTG`): when, where and with what. Pure.

The layout is known from exiftool (exiftool.org/TagNames/Nikon.html, NCTG): records of a number, a format and a count as
in EXIF, then the values; numbers from 0x1200000 on are those of EXIF's GPS tags.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mediadesk.model.place import LatLon, point

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}  # bytes of a value, by its format
_MAKE, _MODEL, _CHANGED, _SHOT = 0x01, 0x02, 0x11, 0x12
_LAT_REF, _LAT, _LON_REF, _LON = 0x1200001, 0x1200002, 0x1200003, 0x1200004
_MOST_RECORDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Nctg:
    """What they tell; empty or None where they tell nothing."""

    make: str = ""
    model: str = ""
    date: str = ""  # `2013:08:24 15:11:00`, a wall clock
    point: LatLon | None = None


def read_nctg(payload: bytes) -> Nctg:
    """What Nikon notes in the payload of the box."""
    noted = _records(payload)
    return Nctg(
        make=_text(noted, _MAKE),
        model=_text(noted, _MODEL),
        date=_text(noted, _SHOT) or _text(noted, _CHANGED),
        point=_point(noted),
    )


def _records(payload: bytes) -> dict[int, bytes]:
    found, at = dict[int, bytes](), 0
    while at + 8 <= len(payload) and len(found) < _MOST_RECORDS:
        number = int.from_bytes(payload[at : at + 4], "big")
        size = _SIZES.get(int.from_bytes(payload[at + 4 : at + 6], "big"))
        if size is None:
            break
        end = at + 8 + size * int.from_bytes(payload[at + 6 : at + 8], "big")
        found.setdefault(number, payload[at + 8 : end])
        at = end
    return found


def _text(noted: Mapping[int, bytes], number: int) -> str:
    return noted.get(number, b"").partition(b"\0")[0].decode("ascii", "replace").strip()


def _point(noted: Mapping[int, bytes]) -> LatLon | None:
    lat, lon = _degrees(noted.get(_LAT, b"")), _degrees(noted.get(_LON, b""))
    if lat is None or lon is None:
        return None
    south, west = _text(noted, _LAT_REF) == "S", _text(noted, _LON_REF) == "W"
    return point(-lat if south else lat, -lon if west else lon)


def _degrees(value: bytes) -> float | None:
    """Degrees, minutes and seconds, each a numerator and a denominator of four bytes."""
    if len(value) < 24:
        return None
    numbers = [int.from_bytes(value[at : at + 4], "big") for at in range(0, 24, 4)]
    parts = [over / under if under else 0.0 for over, under in zip(numbers[::2], numbers[1::2], strict=True)]
    return parts[0] + parts[1] / 60 + parts[2] / 3600 if max(parts[1:]) < 60 else None
