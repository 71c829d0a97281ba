"""Going away again: tombstones first, then every leaf, then asked for from outside."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue
from mediadesk.desk.publish.leaves import text_object
from mediadesk.embed.page import tombstone, tombstone_oembed
from mediadesk.errors import DeskError, NotFound, StoreRefused
from mediadesk.events import Report, ignore
from mediadesk.model import layout
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.online import Private, Publication
from mediadesk.model.publication import CacheClass, cache_class
from mediadesk.store.base import Store
from mediadesk.store.refused import WITHIN_SECONDS, FromOutside, refused
from mediadesk.store.send import send
from mediadesk.store.takedown import take_down


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDown:
    """What became of one publication, or one private page, that had to go."""

    publication: Publication | Private
    trouble: DeskError | None = None  # why it is still there
    gone: tuple[str, ...] = ()  # the keys of it that are left no more
    outside: FromOutside | None = None  # None: nobody was asked
    purge: tuple[str, ...] = ()  # addresses that a cache in front of the store may still show, as it calls them
    purge_below: str | None = None  # everything else of it is below here


def withdraw(
    slug: str, stores: Callable[[str], Store], *, catalogue: Catalogue, record: bool = True, report: Report = ignore
) -> list[Publication | Private]:
    """Takes a dispatch offline everywhere: a tombstone at its address first, then every leaf of it gone.

    Without `record` (a rehearsal) the catalogue stays as it is. Raises NotFound when it is nowhere online, and
    StoreRefused when something of it could not be removed, after everything else was: run again, it goes on there.
    """
    with catalogue.read() as shelves:
        shelves.dispatches.get(slug)
    done = list(withdrawn([slug], stores, catalogue=catalogue, record=record, report=report))
    if not done:
        raise NotFound(f"{slug} is not online", hint=f"mediadesk dispatch show {slug}")
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
    ask: bool = False,
    within_seconds: float = WITHIN_SECONDS,
    report: Report = ignore,
) -> Iterator[TakenDown]:
    """Takes several dispatches offline everywhere, their private pages and what waits for its hour as well. A store
    that refuses, or is not known, stops none of the rest.

    From the first moment on nobody can publish any of them: also not who is about to. All pages are replaced before the
    first leaf is deleted. With `ask`, every address is asked for from outside until it is refused.
    """
    slugs = list(slugs)
    if record:
        _stop_all(slugs, catalogue)
    closed: list[tuple[_Going, Store | DeskError]] = []
    for each in _online(slugs, catalogue):
        try:
            store = stores(each.publication.store)
            _close(each, store, report)
        except (StoreRefused, NotFound) as trouble:
            closed.append((each, trouble))
        else:
            closed.append((each, store))
    for each, where in closed:
        if isinstance(where, DeskError):
            yield TakenDown(publication=each.publication, trouble=where)
            continue
        try:
            gone = _empty(each, where, report)
        except StoreRefused as trouble:
            yield TakenDown(publication=each.publication, trouble=trouble)
            continue
        if record:
            _note_gone(each.publication, catalogue)
        outside = None
        if ask and record and where.public_url:
            keys = {*gone, *each.keys()} - each.stones.keys()
            outside = refused(where.public_url, sorted(keys), each.stones, within_seconds=within_seconds, report=report)
        root = where.public_url
        yield TakenDown(
            publication=each.publication,
            gone=gone,
            outside=outside,
            purge=tuple(f"{root}/{key}" for key in each.beside()) if root else (),
            purge_below=f"{root}/{each.below}/" if root else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Going:
    """One that has to go: everything below its prefix, but for what takes the place of its pages."""

    publication: Publication | Private
    below: str
    page: str
    stones: Mapping[str, bytes]  # by key; a private page leaves none

    def keys(self) -> list[str]:
        """What is known to be there. The engine is everybody's, and stays."""
        known = self.publication
        keys = known.keys if isinstance(known, Private) else [each.key for each in known.objects]
        return [key for key in keys if key.startswith(f"{self.below}/")]

    def beside(self) -> list[str]:
        """Those that keep their address whatever changes: what a person would purge one by one."""
        return sorted({key for key in self.keys() if cache_class(key) in _CHANGING} | {self.page, *self.stones})


_CHANGING = (CacheClass.POINTER, CacheClass.STABLE)


def _public(dispatch: Dispatch, publication: Publication) -> _Going:
    public_id = dispatch.public_id
    page = layout.page_key(public_id)
    stones = {page: tombstone(dispatch.language), layout.oembed_key(public_id): tombstone_oembed()}
    return _Going(publication=publication, below=layout.dispatch_prefix(public_id), page=page, stones=stones)


def _private(page: Private) -> _Going:
    below, key = layout.dispatch_prefix(page.token, private=True), layout.page_key(page.token, private=True)
    return _Going(publication=page, below=below, page=key, stones={})


def _stop_all(slugs: Iterable[str], catalogue: Catalogue) -> None:
    """From now on none of them goes out, not at its hour either."""
    with catalogue.write() as shelves:
        for slug in slugs:
            if shelves.publications.live(slug):
                shelves.dispatches.put(replace(shelves.dispatches.get(slug), state="withdrawn"))
            for each in shelves.schedule.all():
                if each.slug == slug:
                    shelves.schedule.remove(slug, each.store)


def _online(slugs: Iterable[str], catalogue: Catalogue) -> list[_Going]:
    """Everything of them that is in any store, also what was begun and not finished."""
    with catalogue.read() as shelves:
        return [
            each
            for slug in slugs
            for each in (
                *(_public(shelves.dispatches.get(slug), live) for live in shelves.publications.live(slug)),
                *(_private(page) for page in shelves.privates.of(slug) if page.gone_at is None),
            )
        ]


def _note_gone(publication: Publication | Private, catalogue: Catalogue) -> None:
    now = datetime.now(UTC)
    with catalogue.write() as shelves:
        if isinstance(publication, Private):
            shelves.privates.put(replace(publication, gone_at=now))
            return
        newest = {each.store: each for each in shelves.publications.live(publication.slug)}
        shelves.publications.put(replace(newest.get(publication.store, publication), withdrawn_at=now))


def _close(going: _Going, store: Store, report: Report) -> None:
    """From now on no reader who comes to the page finds anything."""
    if going.stones:
        stones = [text_object(key, body, CacheClass.POINTER) for key, body in going.stones.items()]
        send(store, stones, report=report)
    else:
        take_down(store, [going.page], report=report)


def _empty(going: _Going, store: Store, report: Report) -> tuple[str, ...]:
    """Nothing is left but the tombstones. Returns the keys that went."""
    gone = tuple(key for key in store.keys(going.below) if key not in going.stones)
    take_down(store, gone, report=report)
    return gone


def take_down_all(dispatch: Dispatch, publication: Publication, store: Store, report: Report) -> None:
    """Leaves nothing of a dispatch in a store but its tombstones. May be called twice."""
    going = _public(dispatch, publication)
    _close(going, store, report)
    _empty(going, store, report)


def take_down_private(page: Private, store: Store, catalogue: Catalogue, report: Report = ignore) -> None:
    """Leaves nothing of a private page, and writes that down. Raises StoreRefused; may be called twice."""
    going = _private(page)
    _close(going, store, report)
    _empty(going, store, report)
    _note_gone(page, catalogue)
