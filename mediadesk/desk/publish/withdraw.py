"""Going away again: a tombstone first, then every leaf."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue
from mediadesk.desk.publish.leaves import text_object
from mediadesk.embed.page import tombstone, tombstone_oembed
from mediadesk.errors import DeskError, NotFound, StoreRefused
from mediadesk.events import Report, ignore
from mediadesk.model import layout
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.online import Publication
from mediadesk.model.publication import CacheClass
from mediadesk.store.base import Store
from mediadesk.store.send import send
from mediadesk.store.takedown import take_down


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDown:
    """What became of one publication that had to go."""

    publication: Publication
    trouble: DeskError | None = None  # why it is still there


def withdraw(
    slug: str, stores: Callable[[str], Store], *, catalogue: Catalogue, record: bool = True, report: Report = ignore
) -> list[Publication]:
    """Takes a dispatch offline everywhere: a tombstone at its address first, then every leaf of it gone.

    Without `record` (a rehearsal) the catalogue stays as it is. Raises NotFound when it is nowhere online, and
    StoreRefused when something of it could not be removed, after everything else was: run again, it goes on there.
    """
    with catalogue.read() as shelves:
        shelves.dispatches.get(slug)
        published = shelves.publications.live(slug)
    if not published:
        raise NotFound(f"{slug} is not online", hint=f"mediadesk dispatch show {slug}")
    done = list(withdrawn([slug], stores, catalogue=catalogue, record=record, report=report))
    for each in done:
        if each.trouble:
            raise each.trouble
    return [each.publication for each in done]


def withdrawn(
    slugs: Iterable[str],
    stores: Callable[[str], Store],
    *,
    catalogue: Catalogue,
    record: bool = True,
    report: Report = ignore,
) -> Iterator[TakenDown]:
    """Takes several dispatches offline everywhere. A store that refuses, or is not known, stops none of the rest.

    From the first moment on nobody can publish any of them: also not who is about to.
    """
    slugs = list(slugs)
    if record:
        with catalogue.write() as shelves:
            for slug in slugs:
                if shelves.publications.live(slug):
                    shelves.dispatches.put(replace(shelves.dispatches.get(slug), state="withdrawn"))
    for slug in slugs:
        with catalogue.read() as shelves:
            dispatch, published = shelves.dispatches.get(slug), shelves.publications.live(slug)
        for publication in published:
            try:
                take_down_all(dispatch, stores(publication.store), report)
            except (StoreRefused, NotFound) as trouble:
                yield TakenDown(publication=publication, trouble=trouble)
                continue
            if record:
                _note_gone(publication, catalogue)
            yield TakenDown(publication=publication)


def _note_gone(publication: Publication, catalogue: Catalogue) -> None:
    now = datetime.now(UTC)
    with catalogue.write() as shelves:
        newest = {each.store: each for each in shelves.publications.live(publication.slug)}
        shelves.publications.put(replace(newest.get(publication.store, publication), withdrawn_at=now))


def take_down_all(dispatch: Dispatch, store: Store, report: Report) -> None:
    """Leaves nothing of a dispatch in a store but its tombstones. May be called twice."""
    stones = {
        layout.page_key(dispatch.public_id): tombstone(dispatch.language),
        layout.oembed_key(dispatch.public_id): tombstone_oembed(),
    }
    send(store, [text_object(key, body, CacheClass.POINTER) for key, body in stones.items()], report=report)
    below = layout.dispatch_prefix(dispatch.public_id)
    take_down(store, (key for key in store.keys(below) if key not in stones), report=report)
