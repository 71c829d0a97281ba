"""What goes online: objects with their keys, hashes and headers, in the order that keeps a reader safe."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path, PurePosixPath

from mediadesk.errors import Refused


class CacheClass(StrEnum):
    """How long a cache may keep an object. Media keep a week, not a year: a takedown must be able to take effect."""

    POINTER = "public, max-age=60, stale-while-revalidate=600"
    STABLE = "public, max-age=300"
    MEDIA = "public, max-age=604800, immutable"
    ENGINE = "public, max-age=31536000, immutable"


MANIFEST = "manifest.json"  # of a revision

CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mp4": "video/mp4",
    ".m4a": "audio/mp4",
    ".vtt": "text/vtt; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}

# What means the same in a path, in an address without escapes, and in every store. A first dot is kept for names that
# are not whole yet, and shuts out "..".
_SEGMENT = "[A-Za-z0-9_-][A-Za-z0-9._-]*"
_KEY = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_LONGEST_KEY = 512  # half of what S3 takes, to leave room for a prefix


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicObject:
    """One object as a reader's browser will get it. A key that is no public key raises Refused."""

    key: str  # below the store's prefix, always with /
    sha256: str  # hex, of the stored bytes
    size_bytes: int
    content_type: str
    cache: str  # Cache-Control: one of CacheClass in what we send; a store may hold anything
    encoding: str | None = None  # Content-Encoding; gzip for the engine alone

    def __post_init__(self) -> None:
        public_key(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """An object with the bytes it is made of: a file on this desk, or a small text made just now."""

    object: PublicObject
    body: Path | bytes

    @property
    def is_pointer(self) -> bool:
        """A pointer names leaves, so it goes last."""
        return self.object.cache == CacheClass.POINTER


def is_public_key(key: str) -> bool:
    """Whether the key is safe as a path below a folder and needs no escapes in an address."""
    return len(key) <= _LONGEST_KEY and _KEY.fullmatch(key) is not None


def public_key(key: str) -> str:
    """The key itself. Raises Refused when it is no public key."""
    if not is_public_key(key):
        raise Refused(f"{key!a} cannot be a public key", hint="use letters, digits, . _ - in parts joined by /")
    return key


def content_type(key: str) -> str:
    """The Content-Type for a key, by its ending. Raises KeyError for an ending mediadesk never publishes."""
    return CONTENT_TYPES[PurePosixPath(key).suffix]


def cache_class(key: str) -> CacheClass:
    """How long a key may be cached, by its place in model.layout: what lies beside the page changes, the rest never."""
    if key.startswith("a/"):
        return CacheClass.ENGINE
    if key.count("/") != 2:
        return CacheClass.MEDIA
    return CacheClass.POINTER if key.endswith(("/index.html", "/oembed.json")) else CacheClass.STABLE


def upload_waves(outgoing: Iterable[Outgoing]) -> list[list[Outgoing]]:
    """Leaves first, then playlists of segments, then the master that names them, stable copies, and last the pointers.

    Nothing in a wave names another of the same wave, so they may go together; each wave waits for the one before.
    Within the pointers the page comes last of all: nothing may name what is not there yet.
    """
    ordered = sorted(outgoing, key=lambda each: (_rank(each), each.object.key))
    return [list(wave) for _, wave in groupby(ordered, key=_rank)]


def still_to_send(outgoing: Sequence[Outgoing], stored: Iterable[PublicObject]) -> list[Outgoing]:
    """What of `outgoing` is not yet stored with the same bytes and headers."""
    there = {each.key: each for each in stored}
    return [each for each in outgoing if there.get(each.object.key) != each.object]


def manifest(objects: Iterable[PublicObject]) -> bytes:
    """What makes up a revision, for whoever wants to check or to copy it: JSON, an object a line, by their keys."""
    rows = [
        {
            "key": each.key,
            "size": each.size_bytes,
            "sha256": each.sha256,
            "type": each.content_type,
            "cache": each.cache,
        }
        for each in sorted(objects, key=lambda each: each.key)
    ]
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    return f'{{"version":1,"objects":[\n{lines}\n]}}\n'.encode()


def edition_sha256(objects: Iterable[PublicObject]) -> str:
    """One hash of all that is online of a dispatch: of its sorted lines `<sha256>  <key>`, as sha256sum writes them."""
    lines = sorted(f"{each.sha256}  {each.key}\n" for each in objects)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _rank(each: Outgoing) -> int:
    name = PurePosixPath(each.object.key).name
    if each.is_pointer:
        return 5 if name.endswith(".html") else 4
    if each.object.cache == CacheClass.STABLE:
        return 3
    if name in {"master.m3u8", MANIFEST}:
        return 2
    return 1 if name.endswith(".m3u8") else 0
