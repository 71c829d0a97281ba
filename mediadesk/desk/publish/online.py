"""What is online already."""

from collections.abc import Sequence
from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue
from mediadesk.desk.publish.gates import barred
from mediadesk.errors import NotFound
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.layout import is_private, oembed_key, page_key
from mediadesk.model.online import Gate, Private, Publication
from mediadesk.model.sweep import staying
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
    left. What an older edition names may for as long as it stays for its readers (`model.sweep`). A tombstone may.
    """
    folder, _, rest = key.partition("/")
    if is_private(key):
        return _may_show_few(key, store, catalogue)
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
        editions = [each for each in shelves.publications.of(dispatch.slug) if each.store == store.name]
        named = any(each.key == key for each in published.objects) or key in staying(editions, datetime.now(UTC))
        return named and not barred(shelves, dispatch, published, store)


def _may_show_few(key: str, store: Store, catalogue: Catalogue) -> bool:
    """A private page until its time is over, by the same gates."""
    with catalogue.read() as shelves:
        page = next((each for each in shelves.privates.all() if each.token == key.split("/")[1]), None)
        if page is None or key not in page.keys or not still_there(page, datetime.now(UTC)):
            return False
        return not barred(shelves, shelves.dispatches.get(page.slug), page, store)


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


def still_there(page: Private, now: datetime) -> bool:
    """Whether a private page may be looked at; when its time is over, whatever comes by takes it away."""
    return page.gone_at is None and now < page.until
