"""Where: points on the earth, and places with a name and an honest radius."""

import math
import re
from dataclasses import dataclass
from typing import Literal

Rung = Literal["km", "town", "region", "country"]

EARTH_RADIUS_M = 6_371_008.8  # mean radius of the WGS 84 ellipsoid


@dataclass(frozen=True, slots=True, kw_only=True)
class LatLon:
    """A point in degrees, WGS 84: latitude north positive, longitude east positive."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wider:
    """A bigger place that a place lies in. Middle and size are its own: nothing in it is made of the place itself."""

    rung: Rung  # how much of the truth it tells: about a kilometre, the town or raion, the region, the country
    name: str
    lat: float
    lon: float
    radius_m: float  # how far it reaches from its middle


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a clip was shot. Absent knowledge is None, never a guess."""

    lat: float
    lon: float
    radius_m: float  # the truth lies within
    source: str  # which tag, file or person said so: "quicktime:location", "typed", "gazetteer"
    name: str | None = None
    district: str | None = None  # of the second level: a raion
    region: str | None = None  # of the first level: an oblast
    region_code: str | None = None  # ISO 3166-2
    country: str | None = None  # ISO 3166-1 alpha-2
    within: tuple[Wider, ...] = ()  # from the smallest to the country; a rung may be missing

    @property
    def point(self) -> LatLon:
        """The middle of the place."""
        return LatLon(lat=self.lat, lon=self.lon)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlace:
    """A place by the name that this desk calls it: it comes before those of the gazetteer."""

    name: str
    lat: float
    lon: float
    radius_m: float  # what lies within is called so
    region: str | None = None
    country: str | None = None  # ISO 3166-1 alpha-2

    @property
    def point(self) -> LatLon:
        """The middle of the place."""
        return LatLon(lat=self.lat, lon=self.lon)


def point(lat: float, lon: float) -> LatLon | None:
    """The point, or None where there is none: off the globe, not finite, or 0,0, which devices write for *no fix*."""
    if not (math.isfinite(lat) and math.isfinite(lon)) or abs(lat) > 90 or abs(lon) > 180:
        return None
    if lat == 0 and lon == 0:
        return None
    return LatLon(lat=lat, lon=lon)


def distance_m(a: LatLon, b: LatLon) -> float:
    """Metres along the great circle (haversine)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def parse_latlon(text: str) -> LatLon | None:
    """`50.0047,36.2314` as a person types it; None when it is something else (a name, perhaps)."""
    match = re.fullmatch(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*", text)
    return point(float(match[1]), float(match[2])) if match else None


def parse_iso6709(text: str) -> LatLon | None:
    """A point as ISO 6709 writes it in QuickTime tags: `+50.0047+036.2314+115.2/`, also in degrees and minutes.

    The number of digits before the decimal sign says the notation (Annex H of the standard): ±DD, ±DDMM or ±DDMMSS.
    """
    match = re.match(r"([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)", text.strip())
    if not match:
        return None
    return point(_degrees(match[1], 2), _degrees(match[2], 3))


def parse_distance_m(text: str) -> float | None:
    """`20km`, `500m` or `20` (kilometres) in metres; None when it is no distance."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(km|m)?\s*", text, re.IGNORECASE)
    if not match:
        return None
    return float(match[1]) * (1 if (match[2] or "km").lower() == "m" else 1000)


def _degrees(text: str, whole: int) -> float:
    """Signed degrees of one half of an ISO 6709 text whose degrees have `whole` digits; nan where minutes reach 60."""
    integral, _, fraction = text[1:].partition(".")
    extra = len(integral) - whole
    if extra not in (2, 4):
        return float(text)
    minutes = integral[whole : whole + 2]
    parts = [float(integral[:whole]), float(minutes), float(integral[whole + 2 :] or 0)]
    parts[extra // 2] += float(f"0.{fraction or 0}")
    if max(parts[1:]) >= 60:
        return math.nan
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -degrees if text[0] == "-" else degrees
