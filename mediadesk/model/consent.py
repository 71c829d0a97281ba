"""Who is seen and heard, and what they agreed to. By alias: their names are nobody's business."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, get_args

from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.labels import asking

Aspect = Literal["face", "voice", "name", "place"]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
SEEN_AND_HEARD: frozenset[Aspect] = frozenset({"face", "voice"})


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
    aspects: frozenset[Aspect] = SEEN_AND_HEARD


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What somebody's release must allow."""

    store: str  # its name
    language: str | None  # BCP 47, of the dispatch
    now: datetime  # aware UTC


def fault(release: Release, use: Use) -> str | None:
    """Why a release does not hold for a use, in words; None when it does."""
    if release.withdrawn_at is not None:
        return "was withdrawn"
    if release.until is not None and use.now.astimezone(UTC).date() > release.until:
        return f"ended with {release.until}"
    if release.platforms and use.store not in release.platforms:
        return f"is not for the store {use.store}"
    if release.languages and not _speaks(release.languages, use.language):
        return f"is for {', '.join(sorted(release.languages))} alone, and the dispatch is in {use.language or 'none'}"
    return None


def uncovered(needed: frozenset[Aspect], releases: Iterable[Release], use: Use) -> frozenset[Aspect]:
    """What no release that holds covers. What is not named in a release is not covered by it."""
    covered = [release.aspects for release in releases if fault(release, use) is None]
    return needed.difference(*covered)


def unreleased(
    slug: str, clip: Clip, appearances: Sequence[Appearance], releases: Sequence[Release], use: Use
) -> Iterator[str]:
    """Who in a clip has not agreed to this use, and whether anybody is known who must have."""
    here = [each for each in appearances if each.clip == clip.id]
    labels = [label.name for label in asking(clip.log.labels) if label.needs_release]
    if labels and not here:
        yield (
            f"{clip.id} is labelled {' and '.join(labels)}, and nobody has said who that is"
            f" (mediadesk clear subject {clip.id} --alias ALIAS)"
        )
    for each in here:
        needed = (each.aspects or SEEN_AND_HEARD) | (SEEN_AND_HEARD if labels else frozenset())
        theirs = [release for release in releases if release.subject == each.subject]
        if lacking := uncovered(needed, theirs, use):
            yield f"{clip.id} shows {each.subject}, and {_lack(slug, each.subject, lacking, theirs, use)}"


def _lack(slug: str, alias: str, lacking: frozenset[Aspect], theirs: Sequence[Release], use: Use) -> str:
    """What is wrong, and the command that mends it."""
    aspects = [aspect for aspect in ASPECTS if aspect in lacking]
    mend = f"mediadesk clear release {alias} {' '.join(f'--covers {aspect}' for aspect in aspects)}"
    if use.language is None and any(each.languages for each in theirs):
        mend = f"mediadesk dispatch set {slug} --language …, or {mend}"
    faults = dict.fromkeys(said for each in theirs if each.aspects & lacking and (said := fault(each, use)))
    known = f": the one that is known {'; one that '.join(faults)}" if faults else ""
    return f"no release covers {' and '.join(aspects)}{known} ({mend})"


def _speaks(allowed: frozenset[str], language: str | None) -> bool:
    """RFC 4647, basic filtering: `uk` allows `uk-UA`, `uk-UA` does not allow `uk`."""
    tag = (language or "").lower()
    return any(tag == each.lower() or tag.startswith(f"{each.lower()}-") for each in allowed if each)
