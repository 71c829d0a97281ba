"""Points written as a code of a grid: Plus Codes, geohashes, UTM and MGRS. Codes in, the middle of what they name out.

Only what a code says is worked out; whether a text means a code at all, `notations` decides.
"""

import math

from mediadesk.model.place import LatLon

# Open Location Code, specification of 2019: a base of 20 for pairs of digits, then rows of 4 and columns of 5
_PLUS = "23456789CFGHJMPQRVWX"
_GEOHASH = "0123456789bcdefghjkmnpqrstuvwxyz"  # G. Niemeyer, 2008: base 32 without a, i, l, o
_BANDS = "CDEFGHJKLMNPQRSTUVWX"  # of 8 degrees of latitude each, from 80 south
_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")  # of squares of 100 km; every third zone begins anew
_ROWS = "ABCDEFGHJKLMNPQRSTUV"

_A, _F = 6378137.0, 1 / 298.257223563  # WGS 84
_SCALE, _EAST, _SOUTH = 0.9996, 500_000.0, 10_000_000.0  # of UTM, metres


def plus_code(digits: str) -> tuple[LatLon, float]:
    """The middle of a full Plus Code without its sign `+`, and the half of its height in degrees."""
    lat, lon, step = 0.0, 0.0, 20.0
    high = wide = step
    for index in range(0, min(len(digits), 10), 2):
        lat += _PLUS.index(digits[index]) * step
        lon += _PLUS.index(digits[index + 1]) * step
        high = wide = step
        step /= 20
    for digit in digits[10:]:
        high, wide = high / 5, wide / 4
        row, column = divmod(_PLUS.index(digit), 4)
        lat, lon = lat + row * high, lon + column * wide
    return LatLon(lat=lat + high / 2 - 90, lon=lon + wide / 2 - 180), high / 2


def short_plus_code(digits: str, near: LatLon) -> tuple[LatLon, float]:
    """The same of one without its first four digits, which means the nearest such place to a town that is named."""
    whole, half = plus_code(_first_four(near) + digits)
    lat = whole.lat + round(near.lat - whole.lat)
    lon = whole.lon + round(near.lon - whole.lon)
    return LatLon(lat=lat, lon=lon), half


def geohash(code: str) -> tuple[LatLon, float]:
    """The middle of a geohash, and the half of its longer side in degrees."""
    ends = [[-90.0, 90.0], [-180.0, 180.0]]
    bits = (_GEOHASH.index(char) >> shift & 1 for char in code for shift in range(4, -1, -1))
    for number, bit in enumerate(bits):
        side = ends[1 - number % 2]  # the first bit halves the longitude
        side[1 - bit] = sum(side) / 2
    (south, north), (west, east) = ends
    return LatLon(lat=(south + north) / 2, lon=(west + east) / 2), max(north - south, east - west) / 2


def mgrs(zone: int, band: str, square: str, digits: str) -> tuple[LatLon, float] | None:
    """A place of the military grid: `31U`, `DQ`, `4825211943`. None for a square that its zone does not have."""
    column = _COLUMNS[(zone - 1) % 3].find(square[0])
    row = _ROWS.find(square[1])
    if column < 0 or row < 0 or band not in _BANDS:
        return None
    half = len(digits) // 2
    unit = 10 ** (5 - half)
    easting = (column + 1) * 100_000 + (int(digits[:half]) + 0.5) * unit
    northing = (row - (5 if zone % 2 == 0 else 0)) % 20 * 100_000 + (int(digits[half:]) + 0.5) * unit
    # squares repeat every 2,000 km: the one whose latitude lies in the band is meant
    south = -80 + 8 * _BANDS.index(band)
    for _ in range(5):
        found = utm(zone, band, easting, northing)
        if found and south - 0.5 <= found.lat <= south + 12.5:
            return found, unit / 2 / 111_000
        northing += 2_000_000
    return None


def utm(zone: int, band: str, easting: float, northing: float) -> LatLon | None:
    """A point of the Universal Transverse Mercator grid, by Krüger's series to the third order (below a metre)."""
    if not 1 <= zone <= 60 or band not in _BANDS or not 100_000 <= easting <= 900_000:
        return None
    n = _F / (2 - _F)
    radius = _A / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    xi = (northing - (_SOUTH if band < "N" else 0.0)) / (_SCALE * radius)
    eta = (easting - _EAST) / (_SCALE * radius)
    back = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    xi_, eta_ = xi, eta
    for order, each in enumerate(back, 1):
        xi_ -= each * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        eta_ -= each * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    conformal = math.asin(math.sin(xi_) / math.cosh(eta_))
    forth = (2 * n - 2 * n**2 / 3 - 2 * n**3, 7 * n**2 / 3 - 8 * n**3 / 5, 56 * n**3 / 15)
    lat = conformal + sum(each * math.sin(2 * order * conformal) for order, each in enumerate(forth, 1))
    lon = math.atan2(math.sinh(eta_), math.cos(xi_))
    return LatLon(lat=math.degrees(lat), lon=math.degrees(lon) + zone * 6 - 183)


def _first_four(near: LatLon) -> str:
    lat, lon = min(near.lat + 90, 179.9999), (near.lon + 180) % 360
    return "".join(_PLUS[int(value // step) % 20] for step in (20, 1) for value in (lat, lon))
