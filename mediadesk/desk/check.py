"""Is everything still as it should be? The programs, the catalogue, every stored byte, what lies about."""

import errno
import hashlib
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Literal

from mediadesk.catalogue import Catalogue
from mediadesk.custody.cold import hash_file
from mediadesk.custody.desk import Assets
from mediadesk.custody.private import close_to_others
from mediadesk.errors import DeskError, NotFound, StoreRefused
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.media import binaries
from mediadesk.model.holding import HeldFile
from mediadesk.model.names import shown
from mediadesk.model.publication import PublicObject
from mediadesk.model.rendition import Rendition
from mediadesk.store.base import Store

_LITTLE_ROOM = 2_000_000_000  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One thing that was looked at."""

    what: str
    result: Literal["good", "bad", "unknown"]
    why: str | None = None


def programs(ffmpeg: str, ffprobe: str) -> Iterator[Checked]:
    """Are ffmpeg and ffprobe there, and can they do what is needed?"""
    try:
        found = binaries.find(ffmpeg, ffprobe)
        lacks, version = binaries.features(found.ffmpeg).lacks, binaries.version(found.ffprobe)
    except DeskError as trouble:
        yield Checked(what="ffmpeg and ffprobe", result="bad", why=f"{trouble.what}; try: {trouble.hint}")
        return
    why = f"it lacks {', '.join(sorted(lacks))}" if lacks else None
    what = f"ffmpeg {binaries.features(found.ffmpeg).version}"
    yield Checked(what=what, result="bad" if lacks else "good", why=why)
    yield Checked(what=f"ffprobe {version}", result="good")


def catalogue(shelf: Catalogue) -> Iterator[Checked]:
    """Is the catalogue whole?"""
    wrong = shelf.integrity()
    for why in wrong:
        yield Checked(what="the catalogue", result="bad", why=why)
    if not wrong:
        yield Checked(what="the catalogue", result="good")


def disk(assets: Assets) -> Iterator[Checked]:
    """What killed runs left behind is swept away; is there room?"""
    if swept := assets.sweep():
        yield Checked(what=f"{swept} half-written files of stopped runs", result="good", why="removed")
    free = assets.free_bytes()
    low = free < _LITTLE_ROOM
    yield Checked(what=f"{free / 1e9:.0f} GB free on the desk's disk", result="bad" if low else "good")


def privacy(assets: Assets, public: Collection[Path]) -> Iterator[Checked]:
    """Can nobody else on this machine read the desk, but for its public folders? What could be read is closed."""
    found = close_to_others(assets.desk, public)
    what = "the desk is closed to other users of this machine"
    if not found.still_open:
        why = f"{found.closed} files and folders could be opened, and were closed" if found.closed else None
        yield Checked(what=what, result="good", why=why)
        return
    why = f"{found.still_open} files and folders are open: this disk keeps no modes, or they are another user's"
    yield Checked(what=what, result="unknown", why=f"{why}; a desk belongs on an encrypted disk of your own")


def files(shelf: Catalogue, assets: Assets, *, deep: bool, report: Report = ignore) -> Iterator[Checked]:
    """Is every original there, with its size, and with `deep` with every byte? Then every rendition likewise.

    Bad ones are named one by one; the good ones are counted. Files that nobody knows are named, and no trouble.
    """
    with shelf.read() as shelves:
        held, made = shelves.files.all(), shelves.renditions.all()
    kinds = {
        "originals": [_original(each, each.path) for each in held if each.path],
        "renditions": [_rendition(each) for each in made],
    }
    how = "re-hashed" if deep else "looked at by size; --deep reads every byte"
    meter = _Meter(report=report, total=sum(each.size_bytes for stored in kinds.values() for each in stored))
    report(Began("check", meter.total, "bytes"))
    for kind, stored in kinds.items():
        bad = 0
        for each in stored:
            if why := _wrong(each, assets.path(each.path), meter, deep=deep):
                bad += 1
                yield Checked(what=each.what, result="bad", why=f"{why}; {each.again}" if each.again else why)
            meter.next(each.size_bytes)
        whole = f"{len(stored) - bad} of {len(stored)} {kind}"
        yield Checked(what=whole, result="bad" if bad else "good", why=how)
    report(Ended("check"))
    for stray in assets.originals.strays({each.path for each in held if each.path}):
        why = "not in the catalogue; a stopped ingest leaves such a file, and the next one of its card takes it in"
        yield Checked(what=shown(os.fsencode(stray)), result="unknown", why=why)


def published(shelf: Catalogue, store: Store, *, deep: bool, report: Report = ignore) -> Iterator[Checked]:
    """Is what went online to this store still there, as it was; with `deep` every byte of it? What is not is named."""
    with shelf.read() as shelves:
        online = [each for one in shelves.dispatches.all() for each in shelves.publications.live(one.slug)]
    for publication in (each for each in online if each.store == store.name):
        task, count = f"check {publication.slug}", len(publication.objects)
        what = f"{publication.slug} in the store {store.name}"
        report(Began(task, count, "files"))
        bad = 0
        try:
            for done, each in enumerate(publication.objects, 1):
                if why := _wrong_object(each, store, deep=deep):
                    bad += 1
                    yield Checked(what=f"{what}: {each.key}", result="bad", why=why)
                report(Moved(task, done, count))
        except StoreRefused as trouble:
            yield Checked(what=what, result="bad", why=trouble.what)
            continue
        finally:
            report(Ended(task))
        again = f"mediadesk publish {publication.slug} sends them again"
        yield Checked(
            what=f"{what}: {count - bad} of {count} objects",
            result="bad" if bad else "good",
            why=again if bad else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """What should lie at a path below the desk."""

    what: str
    path: str
    size_bytes: int  # of a folder, of all files in it
    sha256: str  # of a folder, of its sorted lines `<sha256>  <relative path>`
    again: str = ""  # how it can be had again


def _original(held: HeldFile, path: str) -> _Stored:
    what = f"{held.clip or held.role} {shown(held.name)} ({path})"
    return _Stored(what=what, path=path, size_bytes=held.size_bytes, sha256=held.sha256)


def _rendition(made: Rendition) -> _Stored:
    return _Stored(
        what=f"{made.recipe} of {made.subject} ({made.path})",
        path=made.path,
        size_bytes=made.size_bytes,
        sha256=made.sha256,
        again="without it, `mediadesk derive` makes it again",
    )


class _Meter:
    """How many bytes of all are read."""

    def __init__(self, *, report: Report, total: int) -> None:
        self.total = total
        self._report = report
        self._done = 0

    def tick(self, before: int, done: int) -> None:
        """So many of what is being read, in a file and in those before it."""
        self._report(Moved("check", min(self._done + before + done, self.total), self.total))

    def next(self, size_bytes: int) -> None:
        """Done with so many."""
        self._done += size_bytes
        self.tick(0, 0)


def _wrong(stored: _Stored, path: Path, meter: _Meter, *, deep: bool) -> str | None:
    """What is wrong with a file, or with a folder of files; None when nothing is."""
    try:
        inside = _inside(path)
        size_bytes = sum(each.lstat().st_size for each in inside.values())
        if size_bytes != stored.size_bytes:
            return f"it has {size_bytes} bytes instead of {stored.size_bytes}"
        if deep and _sha256(inside, meter) != stored.sha256:
            return "its bytes have changed since they were verified"
    except (NotFound, FileNotFoundError):
        return "it is missing"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return None


def _inside(path: Path) -> Mapping[str, Path]:
    """The file itself, named "", or the files of a folder by their paths in it. Raises OSError for anything else."""
    mode = path.lstat().st_mode
    if S_ISDIR(mode):
        return {each.relative_to(path).as_posix(): each for each in path.rglob("*") if not each.is_dir()}
    if not S_ISREG(mode):
        raise OSError(errno.EINVAL, "something else has taken its place")
    return {"": path}


def _sha256(inside: Mapping[str, Path], meter: _Meter) -> str:
    before, sha256s = 0, {}
    for name, path in inside.items():
        hashes = hash_file(path, partial(meter.tick, before))
        before += hashes.size_bytes
        sha256s[name] = hashes.sha256
    if "" in sha256s:
        return sha256s[""]
    lines = sorted(f"{sha256}  {name}\n" for name, sha256 in sha256s.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _wrong_object(wanted: PublicObject, store: Store, *, deep: bool) -> str | None:
    try:
        there = store.read_back(wanted.key) if deep else store.head(wanted.key)
    except NotFound:
        there = None
    if there is None:
        return "it is missing"
    # whoever only asks may not be told the hash
    return None if there in (wanted, replace(wanted, sha256="")) else "it differs from what was sent"
