"""What of a dispatch is online, where, and by whose word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mediadesk.model.clip import ClipId
from mediadesk.model.dispatch import Dispatch, picked_clips
from mediadesk.model.publication import PublicObject

GateResult = Literal["passed", "failed", "overridden"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One check before publishing, and how it ended."""

    gate: str  # "leaks", "clearance" …
    result: GateResult
    why: str | None = None
    by: str | None = None  # an alias


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One version of a dispatch in one store: every object it put there, and the gates it went through."""

    slug: str
    store: str  # its name in the settings
    version: int
    at: datetime  # aware UTC: when its page had taken the place of the one before
    url: str | None  # of the page; None when the store has no public address
    objects: tuple[PublicObject, ...]  # as the store was proved to hold them; none while the first publish is under way
    clips: tuple[ClipId, ...] | None = None  # those it shows; None: nobody noted that
    light: bool = False  # without the larger rungs, for a bad line: the next publish adds them
    content: str | None = None  # `version_digest` of the dispatch as it went out; None: nobody noted that
    corrected_at: datetime | None = None  # of the last correction that it tells, as the dispatch has it
    gates: tuple[Gate, ...] = ()
    override: str | None = None  # the reason given for passing gates that failed
    withdrawn_at: datetime | None = None  # aware UTC; what remains is a tombstone


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A dispatch that is to go online at an instant. Its leaves may lie in the store already; its page does not."""

    slug: str
    store: str
    at: datetime  # aware UTC
    light: bool = False
    override: str | None = None  # the gates are asked again at the instant, with the same reason
    by: str | None = None
    content: str | None = None  # `version_digest` of the dispatch that is meant: any other does not go out by itself
    proved: tuple[PublicObject, ...] = ()  # what lies in the store already, read back


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """A page that only those find who were sent its address: for looking at before a dispatch goes online."""

    slug: str
    store: str
    token: str  # random like a public id, and never one of those
    url: str | None
    at: datetime  # aware UTC
    until: datetime  # aware UTC: from then on it is taken away by whatever publishes next
    keys: tuple[str, ...]  # everything of it in the store
    clips: tuple[ClipId, ...] = ()  # those it shows
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post of somebody's that embeds a dispatch, as far as this desk was told."""

    slug: str
    url: str
    at: datetime  # aware UTC: when it was written down


def next_version(published: Sequence[Publication], now: Publication) -> int:
    """The number of what is about to go online; `published` is all that ever did of its dispatch.

    The same content has the same number in every store. What was begun and not finished keeps its own.
    """
    here = [each for each in published if each.store == now.store]
    begun = next((each.version for each in here if not each.objects and each.withdrawn_at is None), None)
    if begun is not None:
        return begun
    said = (now.content, now.light)
    same = [each.version for each in published if now.content and (each.content, each.light) == said]
    elsewhere = max(same, default=0)
    if elsewhere > max((each.version for each in here), default=0):
        return elsewhere
    return max((each.version for each in published), default=0) + 1


def clips_shown(publication: Publication | Private, dispatch: Dispatch) -> list[ClipId]:
    """The clips of a dispatch that are online, whatever was picked since; its picks where nobody noted that."""
    return picked_clips(dispatch) if publication.clips is None else list(publication.clips)
