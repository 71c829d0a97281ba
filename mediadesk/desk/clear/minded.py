"""All that is to be minded: on the whole desk, of one clip, of what is online already."""

from collections.abc import Iterable
from dataclasses import dataclass

from mediadesk.catalogue import Catalogue
from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.consent import Appearance, Release, Subject
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from mediadesk.model.labels import asking
from mediadesk.model.online import Publication, clips_shown
from mediadesk.model.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Minded:
    """All that is to be minded on a desk."""

    holds: tuple[Hold, ...]
    embargoes: tuple[Embargo, ...]
    labelled: tuple[Clip, ...]
    subjects: tuple[Subject, ...]
    appearances: tuple[Appearance, ...]
    releases: tuple[Release, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is to be minded of one clip."""

    holds: tuple[Hold, ...]
    embargoes: tuple[Embargo, ...]
    appearances: tuple[Appearance, ...]


def minded(*, catalogue: Catalogue) -> Minded:
    """Everything that keeps something back, everybody who is known, and what they agreed to."""
    with catalogue.read() as shelves:
        clips = shelves.clips.find(Query(limit=0))
        subjects = shelves.subjects.all()
        aliases = [each.alias for each in subjects]
        return Minded(
            holds=tuple(shelves.holds.all()),
            embargoes=tuple(shelves.embargoes.all()),
            labelled=tuple(clip for clip in clips if asking(clip.log.labels)),
            subjects=tuple(subjects),
            appearances=tuple(each for alias in aliases for each in shelves.appearances.of_subject(alias)),
            releases=tuple(shelves.releases.of(aliases)),
        )


def of_clip(clip: ClipId, *, catalogue: Catalogue) -> Kept:
    """Who keeps a clip back, until when, and who is in it."""
    with catalogue.read() as shelves:
        return Kept(
            holds=tuple(shelves.holds.of([clip])),
            embargoes=tuple(shelves.embargoes.of([clip])),
            appearances=tuple(shelves.appearances.of_clips([clip])),
        )


def online_with(clips: Iterable[ClipId], *, catalogue: Catalogue) -> list[tuple[Dispatch, Publication]]:
    """What is online and shows one of these clips."""
    wanted = frozenset(clips)
    with catalogue.read() as shelves:
        return [
            (each, publication)
            for each in shelves.dispatches.all()
            for publication in shelves.publications.live(each.slug)
            if wanted.intersection(clips_shown(publication, each))
        ]
