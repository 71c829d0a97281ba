"""From a card into the catalogue, file by file: copy, verify, probe, name, write down. One bad file stops no other."""

import errno
import os
import stat
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mediadesk.cards import listing
from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.custody.cold import Hashes, hash_open
from mediadesk.custody.copying import one_copy
from mediadesk.custody.desk import Assets
from mediadesk.engine.base import Engine
from mediadesk.engine.turns import Turns
from mediadesk.errors import CatalogueTrouble, DeskError, Refused, Stopped
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.gazetteer import Gazetteer
from mediadesk.media.binaries import Programs
from mediadesk.media.probe import Unreadable, probe
from mediadesk.media.sniff import HEAD_BYTES, sniff
from mediadesk.model import layout
from mediadesk.model.card import PREVIEW_ENDINGS, Contents, Ingested, MediaFile, Result, sort_out
from mediadesk.model.clip import Attached, Clip, ClipId, Facts, Log, clip_id
from mediadesk.model.holding import HeldFile, Role
from mediadesk.model.moment import NO_CLOCK, Clock, in_zone, read_by
from mediadesk.model.names import ending
from mediadesk.model.place import Place

_RESULTS: dict[Role, Result] = {"clip": "added", "sidecar": "sidecar", "kept": "kept", "set-aside": "set-aside"}
_ROOM_TO_SPARE = 64 << 20  # bytes, for the catalogue and what is half written
# what a mistake in our own readers of foreign bytes would raise: it must not stop the rest of the card
_OUR_MISTAKES = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)


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
    passed: tuple[listing.Passed, ...]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """One file to take in, and what its name says of it."""

    file: MediaFile
    role: Role  # "clip" when it should be one; "sidecar" when it goes along with `owner`; else "kept"
    owner: ClipId | None = None
    why: str | None = None  # it is kept


def plan(source: Path, *, catalogue: Catalogue, assets: Assets) -> Plan:
    """What an ingest of this source would do, before a byte moves."""
    _check_apart(source, assets)
    listed = listing.listing(source)
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
    """Takes in everything of a source, recordings first; yields what became of each file, in any order.

    Raises Refused when the desk cannot be written to or cannot hold it, NotFound or Misasked for a source that is none.
    """
    planned = plan(source, catalogue=catalogue, assets=assets)
    if planned.new_bytes:
        _check_room(planned)
        assets.originals.check_writable()
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
    meter, mains = _Meter(planned.size_bytes), dict[MediaFile, ClipId | None]()
    report(Began("ingest", planned.size_bytes, "bytes"))
    for wave in (partial(_recordings, planned.contents), partial(_the_rest, planned.contents, mains)):
        tasks = list(wave())
        # of files with the same content, the first on the card gives it its name
        work = partial(
            _safely, tools=tools, turns=Turns((task.file, task.file.size_bytes) for task in tasks), meter=meter
        )
        with closing(engine.run(work, tasks, report)) as outcomes:
            for outcome in outcomes:
                if outcome.trouble:
                    raise outcome.trouble
                if outcome.result:
                    mains[outcome.job.file] = outcome.result.clip
                    yield outcome.result
    report(Ended("ingest"))


def _recordings(contents: Contents) -> Iterator[_Task]:
    return (_Task(file=each.main, role="clip") for each in contents.recordings)


def _the_rest(contents: Contents, mains: Mapping[MediaFile, ClipId | None]) -> Iterator[_Task]:
    """What is no recording, now that the clips it belongs to have their ids."""
    for recording in contents.recordings:
        owner = mains.get(recording.main)
        for file in recording.sidecars:
            if owner:
                yield _Task(file=file, role="sidecar", owner=owner)
            else:
                yield _Task(file=file, role="kept", why="goes along with a file that is no clip; copied and verified")
    yield from (_Task(file=each.file, role="kept", why=each.why) for each in contents.kept)


def _safely(task: _Task, report: Report, *, tools: _Tools, turns: Turns[MediaFile], meter: "_Meter") -> Ingested:
    """What became of a file. Only a stop, and trouble with the catalogue itself, is everybody's trouble."""
    try:
        return _take(task, partial(meter.ticker, report), turns, tools)
    except (Stopped, CatalogueTrouble):
        raise
    except DeskError as trouble:
        return Ingested(name=task.file.name, result="failed", why=trouble.what)
    except OSError as error:
        return Ingested(name=task.file.name, result="failed", why=_in_words(error))
    finally:
        turns.done(task.file)


def _take(task: _Task, ticker: "_Ticker", turns: Turns[MediaFile], tools: _Tools) -> Ingested:
    """One file: nothing is written where its content is on the desk, else its copy is verified, understood, named."""
    with listing.opened(tools.source, task.file) as source:
        if task.file in tools.probably_known:
            held = _held(hash_open(source, ticker()).sha256, tools)
            if held and _is_there(held, tools):
                return _known(task, held, tools)
        with one_copy(source, tools.assets.originals, ticker()) as (part, hashes):
            turns.wait(task.file, hashes.sha256)
            held = _held(hashes.sha256, tools)
            if held is None:
                return _settle(*_understood(task, part, tools), part, hashes, tools)
            if _is_there(held, tools):
                return _known(task, held, tools)
            with suppress(FileExistsError):  # an ingest beside this one was faster
                tools.assets.originals.put_back(part, held.path)
            return replace(_known(task, held, tools), why="its copy on the desk had gone missing, and was put back")


def _held(sha256: str, tools: _Tools) -> HeldFile | None:
    with tools.catalogue.read() as shelves:
        return shelves.files.known([sha256]).get(sha256)


def _is_there(held: HeldFile, tools: _Tools) -> bool:
    """Whether the desk still has a file it knows. Raises DeskError when something else has taken its place."""
    try:
        status = tools.assets.path(held.path).lstat()
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(status.st_mode) or status.st_size != held.size_bytes:
        raise DeskError(
            f"its copy on the desk is damaged; move {held.path} out of the desk, and ingest again",
            hint="mediadesk check --deep",
        )
    return True


def _known(task: _Task, held: HeldFile, tools: _Tools) -> Ingested:
    """A content that is on the desk. It may go along with one more clip: two may have the same sidecar."""
    clip = held.clip
    if task.owner and held.role != "clip":
        with tools.catalogue.write() as shelves:
            _attach(task, held, shelves)
        clip = task.owner
    why = held.why if clip is None else None
    return Ingested(name=task.file.name, result="known", clip=clip, path=held.path, why=why)


def _understood(task: _Task, part: Path, tools: _Tools) -> tuple[_Task, Facts | None]:
    """What it is after a look at the bytes, and the facts of a clip. Its name only decides what is worth a word."""
    if task.role == "clip":
        try:
            return task, _facts(part, tools)
        except Unreadable as trouble:
            return replace(task, role="set-aside", why=trouble.what), None
    if task.role == "kept" and _looks_like_clip(task.file.name, part):
        with suppress(Unreadable):
            if (facts := _facts(part, tools)).decodes:
                return replace(task, role="clip", why=None), facts
    return task, None


def _looks_like_clip(name: bytes, part: Path) -> bool:
    """A clip that somebody renamed, or whose name a broken card lost. A camera's small preview is none."""
    with part.open("rb") as file:
        kind = sniff(file.read(HEAD_BYTES), ending(name)).kind
    return kind == "clip" and ending(name) not in PREVIEW_ENDINGS


def _facts(part: Path, tools: _Tools) -> Facts:
    """What the file tells, its place named and its clock understood. Raises Unreadable."""
    given = tools.given
    try:
        facts = probe(part, programs=tools.programs)
        place = facts.place and _named(facts.place, tools.gazetteer)
        captured = read_by(given.clock, facts.captured)
        if place and captured.at and (zone := _zone(place, tools.gazetteer)):
            captured = in_zone(captured, zone, zone.key)
    except _OUR_MISTAKES as error:
        raise Unreadable(f"mediadesk failed to read it ({type(error).__name__}); please show us this file") from error
    return replace(facts, place=place, captured=captured)


def _settle(task: _Task, facts: Facts | None, part: Path, hashes: Hashes, tools: _Tools) -> Ingested:
    """Gives a verified copy its name and writes it down: named first, so that a row never speaks of a missing file.

    It lies in the folder of its own content, also when it goes along with a clip: whether that clip could be read this
    time must not decide where.
    """
    path = tools.assets.originals.keep(part, hashes, layout.kept(hashes.sha256, task.file.name))
    own = clip_id(hashes.sha256) if facts else None
    held = HeldFile(
        sha256=hashes.sha256,
        xxh3=hashes.xxh3,
        size_bytes=hashes.size_bytes,
        name=task.file.name,
        path=path,
        role=task.role,
        clip=own or task.owner,
        why=task.why,
    )
    with tools.catalogue.write() as shelves:
        # an ingest beside this one may have been faster
        if not (already := shelves.files.known([held.sha256]).get(held.sha256)):
            shelves.files.add(held)
            if facts and own:
                shelves.clips.add(_clip(own, held, facts, tools.given))
        if task.owner:
            _attach(task, held, shelves)
    if already:
        return _known(task, already, tools)
    return Ingested(name=task.file.name, result=_RESULTS[task.role], clip=held.clip, path=path, why=task.why)


def _clip(own: ClipId, held: HeldFile, facts: Facts, given: Given) -> Clip:
    """A new clip, with what the reporter said of the whole card."""
    log = Log(trip=given.trip, shooter=given.shooter, place=None if facts.place else given.place)
    return Clip(
        id=own, name=held.name, path=held.path, sha256=held.sha256, size_bytes=held.size_bytes, facts=facts, log=log
    )


def _attach(task: _Task, held: HeldFile, shelves: Shelves) -> None:
    if task.owner and held.sha256 not in {each.sha256 for each in shelves.clips.get(task.owner).sidecars}:
        attached = Attached(name=task.file.name, path=held.path, sha256=held.sha256, size_bytes=held.size_bytes)
        shelves.clips.attach(task.owner, attached)


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


def _check_apart(source: Path, assets: Assets) -> None:
    """A desk that takes in itself would never end."""
    here, there = assets.desk.resolve(), Path(os.path.realpath(source))
    stored = assets.path("assets").resolve()
    if there.is_relative_to(stored) or here.is_relative_to(there) or stored.is_relative_to(there):
        raise Refused(f"{source} holds this desk, or lies in it", hint="name the folder of the card alone")


def _check_room(planned: Plan) -> None:
    if planned.new_bytes + _ROOM_TO_SPARE > planned.free_bytes:
        raise Refused(
            f"the card holds {planned.new_bytes / 1e9:.1f} GB that are new, the desk's disk has room for "
            f"{planned.free_bytes / 1e9:.1f} GB",
            hint="free some space, or make a desk on a larger disk: mediadesk init /mnt/disk/desk",
        )


def _in_words(error: OSError) -> str:
    words = {
        errno.ENOSPC: "the desk's disk is full; free some space and ingest again",
        errno.EDQUOT: "your share of the desk's disk is used up; free some space and ingest again",
        errno.EIO: "the card or the desk's disk could not be read or written (input/output error); try another reader",
        errno.EROFS: "the desk is on a read-only disk",
        errno.EACCES: "you may not read this file, or may not write to the desk",
    }
    return words.get(error.errno or 0, os.strerror(error.errno) if error.errno else str(error))


_Ticker = Callable[[], Callable[[int], None]]  # gives, for one reading of one file, what is told the bytes done


class _Meter:
    """How many bytes of the card are done, counted over threads."""

    def __init__(self, total: int) -> None:
        self._lock = threading.Lock()
        self._total = total
        self._done = 0

    def ticker(self, report: Report) -> Callable[[int], None]:
        """Turns the bytes done of one file into steps. The reporter raises when the person has stopped."""
        before = 0

        def tick(done: int) -> None:
            nonlocal before
            with self._lock:
                self._done += done - before
                so_far = min(self._done, self._total)
            before = done
            report(Moved("ingest", so_far, self._total))

        tick(0)
        return tick
