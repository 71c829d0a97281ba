"""May this card be formatted? Only content decides: every file on it now, and where its bytes lie verified."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mediadesk.model.names import shown
from mediadesk.model.volume import CopyState, Device, Volume, apart

_NAMED = 3  # of many files, so many by their names

# why a copy that is noted does not count
_STATES: Mapping[CopyState | None, str] = {
    None: "{} cannot be read",
    "copied": "not verified yet on {}",
    "mismatch": "damaged on {}",
    "missing": "missing on {}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One file of a card, as it is now."""

    path: bytes  # below the card
    sha256: str | None  # None: it could not be read, or it changed meanwhile
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One copy of a content, as it is found now."""

    volume: Volume
    state: CopyState | None  # None: it cannot be looked at
    verified_at: datetime | None
    online: bool
    inside: bool = False  # it lies in the very folder that is judged
    fleeting: bool = False  # it lies in this machine's memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Everything that is known of a card at this moment."""

    files: Sequence[Looked]
    lost: Sequence[tuple[bytes, str]] = ()  # what may hold bytes and could not be listed, and why
    links: Sequence[bytes] = ()  # links, pipes and the like: they hold no footage
    is_mounted: bool  # a whole card; else a folder
    device: Device  # that the card is
    unsteady: str | None = None  # why it cannot be listed reliably
    copies: Mapping[str, Sequence[Standing]]  # of each content


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


def judge(card: Judged, wanted: int) -> Verdict:
    """Every file needs so many verified copies on distinct devices, at least one."""
    wanted = max(1, wanted)
    short: dict[_Short, list[bytes]] = defaultdict(list)
    counted: list[Standing] = []
    for file in card.files:
        if file.sha256 is None or file.changed:
            continue  # said by _unread
        copies = card.copies.get(file.sha256, ())
        counting = [each for each in copies if _why_not(each, card) is None]
        devices = apart(each.volume.device for each in counting)
        if devices >= wanted:
            here = [each for each in counting if each.online and not each.fleeting]
            counted += here if apart(each.volume.device for each in here) >= wanted else counting
        else:
            on = tuple(_called(each.volume) for each in counting)
            but = tuple(why for each in copies if (why := _why_not(each, card)))
            short[_Short(on=on, devices=devices, but=but, noted=bool(copies))].append(file.path)
    against = [*_unread(card), *(_shortage(what, paths, wanted) for what, paths in short.items())]
    if not card.files and not card.lost and not card.is_mounted:
        against.append("nothing is in this folder, and no card is mounted there: is it in the reader?")
    return Verdict(safe=not against, why=(*against, *_beside(card, counted)))


def _shortage(short: _Short, paths: Sequence[bytes], wanted: int) -> str:
    """What some files lack, in words."""
    files, needed, on = _files(paths), f"{wanted} {'is' if wanted == 1 else 'are'} needed", _listed(short.on)
    has = "has" if len(paths) == 1 else "have"
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
    return "; ".join((text, *short.but)) + _names(paths)


def _why_not(copy: Standing, card: Judged) -> str | None:
    """Why a copy does not count; None when it does."""
    called = _called(copy.volume)
    if copy.state != "verified":
        return _STATES[copy.state].format(called)
    if copy.inside or (card.is_mounted and copy.volume.device.disks & card.device.disks):
        return f"{called} is on the card itself"
    if not copy.online and not copy.volume.device.lasting:
        return f"{called} is not plugged in, and has no serial number to tell it by: plug it in"
    return None


def _unread(card: Judged) -> Iterable[str]:
    """What keeps us from knowing the card."""
    if card.unsteady:
        yield card.unsteady
    for path, why in card.lost[:_NAMED]:
        yield f"{shown(path)}: {why}"
    if len(card.lost) > _NAMED:
        yield f"and {len(card.lost) - _NAMED} more like these"
    if unread := [file.path for file in card.files if file.sha256 is None and not file.changed]:
        yield f"{_files(unread)} could not be read{_names(unread)}"
    if changed := [file.path for file in card.files if file.changed]:
        yield f"{_files(changed)} changed while the card was read{_names(changed)}; ask again when nothing writes to it"


def _beside(card: Judged, counted: Sequence[Standing]) -> Iterable[str]:
    """What does not stand against it, and should be known."""
    for volume in _volumes(each for each in counted if not each.online):
        dates = [each.verified_at for each in counted if each.volume.id == volume.id and each.verified_at]
        when = f"on {min(dates):%Y-%m-%d}" if dates else "before"
        yield (
            f"the drive {_called(volume)} was not looked at: it is not plugged in "
            f"(its copies were verified {when} and count)"
        )
    for volume in _volumes(each for each in counted if each.fleeting):
        yield f"{_called(volume)} lies in this machine's memory: its copies are gone when the machine stops"
    if card.links:
        yield f"not copied, for they hold no footage: {len(card.links)} links, pipes or the like{_names(card.links)}"
    if not card.files and not card.lost:
        yield "nothing is on it"
    elif not card.is_mounted:
        yield "this is a folder, not a whole card: nothing outside it was looked at"


def _volumes(copies: Iterable[Standing]) -> list[Volume]:
    return list({each.volume.id: each.volume for each in copies}.values())


def _called(volume: Volume) -> str:
    return "the desk" if volume.name == "desk" else volume.name


def _files(paths: Sequence[bytes]) -> str:
    return "1 file" if len(paths) == 1 else f"{len(paths)} files"


def _names(paths: Sequence[bytes]) -> str:
    """` (DCIM/A.MP4, DCIM/B.MP4 and 10 more)`."""
    named = [shown(path) for path in paths[:_NAMED]]
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return f" ({', '.join(named)}{more})"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
