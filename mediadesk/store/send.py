"""The one way to publish: in waves, each read back before the next begins, so that no pointer names what is not whole.

Killed anywhere, it is simply run again. A reader sees the old pointer until everything the new one names was fetched
back from the store and found equal.
"""

import gzip
import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Executor, ThreadPoolExecutor, wait
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from threading import Event, Lock

from mediadesk.errors import NotFound, Refused, Stopped, StoreRefused
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.model.publication import Outgoing, PublicObject, still_to_send, upload_waves
from mediadesk.store.base import Store, Tick

_AT_ONCE = 8  # objects under way: most are small, and on a long line the waiting costs more than the bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a publish did. `objects` is the whole publication as the store holds it now, to be remembered as proved."""

    objects: tuple[PublicObject, ...]
    sent: int  # objects
    kept: int  # objects that were there already
    sent_bytes: int


def send(
    store: Store, outgoing: Iterable[Outgoing], *, proved: Collection[PublicObject] = (), report: Report = ignore
) -> Sent:
    """Make the store hold exactly these objects under their keys; other keys are left alone.

    Sends what is missing or different. Every object is read back and compared before what names it goes out, also
    those an earlier run has sent: it may have been killed before it could look. `proved` are objects that a finished
    publish to this store has read back; while the store still says it has them, they are not fetched again.

    Raises StoreRefused when an object comes back different twice, Refused when a file changed on this desk since it was
    hashed, NotFound when it is gone.
    """
    wanted = [_as_kept_by(store, each) for each in outgoing]
    trusted = set(proved)
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="send") as pool:
        there = _there(store, [each.object.key for each in wanted], pool)
        missing = {each.object.key for each in still_to_send(wanted, there)}
        unproved = [each for each in wanted if each.object.key in missing or each.object not in trusted]
        if unproved:
            _place_all(store, unproved, missing, pool, report)
    return Sent(
        objects=tuple(each.object for each in wanted),
        sent=len(missing),
        kept=len(wanted) - len(missing),
        sent_bytes=_size(each for each in wanted if each.object.key in missing),
    )


def _there(store: Store, keys: Sequence[str], pool: Executor) -> list[PublicObject]:
    """What the store says it has. The first question goes alone: if nobody is there, one waiting is enough."""
    first = [store.head(key) for key in keys[:1]]
    return [found for found in (*first, *pool.map(store.head, keys[1:])) if found]


def _place_all(
    store: Store, outgoing: Sequence[Outgoing], missing: Collection[str], pool: Executor, report: Report
) -> None:
    task, over = f"send to {store.name}", Event()
    total = _size(outgoing) + _size(each for each in outgoing if each.object.key in missing)
    report(Began(task, total, "bytes"))
    tick = _counting(report, task, total, over)
    try:
        for wave in upload_waves(outgoing):
            _all(pool, partial(_place, store, missing=missing, tick=tick), wave)
    finally:
        over.set()  # and what is under way ends at its next tick
        report(Ended(task))


def _all(pool: Executor, place: Callable[[Outgoing], None], wave: Iterable[Outgoing]) -> None:
    """Place them at once. The first trouble is raised as soon as it comes, and cancels what has not begun."""
    placing = [pool.submit(place, each) for each in wave]
    try:
        for each in wait(placing, return_when=FIRST_EXCEPTION).done:
            each.result()
    finally:
        for each in placing:
            each.cancel()


def _place(store: Store, out: Outgoing, *, missing: Collection[str], tick: Tick) -> None:
    if out.object.key in missing:
        store.put(out, tick)
    if not _difference(store, out, tick):
        return
    store.put(out, tick)
    if difference := _difference(store, out, tick):
        if _sha256(out.body) != out.object.sha256:
            raise Refused(f"{out.body!s} is not what it was when it was checked", hint="mediadesk check --deep")
        raise StoreRefused(
            f"{store.describe(out.object.key)} was sent twice, and came back with {difference}",
            hint="run it again; if it stays so, use another store",
        )


def _difference(store: Store, out: Outgoing, tick: Tick) -> str:
    """What differs between what should be there and what is, in words; empty when nothing does."""
    try:
        found = store.read_back(out.object.key, tick)
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
