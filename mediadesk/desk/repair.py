"""A copy that rotted or vanished is made again from one that did not. What is damaged stays beside it."""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody.copying import one_copy
from mediadesk.custody.desk import Assets
from mediadesk.custody.originals import Originals
from mediadesk.custody.present import found, opened
from mediadesk.custody.volume import online
from mediadesk.errors import DeskError
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.model.holding import HeldFile
from mediadesk.model.names import shown
from mediadesk.model.volume import CopyState, MediaCopy, Volume, VolumeId

_WRONG: Mapping[CopyState, str] = {"missing": "it is missing", "mismatch": "its bytes are not what was verified"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A copy that is not what it was, and what was done about it."""

    what: str  # the file and where it is
    why: str  # what is wrong with it
    mended: bool = False
    how: str | None = None  # it was mended, or why it was not
    unknown: bool = False  # its drive was unplugged before anybody could look


def look(
    *, catalogue: Catalogue, assets: Assets, deep: bool, mend: bool = False, report: Report = ignore
) -> Iterator[Found]:
    """Looks at every copy on the drives that are plugged in, by its size, or with `deep` by every byte; yields those
    that are not what they were, and notes them. With `mend`, it looks at the desk's own, too, and makes them again from
    a copy that is read and found good.
    """
    with catalogue.read() as shelves:
        volumes, desk = shelves.volumes.all(), shelves.volumes.desk()
        files = {each.sha256: each for each in shelves.files.all()}
        copies = [each for volume in volumes for each in shelves.copies.on(volume.id)]
    roots = {desk.id: assets.desk, **online(volumes, report)}
    devices = {volume: root.stat().st_dev for volume, root in roots.items()}
    gone: set[VolumeId] = set()
    by_content: dict[str, list[MediaCopy]] = defaultdict(list)
    for copy in copies:
        if copy.volume in roots:
            by_content[copy.sha256].append(copy)
    there = [each for each in copies if each.volume in roots and (mend or each.volume != desk.id)]
    called = {each.id: each for each in volumes}
    total = sum(files[each.sha256].size_bytes for each in there)
    report(Began("look", total, "bytes"))
    before = 0
    for copy in there:
        if copy.volume in gone:
            continue
        held = files[copy.sha256]
        state = found(
            copy, roots[copy.volume], held.size_bytes, partial(_tick, before, total, report) if deep else None
        )
        before += held.size_bytes
        report(Moved("look", before, total))
        volume = called[copy.volume]
        if state != "verified" and volume.id != desk.id and online([volume]).get(volume.id) != roots[volume.id]:
            gone.add(volume.id)  # what is left is its mount point: a folder of another disk
            yield Found(what=volume.name, why="unplugged while its copies were looked at", unknown=True)
        elif state and state in _WRONG:
            what = f"{held.clip or held.role} {shown(held.name)} on {volume.name} ({shown(copy.path)})"
            told = Found(what=what, why=_WRONG[state])
            changed = damaged = replace(copy, state=state)
            if mend:
                others = [each for each in by_content[copy.sha256] if each.volume != copy.volume]
                originals = assets.originals
                if volume.id != desk.id:
                    reel = os.fsdecode(copy.path).partition("/")[0]
                    originals = Originals(roots[volume.id], reel, device=devices[volume.id])
                told, changed = _mended(told, changed, others, held, originals, roots, called)
            with catalogue.write() as shelves:
                shelves.copies.note([damaged])  # also what was mended: custody tells both
                shelves.copies.note([changed])
            yield told
    report(Ended("look"))


def not_plugged_in(*, catalogue: Catalogue) -> list[str]:
    """The drives that nobody can look at now, by name."""
    with catalogue.read() as shelves:
        volumes, desk = shelves.volumes.all(), shelves.volumes.desk().id
    roots = online(volumes)
    return [each.name for each in volumes if each.id not in roots and each.id != desk]


def _mended(
    told: Found,
    copy: MediaCopy,
    others: Sequence[MediaCopy],
    held: HeldFile,
    originals: Originals,
    roots: Mapping[VolumeId, Path],
    volumes: Mapping[VolumeId, Volume],
) -> tuple[Found, MediaCopy]:
    volume = volumes[copy.volume]
    if volume.in_place:
        return replace(told, how=f"{volume.name} is catalogued as it is, and never written to"), copy
    path = os.fsdecode(copy.path)
    for other in others:
        with suppress(OSError, DeskError):
            source = opened(roots[other.volume], other.path)
            try:
                with one_copy(source, originals, _silent) as (part, hashes):
                    if hashes.sha256 != held.sha256:
                        continue
                    now = originals.keep(part, hashes, path)
            finally:
                os.close(source)
            mended = replace(copy, path=os.fsencode(now), state="verified", verified_at=datetime.now(UTC))
            how = f"made again from {volumes[other.volume].name}" + (f", as {now}" if now != path else "")
            return replace(told, mended=True, how=how), mended
    return replace(told, how="no good copy is plugged in: plug in another drive, or ingest its card again"), copy


def _silent(_: int) -> None:
    """Nobody waits for one file."""


def _tick(before: int, total: int, report: Report, done: int) -> None:
    report(Moved("look", before + done, total))
