"""The one way to publish: in waves, each read back before the next begins, so that no pointer names what is not whole.

Killed anywhere, it is simply run again. A reader sees the old pointer until everything the new one names was fetched
back from the store and found equal.
"""

import gzip
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Executor, ThreadPoolExecutor, wait
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path, PurePosixPath
from threading import Event, Lock

from mediadesk.errors import NotFound, Refused, Stopped, StoreRefused
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.model.publication import CacheClass, Outgoing, PublicObject, still_to_send, upload_waves
from mediadesk.store.base import Store, Tick
from mediadesk.store.rate import Rates, Way

_MANY = 16  # keys of one folder: a listing instead of a question for each
_AT_ONCE = 8  # objects under way: most are small, and on a long line the waiting costs more than the bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a publish did. `objects` is the whole publication as the store holds it now, to be remembered as proved."""

    objects: tuple[PublicObject, ...]
    sent: int  # objects
    kept: int  # objects that were there already
    sent_bytes: int
    up_bytes_a_second: float | None = None  # None: too little moved to tell
    down_bytes_a_second: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What a send has to do."""

    wanted: tuple[Outgoing, ...]  # all of it, as the store keeps it
    missing: frozenset[str]  # keys of what is to go up
    unproved: tuple[Outgoing, ...]  # what is to be looked at before it is named
    read_back: tuple[Outgoing, ...]  # of these, what every byte of is fetched


def send(
    store: Store,
    outgoing: Iterable[Outgoing],
    *,
    proved: Collection[PublicObject] = (),
    moves: Moves | None = None,
    report: Report = ignore,
) -> Sent:
    """Make the store hold exactly these objects under their keys; other keys are left alone.

    Sends what is missing or different. Every object is read back and compared before what names it goes out, also
    those an earlier run has sent: it may have been killed before it could look. `proved` are objects that a finished
    publish to this store has read back; while the store still says it has them, they are not fetched again. Where the
    store was proved to refuse what changed on the way, what it took just now is not fetched: it is asked whether that
    is there, of many pieces by one listing. `moves` is what `what_moves` said of the same just now: then the store is
    not asked once more.

    Raises StoreRefused when an object comes back different twice, Refused when a file changed on this desk since it was
    hashed, NotFound when it is gone.
    """
    rates = Rates()
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="send") as pool:
        moves = moves or _moves(store, outgoing, proved, pool)
        if moves.unproved:
            _place_all(store, moves, pool, rates, report)
    return Sent(
        objects=tuple(each.object for each in moves.wanted),
        sent=len(moves.missing),
        kept=len(moves.wanted) - len(moves.missing),
        sent_bytes=_size(each for each in moves.wanted if each.object.key in moves.missing),
        up_bytes_a_second=rates.of("up"),
        down_bytes_a_second=rates.of("down"),
    )


def what_moves(store: Store, outgoing: Iterable[Outgoing], *, proved: Collection[PublicObject] = ()) -> Moves:
    """What `send` would do, by asking the store what it has."""
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="plan") as pool:
        return _moves(store, outgoing, proved, pool)


def moves_of(moves: Moves, classes: Collection[CacheClass]) -> Moves:
    """What of it is of some classes, as if nothing else had been asked for."""

    def of(some: Iterable[Outgoing]) -> tuple[Outgoing, ...]:
        return tuple(each for each in some if each.object.cache in classes)

    wanted = of(moves.wanted)
    missing = moves.missing.intersection(each.object.key for each in wanted)
    return Moves(wanted=wanted, missing=missing, unproved=of(moves.unproved), read_back=of(moves.read_back))


def _moves(store: Store, outgoing: Iterable[Outgoing], proved: Collection[PublicObject], pool: Executor) -> Moves:
    wanted, trusted = tuple(_as_kept_by(store, each) for each in outgoing), set(proved)
    there = _there(store, [each.object.key for each in wanted], pool)
    missing = frozenset(each.object.key for each in still_to_send(wanted, there))
    unproved = tuple(each for each in wanted if each.object.key in missing or each.object not in trusted)
    # of what is replaced the old one may still be there, and look like the new one
    checked = missing.difference(each.key for each in there) if store.refuses_flipped else frozenset[str]()
    return Moves(
        wanted=wanted,
        missing=missing,
        unproved=unproved,
        read_back=tuple(each for each in unproved if each.object.key not in checked),
    )


def _there(store: Store, keys: Sequence[str], pool: Executor) -> list[PublicObject]:
    """What the store says it has. The first question goes alone: if nobody is there, one waiting is enough.

    Of a folder with many keys the listing comes first: a new film has hundreds, and none of them is there.
    """
    many = [folder for folder, count in Counter(map(_folder, keys)).items() if count >= _MANY]
    listed = {folder: store.sizes(folder) for folder in many}
    asked = [key for key in keys if key in listed.get(_folder(key), (key,))]
    first = [store.head(key) for key in asked[:1]]
    return [found for found in (*first, *pool.map(store.head, asked[1:])) if found]


def _folder(key: str) -> str:
    """What holds all of one dispatch."""
    return "/".join(key.split("/")[:2])


def _place_all(store: Store, moves: Moves, pool: Executor, rates: Rates, report: Report) -> None:
    task, over = f"send to {store.name}", Event()
    total = _size(moves.read_back) + _size(each for each in moves.wanted if each.object.key in moves.missing)
    report(Began(task, total, "bytes"))
    line = _Line(store=store, rates=rates, tick=_counting(report, task, total, over))
    fetched = {each.object.key for each in moves.read_back}
    try:
        for wave in upload_waves(moves.unproved):
            _all(pool, partial(_place, line, missing=moves.missing, fetched=fetched), wave)
            checked = [out for out in wave if out.object.key not in fetched]
            _all(pool, partial(_place_again, line), _untold(line, checked, pool))
    finally:
        over.set()  # and what is under way ends at its next tick
        report(Ended(task))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A store, and who counts what moves to it and back."""

    store: Store
    rates: Rates
    tick: Tick

    def put(self, out: Outgoing) -> None:
        with self.rates.moving("up"):
            self.store.put(out, self._counted("up"))

    def fetch(self, key: str) -> PublicObject:
        with self.rates.moving("down"):
            return self.store.read_back(key, self._counted("down"))

    def ask(self, key: str) -> PublicObject:
        if found := self.store.head(key):
            return found
        raise NotFound(f"{self.store.describe(key)} is not there", hint="publish the dispatch again")

    def _counted(self, way: Way) -> Tick:
        def tick(count: int) -> None:
            self.rates.count(way, count)
            self.tick(count)

        return tick


def _all(pool: Executor, place: Callable[[Outgoing], None], wave: Iterable[Outgoing]) -> None:
    """Place them at once. The first trouble is raised as soon as it comes, and cancels what has not begun."""
    placing = [pool.submit(place, each) for each in wave]
    try:
        for each in wait(placing, return_when=FIRST_EXCEPTION).done:
            each.result()
    finally:
        for each in placing:
            each.cancel()


def _place(line: _Line, out: Outgoing, *, missing: Collection[str], fetched: Collection[str]) -> None:
    if out.object.key not in fetched:
        line.put(out)
        _must_be_unchanged(out)  # what the store took is what was read here, and must be what was checked
        return
    if out.object.key in missing:
        line.put(out)
    if _difference(line.fetch, out):
        _place_again(line, out)


def _place_again(line: _Line, out: Outgoing) -> None:
    line.put(out)
    if difference := _difference(line.fetch, out):
        _must_be_unchanged(out)
        raise StoreRefused(
            f"{line.store.describe(out.object.key)} was sent twice, and came back with {difference}",
            hint="run it again; if it stays so, use another store",
        )


def _untold(line: _Line, checked: Sequence[Outgoing], pool: Executor) -> list[Outgoing]:
    """What the store took just now, having looked at its bytes, and does not say that it has.

    Of a folder with many pieces one listing tells the sizes: a film has hundreds, and a question for each takes as long
    as fetching it. Of all else the headers are asked for.
    """
    pieces = Counter(str(PurePosixPath(out.object.key).parent) for out in checked)
    sizes: dict[str, int] = {}
    for folder in (each for each, count in pieces.items() if count >= _MANY):
        sizes |= line.store.sizes(folder)
    unlisted = [out for out in checked if sizes.get(out.object.key) != out.object.size_bytes]
    differ = pool.map(lambda out: bool(_difference(line.ask, out)), unlisted)
    return [out for out, differs in zip(unlisted, differ, strict=True) if differs]


def _must_be_unchanged(out: Outgoing) -> None:
    if _sha256(out.body) != out.object.sha256:
        raise Refused(f"{out.body!s} is not what it was when it was checked", hint="mediadesk check --deep")


def _difference(seen: Callable[[str], PublicObject], out: Outgoing) -> str:
    """What differs between what should be there and what is, in words; empty when nothing does."""
    try:
        found = seen(out.object.key)
    except NotFound:
        return "nothing at all"
    differing = [
        each.name for each in fields(PublicObject) if getattr(found, each.name) != getattr(out.object, each.name)
    ]
    if "sha256" in differing:
        return "other bytes"
    return ", ".join(f"{name.replace('_', ' ')} {getattr(found, name)!r}" for name in differing)


def _as_kept_by(store: Store, out: Outgoing) -> Outgoing:
    """A store that cannot tell readers about the compression gets the object unpacked."""
    if store.keeps_encoding or out.object.encoding != "gzip":
        return out
    body = gzip.decompress(out.body if isinstance(out.body, bytes) else out.body.read_bytes())
    sha256 = hashlib.sha256(body).hexdigest()
    return Outgoing(object=replace(out.object, sha256=sha256, size_bytes=len(body), encoding=None), body=body)


def _counting(report: Report, task: str, total: int, over: Event) -> Tick:
    """A tick that adds up, from whatever thread. What goes twice is not counted beyond the total."""
    lock, done = Lock(), 0

    def tick(count: int) -> None:
        nonlocal done
        if over.is_set():
            raise Stopped(f"{task} stopped")
        with lock:
            done += count
            report(Moved(task, min(done, total), total))

    return tick


def _size(outgoing: Iterable[Outgoing]) -> int:
    return sum(each.object.size_bytes for each in outgoing)


def _sha256(body: Path | bytes) -> str:
    if isinstance(body, bytes):
        return hashlib.sha256(body).hexdigest()
    with body.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
