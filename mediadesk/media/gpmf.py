"""GoPro's telemetry (GPMF): keys, lengths and values, nested into devices and streams. Pure, and never raises.

The format: github.com/gopro/gpmf-parser, README. Every value is big-endian and filled up to four bytes. `GPS5` and the
newer `GPS9` are the camera's; `GPRI` and `SYST` those of the Karma drone, whose fix counts as in MAVLink's GPS_RAW_INT.
"""

import math
import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mediadesk.model.place import point
from mediadesk.model.track import RADIUS_M, Fix, Track, radius_m

_SOURCE = "gpmf"
_NUMBERS = {"b": "b", "B": "B", "s": "h", "S": "H", "l": "i", "L": "I", "f": "f", "d": "d", "j": "q", "J": "Q"}
_NESTED = 0
_FIX_2D = 2  # 0 is none, 3 is one with altitude
_DAY_ZERO = datetime(2000, 1, 1, tzinfo=UTC)  # of GPS9
_MOST_BYTES = 1 << 24  # of a payload; they have some kilobytes
_MOST_SAMPLES = 4  # of each payload of about a second: a hand is not faster

Value = tuple[str, bytes, bytes]  # kind of its numbers, all its bytes, and one sample's size as a byte
Numbers = list[tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """One packet of the stream."""

    data: bytes
    seconds: float  # into the clip
    lasts: float  # seconds


@dataclass(frozen=True, slots=True)
class _Sample:
    """What a receiver said, fix or no fix."""

    lat: float
    lon: float
    altitude_m: float
    at: datetime | None
    seconds: float
    fix: float | None  # None: it did not say
    dop: float | None


def track(payloads: Iterable[Payload]) -> Track | None:
    """What the payloads of a clip tell; None when no GPS is in them.

    A sample without a fix is no place, however plausible its coordinates look: they are the last ones that were known.
    """
    samples = [sample for payload in payloads for sample in _samples(payload)]
    good = [sample for sample in samples if sample.fix is None or sample.fix >= _FIX_2D]
    fixes = [fix for sample in good if (fix := _fix(sample))]
    clock = next((each for among in (good, samples) for each in among if each.at), None)
    if not samples:
        return None
    return Track(
        source=_SOURCE,
        fixes=tuple(fixes),
        began_at=_after(clock.at, -clock.seconds) if clock and clock.at else None,
        had_fix=bool(clock and clock.fix is not None and clock.fix >= _FIX_2D),
    )


def text(data: bytes, key: bytes, nested: Sequence[bytes] = (b"DEVC", b"STRM")) -> str | None:
    """The first text of that key, however it is nested: `MINF` is the camera's model, `CASN` its serial number."""
    for name, (kind, value, _) in _entries(data):
        if name == key and kind == "c":
            return value.rstrip(b"\0").decode("ascii", "replace").strip() or None
        if nested and name == nested[0] and (found := text(value, key, nested[1:])):
            return found
    return None


def _fix(sample: _Sample) -> Fix | None:
    if not point(sample.lat, sample.lon):
        return None
    return Fix(
        lat=sample.lat,
        lon=sample.lon,
        at=sample.at,
        seconds=round(sample.seconds, 3),
        altitude_m=sample.altitude_m if math.isfinite(sample.altitude_m) else None,
        radius_m=RADIUS_M if sample.dop is None else radius_m(sample.dop),
    )


def _samples(payload: Payload) -> Iterator[_Sample]:
    """What every receiver in a payload said; streams without GPS are passed over."""
    for key, device in _entries(payload.data):
        if key == b"DEVC" and device[0] == "\0":
            streams = [dict(_entries(value[1])) for inner, value in _entries(device[1]) if inner == b"STRM"]
            booted = next((at for stream in streams if (at := _booted(stream))), None)
            for stream in streams:
                yield from _gps5(stream, payload)
                yield from _gps9(stream, payload)
                yield from _gpri(stream, payload, booted)


def _gps5(stream: dict[bytes, Value], payload: Payload) -> Iterator[_Sample]:
    """Latitude, longitude, altitude and speeds; one fix, one clock and one precision for them all."""
    samples = _scaled(stream, b"GPS5")
    if not samples:
        return
    began, said, dop = _date(stream), _numbers(stream, b"GPSF"), _numbers(stream, b"GPSP")
    for share, (lat, lon, altitude_m, *_) in _thinned(samples, 5):
        into = share * payload.lasts
        yield _Sample(
            lat,
            lon,
            altitude_m,
            began and began + timedelta(seconds=into),
            payload.seconds + into,
            said[0][0] if said else None,
            dop[0][0] / 100 if dop else None,
        )


def _gps9(stream: dict[bytes, Value], payload: Payload) -> Iterator[_Sample]:
    """Each sample with its days since 2000, seconds of the day, precision and fix."""
    for share, (lat, lon, altitude_m, _, _, days, seconds, dop, fix, *_) in _thinned(_scaled(stream, b"GPS9"), 9):
        at = _after(_DAY_ZERO, 86_400 * days + seconds)
        yield _Sample(lat, lon, altitude_m, at, payload.seconds + share * payload.lasts, fix, dop)


def _gpri(stream: dict[bytes, Value], payload: Payload, booted: datetime | None) -> Iterator[_Sample]:
    """Seconds since the drone was switched on, place, precision in metres, speed, course, fix, satellites."""
    for share, (seconds, lat, lon, altitude_m, dop, _, _, _, fix, *_) in _thinned(_scaled(stream, b"GPRI"), 10):
        at = booted and _after(booted, seconds)
        yield _Sample(lat, lon, altitude_m, at, payload.seconds + share * payload.lasts, fix, dop)


def _booted(stream: dict[bytes, Value]) -> datetime | None:
    """When the drone was switched on: it says how long ago that was, and what time it is, in seconds since 1970."""
    said = _scaled(stream, b"SYST")
    if not said or len(said[-1]) < 2:
        return None
    return _after(datetime(1970, 1, 1, tzinfo=UTC), said[-1][1] - said[-1][0])


def _after(begin: datetime, seconds: float) -> datetime | None:
    try:
        return begin + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None


def _date(stream: dict[bytes, Value]) -> datetime | None:
    """GPSU: `yymmddhhmmss.sss` in UTC."""
    text = stream.get(b"GPSU", ("", b"", b""))[1].decode("ascii", "replace")
    match = re.match(r"(\d{12})(\.\d{1,6})?", text)
    try:
        at = match and datetime.strptime(f"20{match[1]}", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return at + timedelta(seconds=float(match[2] or 0)) if match and at else None


def _thinned(samples: Numbers, least: int) -> Iterator[tuple[float, tuple[float, ...]]]:
    """A few samples with how far into their payload each is, from 0 to 1; none when they hold less than `least`."""
    if samples and len(samples[0]) >= least:
        step = -(-len(samples) // _MOST_SAMPLES)
        yield from ((which / len(samples), samples[which]) for which in range(0, len(samples), step))


def _scaled(stream: dict[bytes, Value], key: bytes) -> Numbers:
    """The samples of an entry, each number divided by its scale; empty where they make no sense."""
    if key not in stream:
        return []
    samples, scales = _numbers(stream, key), [each for sample in _numbers(stream, b"SCAL") for each in sample]
    width = len(samples[0]) if samples else 0
    if len(scales) == 1:
        scales = scales * width
    if len(scales) < width or not all(math.isfinite(scale) and scale for scale in scales):
        return []
    return [tuple(number / scale for number, scale in zip(sample, scales, strict=False)) for sample in samples]


def _numbers(stream: dict[bytes, Value], key: bytes) -> Numbers:
    """The samples of an entry as they are written."""
    kind, data, size = stream.get(key, ("", b"", b"\0"))
    if kind == "?":
        kinds = stream.get(b"TYPE", ("", b"", b""))[1].rstrip(b"\0").decode("ascii", "replace")
    else:
        kinds = kind * (size[0] // struct.calcsize(_NUMBERS[kind])) if kind in _NUMBERS else ""
    if not kinds or not set(kinds) <= _NUMBERS.keys():
        return []
    layout = struct.Struct(">" + "".join(_NUMBERS[each] for each in kinds))
    if layout.size != size[0]:
        return []
    return list(layout.iter_unpack(data[: len(data) // layout.size * layout.size]))


def _entries(data: bytes) -> Iterator[tuple[bytes, Value]]:
    """The entries of one level, up to the first that does not fit."""
    at = 0
    while at + 8 <= len(data):
        size = data[at + 5 : at + 6]
        length = size[0] * int.from_bytes(data[at + 6 : at + 8], "big")
        if at + 8 + length > len(data):
            return
        yield data[at : at + 4], (chr(data[at + 4]), data[at + 8 : at + 8 + length], size)
        at += 8 + -(-length // 4) * 4


def payloads(chunks: Iterable[bytes], packets: Iterable[tuple[float, float, int]]) -> Iterator[Payload]:
    """The bytes of a stream cut into its packets, of which the seconds into the clip, the duration and the size are
    known; as many as the bytes are enough for.
    """
    held, coming = bytearray(), iter(chunks)
    for seconds, lasts, size in packets:
        while len(held) < size:
            chunk = next(coming, None)
            if chunk is None or size > _MOST_BYTES:
                return
            held += chunk
        yield Payload(data=bytes(held[:size]), seconds=seconds, lasts=lasts)
        del held[:size]
