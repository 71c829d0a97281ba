"""Who is seen and heard, and what they agreed to. By alias: their names are nobody's business."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from mediadesk.model.clip import ClipId

Aspect = Literal["face", "voice", "name", "place"]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Somebody who was filmed."""

    alias: str
    name: str | None = None  # as a release has it; never goes out unless a release covers it
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A subject in a clip, and how they could be known by it."""

    clip: ClipId
    subject: str  # an alias
    aspects: frozenset[Aspect] = frozenset({"face", "voice"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What a subject agreed to. Where nothing is named, nothing is limited but the aspects: those must be named."""

    subject: str  # an alias
    aspects: frozenset[Aspect]
    platforms: frozenset[str] = frozenset()  # names of stores; none: any
    languages: frozenset[str] = frozenset()  # BCP 47; none: any
    until: date | None = None  # the last day on which it holds
    proof_sha256: str | None = None  # of a signed paper or a recording, kept on the desk
    given_at: datetime  # aware UTC
    by: str | None = None  # alias of whoever recorded it
    withdrawn_at: datetime | None = None  # aware UTC
