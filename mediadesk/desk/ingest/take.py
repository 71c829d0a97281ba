"""One file of a card: nothing is written where its content is, else its copies are verified, understood, named."""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from mediadesk.cards import listing
from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.custody.cold import hash_open
from mediadesk.custody.copying import Copied, Lost, copies
from mediadesk.desk.ingest.history import against
from mediadesk.desk.ingest.plan import Destination, Given, state
from mediadesk.desk.ingest.told import Ticker, in_words, present
from mediadesk.desk.ingest.understood import MOST_BESIDE_BYTES, Beside, Reader
from mediadesk.engine.turns import Turns
from mediadesk.errors import CatalogueFull, CatalogueTrouble, DeskError, Stopped
from mediadesk.events import Meter, Report
from mediadesk.media.answer import PROGRAM, Answer, written
from mediadesk.media.probe import Unreadable
from mediadesk.model import layout
from mediadesk.model.card import MediaFile
from mediadesk.model.clip import Attached, Clip, ClipId, Facts, Log, clip_id
from mediadesk.model.holding import HeldFile, Reel, Role
from mediadesk.model.ingested import Ingested, Present, Result
from mediadesk.model.mhl import History
from mediadesk.model.volume import MediaCopy, VolumeId

RESULTS: Mapping[Role, Result] = {
    "clip": "added",
    "part": "sidecar",
    "sidecar": "sidecar",
    "kept": "kept",
    "set-aside": "set-aside",
}


_Made = dict[VolumeId, MediaCopy]
_NotMade = dict[VolumeId, Lost]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What every file of a card needs."""

    source: Path
    reel: Reel
    worth_hashing: Collection[MediaFile]  # name and size are of a file that is catalogued: hashed before it is copied
    destinations: Sequence[Destination]
    names: Mapping[VolumeId, str]  # of volumes
    history: History | None  # that was found on the source
    given: Given
    deep: bool
    catalogue: Catalogue
    reader: Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One file to take in, and what its name says of it."""

    file: MediaFile
    role: Role  # "clip" when it should be one; "part" or "sidecar" when it goes along with `owner`; else "kept"
    owner: ClipId | None = None
    position: int = 0  # of a part
    of_first: bool = True  # a sidecar of the first part, with which the clip begins
    why: str | None = None  # it is kept
    trouble: str | None = None  # what the card tells against the clip


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the bytes of a file tell: of a clip or a part the facts, of another file what it adds to its clip."""

    facts: Facts | None = None
    answer: Answer | None = None  # that the facts were read from
    beside: Beside | None = None


_NOTHING = Seen()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A content that is catalogued: where its copies are, and which destinations lack one."""

    held: HeldFile
    copies: Sequence[MediaCopy]
    lacking: Sequence[Destination]
    damaged: Sequence[Destination]


def one_file(task: Task, report: Report, *, tools: Tools, turns: Turns[MediaFile], meter: Meter) -> Ingested:
    """What became of a file that is copied."""
    return safely(task, turns, lambda: _take(task, partial(meter.ticker, report), turns, tools))


def safely(task: Task, turns: Turns[MediaFile], take: Callable[[], Ingested]) -> Ingested:
    """Only a stop, and trouble with the catalogue itself, is everybody's trouble."""
    try:
        return take()
    except CatalogueFull as trouble:
        return Ingested(path=task.file.path, result="failed", why=trouble.what)
    except (Stopped, CatalogueTrouble):
        raise
    except DeskError as trouble:
        return Ingested(path=task.file.path, result="failed", why=trouble.what)
    except OSError as error:
        return Ingested(path=task.file.path, result="failed", why=in_words(error, "the desk's disk"))
    finally:
        turns.done(task.file)


def _take(task: Task, ticker: Ticker, turns: Turns[MediaFile], tools: Tools) -> Ingested:
    with listing.opened(tools.source, task.file) as source:
        expected, was_read = _expected(task.file, source, ticker, tools)
        known = _known(expected, tools) if expected else None
        if known and not known.lacking:
            done = _settle_known(task, known, {}, {}, tools, told_beside(task, source, tools))
            if not was_read:
                return done
            return _compared(replace(done, sha256=expected), task.file, source, known.held.xxh3, tools)
        lacking = known.lacking if known else tools.destinations
        with copies(source, [each.originals for each in lacking], ticker()) as copied:
            turns.wait(task.file, copied.hashes.sha256)
            if known is None or known.held.sha256 == copied.hashes.sha256:
                done = _settle(task, copied, lacking, tools, told_beside(task, source, tools))
                return _compared(done, task.file, source, copied.hashes.xxh3, tools)
        # it is not what its name, its size and its time said: every destination lacks it
        with copies(source, [each.originals for each in tools.destinations], ticker()) as copied:
            turns.wait(task.file, copied.hashes.sha256)
            done = _settle(task, copied, tools.destinations, tools, told_beside(task, source, tools))
            return _compared(done, task.file, source, copied.hashes.xxh3, tools)


def _compared(done: Ingested, file: MediaFile, source: int, xxh3: str, tools: Tools) -> Ingested:
    """The same, but failed when a hash list that was found with it says so."""
    trouble = against(tools.history, file, source, xxh3)
    return replace(done, result="failed", why=trouble) if trouble else done


def _expected(file: MediaFile, source: int, ticker: Ticker, tools: Tools) -> tuple[str | None, bool]:
    """The content a file probably has, when that is worth knowing before it is copied, and whether it was read."""
    seen = tools.reel.seen.get(layout.card_path(file.path))
    if seen and not tools.deep:
        return seen, False
    if seen or file in tools.worth_hashing:
        return hash_open(source, ticker()).sha256, True
    return None, False


def _known(sha256: str, tools: Tools) -> _Known | None:
    with tools.catalogue.read() as shelves:
        held, there = shelves.files.known([sha256]).get(sha256), shelves.copies.of([sha256])[sha256]
    if held is None:
        return None
    states = [(each, state(each, there, held.size_bytes)) for each in tools.destinations]
    return _Known(
        held=held,
        copies=there,
        lacking=[each for each, now in states if now == "missing"],
        damaged=[each for each, now in states if now == "mismatch"],
    )


def _settle(
    task: Task, copied: Copied, destinations: Sequence[Destination], tools: Tools, beside: Beside | None
) -> Ingested:
    """Gives verified copies their names and writes them down: named first, so that no row speaks of a missing file."""
    sha256, known = copied.hashes.sha256, _known(copied.hashes.sha256, tools)
    if known:
        came = _NOTHING if known.copies else _first_look(task, copied, tools)
        made, lost = _named(task.file, copied, [each for each in destinations if each in known.lacking], tools)
        if made and came.facts and known.held.clip:
            _tell_anew(known.held.clip, came, tools)
        return replace(_settle_known(task, known, made, lost, tools, beside), sha256=sha256)
    part = next(iter(copied.parts.values()), None)
    task, seen = understood(task, part, tools) if part else (task, _NOTHING)
    seen = replace(seen, beside=beside)
    made, lost = _named(task.file, copied, destinations, tools)
    if not made:
        return _with_copies(Ingested(path=task.file.path, result="failed"), (), lost, (), tools)
    held = HeldFile(
        sha256=sha256,
        xxh3=copied.hashes.xxh3,
        size_bytes=copied.hashes.size_bytes,
        name=task.file.name,
        path=None,
        role=task.role,
        clip=clip_id(sha256) if task.role == "clip" else task.owner,
        why=task.why,
    )
    with tools.catalogue.write() as shelves:
        if not (already := sha256 in shelves.files.known([sha256])):  # by an ingest beside this one
            write_down(held, seen, task, tools, shelves)
            shelves.copies.note(made.values(), who=tools.given.shooter)
            shelves.reels.verified(tools.reel.name, layout.card_path(task.file.path), sha256)
    if already and (known := _known(sha256, tools)):
        return replace(_settle_known(task, known, made, lost, tools, beside), sha256=sha256)
    done = Ingested(path=task.file.path, result=result_of(task), clip=held.clip, why=task.why, sha256=sha256)
    return _with_copies(done, list(made.values()), lost, (), tools)


def _settle_known(
    task: Task, known: _Known, made: _Made, lost: _NotMade, tools: Tools, beside: Beside | None
) -> Ingested:
    """A content that is catalogued. It may go along with one more clip: two may have the same sidecar."""
    held = known.held
    clip = held.clip
    facts = _facts_of_part(known, tools) if task.role == "part" and task.owner else None
    with tools.catalogue.write() as shelves:
        shelves.copies.note(made.values(), who=tools.given.shooter)
        shelves.reels.verified(tools.reel.name, layout.card_path(task.file.path), held.sha256)
        if task.owner and held.role != "clip":
            attach(task, held, Seen(beside=beside, facts=facts), tools, shelves)
            clip = task.owner
    before = {copy.volume: copy for copy in known.copies}
    again = [each.called for each in tools.destinations if each.volume.id in made.keys() & before.keys()]
    why = f"its copy on {' and '.join(again)} had gone missing, and was made again" if again else None
    done = Ingested(path=task.file.path, result="known", clip=clip, why=why or (None if clip else held.why))
    return _with_copies(done, list((before | made).values()), lost, known.damaged, tools)


def _first_look(task: Task, copied: Copied, tools: Tools) -> Seen:
    """What the bytes of a clip tell that only another desk has told of until now."""
    part = next(iter(copied.parts.values()), None)
    return understood(task, part, tools)[1] if part and task.role == "clip" else _NOTHING


def _tell_anew(clip: ClipId, seen: Seen, tools: Tools) -> None:
    """Its own bytes are here now: what they tell counts, not what another desk said of them."""
    with tools.catalogue.write() as shelves:
        if seen.facts and shelves.clips.known([clip]):
            shelves.clips.facts(clip, seen.facts)
            if seen.answer:
                shelves.raw_probes.keep(clip, PROGRAM, seen.answer.version, written(seen.answer))


def _facts_of_part(known: _Known, tools: Tools) -> Facts | None:
    """What a part tells that was taken in before the file it goes on from."""
    for destination in tools.destinations:
        for copy in known.copies:
            if copy.volume == destination.volume.id and copy.state == "verified":
                with suppress(Unreadable, OSError):
                    return tools.reader.look(destination.originals.path(os.fsdecode(copy.path)), known.held.name)[0]
    return None


def _named(
    file: MediaFile, copied: Copied, destinations: Sequence[Destination], tools: Tools
) -> tuple[_Made, _NotMade]:
    """The copies that have a name now, and those that have none."""
    made, lost = _Made(), _NotMade()
    for each in destinations:
        if each.originals in copied.lost:
            lost[each.volume.id] = copied.lost[each.originals]
            continue
        sha256 = copied.hashes.sha256
        home = each.home(tools.reel.name, file, sha256)
        try:
            path = each.originals.keep(copied.parts[each.originals], copied.hashes, home)
        except (OSError, DeskError) as error:
            lost[each.volume.id] = Lost(state="missing", error=error)
        else:
            made[each.volume.id] = MediaCopy(
                sha256=sha256,
                volume=each.volume.id,
                path=os.fsencode(path),
                state="verified",
                verified_at=datetime.now(UTC),
            )
    return made, lost


def _with_copies(
    done: Ingested, there: Sequence[MediaCopy], lost: _NotMade, damaged: Sequence[Destination], tools: Tools
) -> Ingested:
    """The same, with where its copies are. One that was asked for and did not come about makes it `failed`."""
    roots = {each.volume.id: each.in_words for each in tools.destinations}
    whys = [in_words(trouble.error, roots[each]) for each, trouble in lost.items()]
    for each in damaged:
        path = next(os.fsdecode(copy.path) for copy in there if copy.volume == each.volume.id)
        whys.append(f"its copy on {each.called} is damaged; move {path} out of the way, and ingest again")
    not_there = {each.volume.id for each in damaged} | lost.keys()
    copies = present((copy for copy in there if copy.volume not in not_there), tools.names)
    copies += tuple(Present(volume=tools.names[each], state=trouble.state) for each, trouble in lost.items())
    copies += tuple(Present(volume=each.volume.name, state="mismatch") for each in damaged)
    done = replace(done, copies=copies)
    return replace(done, result="failed", why="; ".join(whys)) if whys else done


def result_of(task: Task) -> Result:
    """What has become of a new file."""
    return "kept" if task.role == "part" and not task.owner else RESULTS[task.role]


def understood(task: Task, path: Path, tools: Tools) -> tuple[Task, Seen]:
    """What it is after a look at the bytes, and what these tell."""
    try:
        if task.role in ("clip", "part"):
            facts, answer = tools.reader.look(path, task.file.name)
            if task.trouble:
                facts = replace(facts, trouble=(*facts.trouble, task.trouble))
            return task, Seen(facts=facts, answer=answer)
    except Unreadable as trouble:
        return replace(task, role="set-aside" if task.role == "clip" else "part", why=trouble.what), _NOTHING
    if task.role == "kept" and (found := tools.reader.look_if_clip(task.file.name, path)):
        return replace(task, role="clip", why=None), Seen(facts=found[0], answer=found[1])
    return task, _NOTHING


def told_beside(task: Task, source: int, tools: Tools) -> Beside | None:
    """What a file, open for reading, tells of the clip that it lies beside."""
    if task.role != "sidecar" or not task.owner or not task.of_first or not tools.reader.tells(task.file.name):
        return None
    data = bytearray()
    while len(data) < MOST_BESIDE_BYTES and (block := os.pread(source, MOST_BESIDE_BYTES - len(data), len(data))):
        data += block
    with tools.catalogue.read() as shelves:
        place = shelves.clips.get(task.owner).facts.place
    return tools.reader.beside(task.file.name, bytes(data), place.point if place else None)


def write_down(held: HeldFile, seen: Seen, task: Task, tools: Tools, shelves: Shelves) -> None:
    """A new file, and what it is: a clip, or what goes along with one."""
    shelves.files.add(held)
    if seen.facts and held.clip and task.role == "clip":
        shelves.clips.add(_clip(held.clip, held, seen.facts, tools.given))
        if seen.answer:
            shelves.raw_probes.keep(held.clip, PROGRAM, seen.answer.version, written(seen.answer))
    attach(task, held, seen, tools, shelves)


def _clip(own: ClipId, held: HeldFile, facts: Facts, given: Given) -> Clip:
    """A new clip, with what the reporter said of the whole card."""
    log = Log(
        trip=given.trip,
        shooter=given.shooter,
        place=None if facts.place else given.place,
        received_from=given.received_from,
        channel=given.channel,
    )
    return Clip(id=own, name=held.name, path=None, sha256=held.sha256, size_bytes=held.size_bytes, facts=facts, log=log)


def attach(task: Task, held: HeldFile, seen: Seen, tools: Tools, shelves: Shelves) -> None:
    """Puts a file with the clip it goes along with, if it does, and adds what it tells to what is known of that."""
    if not task.owner:
        return
    seconds = seen.facts.seconds if seen.facts else None
    file = Attached(name=task.file.name, path=None, sha256=held.sha256, size_bytes=held.size_bytes, seconds=seconds)
    if task.role == "part":
        shelves.clips.attach(task.owner, file, "part", task.position)
    else:
        shelves.clips.attach(task.owner, file)
    if seen.beside:
        _tell(task.owner, seen.beside, tools, shelves)


def _tell(owner: ClipId, beside: Beside, tools: Tools, shelves: Shelves) -> None:
    """Within the transaction: a clip may have two such files, and they are taken in at once."""
    clip = shelves.clips.get(owner)
    facts = tools.reader.with_beside(clip.facts, beside)
    if facts != clip.facts:
        shelves.clips.facts(owner, facts)
        if facts.place and clip.log.place and clip.log.place == tools.given.place:  # of clips that do not say it
            shelves.clips.log(owner, replace(clip.log, place=None))
