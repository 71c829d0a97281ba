"""Who did what to which bytes, when: entries that are only added, each bound to the one before."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that was done. Contents are named by their hash, people by alias, nothing by an original name."""

    number: int  # from 1, without a gap
    at: datetime  # aware UTC
    who: str | None  # an alias
    what: str  # "ingested", "cleared", "published", "withdrawn", "overridden" …
    sha256: str | None = None  # of the content it was done to
    about: str | None = None  # a clip's id, a slug, a subject's alias
    why: str | None = None  # the reason that was given
    before: str  # the digest of the entry before; of the first, 64 zeros
    digest: str  # SHA-256 over all of the above
