"""What may go by now: private pages whose time is over, and leaves that stayed for readers of an older page."""

from collections.abc import Iterator
from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.desk.publish.private import take_away_private
from mediadesk.errors import Refused
from mediadesk.events import Report, ignore
from mediadesk.model import layout
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.sweep import left_over
from mediadesk.store.base import Store
from mediadesk.store.takedown import take_down


def tidied(store: Store, *, catalogue: Catalogue, assets: Assets, report: Report = ignore) -> Iterator[str]:
    """Takes it away, and says what went, line by line. What is being published just now is left alone.

    Only what an older edition is known to have named is touched: what a stopped publish has sent may go on being sent.
    Raises StoreRefused.
    """
    if pages := take_away_private(store, catalogue, report=report):
        yield f"{pages} private pages whose time was over" if pages > 1 else "a private page whose time was over"
    with catalogue.read() as shelves:
        several = [each for each in shelves.dispatches.all() if len(shelves.publications.of(each.slug)) > 1]
    for each in several:
        try:
            with assets.alone(each.slug, _busy):
                count = _swept(each, store, catalogue, report)
        except _Busy:
            continue
        if count:
            yield f"{count} files that only older pages of {each.slug} named"


class _Busy(Refused):
    """Somebody publishes it just now."""


def _busy() -> None:
    raise _Busy("it is being published", hint="later")


def _swept(dispatch: Dispatch, store: Store, catalogue: Catalogue, report: Report) -> int:
    with catalogue.read() as shelves:
        editions = [each for each in shelves.publications.of(dispatch.slug) if each.store == store.name]
        sent_early = {each.key for one in shelves.schedule.all() if one.slug == dispatch.slug for each in one.proved}
    live = [each for each in editions if each.objects and each.withdrawn_at is None]
    named = {each.key for edition in live[:-1] for each in edition.objects} - sent_early
    if not set(left_over(named, editions, datetime.now(UTC))):
        return 0
    there = store.keys(layout.dispatch_prefix(dispatch.public_id))
    old = left_over((key for key in there if key in named), editions, datetime.now(UTC))
    if old:
        take_down(store, old, report=report)
    return len(old)
