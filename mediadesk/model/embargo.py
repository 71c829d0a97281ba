"""Not before: until an instant, or so long after the event as a rule says."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How long after an event pictures of it may be shown. Rules differ by place and change: check locally."""

    name: str
    after: timedelta
    country: str  # ISO 3166-1 alpha-2
    as_of: date
    source: str  # an address


@dataclass(frozen=True, slots=True, kw_only=True)
class Embargo:
    """On a clip, or on a whole dispatch: exactly one of `until` and `rule` is there."""

    target: str  # a clip's id, or a dispatch's slug
    until: datetime | None = None  # aware UTC
    rule: str | None = None  # the name of a Rule
    reason: str | None = None
    by: str | None = None  # an alias
    at: datetime  # aware UTC
