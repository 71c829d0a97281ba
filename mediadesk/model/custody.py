"""Who did what to which bytes, when: entries that are only added, each bound to the one before.

The digest of an entry is the SHA-256 of eight lines of UTF-8, each with a line feed at its end and empty where nothing
is known: number, at, who, what, sha256, about, why, before. They are written as the table `custody` of the catalogue
has them: `at` in ISO 8601 with `+00:00`, hashes in small hexadecimal digits. No text holds a line feed. docs/safety.md
shows how to check a chain without mediadesk.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from mediadesk.model.plain import one_line

What = Literal[
    "ingested",
    "adopted",
    "copied",
    "missing",
    "mismatch",
    "recovered",
    "edited",
    "undone",
    "labelled",
    "unlabelled",
    "appeared",
    "not-there",
    "held",
    "embargoed",
    "lifted",
    "released",
    "revoked",
    "captioned",
    "cleared",
    "overridden",
    "published",
    "taken-down",
    "backed-up",
    "travelled",
    "packed",
    "bundled",
    "received",
    "encrypted",
    "restored",
    "rebuilt",
]

SAYS: Mapping[What, str] = {
    "ingested": "the first verified copy",
    "adopted": "a verified copy that is catalogued where it lies",
    "copied": "one more verified copy",
    "missing": "a copy is gone",
    "mismatch": "a copy is damaged",
    "recovered": "a copy that was gone or damaged is whole again",
    "edited": "somebody said when or where it was",
    "undone": "an edit was taken back",
    "labelled": "a label was put on it",
    "unlabelled": "a label was taken off it",
    "appeared": "somebody is seen or heard in it",
    "not-there": "somebody is not seen or heard in it after all",
    "held": "kept back",
    "embargoed": "not before a time",
    "lifted": "let go",
    "released": "somebody agreed",
    "revoked": "somebody agrees no longer",
    "captioned": "captions were given, or looked at",
    "cleared": "cleared to go out",
    "overridden": "a gate was passed on somebody's word",
    "published": "went online",
    "taken-down": "went offline",
    "backed-up": "a copy of the catalogue was made",
    "travelled": "a copy of the desk to travel with was made",
    "packed": "somebody was given a pack to pick from",
    "bundled": "what is known of it was put into a bundle for another desk",
    "received": "another desk told of it, in a bundle",
    "encrypted": "the catalogue was encrypted",
    "restored": "the catalogue of a backup took the place of another",
    "rebuilt": "the catalogue was made anew",
}

NOTHING_BEFORE = "0" * 64

# a row of the table: number, at, who, what, sha256, about, why, before, digest
Written = tuple[int, str, str | None, str, str | None, str | None, str | None, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that was done. Contents are named by their hash, people by alias, nothing by an original name."""

    number: int  # from 1, without a gap
    at: datetime  # aware UTC
    who: str | None  # an alias
    what: str  # one of `What`
    sha256: str | None = None  # of the content it was done to
    about: str | None = None  # a clip's or a volume's id, a slug, a subject's alias
    why: str | None = None  # the reason that was given
    before: str  # the digest of the entry before; of the first, 64 zeros
    digest: str  # SHA-256 over all of the above


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last entry of a chain: who knows it knows whether something was cut off."""

    number: int
    digest: str


EMPTY = Head(number=0, digest=NOTHING_BEFORE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """Where a chain does not hold, and what that means."""

    number: int
    why: str


def after(
    head: Head,
    *,
    at: datetime,
    who: str | None,
    what: What,
    sha256: str | None = None,
    about: str | None = None,
    why: str | None = None,
) -> Entry:
    """The entry that follows a head. Texts are put on one line; empty ones are none."""
    at, number = at.astimezone(UTC), head.number + 1
    who, about, why = one_line(who), one_line(about), one_line(why)
    return Entry(
        number=number,
        at=at,
        who=who,
        what=what,
        sha256=sha256,
        about=about,
        why=why,
        before=head.digest,
        digest=digest(number, at.isoformat(), who, what, sha256, about, why, head.digest),
    )


def digest(
    number: int,
    at: str,
    who: str | None,
    what: str,
    sha256: str | None,
    about: str | None,
    why: str | None,
    before: str,
) -> str:
    """SHA-256 over an entry as it is written."""
    lines = f"{number}\n{at}\n{who or ''}\n{what}\n{sha256 or ''}\n{about or ''}\n{why or ''}\n{before}\n"
    return hashlib.sha256(lines.encode()).hexdigest()


def broken(chain: Iterable[Written]) -> Iterator[Broken]:
    """Every place where a chain does not hold, in its order."""
    number, last = 0, NOTHING_BEFORE
    for row in chain:
        if row[0] != number + 1:
            gone = f"entry {number + 1} is" if row[0] == number + 2 else f"entries {number + 1} to {row[0] - 1} are"
            yield Broken(number=number + 1, why=f"{gone} gone: somebody removed what was written")
        elif row[7] != last:
            why = "does not follow on the one before: one of the two was put there or changed afterwards"
            yield Broken(number=row[0], why=f"entry {row[0]} {why}")
        if digest(*row[:8]) != row[8]:
            yield Broken(number=row[0], why=f"entry {row[0]} was changed after it was written")
        number, last = row[0], row[8]
