"""May this card be formatted? Only content decides: every file on it now, and where its bytes lie verified."""

import shlex
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mediadesk.model.names import shown
from mediadesk.model.volume import CopyState, Device, Volume, VolumeId, apart

_NAMED = 3  # of many files, so many by their names
_LATER = "ask again when nothing writes to it"

# why a copy that is noted does not count
_STATES: Mapping[CopyState | None, str] = {
    None: "{} cannot be read",
    "copied": "not verified yet on {}",
    "mismatch": "damaged on {}",
    "missing": "missing on {}",
}
_MOVED = "changed or moved on {}: ingest it in place again"  # on a drive that people work on


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One copy of a content, as it is found now."""

    volume: Volume
    state: CopyState | None  # None: it cannot be looked at
    verified_at: datetime | None
    online: bool
    inside: bool = False  # it lies in the very folder that is judged
    fleeting: bool = False  # it lies in this machine's memory
    astray: bool = False  # its disk is plugged in, and it is not found there


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One file of a card, as it is now."""

    path: bytes  # below the card
    sha256: str | None  # None: it could not be read, or it changed meanwhile
    changed: bool = False
    copies: Sequence[Standing] = ()  # of its content


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """What is judged, but for its files."""

    is_mounted: bool  # a whole card; else a folder
    device: Device
    is_file: bool = False  # one file alone
    part_of: str | None = None  # where the card is mounted that this is a folder or file of; None: it is no card's
    partitions: int = 1  # of which one is looked at
    unsteady: str | None = None  # why it cannot be listed reliably
    lost: Sequence[tuple[bytes, str]] = ()  # what may hold bytes and could not be listed, and why
    links: Sequence[bytes] = ()  # links, pipes and the like: they hold no footage


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Safe to format or not. `why` says what stands against it; then what else one should know."""

    safe: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Short:
    """What some files lack."""

    on: tuple[str, ...]  # where copies are that count
    devices: int  # how many distinct ones these are
    but: tuple[str, ...]  # why other copies do not count
    noted: bool  # at least one copy of the content was ever made


class _Paths:
    """Many files: how many, and the first of them."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[bytes] = []

    def add(self, path: bytes) -> None:
        self.count += 1
        if len(self.first) < _NAMED:
            self.first.append(path)

    @property
    def counted(self) -> str:
        """`12 files`."""
        return "1 file" if self.count == 1 else f"{self.count} files"

    @property
    def named(self) -> str:
        """` (DCIM/A.MP4, DCIM/B.MP4, DCIM/C.MP4 and 9 more)`."""
        more = f" and {self.count - _NAMED} more" if self.count > _NAMED else ""
        return f" ({', '.join(map(shown, self.first))}{more})"


def judge(medium: Medium, files: Iterable[Looked], wanted: int) -> Verdict:
    """Every file needs so many verified copies on distinct devices, at least one. A file may come twice."""
    wanted = max(1, wanted)
    unread, changed, short = _Paths(), _Paths(), defaultdict[_Short, _Paths](_Paths)
    counted: dict[VolumeId, Standing] = {}  # of each volume, the copy that was verified first
    is_empty = True
    for file in files:
        is_empty = False
        if file.changed:
            changed.add(file.path)
        elif file.sha256 is None:
            unread.add(file.path)
        elif lacks := _lacks(file, medium, wanted):
            short[lacks].add(file.path)
        else:
            for each in _needed(_counting(file, medium), wanted):
                known = counted.setdefault(each.volume.id, each)
                if known.verified_at and each.verified_at and each.verified_at < known.verified_at:
                    counted[each.volume.id] = each
    against = [
        *_unlisted(medium),
        *([f"{unread.counted} could not be read{unread.named}"] if unread.count else ()),
        *([f"{changed.counted} changed while the card was read{changed.named}; {_LATER}"] if changed.count else ()),
        *(_shortage(lacks, paths, wanted) for lacks, paths in short.items()),
    ]
    if is_empty and not medium.lost and not medium.is_mounted and not medium.part_of:
        against.append("nothing is in this folder, and no card is mounted there: is it in the reader?")
    return Verdict(safe=not against, why=(*against, *_beside(medium, counted.values(), is_empty=is_empty)))


def why_it_does_not_count(copy: Standing) -> str | None:
    """Why a copy counts for nothing, whatever is judged; None when it counts."""
    called = _called(copy.volume)
    if copy.state != "verified":
        return (_MOVED if copy.volume.in_place and copy.state else _STATES[copy.state]).format(called)
    if not copy.online and not copy.volume.device.lasting:
        return f"{called} is not plugged in, and has no serial number to tell it by: plug it in"
    if copy.astray:
        return f"the disk of {called} is plugged in, and {called} is not found on it: mount it, if it is still there"
    return None


def _counting(file: Looked, medium: Medium) -> list[Standing]:
    return [each for each in file.copies if _why_not(each, medium) is None]


def _devices(copies: Iterable[Standing]) -> int:
    return apart(each.volume.device for each in copies)


def _lacks(file: Looked, medium: Medium, wanted: int) -> _Short | None:
    """What a file lacks; None when it has all."""
    counting = _counting(file, medium)
    if (devices := _devices(counting)) >= wanted:
        return None
    return _Short(
        on=tuple(_called(each.volume) for each in counting),
        devices=devices,
        but=tuple(why for each in file.copies if (why := _why_not(each, medium))),
        noted=bool(file.copies),
    )


def _needed(copies: list[Standing], wanted: int) -> list[Standing]:
    """Those that were looked at now and last, if they are enough; else all."""
    here = [each for each in copies if each.online and not each.fleeting]
    return here if _devices(here) >= wanted else copies


def _shortage(short: _Short, paths: _Paths, wanted: int) -> str:
    """What some files lack, in words."""
    files, needed, on = paths.counted, f"{wanted} {'is' if wanted == 1 else 'are'} needed", _listed(short.on)
    has = "has" if paths.count == 1 else "have"
    if not short.noted:
        text = f"{files} appeared since the ingest, or changed: ingest again"
    elif short.devices < len(short.on) == 2:
        text = f"both copies of {files} are on one device: {on}"
    elif short.devices < len(short.on):
        devices = "one device" if short.devices == 1 else f"{short.devices} devices"
        text = f"the {len(short.on)} copies of {files} are on {devices}: {on}; {needed}"
    elif short.devices > 1:
        text = f"{files} {has} {short.devices} verified copies, on {on}; {needed}"
    else:
        text = f"{files} {has} " + (
            f"one verified copy, on {on}; {needed}" if short.on else f"no verified copy; {needed}"
        )
    return "; ".join((text, *short.but)) + paths.named


def _why_not(copy: Standing, medium: Medium) -> str | None:
    """Why a copy does not count for what is judged; None when it does."""
    is_of_card = medium.is_mounted or medium.part_of
    if copy.state == "verified" and (copy.inside or (is_of_card and copy.volume.device.disks & medium.device.disks)):
        return f"{_called(copy.volume)} is on the card itself"
    return why_it_does_not_count(copy)


def _unlisted(medium: Medium) -> Iterable[str]:
    """What keeps us from knowing what is there."""
    if medium.is_file:
        yield "this is one file, not a card"
    elif medium.part_of:
        yield f"this is only a part of the card; ask for all of it: mediadesk card {shlex.quote(medium.part_of)}"
    if medium.unsteady:
        yield medium.unsteady
    for path, why in medium.lost[:_NAMED]:
        yield f"{shown(path)}: {why}"
    if len(medium.lost) > _NAMED:
        yield f"and {len(medium.lost) - _NAMED} more like these"


def _beside(medium: Medium, counted: Iterable[Standing], *, is_empty: bool) -> Iterable[str]:
    """What does not stand against it, and should be known."""
    for each in counted:
        called = _called(each.volume)
        if not each.online:
            when = f"on {each.verified_at:%Y-%m-%d}" if each.verified_at else "before"
            yield (
                f"the drive {called} was not looked at: it is not plugged in "
                f"(its copies were verified {when} and count)"
            )
        if each.fleeting:
            yield f"{called} lies in this machine's memory: its copies are gone when the machine stops"
    if medium.links:
        links = _Paths()
        for path in medium.links:
            links.add(path)
        yield f"not copied, for they hold no footage: {links.count} links, pipes or the like{links.named}"
    if medium.is_mounted and medium.partitions > 1:
        yield f"the card has {medium.partitions} partitions: only this one was looked at, and formatting may take all"
    if is_empty and not medium.lost:
        yield "nothing is on it"
    elif not medium.is_mounted and not medium.is_file and not medium.part_of:
        yield "this is a folder, not a whole card: nothing outside it was looked at"


def _called(volume: Volume) -> str:
    return "the desk" if volume.name == "desk" else volume.name


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
