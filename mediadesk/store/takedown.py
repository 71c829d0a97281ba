"""The one way to take objects away: all of them, and then asked for again, so that done means gone."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from mediadesk.errors import StoreRefused
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.store.base import Store

_AT_ONCE = 8  # requests under way: what is waited for here is the line, not the work


def take_down(store: Store, keys: Iterable[str], *, report: Report = ignore) -> int:
    """Delete the keys and look that none is left. Returns how many were asked for; may be called twice.

    Raises StoreRefused when a key is still there. Whatever points at them must have been replaced before.
    """
    asked = sorted(set(keys))
    task = f"take down from {store.name}"
    report(Began(task, len(asked)))
    try:
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="takedown") as pool:
            for done, _ in enumerate(pool.map(store.delete, asked), start=1):
                report(Moved(task, done, len(asked)))
            left = [key for key, found in zip(asked, pool.map(store.head, asked), strict=True) if found]
    finally:
        report(Ended(task))
    if left:
        raise StoreRefused(
            f"{store.describe(left[0])} is still there after it was deleted ({len(left)} such keys)",
            hint="run it again; if it stays so, delete them with the tools of the store",
        )
    return len(asked)
