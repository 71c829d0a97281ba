"""Small dispatches to publish, and stores that lie, count or break: each wraps a real one."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any

from mediadesk.model.publication import Outgoing, PublicObject, cache_class, content_type
from mediadesk.store.base import Store, Tick, unseen


def outgoing(key: str, body: bytes, *, encoding: str | None = None, file: Path | None = None) -> Outgoing:
    """An object of these bytes, with the headers its key asks for; from a file when one is named."""
    if file:
        file.write_bytes(body)
    made = PublicObject(
        key=key,
        sha256=hashlib.sha256(body).hexdigest(),
        size_bytes=len(body),
        content_type=content_type(key),
        cache=cache_class(key),
        encoding=encoding,
    )
    return Outgoing(object=made, body=file or body)


def from_file(key: str, file: Path) -> Outgoing:
    """A file that is there already, however big."""
    with file.open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    made = PublicObject(
        key=key,
        sha256=sha256,
        size_bytes=file.stat().st_size,
        content_type=content_type(key),
        cache=cache_class(key),
    )
    return Outgoing(object=made, body=file)


def a_dispatch(public_id: str = "3q2mw7", revision: str = "r1") -> list[Outgoing]:
    """A page with everything it names, small; the page and the playlist change with the revision."""
    at = f"v/{public_id}"
    words = revision.encode()
    return [
        outgoing(f"{at}/index.html", b"<title>" + words),
        outgoing(f"{at}/oembed.json", b'{"revision": "' + words + b'"}'),
        outgoing(f"{at}/video.mp4", b"the film"),
        outgoing(f"{at}/r/{revision}/hls/master.m3u8", b"#EXTM3U " + words),
        outgoing(f"{at}/r/{revision}/hls/v360.m3u8", b"#EXTM3U rung"),
        outgoing(f"{at}/r/{revision}/poster.jpg", b"a picture"),
        outgoing(f"{at}/m/d1/init.mp4", b"init"),
        outgoing(f"{at}/m/d1/00000.mp4", b"MARK: the first four seconds"),
        outgoing(f"{at}/m/d1/00001.mp4", b"the next four seconds"),
        outgoing("a/hls-1.js", gzip.compress(b"play();" * 50, mtime=0), encoding="gzip"),
    ]


@dataclass(kw_only=True)
class Wrapped:
    """A store in front of a store: what is not said otherwise goes through."""

    store: Store

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


@dataclass(kw_only=True)
class Recording(Wrapped):
    """Remembers what was done, in order."""

    done: list[tuple[str, str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def _note(self, what: str, key: str) -> None:
        with self.lock:
            self.done.append((what, key))

    def put(self, out: Outgoing, tick: Tick = unseen) -> None:
        self.store.put(out, tick)
        self._note("put", out.object.key)

    def read_back(self, key: str, tick: Tick = unseen) -> PublicObject:
        found = self.store.read_back(key, tick)
        self._note("read back", key)
        return found

    def head(self, key: str) -> PublicObject | None:
        self._note("head", key)
        return self.store.head(key)

    def sizes(self, prefix: str) -> Mapping[str, int]:
        self._note("listed", prefix)
        return self.store.sizes(prefix)

    def delete(self, key: str) -> None:
        self.store.delete(key)
        self._note("delete", key)


@dataclass(kw_only=True)
class Flipping(Wrapped):
    """Flips one bit of what it is given, and reports success: a bad cable, a bad disk, a bad gateway."""

    key: str
    times: int = 100  # then it behaves
    noted: dict[str, PublicObject] = field(default_factory=dict)

    def put(self, out: Outgoing, tick: Tick = unseen) -> None:
        if out.object.key != self.key or not self.times:
            self.store.put(out, tick)
            return
        self.times -= 1
        assert isinstance(out.body, bytes)
        wrong = bytes([out.body[0] ^ 4]) + out.body[1:]
        self.store.put(replace(out, body=wrong), tick)
        self.noted[out.object.key] = out.object

    def head(self, key: str) -> PublicObject | None:
        """As S3 does: what was noted at the put, not what is there."""
        return self.noted.get(key) or self.store.head(key)


@dataclass(kw_only=True)
class Trusting(Wrapped):
    """The sabotage: reading back is taken out, what was put is believed."""

    believed: dict[str, PublicObject] = field(default_factory=dict)

    def put(self, out: Outgoing, tick: Tick = unseen) -> None:
        self.store.put(out, tick)
        self.believed[out.object.key] = out.object

    def read_back(self, key: str, tick: Tick = unseen) -> PublicObject:
        return self.believed.get(key) or self.store.read_back(key, tick)


def live_but_wrong(store: Store, dispatch: list[Outgoing]) -> list[str]:
    """The keys a reader of the page would get in a wrong form or not at all. Empty while the page is not there."""
    as_kept = set(store.keys(""))
    if not any(each.is_pointer and each.object.key in as_kept for each in dispatch):
        return []
    wrong = []
    for each in dispatch:
        key = each.object.key
        body = each.body if isinstance(each.body, bytes) else each.body.read_bytes()
        if each.object.encoding and not store.keeps_encoding:
            body = gzip.decompress(body)
        if key not in as_kept or store.read_back(key).sha256 != hashlib.sha256(body).hexdigest():
            wrong.append(key)
    return wrong
