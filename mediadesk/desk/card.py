"""May this card be formatted? It is listed now, every byte on it is read now, and where its copies are is looked at."""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType

from mediadesk.cards import listing
from mediadesk.cards.source import source_at
from mediadesk.catalogue import Catalogue
from mediadesk.custody.cold import hash_open
from mediadesk.custody.desk import Assets
from mediadesk.custody.device import device
from mediadesk.custody.mount import mount_of
from mediadesk.custody.present import found
from mediadesk.custody.volume import online, seen
from mediadesk.engine.base import Engine, J, R
from mediadesk.errors import DeskError, Stopped
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.model.card import MediaFile
from mediadesk.model.layout import card_path
from mediadesk.model.verdict import Judged, Looked, Standing, Verdict, judge
from mediadesk.model.volume import CopyState, MediaCopy, Volume, VolumeId

_AT_ONCE = 2_000  # jobs that wait in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A copy on a volume that is plugged in."""

    copy: MediaCopy
    root: Path
    size_bytes: int


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
    copies on volumes that are plugged in are read again, too; else their sizes are looked at. A copy that is not what
    it was is noted in the catalogue. Raises NotFound or Misasked for a source that is none.
    """
    place, listed = source_at(source), listing.listing(source)
    looked = {file: Looked(path=card_path(file.path), sha256=read[file]) for file in listed.files if file in read}
    looked |= _looked(source, [file for file in listed.files if file not in read], engine, report)
    sizes = {each.sha256: file.size_bytes for file, each in looked.items() if each.sha256}
    with catalogue.read() as shelves:
        copies, before, desk = shelves.copies.of(sizes), shelves.volumes.all(), shelves.volumes.desk()
    roots = {desk.id: assets.desk, **online(before, report)}
    volumes = {each.id: seen(each, roots[each.id]) if each.id in roots else each for each in before}
    held = [
        _Held(copy=each, root=roots[each.volume], size_bytes=sizes[each.sha256])
        for some in copies.values()
        for each in some
        if each.volume in roots
    ]
    states = _states(held, engine, report, deep=deep)
    still = {desk.id, *online(volumes.values())}  # a drive that was unplugged meanwhile has lost nothing
    states = {copy: state if copy.volume in still else None for copy, state in states.items()}
    _note(states, [volumes[each] for each in still if volumes[each] not in before], catalogue, deep=deep)
    real = Path(os.path.realpath(source))
    return judge(
        Judged(
            files=_still(looked, listing.listing(source).files),
            lost=[(card_path(each.path), each.why) for each in listed.passed if each.lost],
            links=[card_path(each.path) for each in listed.passed if not each.lost],
            is_mounted=place.whole,
            device=device(real),
            unsteady=place.why,
            copies=_standings(copies, states, volumes, roots, real),
        ),
        wanted,
    )


def _looked(source: Path, files: Sequence[MediaFile], engine: Engine, report: Report) -> dict[MediaFile, Looked]:
    """Every file of a card, read from the medium now."""
    meter = _Meter("card", sum(file.size_bytes for file in files))
    return {
        file: looked
        for file, looked in _run(partial(_look, source=source, meter=meter), files, meter, engine, report)
        if looked
    }


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


def _still(looked: Mapping[MediaFile, Looked], files: Sequence[MediaFile]) -> list[Looked]:
    """What was looked at; what is not on the card any more, or was not before, has changed meanwhile."""
    there = set(files)
    return [
        *(each if file in there else replace(each, changed=True) for file, each in looked.items()),
        *(Looked(path=card_path(file.path), sha256=None, changed=True) for file in files if file not in looked),
    ]


_States = Mapping[MediaCopy, CopyState | None]


def _states(held: Sequence[_Held], engine: Engine, report: Report, *, deep: bool) -> _States:
    """What every copy is now; None of one that cannot be looked at."""
    meter = _Meter("copies", sum(each.size_bytes for each in held))
    work = partial(_state, meter=meter, deep=deep)
    return {each.copy: state for each, state in _run(work, held, meter, engine, report)}


def _state(held: _Held, report: Report, *, meter: "_Meter", deep: bool) -> CopyState | None:
    state = found(held.copy, held.root, held.size_bytes, meter.ticker(report) if deep else None)
    if state == "verified" and not deep:  # by its size alone
        return "copied" if held.copy.state == "missing" else held.copy.state
    return state


def _standings(
    copies: Mapping[str, Sequence[MediaCopy]],
    states: _States,
    volumes: Mapping[VolumeId, Volume],
    roots: Mapping[VolumeId, Path],
    source: Path,
) -> dict[str, list[Standing]]:
    """Every copy of each content, as it was found."""
    fleeting = {each for each, root in roots.items() if mount_of(root).in_memory}
    return {
        sha256: [
            Standing(
                volume=volumes[each.volume],
                state=states.get(each, each.state),
                verified_at=each.verified_at,
                online=each.volume in roots,
                inside=each.volume in roots and _is_inside(each, roots[each.volume], source),
                fleeting=each.volume in fleeting,
            )
            for each in some
        ]
        for sha256, some in copies.items()
    }


def _note(states: _States, moved: Sequence[Volume], catalogue: Catalogue, *, deep: bool) -> None:
    """Notes where volumes are now, and what has become of copies, but for those of which others know more by now."""
    now = datetime.now(UTC)
    new = {
        copy: replace(copy, state=state, verified_at=now if deep and state == "verified" else copy.verified_at)
        for copy, state in states.items()
        if state
    }
    changed = {before: after for before, after in new.items() if before != after}
    if not changed and not moved:
        return
    with catalogue.write() as shelves:
        for volume in moved:
            shelves.volumes.note(volume)
        noted = shelves.copies.of({copy.sha256 for copy in changed})
        shelves.copies.note(after for before, after in changed.items() if before in noted[before.sha256])


def _is_inside(copy: MediaCopy, root: Path, source: Path) -> bool:
    """Whether a copy is one of the very files that are judged."""
    return Path(os.fsdecode(os.fsencode(root) + b"/" + copy.path)).is_relative_to(source)


def _run(
    work: Callable[[J, Report], R], jobs: Sequence[J], meter: "_Meter", engine: Engine, report: Report
) -> Iterator[tuple[J, R | None]]:
    """Each job with its result, in any order."""
    report(Began(meter.task, meter.total, "bytes"))
    for start in range(0, len(jobs), _AT_ONCE):
        with closing(engine.run(work, jobs[start : start + _AT_ONCE], report)) as outcomes:
            for outcome in outcomes:
                if outcome.trouble:
                    raise outcome.trouble
                yield outcome.job, outcome.result
    report(Ended(meter.task))


class _Meter:
    """How many bytes are read, counted over threads."""

    def __init__(self, task: str, total: int) -> None:
        self.task, self.total = task, total
        self._lock = threading.Lock()
        self._done = 0

    def ticker(self, report: Report) -> Callable[[int], None]:
        """Turns the bytes done of one file into steps. The reporter raises when the person has stopped."""
        before = 0

        def tick(done: int) -> None:
            nonlocal before
            with self._lock:
                self._done += done - before
                so_far = min(self._done, self.total)
            before = done
            report(Moved(self.task, so_far, self.total))

        return tick
