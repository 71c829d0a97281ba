"""All that decides whether a dispatch may go out, gathered from the shelves at one moment."""

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction

from mediadesk.catalogue.shelves import Shelves
from mediadesk.errors import NotFound
from mediadesk.model.clearance import Case
from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.dispatch import Dispatch, film_seconds, film_want, picked_clips, version_digest


def case_of(
    shelves: Shelves,
    dispatch: Dispatch,
    *,
    store: str,
    local: bool,
    now: datetime | None = None,
    override: str | None = None,
    by: str | None = None,
) -> Case:
    """The case of a dispatch for a store, for `model.clearance.gates`. Every door asks here, in one transaction.

    A clip that is not catalogued any more is not among its clips, and fails a gate.
    """
    ids = shown_in(shelves, dispatch)
    clips = clips_of(shelves, dispatch)
    appearances = tuple(shelves.appearances.of_clips(ids))
    people = sorted({each.subject for each in appearances})
    return Case(
        dispatch=dispatch,
        clips=clips,
        version=version_digest(dispatch, clips),
        store=store,
        local=local,
        now=now or datetime.now(UTC),
        holds=tuple(shelves.holds.of(ids)),
        embargoes=tuple(shelves.embargoes.of([dispatch.slug, *ids])),
        appearances=appearances,
        releases=tuple(shelves.releases.of(people)),
        subjects=tuple(shelves.subjects.of(people)),
        clearance=shelves.clearances.last(dispatch.slug),
        seconds=length_of(shelves, dispatch, clips),
        override=override,
        by=by,
    )


def shown_in(shelves: Shelves, dispatch: Dispatch) -> list[ClipId]:
    """The clips that a dispatch picks, and the one whose very bytes are attached to it as its film."""
    film = shelves.files.at(dispatch.attached) if dispatch.attached else None
    attached = [film.clip] if film and film.clip else []
    return list(dict.fromkeys([*picked_clips(dispatch), *attached]))


def clips_of(shelves: Shelves, dispatch: Dispatch) -> tuple[Clip, ...]:
    """The clips that `shown_in` names, as far as they are catalogued."""
    return tuple(clip for identity in shown_in(shelves, dispatch) if (clip := _known(shelves, identity)))


def length_of(shelves: Shelves, dispatch: Dispatch, clips: Sequence[Clip]) -> Fraction | None:
    """How long the film of a dispatch is: as it was made, or will be; None where nobody knows."""
    if not dispatch.picks and not dispatch.attached:
        return None
    want = film_want(dispatch, clips)
    films = (each for each in shelves.renditions.of(dispatch.slug) if each.recipe == want.recipe.name)
    made = (each.seconds for each in films if each.digest == want.digest)
    return next(made, None) or film_seconds(dispatch, clips)


def _known(shelves: Shelves, identity: ClipId) -> Clip | None:
    try:
        return shelves.clips.get(identity)
    except NotFound:
        return None
