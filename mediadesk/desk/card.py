"""May this card be formatted? It is listed now, every byte on it is read now, and where its copies are is looked at."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import cast

from mediadesk.cards import listing
from mediadesk.cards.source import source_at
from mediadesk.catalogue import Catalogue
from mediadesk.custody.cold import hash_open
from mediadesk.custody.desk import Assets
from mediadesk.custody.device import card_of, device, partitions, plugged_in_disks
from mediadesk.custody.mount import in_memory, mount_of
from mediadesk.custody.present import found
from mediadesk.custody.volume import online, seen
from mediadesk.engine.base import Engine, J, R
from mediadesk.errors import DeskError, Stopped
from mediadesk.events import Began, Ended, Meter, Report, ignore
from mediadesk.model.card import MediaFile
from mediadesk.model.layout import card_path
from mediadesk.model.names import shown
from mediadesk.model.verdict import Looked, Medium, Standing, Verdict, judge
from mediadesk.model.volume import CopyState, MediaCopy, Volume, VolumeId

_AT_ONCE = 2_000  # files that are looked at together, and are in memory
_States = Mapping[MediaCopy, CopyState | None]  # None of a copy that cannot be looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class _Volumes:
    """The volumes as they are now."""

    desk: VolumeId
    all: Mapping[VolumeId, Volume]
    roots: Mapping[VolumeId, Path]  # of those that are plugged in
    fleeting: frozenset[VolumeId]  # in this machine's memory
    astray: frozenset[VolumeId]  # their disks are plugged in, and they are not found there

    def plugged_in_still(self) -> set[VolumeId]:
        """Which of them did not go away meanwhile."""
        return {self.desk, *online(self.all[each] for each in self.roots)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A copy on a volume that is plugged in."""

    copy: MediaCopy
    root: Path
    size_bytes: int
    reread: bool  # else its size is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tools:
    source: Path  # no link
    deep: bool
    volumes: _Volumes
    catalogue: Catalogue
    engine: Engine
    report: Report


def card(
    source: Path,
    *,
    wanted: int,
    catalogue: Catalogue,
    assets: Assets,
    engine: Engine,
    read: Mapping[MediaFile, str] = MappingProxyType({}),
    deep: bool = False,
    report: Report = ignore,
) -> Verdict:
    """Whether every file of a source has so many verified copies on distinct devices. Nothing is written to it.

    Files in `read`, with their SHA-256, have just been read by whoever asks, and are not read again. With `deep`, the
    copies on volumes that are plugged in are read again, too; else their sizes are looked at, and only those are read
    that lie on drives people work on (in place): a file may change there and keep its size. A copy that is not what it
    was is noted in the catalogue. Raises NotFound or Misasked for a source that is none.
    """
    place, listed, real = source_at(source), listing.listing(source), Path(os.path.realpath(source))
    point = None if place.whole else card_of(real, assets.desk)
    tools = _Tools(
        source=real,
        deep=deep,
        volumes=_volumes(assets, catalogue, report),
        catalogue=catalogue,
        engine=engine,
        report=report,
    )
    medium = Medium(
        is_mounted=place.whole,
        device=device(real),
        is_file=not real.is_dir(),
        part_of=shown(os.fsencode(point)) if point else None,
        partitions=partitions(real),
        unsteady=place.why,
        lost=[(card_path(each.path), each.why) for each in listed.passed if each.lost],
        links=[card_path(each.path) for each in listed.passed if not each.lost],
    )
    return judge(medium, _all(listed.files, read, tools), wanted)


def _volumes(assets: Assets, catalogue: Catalogue, report: Report) -> _Volumes:
    """Where every volume is now; what was elsewhere is noted."""
    with catalogue.read() as shelves:
        before, desk = shelves.volumes.all(), shelves.volumes.desk()
    roots = {desk.id: assets.desk, **online(before, report)}
    now = {each.id: seen(each, roots[each.id]) if each.id in roots else each for each in before}
    if moved := [each for each in now.values() if each not in before]:
        with catalogue.write() as shelves:
            for volume in moved:
                shelves.volumes.note(volume)
    fleeting = frozenset(each for each, root in roots.items() if in_memory(mount_of(root)))
    disks = plugged_in_disks()
    astray = frozenset(each.id for each in now.values() if each.id not in roots and each.device.disks & disks)
    return _Volumes(desk=desk.id, all=now, roots=roots, fleeting=fleeting, astray=astray)


def _all(files: Sequence[MediaFile], read: Mapping[MediaFile, str], tools: _Tools) -> Iterator[Looked]:
    """Every file with its copies; and once more what is not on the card any more, or was not before."""
    card = _Meter("card", (file.size_bytes for file in files if file not in read), tools.report)
    rereads = tools.deep or any(tools.volumes.all[each].in_place for each in tools.volumes.roots)
    copies = _Meter("copies", (file.size_bytes for file in files if rereads), tools.report)
    for start in range(0, len(files), _AT_ONCE):
        some = files[start : start + _AT_ONCE]
        looked = {file: Looked(path=card_path(file.path), sha256=read[file]) for file in some if file in read}
        unread = [file for file in some if file not in read]
        looked |= _run(partial(_look, source=tools.source, meter=card), unread, tools)
        yield from _with_copies({file: looked[file] for file in some}, copies, tools)
    for meter in (card, copies):
        meter.end()
    for file in set(files).symmetric_difference(listing.listing(tools.source).files):
        yield Looked(path=card_path(file.path), sha256=None, changed=True)


def _look(file: MediaFile, report: Report, *, source: Path, meter: "_Meter") -> Looked:
    path, tick = card_path(file.path), meter.ticker(report)
    try:
        with listing.opened(source, file) as descriptor:
            hashes = hash_open(descriptor, tick)
            status = os.fstat(descriptor)
    except Stopped:
        raise
    except (DeskError, OSError):
        return Looked(path=path, sha256=None)
    is_same = hashes.size_bytes == status.st_size == file.size_bytes and status.st_mtime_ns == file.modified_ns
    return Looked(path=path, sha256=hashes.sha256, changed=not is_same)


def _with_copies(looked: Mapping[MediaFile, Looked], meter: "_Meter", tools: _Tools) -> Iterator[Looked]:
    """What was looked at, with every copy of it as it is found now."""
    sizes = {each.sha256: file.size_bytes for file, each in looked.items() if each.sha256}
    with tools.catalogue.read() as shelves:
        copies = shelves.copies.of(sizes)
    roots = tools.volumes.roots
    held = [_held(each, sizes[each.sha256], tools) for some in copies.values() for each in some if each.volume in roots]
    states = _states(held, meter, tools)
    standings = {
        sha256: tuple(_standing(each, states, tools) for each in some) for sha256, some in copies.items() if some
    }
    for each in looked.values():
        yield replace(each, copies=standings.get(each.sha256 or "", ()))


def _held(copy: MediaCopy, size_bytes: int, tools: _Tools) -> _Held:
    is_worked_on = tools.volumes.all[copy.volume].in_place and not _is_inside(copy, tools)
    root = tools.volumes.roots[copy.volume]
    return _Held(copy=copy, root=root, size_bytes=size_bytes, reread=tools.deep or is_worked_on)


def _is_inside(copy: MediaCopy, tools: _Tools) -> bool:
    """Whether a copy lies in what is judged."""
    root, source = tools.volumes.roots.get(copy.volume), os.fsencode(tools.source)
    place = os.fsencode(root or "") + b"/" + copy.path
    return root is not None and (place == source or place.startswith(source + b"/"))


def _standing(copy: MediaCopy, states: _States, tools: _Tools) -> Standing:
    return Standing(
        volume=tools.volumes.all[copy.volume],
        state=states.get(copy, copy.state),
        verified_at=copy.verified_at,
        online=copy.volume in tools.volumes.roots,
        inside=_is_inside(copy, tools),
        fleeting=copy.volume in tools.volumes.fleeting,
        astray=copy.volume in tools.volumes.astray,
    )


def _states(held: Sequence[_Held], meter: "_Meter", tools: _Tools) -> _States:
    """What every copy is now; news of it is noted. A drive that was unplugged meanwhile has lost nothing."""
    reread = _run(partial(_read_again, meter=meter), [each for each in held if each.reread], tools)
    found_now = reread | {each: _by_size(each) for each in held if not each.reread}
    still = tools.volumes.plugged_in_still()
    states = {each: state if each.copy.volume in still else None for each, state in found_now.items()}
    _note(states, tools)
    return {each.copy: state for each, state in states.items()}


def _read_again(held: _Held, report: Report, *, meter: "_Meter") -> CopyState | None:
    return found(held.copy, held.root, held.size_bytes, meter.ticker(report))


def _by_size(held: _Held) -> CopyState | None:
    state = found(held.copy, held.root, held.size_bytes)
    if state == "verified":  # what was missing, and is back, was not read since
        return "copied" if held.copy.state == "missing" else held.copy.state
    return state


def _note(states: Mapping[_Held, CopyState | None], tools: _Tools) -> None:
    """Notes what has become of copies, but for those of which others know more by now."""
    now = datetime.now(UTC)
    new = {
        each.copy: replace(
            each.copy,
            state=state,
            verified_at=now if each.reread and state == "verified" else each.copy.verified_at,
        )
        for each, state in states.items()
        if state
    }
    if changed := {before: after for before, after in new.items() if before != after}:
        with tools.catalogue.write() as shelves:
            noted = shelves.copies.of({copy.sha256 for copy in changed})
            shelves.copies.note(after for before, after in changed.items() if before in noted[before.sha256])


def _run(work: Callable[[J, Report], R], jobs: Sequence[J], tools: _Tools) -> dict[J, R]:
    """The result of each job."""
    results = {}
    with closing(tools.engine.run(work, jobs, tools.report)) as outcomes:
        for outcome in outcomes:
            if outcome.trouble:
                raise outcome.trouble
            results[outcome.job] = cast("R", outcome.result)  # it may be None
    return results


class _Meter(Meter):
    """How many bytes are read; of nothing, nothing is told."""

    def __init__(self, task: str, sizes: Iterable[int], report: Report) -> None:
        super().__init__(task, sum(sizes))
        self._report = report
        if self.total:
            report(Began(task, self.total, "bytes"))

    def end(self) -> None:
        """All is read."""
        if self.total:
            self._report(Ended(self.task))
