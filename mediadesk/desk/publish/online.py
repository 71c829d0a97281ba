"""What is online already."""

from collections.abc import Sequence

from mediadesk.catalogue import Catalogue
from mediadesk.errors import NotFound
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.online import Publication


def online(store: str, slug: str | None = None, *, catalogue: Catalogue) -> list[Dispatch]:
    """What of all dispatches, or of one, is online in a store. Raises NotFound when the one asked for is not."""
    with catalogue.read() as shelves:
        asked = [shelves.dispatches.get(slug)] if slug else shelves.dispatches.all()
        newest = [(each, last(shelves.publications.live(each.slug), store)) for each in asked]
    live = [each for each, publication in newest if publication and publication.objects]  # none: stopped on the way
    if slug and not live:
        raise not_online(slug, store)
    return live


def last(published: Sequence[Publication], store: str) -> Publication | None:
    """The one in a store."""
    return next((each for each in published if each.store == store), None)


def not_online(slug: str, store: str) -> NotFound:
    """What to raise, and what to do."""
    return NotFound(f"{slug} is not online in the store {store}", hint=f"mediadesk publish {slug} --to {store}")
