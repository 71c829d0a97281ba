"""Clips and files that never were, for small worlds."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.model.clip import Attached, Clip, Facts, clip_id
from mediadesk.model.holding import HeldFile, Role
from mediadesk.model.place import LatLon, Place
from mediadesk.model.volume import Device, Volume, VolumeId

KHARKIV = LatLon(lat=49.9935, lon=36.2304)


def sha(word: str) -> str:
    """A content's hash, told by a word."""
    return hashlib.sha256(word.encode()).hexdigest()


def a_clip(word: str = "market", **changes: Any) -> Clip:
    """A clip whose content is told by a word."""
    said: dict[str, Any] = {
        "id": clip_id(sha(word)),
        "name": f"{word}.MOV".encode(),
        "path": f"assets/originals/{word}.MOV",
        "sha256": sha(word),
        "size_bytes": 1_000,
        "facts": Facts(container="mov", seconds=Fraction(25, 2)),
    }
    return Clip(**said | changes)


def a_place(lat: float = KHARKIV.lat, lon: float = KHARKIV.lon, **changes: Any) -> Place:
    """Somewhere in Kharkiv."""
    return Place(**{"lat": lat, "lon": lon, "radius_m": 30.0, "source": "typed"} | changes)


def a_file(word: str, role: Role = "kept", **changes: Any) -> HeldFile:
    """A verified file whose content is told by a word."""
    said: dict[str, Any] = {
        "sha256": sha(word),
        "xxh3": "0" * 32,
        "size_bytes": 1_000,
        "name": f"{word}.MOV".encode(),
        "path": f"assets/originals/{word}.MOV",
    }
    return HeldFile(**said | {"role": role} | changes)


def along(word: str, name: bytes = b"market.SRT", seconds: Fraction | None = None) -> Attached:
    """A file that belongs to a clip."""
    path = f"assets/originals/{word}"
    return Attached(name=name, path=path, sha256=sha(word), size_bytes=7, seconds=seconds)


def a_volume(word: str = "T7", **changes: Any) -> Volume:
    """A drive told by a word."""
    said: dict[str, Any] = {
        "id": VolumeId(sha(word)[:32]),
        "name": word,
        "root": f"/media/{word}/footage",
        "below": "footage",
        "device": Device(name=f"disk-{word}", lasting=True),
    }
    return Volume(**said | changes)


def shelve(catalogue: Catalogue, *clips: Clip) -> None:
    """Catalogues clips with their files, as ingest does."""
    with catalogue.write() as shelves:
        for clip in clips:
            for file in (clip, *clip.parts, *clip.sidecars):
                if not shelves.files.known([file.sha256]):
                    shelves.files.add(
                        HeldFile(
                            sha256=file.sha256,
                            xxh3="0" * 32,
                            size_bytes=file.size_bytes,
                            name=file.name,
                            path=file.path,
                            role="kept",
                        )
                    )
            shelves.clips.add(clip)


@contextmanager
def forgotten(catalogue: Catalogue) -> Iterator[Shelves]:
    """A block of writing that is forgotten at its end, so that the next example of a property finds nothing."""
    with suppress(_Forget), catalogue.write() as shelves:
        yield shelves
        raise _Forget


class _Forget(Exception):
    """Ends a block."""


def now() -> datetime:
    """An instant that is always the same."""
    return datetime(2022, 5, 7, 9, 30, tzinfo=UTC)
