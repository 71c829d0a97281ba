"""Protections of publishing taken out of the code, one by one, in a child alone: each has a proof that must turn red.

The product has no switch for any of them.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from botocore.exceptions import HTTPClientError

from mediadesk.desk.publish import ready
from mediadesk.model import sweep
from mediadesk.model.publication import upload_waves
from mediadesk.store import send
from mediadesk.store.s3 import S3, line
from mediadesk.store.s3.line import Line


def _in_place_of(owner: Any, name: str, other: Any) -> None:
    assert hasattr(owner, name), f"{name} is called otherwise today"
    setattr(owner, name, other)


def no_read_back() -> None:
    """What was sent is taken for what is there."""
    _in_place_of(send, "_difference", lambda *_: "")


def pointer_first() -> None:
    """The page goes out before what it names."""
    _in_place_of(send, "upload_waves", lambda outgoing: reversed(upload_waves(outgoing)))


def no_retry() -> None:
    """The first request that fails ends the publish."""
    _in_place_of(line, "_ATTEMPTS", 1)


def breaks_believed() -> None:
    """A put that broke is taken for one whose acknowledgement was lost, and not looked at."""

    def believing(self: Line, key: str, body: bytes, headers: Mapping[str, str]) -> None:
        with suppress(line._Refused, HTTPClientError):
            self._ask("PUT", key, body, headers)

    no_read_back()
    _in_place_of(Line, "put", believing)


def swept_first() -> None:
    """Old leaves go before the new page comes."""
    sends = ready.send

    def sweeping(store: S3, outgoing: Any, **more: Any) -> Any:
        new = {each.object.key for each in outgoing}
        home = next(key for key in new if key.endswith("/index.html")).removesuffix("/index.html")
        for key in list(store.keys(home)):
            if key not in new:
                store.delete(key)
        return sends(store, outgoing, **more)

    _in_place_of(ready, "send", sweeping)


def nothing_stays() -> None:
    """The leaves of the page before go as soon as the new one is there."""
    _in_place_of(sweep, "staying", lambda *_: frozenset())


def old_leaves_changed() -> None:
    """What a new edition says is put where the page before names it, as if revisions shared their addresses."""
    sends = ready.send

    def over(store: S3, outgoing: Any, **more: Any) -> Any:
        new = {_without_revision(each.object.key): each for each in outgoing}
        home = next(key for key in new if key.endswith("/index.html")).removesuffix("/index.html")
        for key in list(store.keys(home)):
            if (each := new.get(_without_revision(key))) and each.object.key != key:
                store.put(replace(each, object=replace(each.object, key=key)))
        return sends(store, outgoing, **more)

    _in_place_of(ready, "send", over)


def _without_revision(key: str) -> str:
    return re.sub(r"/r/\w+/", "/r/-/", key)


SABOTAGES: dict[str, Callable[[], None]] = {
    each.__name__: each
    for each in (
        *(no_read_back, pointer_first, no_retry, breaks_believed, swept_first, nothing_stays),
        old_leaves_changed,
    )
}
