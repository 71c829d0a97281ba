"""What of a dispatch is online, where, and by whose word."""

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
    at: datetime  # aware UTC
    url: str | None  # of the page; None when the store has no public address
    objects: tuple[PublicObject, ...]  # as the store was proved to hold them; none while the first publish is under way
    clips: tuple[ClipId, ...] | None = None  # those it shows; None: nobody noted that
    gates: tuple[Gate, ...] = ()
    override: str | None = None  # the reason given for passing gates that failed
    withdrawn_at: datetime | None = None  # aware UTC; what remains is a tombstone


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post of somebody's that embeds a dispatch, as far as this desk was told."""

    slug: str
    url: str
    at: datetime  # aware UTC: when it was written down


def clips_shown(publication: Publication, dispatch: Dispatch) -> list[ClipId]:
    """The clips of a dispatch that are online, whatever was picked since; its picks where nobody noted that."""
    return picked_clips(dispatch) if publication.clips is None else list(publication.clips)
