"""A whole card: what is known already, then the recordings, then what goes along with them, then the drives' books."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.desk.ingest.books import write_books
from mediadesk.desk.ingest.history import read_history, say_missing
from mediadesk.desk.ingest.plan import Destination, Given, Plan, check_room, look_up, plan, stamps, together
from mediadesk.desk.ingest.take import Task, Tools, one_file
from mediadesk.desk.ingest.told import present
from mediadesk.desk.ingest.understood import Reader
from mediadesk.engine.base import Engine
from mediadesk.engine.turns import Turns
from mediadesk.events import Began, Ended, Meter, Report, ignore
from mediadesk.gazetteer import Gazetteer
from mediadesk.media.binaries import Programs
from mediadesk.model.card import Contents, MediaFile, Recording
from mediadesk.model.clip import ClipId
from mediadesk.model.ingested import Ingested
from mediadesk.model.names import stem

Mains = dict[MediaFile, ClipId | None]  # which clip a file has become
OneFile = Callable[[Task, Report], Ingested]


def ingest(
    source: Path,
    given: Given,
    destinations: Sequence[Destination],
    *,
    catalogue: Catalogue,
    programs: Programs,
    gazetteer: Gazetteer,
    engine: Engine,
    deep: bool = False,
    report: Report = ignore,
) -> Iterator[Ingested]:
    """Takes in everything of a source, recordings first; yields what became of each file, in any order.

    What is known by its path, size and time is not read again, unless `deep`. Raises Refused when a destination cannot
    be written to or cannot hold it, NotFound or Misasked for a source that is none.
    """
    planned = plan(source, destinations, catalogue=catalogue)
    for passed in planned.passed:
        yield Ingested(path=passed.path, result="failed" if passed.lost else "set-aside", why=passed.why)
    if not any(planned.contents.files):  # a card that cannot be listed begins no reel
        return
    check_room(planned.rooms)
    for each, room in zip(destinations, planned.rooms, strict=True):
        if room.new_files:
            each.originals.check_writable()
    with catalogue.write() as shelves:
        reel = shelves.reels.open(stamps(planned.contents.files))
        homes = [each.of(reel.name, shelves.volumes.note(each.volume)) for each in destinations]
        names = {each.id: each.name for each in shelves.volumes.all()}
    tools = Tools(
        source=source,
        reel=reel,
        worth_hashing=planned.worth_hashing,
        destinations=homes,
        names=names,
        history=read_history(source, report),
        given=given,
        deep=deep,
        catalogue=catalogue,
        reader=Reader(programs=programs, gazetteer=gazetteer),
    )
    for each in homes:
        each.originals.sweep()
    known = frozenset() if deep else planned.known
    mains: Mains = {}
    for file, told in known_already(known, tools):
        mains[file] = told.clip
        yield told
    yield from in_waves(planned, known, mains, partial(one_file, tools=tools), engine, report)
    say_missing(tools.history, reel, report)
    if any(not each.is_desk for each in homes):
        with catalogue.read() as shelves:
            reel = shelves.reels.of(stamps(planned.contents.files)) or reel
        write_books(homes, reel, catalogue=catalogue, report=report)


def known_already(known: Collection[MediaFile], tools: Tools) -> Iterator[tuple[MediaFile, Ingested]]:
    """What need not be read again."""
    for some in together(known):
        with tools.catalogue.read() as shelves:
            found = list(look_up(some, tools.reel, shelves))
        for file, held, copies in found:
            if held:
                why = None if held.clip else held.why
                there = present(copies, tools.names)
                yield file, Ingested(path=file.path, result="known", clip=held.clip, why=why, copies=there)


def in_waves(
    planned: Plan,
    known: Collection[MediaFile],
    mains: Mains,
    work: Callable[..., Ingested],
    engine: Engine,
    report: Report,
) -> Iterator[Ingested]:
    """Recordings first; when they have their ids, what goes along with them."""
    meter = Meter("ingest", planned.size_bytes - sum(file.size_bytes for file in known))
    report(Began("ingest", meter.total, "bytes"))
    failed: set[MediaFile] = set()
    for wave in (partial(_recordings, planned.contents), partial(_the_rest, planned.contents, mains, failed)):
        tasks = [task for task in wave() if task.file not in known]
        # of files with the same content, the first on the card gives it its name
        turns = Turns((task.file, task.file.size_bytes) for task in tasks)
        with closing(engine.run(partial(work, turns=turns, meter=meter), tasks, report)) as outcomes:
            for outcome in outcomes:
                if outcome.trouble:
                    raise outcome.trouble
                if outcome.result:
                    mains[outcome.job.file] = outcome.result.clip
                    if outcome.result.result == "failed":
                        failed.add(outcome.job.file)
                    yield outcome.result
    report(Ended("ingest"))


def _recordings(contents: Contents) -> Iterator[Task]:
    return (Task(file=each.main, role="clip", trouble=each.why) for each in contents.recordings)


def _of_first(sidecar: MediaFile, recording: Recording) -> bool:
    """Whether it is the sidecar of the file with which a recording begins: each of its parts may have its own."""
    return stem(sidecar.name) not in {stem(part.name) for part in recording.parts} - {stem(recording.main.name)}


def _the_rest(
    contents: Contents, mains: Mapping[MediaFile, ClipId | None], failed: Collection[MediaFile]
) -> Iterator[Task]:
    """What is no recording, now that the clips it belongs to have their ids."""
    for recording in contents.recordings:
        owner = mains.get(recording.main)
        for position, file in enumerate(recording.parts):
            if owner:
                yield Task(file=file, role="part", owner=owner, position=position)
            elif recording.main in failed:  # it is no clip of its own: the next ingest may have the first part
                yield Task(file=file, role="part", why="its first part could not be taken in; copied and verified")
            else:
                yield Task(file=file, role="clip")
        for file in recording.sidecars:
            if owner:
                yield Task(file=file, role="sidecar", owner=owner, of_first=_of_first(file, recording))
            else:
                yield Task(file=file, role="kept", why="goes along with a file that is no clip; copied and verified")
    yield from (Task(file=each.file, role="kept", why=each.why) for each in contents.kept)
