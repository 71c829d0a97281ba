"""From a card into the catalogue, file by file: copy, verify, probe, name, write down. One bad file stops no other."""

import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mediadesk.assets import Assets, Copied, hash_open
from mediadesk.cards import volume
from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.engine.base import Engine
from mediadesk.errors import CatalogueTrouble, DeskError, Refused, Stopped
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.gazetteer import Gazetteer
from mediadesk.media.binaries import Programs
from mediadesk.media.probe import Unreadable, probe
from mediadesk.model import layout
from mediadesk.model.card import Contents, Ingested, Kept, MediaFile, Recording, Result, sort_out
from mediadesk.model.clip import Attached, Clip, ClipId, Facts, Log, clip_id
from mediadesk.model.holding import HeldFile, Role
from mediadesk.model.moment import NO_CLOCK, Clock, in_zone, read_by
from mediadesk.model.place import Place

_RESULTS: dict[Role, Result] = {"clip": "added", "sidecar": "sidecar", "kept": "kept", "set-aside": "set-aside"}
_ROOM_TO_SPARE = 64 << 20  # bytes, for the catalogue and what is half written


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the reporter says of a whole card."""

    trip: str | None = None
    shooter: str | None = None
    place: Place | None = None  # of clips that do not say where they were shot
    clock: Clock = NO_CLOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an ingest would do."""

    contents: Contents
    passed: tuple[volume.Passed, ...]
    size_bytes: int
    probably_known: frozenset[MediaFile]  # name and size are of a file on the desk: worth hashing before copying
    new_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tools:
    source: Path
    probably_known: frozenset[MediaFile]
    given: Given
    catalogue: Catalogue
    assets: Assets
    programs: Programs
    gazetteer: Gazetteer


def plan(source: Path, *, catalogue: Catalogue, assets: Assets) -> Plan:
    """What an ingest of this source would do, before a byte moves."""
    _check_apart(source, assets.desk)
    listed = volume.listing(source)
    with catalogue.read() as shelves:
        held = shelves.files.names_and_sizes()
    known = frozenset(file for file in listed.files if (file.name, file.size_bytes) in held)
    return Plan(
        contents=sort_out(listed.files),
        passed=listed.passed,
        size_bytes=sum(file.size_bytes for file in listed.files),
        probably_known=known,
        new_bytes=sum(file.size_bytes for file in listed.files if file not in known),
        free_bytes=assets.free_bytes(),
    )


def ingest(
    source: Path,
    given: Given,
    *,
    catalogue: Catalogue,
    assets: Assets,
    programs: Programs,
    gazetteer: Gazetteer,
    engine: Engine,
    report: Report = ignore,
) -> Iterator[Ingested]:
    """Takes in everything of a source; yields what became of each file, in any order.

    Raises Refused when the desk's disk cannot hold it, NotFound or Misasked for a source that is none.
    """
    planned = plan(source, catalogue=catalogue, assets=assets)
    if planned.new_bytes + _ROOM_TO_SPARE > planned.free_bytes:
        raise Refused(
            f"the card holds {planned.new_bytes / 1e9:.1f} GB that are new, the desk's disk has room for "
            f"{planned.free_bytes / 1e9:.1f} GB",
            hint="free some space, or make a desk on a larger disk: mediadesk init /mnt/disk/desk",
        )
    assets.sweep()
    for passed in planned.passed:
        yield Ingested(name=passed.path[-1], result="failed" if passed.lost else "set-aside", why=passed.why)
    tools = _Tools(
        source=source,
        probably_known=planned.probably_known,
        given=given,
        catalogue=catalogue,
        assets=assets,
        programs=programs,
        gazetteer=gazetteer,
    )
    work = partial(_take_in, tools=tools, meter=_Meter(planned.size_bytes))
    report(Began("ingest", planned.size_bytes, "bytes"))
    for outcome in engine.run(work, [*planned.contents.recordings, *planned.contents.kept], report):
        if outcome.trouble:
            raise outcome.trouble
        yield from outcome.result or ()
    report(Ended("ingest"))


def _take_in(job: Recording | Kept, report: Report, *, tools: _Tools, meter: "_Meter") -> list[Ingested]:
    """A clip with what goes along, or a file to keep."""
    bench = _Bench(tools=tools, tick=partial(meter.moved, report))
    if isinstance(job, Kept):
        return [_safely(job.file, partial(_keep, job.why, bench=bench))]
    main = _safely(job.main, partial(_clip, bench=bench))
    return [main, *(_safely(file, partial(_sidecar, main.clip, bench=bench)) for file in job.sidecars)]


def _safely(file: MediaFile, take: Callable[[MediaFile], Ingested]) -> Ingested:
    """What became of a file. Only a stop, and trouble with the catalogue itself, is everybody's trouble."""
    try:
        return take(file)
    except (Stopped, CatalogueTrouble):
        raise
    except DeskError as trouble:
        return Ingested(name=file.name, result="failed", why=trouble.what)
    except OSError as error:
        return Ingested(name=file.name, result="failed", why=_in_words(error))


def _clip(file: MediaFile, *, bench: "_Bench") -> Ingested:
    with _copied(file, bench) as copied:
        if isinstance(copied, HeldFile):
            return _known(file, copied)
        owner = clip_id(copied.hashes.sha256)
        try:
            facts = probe(copied.part, programs=bench.tools.programs)
        except Unreadable as trouble:
            return _settle(file, copied, bench, role="set-aside", owner=owner, why=trouble.what)
        return _settle(file, copied, bench, role="clip", owner=owner, facts=facts)


def _sidecar(owner: ClipId | None, file: MediaFile, *, bench: "_Bench") -> Ingested:
    if owner is None:
        return _keep("goes along with a file that is no clip; copied and verified", file, bench=bench)
    with _copied(file, bench) as copied:
        if isinstance(copied, HeldFile):
            return _along(file, copied, owner, bench)
        return _settle(file, copied, bench, role="sidecar", owner=owner)


def _keep(why: str, file: MediaFile, *, bench: "_Bench") -> Ingested:
    with _copied(file, bench) as copied:
        if isinstance(copied, HeldFile):
            return _known(file, copied)
        return _settle(file, copied, bench, role="kept", owner=clip_id(copied.hashes.sha256), why=why)


def _along(file: MediaFile, held: HeldFile, owner: ClipId, bench: "_Bench") -> Ingested:
    """A known content that now goes along with a clip: two clips may have the same sidecar."""
    with bench.tools.catalogue.write() as shelves:
        _attach(file, held, owner, shelves)
    return replace(_known(file, held), clip=owner)


def _attach(file: MediaFile, held: HeldFile, owner: ClipId, shelves: Shelves) -> None:
    if held.role != "clip" and held.sha256 not in {each.sha256 for each in shelves.clips.get(owner).sidecars}:
        attached = Attached(name=file.name, path=held.path, sha256=held.sha256, size_bytes=held.size_bytes)
        shelves.clips.attach(owner, attached)


@contextmanager
def _copied(file: MediaFile, bench: "_Bench") -> Iterator[Copied | HeldFile]:
    """A verified copy of a file, or the file on the desk that has the same content: then no byte is written."""
    tools = bench.tools
    with volume.opened(tools.source, file) as source:
        if file in tools.probably_known:
            sha256 = hash_open(source, bench.ticker()).sha256
            with tools.catalogue.read() as shelves:
                held = shelves.files.known([sha256]).get(sha256)
            if held:
                yield held
                return
        with tools.assets.copy(source, bench.ticker()) as copied:
            yield copied


def _settle(
    file: MediaFile,
    copied: Copied,
    bench: "_Bench",
    *,
    role: Role,
    owner: ClipId,
    why: str | None = None,
    facts: Facts | None = None,
) -> Ingested:
    """Gives a verified copy its name and writes it down: named first, so that a row never speaks of a missing file."""
    tools, hashes = bench.tools, copied.hashes
    path = tools.assets.keep_original(copied, layout.original(owner, file.name))
    held = HeldFile(
        sha256=hashes.sha256,
        xxh3=hashes.xxh3,
        size_bytes=hashes.size_bytes,
        name=file.name,
        path=path,
        role=role,
        clip=owner if role in ("clip", "sidecar") else None,
        why=why,
    )
    clip = facts and _described(
        Clip(id=owner, name=file.name, path=path, sha256=held.sha256, size_bytes=held.size_bytes, facts=facts), tools
    )
    with tools.catalogue.write() as shelves:
        if already := shelves.files.known([held.sha256]).get(held.sha256):
            return _known(file, already)  # the same content twice on the card, or in an ingest beside this one
        shelves.files.add(held)
        if clip:
            shelves.clips.add(clip)
        if role == "sidecar":
            _attach(file, held, owner, shelves)
    return Ingested(name=file.name, result=_RESULTS[role], clip=held.clip, path=path, why=why)


def _described(clip: Clip, tools: _Tools) -> Clip:
    """A clip with its place named, its clock understood, and what the reporter said of the whole card."""
    given, facts = tools.given, clip.facts
    place = facts.place and _named(facts.place, tools.gazetteer)
    captured = read_by(given.clock, facts.captured)
    if place and captured.at and (zone := _zone(place, tools.gazetteer)):
        captured = in_zone(captured, zone, zone.key)
    log = Log(trip=given.trip, shooter=given.shooter, place=None if place else given.place)
    return replace(clip, facts=replace(facts, place=place, captured=captured), log=log)


def _zone(place: Place, gazetteer: Gazetteer) -> ZoneInfo | None:
    """The time zone of a place; None also when this system is too old to know it."""
    name = gazetteer.zone(place.point)
    try:
        return ZoneInfo(name) if name else None
    except ZoneInfoNotFoundError:
        return None


def _named(place: Place, gazetteer: Gazetteer) -> Place:
    if not (near := gazetteer.nearest(place.point)):
        return place
    return replace(place, name=near.name, region=near.region, country=near.country)


def _known(file: MediaFile, held: HeldFile) -> Ingested:
    return Ingested(name=file.name, result="known", clip=held.clip, path=held.path, why=held.why)


def _check_apart(source: Path, desk: Path) -> None:
    """A desk that takes in itself would never end."""
    here, there = desk.resolve(), source.resolve()
    if there.is_relative_to(here / "assets") or here.is_relative_to(there):
        raise Refused(f"{source} holds this desk, or lies in it", hint="name the folder of the card alone")


def _in_words(error: OSError) -> str:
    words = {
        errno.ENOSPC: "the desk's disk is full; free some space and ingest again",
        errno.EDQUOT: "your share of the desk's disk is used up; free some space and ingest again",
        errno.EIO: "the card or the desk's disk could not be read or written (input/output error); try another reader",
        errno.EROFS: "the desk is on a read-only disk",
        errno.EACCES: "you may not read this file, or may not write to the desk",
    }
    return words.get(error.errno or 0, os.strerror(error.errno) if error.errno else str(error))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """The tools, and how to say how far the work on one job came."""

    tools: _Tools
    tick: Callable[[int], None]  # bytes since the last call

    def ticker(self) -> Callable[[int], None]:
        """Turns the bytes done of one file into steps."""
        before = 0

        def tick(done: int) -> None:
            nonlocal before
            self.tick(done - before)
            before = done

        self.tick(0)
        return tick


class _Meter:
    """How many bytes of the card are done, counted over threads."""

    def __init__(self, total: int) -> None:
        self._lock = threading.Lock()
        self._total = total
        self._done = 0

    def moved(self, report: Report, step: int) -> None:
        """Counts and tells. The reporter raises when the person has stopped."""
        with self._lock:
            self._done += step
            done = min(self._done, self._total)
        report(Moved("ingest", done, self._total))
