"""What a dispatch must pass: asked the same way by every door, however much is known yet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mediadesk.catalogue import Shelves
from mediadesk.catalogue.cases import case_of
from mediadesk.desk.publish.edition import Tools
from mediadesk.desk.publish.scan import leaks_of
from mediadesk.errors import NotFound, Refused
from mediadesk.events import Report, ignore
from mediadesk.model.clearance import ABOUT_CLIPS, gates
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.leak import Finding
from mediadesk.model.online import Gate, Private, Publication, clips_shown
from mediadesk.store.base import Store


def decided(
    shelves: Shelves,
    dispatch: Dispatch,
    store: Store,
    *,
    found: Sequence[Finding] | None = None,
    override: str | None = None,
    by: str | None = None,
    now: datetime | None = None,
) -> tuple[Gate, ...]:
    """Every gate of a dispatch for a store, as the catalogue is now. `found` is None before the leak scan.

    With `now` as they would end at that instant, if nothing else changes.
    """
    case = case_of(shelves, dispatch, store=store.name, local=store.local, now=now, override=override, by=by)
    return gates(replace(case, found=None if found is None else tuple(found)))


def preflight(
    slug: str, store: Store, tools: Tools, report: Report = ignore
) -> tuple[tuple[Gate, ...], tuple[Finding, ...] | None]:
    """Every gate of a dispatch as it stands, and what the leak scan found. Nothing is made, nothing is sent.

    Where its film is not made there is nothing to scan, and None was found. Raises NotFound for
    an unknown dispatch, Refused for one that was withdrawn.
    """
    with tools.catalogue.read() as shelves:
        dispatch = not_withdrawn(shelves.dispatches.get(slug))
    found: tuple[Finding, ...] | None
    try:
        found = tuple(leaks_of(slug, store, tools, report))
    except (NotFound, Refused):
        found = None
    with tools.catalogue.read() as shelves:
        return decided(shelves, dispatch, store, found=found), found


def shown(dispatch: Dispatch, publication: Publication | Private) -> Dispatch:
    """The dispatch with the clips that are online, whatever was picked or dropped since."""
    return replace(dispatch, picks=tuple(Pick(clip=each) for each in clips_shown(publication, dispatch)))


def barred(shelves: Shelves, dispatch: Dispatch, publication: Publication | Private, store: Store) -> tuple[Gate, ...]:
    """The gates about its clips that fail now for what is online: it must not be shown to anybody any more."""
    asked = decided(shelves, shown(dispatch, publication), store)
    return tuple(gate for gate in asked if gate.gate in ABOUT_CLIPS and gate.result == "failed")


def not_withdrawn(dispatch: Dispatch) -> Dispatch:
    """The dispatch itself. Raises Refused for one that was withdrawn."""
    if dispatch.state == "withdrawn":
        raise Refused(
            f"{dispatch.slug} was withdrawn, and an address is never used again",
            hint="mediadesk dispatch new SLUG makes a new one",
        )
    return dispatch
