"""Going away again: a tombstone first, then every leaf."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue
from mediadesk.desk.publish.edition import text_object
from mediadesk.embed.page import tombstone, tombstone_oembed
from mediadesk.errors import NotFound
from mediadesk.events import Report, ignore
from mediadesk.model import layout
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.online import Publication
from mediadesk.model.publication import CacheClass
from mediadesk.store.base import Store
from mediadesk.store.send import send
from mediadesk.store.takedown import take_down


def withdraw(
    slug: str, stores: Callable[[str], Store], *, catalogue: Catalogue, record: bool = True, report: Report = ignore
) -> list[Publication]:
    """Takes a dispatch offline everywhere: a tombstone at its address first, then every leaf of it gone.

    Without `record` (a rehearsal) the catalogue stays as it is. Raises NotFound when it is nowhere online, and
    StoreRefused when something of it could not be removed: what is gone by then is written down, the rest stays live.
    """
    with catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(slug)
        published = shelves.publications.live(slug)
    if not published:
        raise NotFound(f"{slug} is not online", hint=f"mediadesk dispatch show {slug}")
    for publication in published:
        take_down_all(dispatch, stores(publication.store), report)
        if record:
            with catalogue.write() as shelves:
                shelves.publications.put(replace(publication, withdrawn_at=datetime.now(UTC)))
                if not shelves.publications.live(slug):
                    shelves.dispatches.put(replace(shelves.dispatches.get(slug), state="withdrawn"))
    return published


def take_down_all(dispatch: Dispatch, store: Store, report: Report) -> None:
    """Leaves nothing of a dispatch in a store but its tombstones. May be called twice."""
    stones = {
        layout.page_key(dispatch.public_id): tombstone(dispatch.language),
        layout.oembed_key(dispatch.public_id): tombstone_oembed(),
    }
    send(store, [text_object(key, body, CacheClass.POINTER) for key, body in stones.items()], report=report)
    below = layout.dispatch_prefix(dispatch.public_id)
    take_down(store, (key for key in store.keys(below) if key not in stones), report=report)
