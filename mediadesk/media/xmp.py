"""XMP: what Adobe's and others' programs note of a picture or a film, in it or beside it. Pure.

The properties: XMP specification part 2, and EXIF in XMP (CIPA DC-X010). They are read by their usual prefixes, each as
an attribute or as an element, without a parser of XML: this way no text can blow up.
"""

import re
from dataclasses import dataclass

from mediadesk.model.place import LatLon, point

# when it was shot, the surest first; dates of changes tell when somebody edited it
_DATES = ("exif:DateTimeOriginal", "xmpDM:shotDate", "photoshop:DateCreated", "xmp:CreateDate")
_LONGEST = 100  # characters of a value
_COORDINATE = re.compile(r"(\d{1,3}),(\d{1,2}(?:\.\d{1,10})?)(?:,(\d{1,2}(?:\.\d{1,10})?))?([NSEW])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Xmp:
    """What it tells, as it is written; None where it tells nothing."""

    date: str | None = None
    point: LatLon | None = None
    make: str | None = None
    model: str | None = None


def read_xmp(text: str) -> Xmp:
    """What a packet of XMP, or any text, tells."""
    return Xmp(
        date=next((date for name in _DATES if (date := _value(text, name))), None),
        point=_point(_value(text, "exif:GPSLatitude"), _value(text, "exif:GPSLongitude")),
        make=_value(text, "tiff:Make"),
        model=_value(text, "tiff:Model"),
    )


def _value(text: str, name: str) -> str | None:
    form = rf'\b{name}\s{{0,9}}=\s{{0,9}}["\']([^"\'<]{{1,{_LONGEST}}})["\']|<{name}>([^<]{{1,{_LONGEST}}})</{name}>'
    match = re.search(form, text)
    return (match[1] or match[2]).strip() or None if match else None


def _point(lat: str | None, lon: str | None) -> LatLon | None:
    north, east = _degrees(lat, "NS"), _degrees(lon, "EW")
    return None if north is None or east is None else point(north, east)


def _degrees(text: str | None, letters: str) -> float | None:
    """`53,7.95354N`: degrees and minutes, or degrees, minutes and seconds."""
    match = _COORDINATE.fullmatch(text or "")
    if not match or match[4] not in letters or float(match[2]) >= 60 or float(match[3] or 0) >= 60:
        return None
    degrees = int(match[1]) + float(match[2]) / 60 + float(match[3] or 0) / 3600
    return -degrees if match[4] in "SW" else degrees
