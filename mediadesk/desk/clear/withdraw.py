"""When somebody takes back what they agreed to: everything of them, wherever it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.catalogue.cases import shown_in
from mediadesk.desk.clear.named import alias_of, unknown
from mediadesk.model.clip import ClipId
from mediadesk.model.consent import Release, Subject
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.online import Post, Publication, clips_shown
from mediadesk.model.query import Query

_NEVER = "do-not-publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposed:
    """A dispatch that shows somebody, or what somebody filmed or sent."""

    dispatch: Dispatch
    clips: tuple[ClipId, ...]  # of those, the ones it shows
    online: tuple[Publication, ...]  # the newest in each store, also what a stopped publish may have left
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Everything that has to do with somebody."""

    alias: str
    subject: Subject | None
    clips: tuple[ClipId, ...]
    sent: tuple[ClipId, ...]  # of these, what they filmed or sent themselves
    releases: tuple[Release, ...]
    dispatches: tuple[Exposed, ...]


def exposure(alias: str, *, catalogue: Catalogue) -> Exposure:
    """Every clip that shows somebody, or that they filmed or sent; every dispatch with one of them, online or not.

    Raises NotFound for an alias that is that of nobody.
    """
    alias = alias_of(alias)
    with catalogue.read() as shelves:
        return _exposure(alias, shelves)


def revoke(alias: str, *, catalogue: Catalogue) -> Exposure:
    """Marks all that somebody agreed to as withdrawn, and what they filmed or sent as not to be published.

    From then on a gate stops everything that shows them. Returns what there was of it. May be called twice.
    """
    alias, now = alias_of(alias), datetime.now(UTC)
    with catalogue.write() as shelves:
        found = _exposure(alias, shelves)
        if found.subject:
            shelves.releases.withdraw(alias, now)
        for identity in found.sent:
            clip = shelves.clips.get(identity)
            # no edit, so that `undo` does not bring it back
            shelves.clips.log(identity, replace(clip.log, labels=clip.log.labels | {_NEVER}))
            if _NEVER not in clip.log.labels:
                shelves.custody.add(what="labelled", at=now, sha256=clip.sha256, about=identity, why=_NEVER)
    return found


def _exposure(alias: str, shelves: Shelves) -> Exposure:
    subject = next(iter(shelves.subjects.of([alias])), None)
    every = shelves.clips.find(Query(limit=0))
    sent = [clip.id for clip in every if alias in (clip.log.shooter, clip.log.received_from)]
    if not subject and not sent:
        people = [each.alias for each in shelves.subjects.all()]
        people += [each for clip in every for each in (clip.log.shooter, clip.log.received_from) if each]
        raise unknown(alias, set(people))
    clips = list(dict.fromkeys([*(each.clip for each in shelves.appearances.of_subject(alias)), *sent]))
    return Exposure(
        alias=alias,
        subject=subject,
        clips=tuple(clips),
        sent=tuple(sent),
        releases=tuple(shelves.releases.of([alias])),
        dispatches=tuple(_exposed(frozenset(clips), shelves)),
    )


def _exposed(clips: frozenset[ClipId], shelves: Shelves) -> Iterable[Exposed]:
    """The dispatches that show one of these clips: as they are online, or as they stand on the desk."""
    for dispatch in shelves.dispatches.all():
        live = shelves.publications.live(dispatch.slug)
        few = [page for page in shelves.privates.of(dispatch.slug) if page.gone_at is None]
        shown = {each for publication in live for each in clips_shown(publication, dispatch)}
        shown |= {each for page in few for each in page.clips}
        if theirs := clips & {*shown, *shown_in(shelves, dispatch)}:
            yield Exposed(
                dispatch=dispatch,
                clips=tuple(sorted(theirs)),
                online=tuple(live),
                posts=tuple(shelves.posts.of(dispatch.slug)),
            )
