"""Who made a device, where no tag is called so: makers sign their files in many other places. Pure.

The codes of vendors in QuickTime: exiftool.org/TagNames/QuickTime.html. Names are spelt as in the makers' own EXIF.
"""

import hashlib
import re
from collections.abc import Iterable

_VENDORS = {
    "cano": "Canon",
    "casi": "CASIO",
    "fe20": "OLYMPUS",
    "fuji": "FUJIFILM",
    "kdak": "KODAK",
    " kd ": "KODAK",
    "kmpi": "KONICA MINOLTA",
    "leic": "LEICA",
    "mino": "Minolta",
    "niko": "NIKON",
    "olym": "OLYMPUS",
    "pana": "Panasonic",
    "pent": "PENTAX",
    "pr01": "OLYMPUS",
    "rico": "RICOH",
    "sams": "Samsung",
    "sany": "SANYO",
    "sony": "Sony",
}
_MAKERS = (
    "Ambarella Canon CASIO DJI FLIR FUJIFILM Garmin GoPro HUAWEI Insta360 JVC KODAK LEICA Minolta Motorola NIKON "
    "OLYMPUS Panasonic Parrot PENTAX RED RICOH Samsung SANYO Sony VIOFO Xiaomi"
).split()
_NO_MAKER = ("Ambarella",)  # it makes the chips of many
_SIGNED = re.compile(
    rf"({'|'.join(_MAKERS)})(?:(?=[ .:_-]|$)|(?=(?-i:[A-Z0-9])))[ .:_-]*(.*)", re.IGNORECASE | re.DOTALL
)
_SPELT = {maker.upper(): maker for maker in _MAKERS}
_NO_MODEL = re.compile(
    r"(?:digital (?:still )?camera|camera|video(?:handler)?|avc|hevc|h\.?26[45]|meta(?:data)?|sound|aac|encoder|mvi\d*"
    r"|corporation|inc\.?|co\.?,? ?ltd\.?)?$",
    re.IGNORECASE,
)


def of_vendors(codes: Iterable[str]) -> str:
    """The maker of the first of these codes of vendors that is a camera maker's; empty when none is."""
    return next((_VENDORS[code.lower()] for code in codes if code.lower() in _VENDORS), "")


def signed(text: str) -> tuple[str, str]:
    """Maker and model of a text that begins with the name of a maker, `FLIR One`; each empty when it tells none."""
    match = _SIGNED.match(text.strip())
    if not match or _SPELT[match[1].upper()] in _NO_MAKER:
        return "", ""
    model = match[2].strip()
    return _SPELT[match[1].upper()], "" if _NO_MODEL.match(model) else model


def serial_hash(serial: str) -> str | None:
    """What we keep of a serial number, enough to tell two bodies apart; None for what is none: zeros, or too short."""
    number = serial.strip().strip("\0")
    if len(number) < 3 or not re.search(r"[1-9A-Za-z]", number):
        return None
    return hashlib.sha256(number.encode("utf-8", "replace")).hexdigest()[:16]
