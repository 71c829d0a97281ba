"""Every drive: where it is, what is on it, with what it shares a disk; and where every copy of everything is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.custody.device import plugged_in_disks
from mediadesk.custody.volume import Room, online, room, seen
from mediadesk.events import Report, ignore
from mediadesk.model.holding import HeldFile
from mediadesk.model.verdict import Standing, why_it_does_not_count
from mediadesk.model.volume import MediaCopy, Volume, VolumeId, apart

_AT_ONCE = 2_000  # files that are asked for together


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A volume and what is on it."""

    volume: Volume  # as it is seen now, or was seen last
    online: bool
    room: Room | None  # None while it is not plugged in
    shares: tuple[str, ...]  # the names of the volumes that are lost with it
    files: int  # verified copies
    size_bytes: int  # of these
    lost: int  # copies that are missing, damaged or not verified
    verified_at: datetime | None  # of the copy that was not looked at for longest; None: before dates were kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One content and its copies."""

    file: HeldFile
    copies: tuple[MediaCopy, ...]
    devices: int  # distinct ones with a verified copy that counts
    desks: tuple[str, ...] = ()  # by alias: of a clip that came with a bundle and never was here, who has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """Everything that is held."""

    volumes: tuple[Shelved, ...]  # the desk first
    contents: tuple[Content, ...]


def volumes(*, catalogue: Catalogue, assets: Assets, report: Report = ignore) -> Stock:
    """Looks where every volume is now, and notes it."""
    with catalogue.read() as shelves:
        before, desk = shelves.volumes.all(), shelves.volumes.desk()
        files = shelves.files.all()
        desks = shelves.elsewhere.of({each.clip for each in files if each.clip})
        copies = dict[str, list[MediaCopy]]()
        for start in range(0, len(files), _AT_ONCE):
            copies |= shelves.copies.of(each.sha256 for each in files[start : start + _AT_ONCE])
    roots = {desk.id: assets.desk, **online(before, report)}
    now = {each.id: seen(each, roots[each.id]) if each.id in roots else each for each in before}
    if moved := [each for each in now.values() if each not in before]:
        with catalogue.write() as shelves:
            for each in moved:
                shelves.volumes.note(each)
    disks = plugged_in_disks()

    def devices(of: Sequence[MediaCopy]) -> int:
        standings = (_standing(each, now[each.volume], is_online=each.volume in roots, disks=disks) for each in of)
        return apart(each.volume.device for each in standings if why_it_does_not_count(each) is None)

    contents = [
        Content(
            file=file,
            copies=tuple(copies[file.sha256]),
            devices=devices(copies[file.sha256]),
            desks=desks[file.clip] if file.clip and not copies[file.sha256] else (),
        )
        for file in files
    ]
    on: dict[VolumeId, list[tuple[MediaCopy, int]]] = {each: [] for each in now}
    for content in contents:
        for copy in content.copies:
            on[copy.volume].append((copy, content.file.size_bytes))
    return Stock(
        volumes=tuple(_shelved(each, list(now.values()), roots.get(each.id), on[each.id]) for each in now.values()),
        contents=tuple(contents),
    )


def _shelved(
    volume: Volume, volumes: Sequence[Volume], root: Path | None, copies: Sequence[tuple[MediaCopy, int]]
) -> Shelved:
    good = [(copy, size_bytes) for copy, size_bytes in copies if copy.state == "verified"]
    beside = [each.name for each in volumes if each.id != volume.id and each.device.disks & volume.device.disks]
    return Shelved(
        volume=volume,
        online=root is not None,
        room=room(root) if root else None,
        shares=tuple(beside),
        files=len(good),
        size_bytes=sum(size_bytes for _, size_bytes in good),
        lost=len(copies) - len(good),
        verified_at=min((copy.verified_at for copy, _ in good if copy.verified_at), default=None),
    )


def _standing(copy: MediaCopy, volume: Volume, *, is_online: bool, disks: frozenset[str]) -> Standing:
    """A copy as SAFE TO FORMAT looks at it, but for what a look at the file would tell."""
    return Standing(
        volume=volume,
        state=copy.state,
        verified_at=copy.verified_at,
        online=is_online,
        astray=not is_online and bool(volume.device.disks & disks),
    )
