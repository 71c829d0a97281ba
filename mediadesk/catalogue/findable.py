"""What `find` looks for in a clip, made of its value alone: it can be made again at any time."""

import json
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from mediadesk.model.clip import Camera, Clip
from mediadesk.model.names import shown
from mediadesk.model.place import Place

# Слов’янськ is typed with any of four apostrophes; SQLite's JSON and FTS5 end a text at a NUL
_APART = "\t"  # in no name of a camera: readers take what can be printed alone
_ONE_SPELLING = str.maketrans(dict.fromkeys("’ʼ`´", "'") | {"\0": " "})


def columns(clip: Clip) -> dict[str, Any]:
    """The columns of a clip's row that queries compare and sort by."""
    captured, place, log = clip.captured, clip.place, clip.log
    return {
        "name": folded(shown(clip.name)),
        "day_clock": sortable(captured.day_clock),
        "at": sortable(captured.at),
        "seconds": None if clip.seconds is None else float(clip.seconds),
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "trip": None if log.trip is None else folded(log.trip),
        "camera": folded(_camera(clip)),
        "flag": log.flag,
        "tags": json.dumps(sorted(map(folded, log.tags))),
        "labels": json.dumps(sorted(map(folded, log.labels))),
        "body": body_key(clip.facts.camera),
    }


def body_key(camera: Camera | None) -> str | None:
    """The text by which a body is known; None when nothing names it."""
    if camera is None or not (camera.make or camera.model or camera.serial_hash):
        return None
    return spelt(_APART.join(part or "" for part in (camera.make, camera.model, camera.serial_hash)))


def body(key: str) -> Camera:
    """The camera of that text."""
    make, model, serial_hash = (part or None for part in key.split(_APART))
    return Camera(make=make, model=model, serial_hash=serial_hash)


def said(clip: Clip) -> str:
    """All words by which a clip is found: name, title, notes, tags, trip, place, camera. One part a line."""
    log, place = clip.log, clip.place
    parts: Iterable[str | None] = (
        shown(clip.name),
        log.title,
        *log.notes,
        *sorted(log.tags),
        log.trip,
        *(_names(place) if place else ()),
        _camera(clip),
    )
    return spelt("\n".join(part for part in parts if part))


def _names(place: Place) -> Iterable[str | None]:
    """What a place is called, and the bigger places it lies in: a clip of Exarcheia is one of Athens."""
    return dict.fromkeys(
        (place.name, place.district, place.region, place.country, *(each.name for each in place.within))
    )


def folded(text: str) -> str:
    """The text as it is compared: one spelling, one case."""
    return spelt(text).casefold()


def spelt(text: str) -> str:
    """One spelling for what looks the same: NFC (macOS names files in NFD), one apostrophe, no NUL, no halves."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode()).translate(_ONE_SPELLING)


def sortable(at: datetime | None) -> str | None:
    """A text that sorts as time does: naive as it stands, aware in UTC."""
    if at is None:
        return None
    naive = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    return naive.isoformat(timespec="microseconds")


def _camera(clip: Clip) -> str:
    return clip.facts.camera.name if clip.facts.camera else ""
