"""Files and texts → outgoing objects, each hashed once, as it is on the disk. Media are named by what they hold."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mediadesk.custody.cold import hash_file
from mediadesk.model import layout
from mediadesk.model.playlist import MASTER, key_frames_uri, rebased
from mediadesk.model.publication import MANIFEST, CacheClass, Outgoing, PublicObject, content_type, manifest

_PAGE = "../../../"  # seen from `r/<revision>/hls/`


def file_object(key: str, path: Path, cache: CacheClass = CacheClass.MEDIA) -> Outgoing:
    """An object that is a file on this desk."""
    hashes = hash_file(path)
    return _object(key, path, hashes.sha256, hashes.size_bytes, cache)


def text_object(key: str, body: bytes, cache: CacheClass, encoding: str | None = None) -> Outgoing:
    """An object that is made here."""
    return _object(key, body, hashlib.sha256(body).hexdigest(), len(body), cache, encoding)


def media(home: str, files: Mapping[str, Path]) -> list[Outgoing]:
    """Files that belong together, in a folder named by what they hold: one that is there already is not sent again."""
    hashed = {name: hash_file(path) for name, path in sorted(files.items())}
    folder = _digest([name, each.sha256] for name, each in hashed.items())
    return [
        _object(layout.media_key(home, folder, name), files[name], each.sha256, each.size_bytes, CacheClass.MEDIA)
        for name, each in hashed.items()
    ]


def ladder(home: str, folder: Path) -> tuple[list[Outgoing], dict[str, str]]:
    """The segments of a ladder, each rung in a folder of its own, and the playlists as they stand in `hls/`, by name.

    The master comes first, then the rungs as they rise, the sound after the first of them, key frames of a rung last.
    """
    segments: list[Outgoing] = []
    bases: dict[str, str] = {}  # seen from the page: where the segments of a playlist lie
    playlists = {MASTER: (folder / MASTER).read_text(encoding="utf-8")}
    rungs = sorted(folder.glob("v*.m3u8"), key=lambda path: int(path.stem[1:]))
    sound = sorted(folder.glob("a*.m3u8"))
    for path in (*rungs[:1], *sound, *rungs[1:]):
        rung = media(home, {f"{path.stem}/{each.name}": each for each in (folder / path.stem).glob("*.mp4")})
        bases[path.name] = rung[0].object.key.removeprefix(f"{home}/").partition(f"{path.stem}/")[0]
        segments += rung
    of_keys = {key_frames_uri(path.name): bases[path.name] for path in rungs}
    bases |= {name: base for name, base in of_keys.items() if (folder / name).is_file()}
    playlists |= {
        name: rebased((folder / name).read_text(encoding="utf-8"), f"{_PAGE}{base}") for name, base in bases.items()
    }
    return segments, playlists


def revision(home: str, media: Sequence[Outgoing], leaves: Mapping[str, Path | bytes]) -> tuple[str, list[Outgoing]]:
    """Twelve letters that name exactly these leaves under exactly these names, with the media that they show; and the
    leaves as objects, their manifest among them.
    """
    unplaced = [_leaf(name, body) for name, body in sorted(leaves.items())]
    name = _digest([each.object.key, each.object.sha256] for each in (*media, *unplaced))
    placed = [
        replace(each, object=replace(each.object, key=layout.revision_key(home, name, each.object.key)))
        for each in unplaced
    ]
    listed = manifest(each.object for each in (*media, *placed))
    return name, [*placed, text_object(layout.revision_key(home, name, MANIFEST), listed, CacheClass.MEDIA)]


def _leaf(name: str, body: Path | bytes) -> Outgoing:
    return text_object(name, body, CacheClass.MEDIA) if isinstance(body, bytes) else file_object(name, body)


def _digest(rows: Iterable[list[str]]) -> str:
    return hashlib.sha256(json.dumps(sorted(rows)).encode()).hexdigest()[:12]


def _object(
    key: str, body: Path | bytes, sha256: str, size_bytes: int, cache: CacheClass, encoding: str | None = None
) -> Outgoing:
    kind = content_type(key)
    found = PublicObject(
        key=key, sha256=sha256, size_bytes=size_bytes, content_type=kind, cache=cache, encoding=encoding
    )
    return Outgoing(object=found, body=body)
