"""Drives that exist already: catalogued where they are, read-only; what moved on them is found again by its bytes."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from mediadesk.cards import listing
from mediadesk.catalogue import Catalogue
from mediadesk.custody.cold import hash_open
from mediadesk.desk.ingest.history import against, read_history, say_missing
from mediadesk.desk.ingest.offload import Mains, in_waves
from mediadesk.desk.ingest.plan import Given, Plan, look_up, plan, stamps, together
from mediadesk.desk.ingest.take import Seen, Task, Tools, attach, result_of, safely, told_beside, understood, write_down
from mediadesk.desk.ingest.told import Ticker, present
from mediadesk.desk.ingest.understood import Reader
from mediadesk.engine.base import Engine
from mediadesk.engine.turns import Turns
from mediadesk.events import Meter, Report, ignore
from mediadesk.gazetteer import Gazetteer
from mediadesk.media.binaries import Programs
from mediadesk.model import layout
from mediadesk.model.card import MediaFile
from mediadesk.model.clip import clip_id
from mediadesk.model.holding import HeldFile
from mediadesk.model.ingested import Ingested
from mediadesk.model.volume import MediaCopy, Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The part of a volume that is being catalogued."""

    volume: Volume
    below: bytes  # where the source lies below the volume's root, ending in /; empty for the root itself

    def path(self, file: MediaFile) -> bytes:
        """Where a file is, below the volume's root."""
        return self.below + layout.card_path(file.path)


def adopt(
    source: Path,
    given: Given,
    volume: Volume,
    *,
    catalogue: Catalogue,
    programs: Programs,
    gazetteer: Gazetteer,
    engine: Engine,
    deep: bool = False,
    report: Report = ignore,
) -> Iterator[Ingested]:
    """Catalogues what lies below a folder of a volume without copying or changing anything; yields what became of each
    file. What was there and is not any more becomes missing. Raises NotFound or Misasked for a source that is none.
    """
    planned = _without_books(plan(source, (), catalogue=catalogue))
    with catalogue.write() as shelves:
        reel = shelves.reels.open(stamps(planned.contents.files))
        place = _Place(volume=shelves.volumes.note(volume), below=_below(source, volume))
        names = {each.id: each.name for each in shelves.volumes.all()}
    tools = Tools(
        source=source,
        reel=reel,
        worth_hashing=(),
        destinations=(),
        names=names,
        history=read_history(source, report),
        given=given,
        deep=deep,
        catalogue=catalogue,
        reader=Reader(programs=programs, gazetteer=gazetteer),
    )
    yield from (Ingested(path=each.path, result="set-aside", why=each.why) for each in planned.passed)
    mains: Mains = {}
    known: set[MediaFile] = set()
    for file, told in () if deep else _where_they_were(planned.known, place, tools):
        known.add(file)
        mains[file] = told.clip
        yield told
    yield from in_waves(planned, known, mains, partial(_one, place=place, tools=tools), engine, report)
    say_missing(tools.history, reel, report)
    _note_missing({place.path(file) for file in planned.contents.files}, place, catalogue)


def _without_books(planned: Plan) -> Plan:
    kept = tuple(each for each in planned.contents.kept if not layout.is_book(each.file.path))
    return replace(planned, contents=replace(planned.contents, kept=kept))


def _where_they_were(files: frozenset[MediaFile], place: _Place, tools: Tools) -> Iterator[tuple[MediaFile, Ingested]]:
    for some in together(files):
        with tools.catalogue.read() as shelves:
            found = list(look_up(some, tools.reel, shelves))
        for file, held, copies in found:
            if held and any(each.volume == place.volume.id and each.path == place.path(file) for each in copies):
                there = present(copies, tools.names)
                yield file, Ingested(path=file.path, result="known", clip=held.clip, why=held.why, copies=there)


def _one(task: Task, report: Report, *, place: _Place, tools: Tools, turns: Turns[MediaFile], meter: Meter) -> Ingested:
    return safely(task, turns, lambda: _take(task, place, turns, tools, partial(meter.ticker, report)))


def _take(task: Task, place: _Place, turns: Turns[MediaFile], tools: Tools, ticker: Ticker) -> Ingested:
    file = task.file
    with listing.opened(tools.source, file) as source:
        hashes = hash_open(source, ticker())
        turns.wait(file, hashes.sha256)
        trouble = against(tools.history, file, source, hashes.xxh3)
        seen = Seen(beside=told_beside(task, source, tools))
    with tools.catalogue.read() as shelves:
        held = shelves.files.known([hashes.sha256]).get(hashes.sha256)
        before = {each.volume: each for each in shelves.copies.of([hashes.sha256])[hashes.sha256]}
    if trouble and held is None:  # bytes that are known to be wrong are no footage to catalogue
        return Ingested(path=file.path, result="failed", why=trouble)
    path = place.path(file)
    if held is None:
        there = Path(os.fsdecode(os.fsencode(place.volume.root) + b"/" + path))
        task, looked = understood(task, there, tools)
        seen = replace(looked, beside=seen.beside)
    here = MediaCopy(
        sha256=hashes.sha256, volume=place.volume.id, path=path, state="verified", verified_at=datetime.now(UTC)
    )
    own = clip_id(hashes.sha256) if task.role == "clip" else task.owner
    new = HeldFile(
        sha256=hashes.sha256,
        xxh3=hashes.xxh3,
        size_bytes=hashes.size_bytes,
        name=file.name,
        path=None,
        role=task.role,
        clip=own,
        why=task.why,
    )
    with tools.catalogue.write() as shelves:
        if not (held := shelves.files.known([hashes.sha256]).get(hashes.sha256)):
            write_down(new, seen, task, tools, shelves)
        elif task.owner and held.role != "clip":
            attach(task, held, seen, tools, shelves)
        if not _is_another(before.get(place.volume.id), here, place, tools):
            shelves.copies.note([here], who=tools.given.shooter)
            before[place.volume.id] = here
        shelves.reels.verified(tools.reel.name, layout.card_path(file.path), hashes.sha256)
    return Ingested(
        path=file.path,
        result="failed" if trouble else "known" if held else result_of(task),
        clip=held.clip if held else own,
        why=trouble or (task.why if not own else None),
        copies=present(before.values(), tools.names),
        sha256=hashes.sha256,
    )


def _is_another(before: MediaCopy | None, here: MediaCopy, place: _Place, tools: Tools) -> bool:
    """Whether the same bytes lie elsewhere on the volume, too: then the place that is known stays the known one."""
    if before is None or before.path == here.path or before.state != "verified":
        return False
    return before.path.startswith(place.below) and before.path.removeprefix(place.below) in tools.reel.seen


def _note_missing(there: set[bytes], place: _Place, catalogue: Catalogue) -> None:
    with catalogue.write() as shelves:
        gone = [
            replace(each, state="missing")
            for each in shelves.copies.on(place.volume.id)
            if each.path.startswith(place.below) and each.path not in there and each.state != "missing"
        ]
        shelves.copies.note(gone)


def _below(source: Path, volume: Volume) -> bytes:
    real = Path(os.path.realpath(source))
    below = (real if real.is_dir() else real.parent).relative_to(volume.root)
    return b"" if below == Path() else os.fsencode(below) + b"/"
