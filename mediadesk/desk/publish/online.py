"""What is online already."""

from collections.abc import Sequence

from mediadesk.catalogue import Catalogue
from mediadesk.desk.publish.gates import barred
from mediadesk.errors import NotFound
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.layout import oembed_key, page_key
from mediadesk.model.online import Gate, Publication
from mediadesk.store.base import Store


def online(store: str, slug: str | None = None, *, catalogue: Catalogue) -> list[Dispatch]:
    """What of all dispatches, or of one, is online in a store. Raises NotFound when the one asked for is not."""
    with catalogue.read() as shelves:
        asked = [shelves.dispatches.get(slug)] if slug else shelves.dispatches.all()
        newest = [(each, last(shelves.publications.live(each.slug), store)) for each in asked]
    live = [each for each, publication in newest if publication and publication.objects]  # none: stopped on the way
    if slug and not live:
        raise not_online(slug, store)
    return live


def may_show(key: str, store: Store, *, catalogue: Catalogue) -> bool:
    """Whether what lies at a key of a store may be shown on this machine now.

    A page whose clips are held, under embargo, labelled or without a release by now may not, nor what a stopped publish
    or an older edition left. A tombstone may.
    """
    folder, _, rest = key.partition("/")
    if folder != "v":
        return True
    with catalogue.read() as shelves:
        public_id = rest.partition("/")[0]
        dispatch = next((each for each in shelves.dispatches.all() if each.public_id == public_id), None)
        if dispatch is None:
            return False
        published = last(shelves.publications.live(dispatch.slug), store.name)
        if published is None:
            return key in (page_key(public_id), oembed_key(public_id))
        named = any(each.key == key for each in published.objects)
        return named and not barred(shelves, dispatch, published, store)


def stopped(slug: str, store: Store, *, catalogue: Catalogue) -> tuple[Gate, ...]:
    """The gates that what is online of a dispatch fails by now; none where it is not online."""
    with catalogue.read() as shelves:
        published = last(shelves.publications.live(slug), store.name)
        return barred(shelves, shelves.dispatches.get(slug), published, store) if published else ()


def history(slug: str, *, catalogue: Catalogue) -> list[Publication]:
    """Everything that ever went online of a dispatch, with the gates it went through, oldest first."""
    with catalogue.read() as shelves:
        return shelves.publications.of(slug)


def last(published: Sequence[Publication], store: str) -> Publication | None:
    """The one in a store."""
    return next((each for each in published if each.store == store), None)


def not_online(slug: str, store: str) -> NotFound:
    """What to raise, and what to do."""
    return NotFound(f"{slug} is not online in the store {store}", hint=f"mediadesk publish {slug} --to {store}")
