"""When, where and with what a clip was shot, as far as its tags honestly say. Pure.

Keys of QuickTime: developer.apple.com, "QuickTime File Format", metadata; ffprobe's names for them. A phone writes UTC.
GoPro, compact cameras, AVI and MXF write the camera's wall clock, though ffprobe shows it with a Z: `local` alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from mediadesk.media.atoms import Atoms, hashed_serial
from mediadesk.media.makers import of_vendors, signed
from mediadesk.media.streams import Json
from mediadesk.media.xmp import read_xmp
from mediadesk.model.clip import Camera
from mediadesk.model.moment import UNKNOWN, Captured, instant, parse_instant, wall_clock
from mediadesk.model.place import LatLon, Place, distance_m, parse_iso6709

_PHONE_RADIUS_M = 30.0  # what a phone's GPS is good for when the file does not say
_MOST_RADIUS_M = 100_000.0
_SAME_PLACE_M = 1000.0
_OLDEST_YEAR = 1991  # when QuickTime came, the oldest format we read
_LONGEST = 100  # characters of a camera's name

_SONY_DATE = re.compile(r'<CreationDate value="([^"]{1,40})"')
_BY_WALL_CLOCK = tuple(
    "CANON CASIO FUJIFILM KODAK EASTMAN KONICA LEICA MINOLTA NIKON OLYMPUS OM PANASONIC PENTAX RICOH SANYO".split()
)
_MAKE = ("com.apple.quicktime.make", "com.android.manufacturer", "make", "maker", "company_name")
_MODEL = ("com.apple.quicktime.model", "com.android.model", "model")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the tags tell, and what in them cannot be true or disagrees."""

    captured: Captured = UNKNOWN
    place: Place | None = None
    camera: Camera | None = None
    trouble: tuple[str, ...] = ()


def told(probe: Json, container: str, atoms: Atoms, now: datetime) -> Told:
    """What the tags of a file tell. A date after `now` (aware) cannot be true."""
    tags = _tags(probe.get("format", {}))
    captured, odd_dates = _captured(probe, container, atoms, now)
    place, odd_places = _place(tags, atoms)
    return Told(captured=captured, place=place, camera=_camera(probe, tags, atoms), trouble=(*odd_dates, *odd_places))


def told_beside(text: str, now: datetime) -> Told:
    """What a sidecar of XML tells: Sony's, or XMP. Of any other text nothing."""
    if "<NonRealTimeMeta" in text:
        at = parse_instant(match[1]) if (match := _SONY_DATE.search(text)) else None
        captured = UNKNOWN
        if at and possible(at, now):
            captured = (
                instant(at, source="sony:xml", confidence="high") if at.tzinfo else wall_clock(at, source="sony:xml")
            )
        return Told(captured=captured, camera=sony_camera(hashed_serial(text)))
    if "<x:xmpmeta" not in text and "<rdf:RDF" not in text:
        return Told()
    noted = read_xmp(text)
    at = _read(noted.date) if noted.date else None
    sure = at if at and possible(at, now) else None
    place = _noted_place(noted.point) if noted.point else None
    make, model = _clean(noted.make or ""), _clean(noted.model or "")
    camera = Camera(make=make or None, model=model or None) if make or model else None
    return Told(captured=_without_offset(sure, "xmp", Atoms()) if sure else UNKNOWN, place=place, camera=camera)


def _noted_place(at: LatLon) -> Place:
    return Place(lat=at.lat, lon=at.lon, radius_m=_PHONE_RADIUS_M, source="xmp")


def _captured(probe: Json, container: str, atoms: Atoms, now: datetime) -> tuple[Captured, list[str]]:
    """The first date that can be true, from the most to the least telling, and those before it that cannot."""
    odd = []
    for text, source in _dates(probe, container, atoms, now):
        at = _read(text)
        if at is None or not possible(at, now):
            odd.append(f"the date in the file cannot be true: {_clean(text)} ({source})")
        elif source.endswith("clock"):
            return wall_clock(at, source=source), odd
        elif at.tzinfo is None or at.tzinfo is UTC:
            return _without_offset(at, source, atoms), odd
        else:
            return instant(at, source=source, confidence="high"), odd
    if atoms.unset and not odd:
        odd.append("the date in the file is not set: it is 0 (quicktime:mvhd)")
    return UNKNOWN, odd


def _without_offset(at: datetime, source: str, atoms: Atoms) -> Captured:
    if at.tzinfo is None:
        return wall_clock(at, source=source)
    if atoms.zone_minutes is not None:
        there = timezone(timedelta(minutes=atoms.zone_minutes))
        return instant(at.astimezone(there), source=f"{source}+zone", confidence="medium")
    return instant(at, source=source, confidence="high" if source == "3gp:date" else "medium")


def _dates(probe: Json, container: str, atoms: Atoms, now: datetime) -> Iterator[tuple[str, str]]:
    """Every date of a file with its source, the most telling first; a source that ends in `clock` knows no zone."""
    tags = _tags(probe.get("format", {}))
    for key in sorted(tags):
        if re.fullmatch(r"com\.apple\.quicktime\.creationdate(-\w+)*", key):
            yield tags[key], "quicktime:creationdate"
    if match := _SONY_DATE.search(atoms.xml):
        yield match[1], "sony:xml"
    if atoms.date:
        yield atoms.date, "asf:creation_time" if container == "asf" else "3gp:date"
    # of edited files it says when they were made, so a bare year or day is of no use
    if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:?\d\d", tags.get("date", "")):
        yield tags["date"], "quicktime:date"
    if atoms.nikon and atoms.nikon[2]:
        yield atoms.nikon[2], "nikon:clock"
    if noted := _noted(probe, atoms, now):
        yield noted, "xmp"
    yield from _header_dates(probe, container, atoms, now)


def _header_dates(probe: Json, container: str, atoms: Atoms, now: datetime) -> Iterator[tuple[str, str]]:
    """The dates that are a part of each container."""
    tags = _tags(probe.get("format", {}))
    if container == "mxf":
        if "modification_date" in tags:
            yield tags["modification_date"].removesuffix("Z"), "mxf:clock"
        return
    made = tags.get("creation_time")
    if made and container in ("avi", "wav"):
        yield made, "riff:clock"
    elif made and container == "mov":
        source = "quicktime:clock" if _writes_wall_clock(probe, tags, atoms) else "quicktime:mvhd"
        yield _movie_date(probe, made, now), source
    elif made:
        yield made, f"{container}:creation_time"


def _noted(probe: Json, atoms: Atoms, now: datetime) -> str | None:
    """The date that XMP notes; None when the movie is a day older: then it is that of an edit."""
    noted = read_xmp(atoms.xmp).date
    at, made = (
        noted and _read(noted),
        _read(_movie_date(probe, _tags(probe.get("format", {})).get("creation_time", ""), now)),
    )
    if at and made and possible(made, now) and made.replace(tzinfo=UTC) < at.replace(tzinfo=UTC) - timedelta(days=1):
        return None
    return noted


def _read(text: str) -> datetime | None:
    return parse_instant(text) or _spelled(text)


def _movie_date(probe: Json, made: str, now: datetime) -> str:
    """The oldest of the dates of a movie and its tracks: programs that copy it renew some, and make none older."""
    dates = [made, *(_tags(stream).get("creation_time", "") for stream in probe.get("streams", ()))]
    return min((date for date in dates if (at := parse_instant(date)) and possible(at, now)), default=made)


def _writes_wall_clock(probe: Json, tags: dict[str, str], atoms: Atoms) -> bool:
    """GoPros, the compact cameras that write QuickTime without an `ftyp` box, and makers whose cameras have no zones.

    Apple's documentation calls local time "common practice" there, and UTC "strongly recommended".
    """
    if _is_gopro(probe) or "major_brand" not in tags:
        return True
    camera = _camera(probe, tags, atoms)
    make = (camera.make or "").upper() if camera else ""
    return make.startswith(_BY_WALL_CLOCK) and atoms.zone_minutes is None


def _is_gopro(probe: Json) -> bool:
    return any("GoPro" in _tags(stream).get("handler_name", "") for stream in probe.get("streams", ()))


def _spelled(text: str) -> datetime | None:
    """The other spellings that cameras put into AVI's IDIT chunk."""
    for form in ("%a %b %d %H:%M:%S %Y", "%Y:%m:%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d/ %H:%M"):
        try:
            return datetime.strptime(" ".join(text.split()), form)
        except ValueError:
            continue
    return None


def possible(at: datetime, now: datetime) -> bool:
    """Whether a clip can have been shot `at`, aware or naive: no file is older than its format, none is of the future.

    There is a day to spare, for a wall clock east of us.
    """
    if not _OLDEST_YEAR <= at.year <= now.year + 1:  # also spares the arithmetic below an overflow
        return False
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) <= now + timedelta(days=1)


def _place(tags: dict[str, str], atoms: Atoms) -> tuple[Place | None, list[str]]:
    """The first place that can be true; further ones that are far from it are trouble."""
    places, odd = [], []
    for text, source in _locations(tags, atoms):
        if point := parse_iso6709(text):
            places.append((point, source))
        elif re.search(r"[1-9]", text):  # all zeros is how devices write that they had no fix
            odd.append(f"the place in the file cannot be true: {_clean(text)}")
    if noted := read_xmp(atoms.xmp).point:
        places.append((noted, "xmp"))
    if not places:
        return None, odd
    (point, source), *others = places
    far = max((distance_m(point, other) for other, _ in others), default=0.0)
    if far > _SAME_PLACE_M:
        other = next(each for each in others if distance_m(point, each[0]) == far)
        both = " and ".join(f"{each.lat:.4f},{each.lon:.4f} ({told})" for each, told in (places[0], other))
        odd.append(f"two places in the file are {round(far / 1000)} km apart: {both}; the first one is taken")
    return Place(lat=point.lat, lon=point.lon, radius_m=_radius_m(tags), source=source), odd


def _locations(tags: dict[str, str], atoms: Atoms) -> Iterator[tuple[str, str]]:
    for key in sorted(tags):
        if re.fullmatch(r"com\.apple\.quicktime\.location\.iso6709(-\w+)*", key):
            yield tags[key], "quicktime:location"
    for key in sorted(tags):
        if re.fullmatch(r"location(-\w+)*", key):
            yield tags[key], "quicktime:udta"
    for text in atoms.places:
        yield text, "quicktime:udta"


def _radius_m(tags: dict[str, str]) -> float:
    text = tags.get("com.apple.quicktime.location.accuracy.horizontal", "")
    said = float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text) else 0.0
    return said if 0 < said <= _MOST_RADIUS_M else _PHONE_RADIUS_M


def _camera(probe: Json, tags: dict[str, str], atoms: Atoms) -> Camera | None:
    signed, model_signed = _signed(probe, tags, atoms)
    noted = read_xmp(atoms.xmp)
    xml = sony_camera(atoms.xml)
    nikon = atoms.nikon or ("", "", "")
    make = _first(tags, _MAKE) or (xml and xml.make) or _clean(noted.make or nikon[0]) or signed
    model = _first(tags, _MODEL) or (xml and xml.model)
    model = model or _clean(atoms.model or noted.model or nikon[1]) or model_signed
    serial = _tagged_serial(tags) or (xml and xml.serial_hash) or atoms.serial or (atoms.insta360 and atoms.insta360[1])
    return Camera(make=make or None, model=model or None, serial_hash=serial or None) if make or model else None


def _tagged_serial(tags: dict[str, str]) -> str:
    """The hash of a serial number of the camera, not of a lens, in a tag that is called so."""
    named = (name for name in sorted(tags) if "serial" in name and "lens" not in name)
    return next((text for name in named if re.fullmatch(r"[0-9a-f]{16}", text := tags[name])), "")


def sony_camera(xml: str) -> Camera | None:
    """What Sony's XML tells of the camera; its serial number is hashed already."""
    make, model = _attribute(xml, "manufacturer"), _attribute(xml, "modelName")
    serial = _attribute(xml, "serialNo")
    return Camera(make=make or None, model=model or None, serial_hash=serial or None) if make or model else None


def _signed(probe: Json, tags: dict[str, str], atoms: Atoms) -> tuple[str, str]:
    """Maker and model, of makers who sign otherwise than by tags that are called so."""
    if _is_gopro(probe):
        return "GoPro", ""
    if atoms.insta360:
        make, model = signed(atoms.insta360[0])
        return make or "Insta360", _clean(model)
    every = [_tags(stream) for stream in probe.get("streams", ())]
    texts = [text for _, text in atoms.notes]
    texts += [tags.get(name, "") for name in ("software", "encoder")]
    texts += [each.get(name, "") for each in every for name in ("handler_name", "encoder")]
    for text in texts:
        make, model = signed(_clean(text))
        if make:
            return make, _clean(model)
    if tags.get("major_brand") == "XAVC":
        return "Sony", ""
    if atoms.samsung:
        return "Samsung", ""
    return of_vendors(each.get("vendor_id", "") for each in every), ""


def _first(tags: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((text for key in keys if (text := _clean(tags.get(key, "")))), "")


def _attribute(xml: str, name: str) -> str:
    match = re.search(rf'<Device [^>]*\b{name}="([^"]*)"', xml)
    return _clean(match[1]) if match else ""


def _tags(part: Json) -> dict[str, str]:
    return {str(key).lower(): str(value) for key, value in part.get("tags", {}).items()}


def _clean(text: str) -> str:
    return "".join(char for char in text if char.isprintable()).strip()[:_LONGEST]
