"""Is everything still as it should be? The programs, the catalogue, every stored byte, what lies about."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mediadesk.assets import Assets, hash_file
from mediadesk.catalogue import Catalogue
from mediadesk.errors import DeskError, NotFound
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.media import binaries
from mediadesk.model.names import shown
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
    except DeskError as trouble:
        yield Checked(what="ffmpeg and ffprobe", result="bad", why=f"{trouble.what}; try: {trouble.hint}")
        return
    for program in (found.ffmpeg, found.ffprobe):
        features = binaries.features(program)
        yield Checked(what=f"{Path(program).name.split('-')[0]} {features.version}", result="good")


def catalogue(shelf: Catalogue) -> Iterator[Checked]:
    """Is the catalogue whole?"""
    wrong = shelf.integrity()
    for why in wrong:
        yield Checked(what="the catalogue", result="bad", why=why)
    if not wrong:
        yield Checked(what="the catalogue", result="good")


def files(shelf: Catalogue, assets: Assets, *, deep: bool, report: Report = ignore) -> Iterator[Checked]:
    """Is every original there, with its size, and with `deep` with every byte? Then every rendition likewise.

    Bad ones are named one by one; the good ones are counted.
    """
    with shelf.read() as shelves:
        held = shelves.files.all()
        made = shelves.renditions.all()
    total = sum(each.size_bytes for each in held)
    report(Began("check", total, "bytes"))
    done = bad = 0
    for each in held:
        if why := _wrong(assets.path(each.path), each.size_bytes, each.sha256 if deep else None):
            bad += 1
            yield Checked(what=f"{each.clip or 'kept'} {shown(each.name)}", result="bad", why=why)
        done += each.size_bytes
        report(Moved("check", done, total))
    report(Ended("check"))
    how = "re-hashed" if deep else "looked at by size; --deep reads every byte"
    yield Checked(what=f"{len(held) - bad} of {len(held)} originals", result="bad" if bad else "good", why=how)
    gone = [each for each in made if not assets.path(each.path).exists()]
    if gone:
        why = "not there any more; `mediadesk derive` makes them again"
        yield Checked(what=f"{len(gone)} of {len(made)} renditions", result="bad", why=why)
    else:
        yield Checked(what=f"{len(made)} renditions", result="good")


def disk(assets: Assets) -> Iterator[Checked]:
    """What killed runs left behind is swept away; is there room?"""
    if swept := assets.sweep():
        yield Checked(what=f"{swept} half-written files of stopped runs", result="good", why="removed")
    free = assets.free_bytes()
    low = free < _LITTLE_ROOM
    yield Checked(what=f"{free / 1e9:.0f} GB free on the desk's disk", result="bad" if low else "good")


def published(shelf: Catalogue, store: Store, *, deep: bool, report: Report = ignore) -> Iterator[Checked]:
    """Is what went online to this store still there, as it was; with `deep` every byte of it?"""
    with shelf.read() as shelves:
        online = [each for one in shelves.dispatches.all() for each in shelves.publications.live(one.slug)]
    for publication in (each for each in online if each.store == store.name):
        wrong = 0
        report(Began(f"check {publication.slug}", len(publication.objects), "files"))
        for done, each in enumerate(publication.objects, 1):
            try:
                there = store.read_back(each.key) if deep else store.head(each.key)
            except NotFound:
                there = None
            wrong += there != each
            report(Moved(f"check {publication.slug}", done, len(publication.objects)))
        report(Ended(f"check {publication.slug}"))
        yield Checked(
            what=f"{publication.slug} in the store {store.name}: {len(publication.objects)} objects",
            result="bad" if wrong else "good",
            why=f"{wrong} are missing or differ; mediadesk publish {publication.slug} sends them again"
            if wrong
            else None,
        )


def _wrong(path: Path, size_bytes: int, sha256: str | None) -> str | None:
    try:
        if path.stat().st_size != size_bytes:
            return f"it has {path.stat().st_size} bytes instead of {size_bytes}"
        if sha256 and hash_file(path).sha256 != sha256:
            return "its bytes have changed since they were verified"
    except (NotFound, FileNotFoundError):
        return "it is missing"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return None
