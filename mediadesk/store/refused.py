"""Is it gone for readers, too? Every address asked from outside, without a key, until it is refused."""

import secrets
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from mediadesk.errors import StoreRefused
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.store.stranger import fetch

WITHIN_SECONDS = 60.0  # an object store may show what was deleted for a moment; a cache for a week
_AT_ONCE = 16
_PAUSE_SECONDS = 0.5
_REFUSED = frozenset({401, 403, 404, 410, 451})
_PATIENCE_SECONDS = 10.0
_MOST_BYTES = 1 << 16  # more than any tombstone has
_FRESH = {"Cache-Control": "no-cache", "Pragma": "no-cache"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FromOutside:
    """What somebody without a key was answered."""

    asked: int  # addresses
    seconds: float
    answering: tuple[str, ...] = ()  # that still show it, though the time is over
    cached: tuple[str, ...] = ()  # of these, what a cache shows: asked past it, the store refuses
    silent: str | None = None  # why nobody could be asked


def refused(
    root: str,
    gone: Sequence[str],
    instead: Mapping[str, bytes],
    *,
    within_seconds: float = WITHIN_SECONDS,
    report: Report = ignore,
) -> FromOutside:
    """Asks for every key below `root` until it is refused, and for those of `instead` until they are these bytes.

    Nothing is raised: what still answers when the time is over is told.
    """
    began, task = time.monotonic(), "ask from outside"
    total, pending = len(gone) + len(instead), [*instead, *gone]
    report(Began(task, total))
    answers = partial(_answers, root, instead)
    try:
        if pending:
            answers(pending[0])
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="outside") as pool:
            while pending:
                shown = pool.map(answers, pending)
                pending = [key for key, still in zip(pending, shown, strict=True) if still]
                report(Moved(task, total - len(pending), total))
                if not pending or time.monotonic() - began > within_seconds:
                    break
                time.sleep(_PAUSE_SECONDS)
            past = list(pool.map(partial(_answers, root, instead, past_caches=True), pending))
    except StoreRefused as trouble:
        return FromOutside(asked=0, seconds=time.monotonic() - began, silent=trouble.what)
    finally:
        report(Ended(task))
    return FromOutside(
        asked=total,
        seconds=time.monotonic() - began,
        answering=tuple(f"{root}/{key}" for key in pending),
        cached=tuple(f"{root}/{key}" for key, still in zip(pending, past, strict=True) if not still),
    )


def _answers(root: str, instead: Mapping[str, bytes], key: str, *, past_caches: bool = False) -> bool:
    """Whether an address shows anything but what it should. An error of the server tells nothing, so it is a yes."""
    query = f"?asked={secrets.token_hex(8)}" if past_caches else ""
    wanted = instead.get(key)
    part = {} if wanted is not None else {"Range": "bytes=0-0"}
    url, headers = f"{root}/{key}{query}", {**_FRESH, **part}
    got = fetch(url, headers=headers, most_bytes=_MOST_BYTES, seconds=_PATIENCE_SECONDS)
    if wanted is not None:
        return got.status != 200 or got.body != wanted
    return got.status not in _REFUSED
