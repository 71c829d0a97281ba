"""A point as people and devices write it."""

import math
import struct
from collections.abc import Callable

Spell = Callable[[float, float], str]
Pack = Callable[[float, float], bytes]


def _sides(lat: float, lon: float) -> tuple[str, str]:
    return "NS"[lat < 0], "EW"[lon < 0]


def _split(value: float) -> tuple[int, int, float]:
    """Degrees, minutes and seconds to the tenth: never 60 of them."""
    tenths = round(abs(value) * 36_000)
    return tenths // 36_000, tenths // 600 % 60, tenths % 600 / 10


def dms(lat: float, lon: float, form: str = "{d}°{m}'{s:.2f}\"{side}") -> str:
    said = []
    for value, side in zip((lat, lon), _sides(lat, lon), strict=True):
        degrees, minutes, seconds = _split(value)
        said.append(form.format(d=degrees, m=minutes, s=seconds, side=side))
    return " ".join(said)


def dm(lat: float, lon: float, form: str = "{d}°{m:.4f}'{side}") -> str:
    sides = _sides(lat, lon)
    return " ".join(
        form.format(d=int(abs(value)), m=abs(value) % 1 * 60, side=side)
        for value, side in zip((lat, lon), sides, strict=True)
    )


def nmea(lat: float, lon: float) -> str:
    north, east = _sides(lat, lon)
    lat, lon = abs(lat), abs(lon)
    return f"$GPRMC,120000,A,{int(lat):02}{lat % 1 * 60:07.4f},{north},{int(lon):03}{lon % 1 * 60:07.4f},{east},0.1"


TEXTS: dict[str, Spell] = {
    "decimals": lambda lat, lon: f"{lat:.5f}, {lon:.5f}",
    "commas": lambda lat, lon: f"{lat:.5f} / {lon:.5f}".replace(".", ","),
    "json": lambda lat, lon: f'{{"lat": {lat:.6f}, "lng": {lon:.6f}}}',
    "geojson": lambda lat, lon: f'{{"coordinates": [{lon:.6f}, {lat:.6f}]}}',
    "drone": lambda lat, lon: f"GPS({lon:.4f},{lat:.4f},35)",
    "map link": lambda lat, lon: f"https://maps.example/@{lat:.7f},{lon:.7f},17z",
    "map pin": lambda lat, lon: f"!3d{lat:.7f}!4d{lon:.7f}",
    "iso 6709": lambda lat, lon: f"{lat:+08.4f}{lon:+09.4f}/",
    "iso 6709, seconds": lambda lat, lon: _iso(lat, 2) + _iso(lon, 3) + "/",
    "degrees": dms,
    "degrees in words": lambda lat, lon: dms(lat, lon, "{d} deg {m}' {s:.2f}\" {side}"),
    "degrees and minutes": dm,
    "degrees and minutes, xmp": lambda lat, lon: dm(lat, lon, "{d},{m:.5f}{side}"),
    "degrees and minutes, sides first": lambda lat, lon: dm(lat, lon, "{side} {d}° {m:.4f}"),
    "colons": lambda lat, lon: dms(lat, lon, "{d}:{m:02}:{s:05.2f}{side}"),
    "spaces": lambda lat, lon: dms(lat, lon, "{side} {d} {m} {s:.1f}"),
    "nmea": nmea,
    "rationals": lambda lat, lon: dms(lat, lon, "[{d}/1, {m}/1, {s:.2f}]").replace(".", "").replace("]", "/100]"),
    "ten-millionths": lambda lat, lon: f'{{"latitudeE7": {lat * 1e7:.0f}, "longitudeE7": {lon * 1e7:.0f}}}',
    "millionths": lambda lat, lon: f"{lat * 1e6:.0f},{lon * 1e6:.0f}",
}


def _iso(value: float, digits: int) -> str:
    degrees, minutes, seconds = _split(value)
    return f"{'-' if value < 0 else '+'}{degrees:0{digits}}{minutes:02}{seconds:04.1f}"


def _packed(code: str, factor: float = 1) -> Pack:
    def pack(lat: float, lon: float) -> bytes:
        values = [value * factor for value in (lat, lon)]
        return struct.pack(code, *(map(round, values) if "i" in code else values))

    return pack


def rationals(order: str) -> Pack:
    """Three for each coordinate, as EXIF keeps them."""

    def pack(lat: float, lon: float) -> bytes:
        said = []
        for value in (lat, lon):
            minutes, seconds = divmod(abs(value) * 3600, 60)
            degrees, minutes = divmod(int(minutes), 60)
            said += [degrees, 1, int(minutes), 1, round(seconds * 100), 100]
        return struct.pack(f"{order}12I", *said)

    return pack


NUMBERS: dict[str, Pack] = {
    **{f"{order}{code}": _packed(f"{order}2{code}") for order in "<>" for code in "df"},
    **{f"radians {order}": _packed(f"{order}2d", math.pi / 180) for order in "<>"},
    **{f"{factor:g} {order}": _packed(f"{order}2i", factor) for order in "<>" for factor in (1e6, 1e7)},
    **{f"rationals {order}": rationals(order) for order in "<>"},
}
