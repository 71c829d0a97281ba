"""Somebody's yes to exactly one version of a dispatch."""

from dataclasses import dataclass
from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.cases import case_of
from mediadesk.desk.clear.named import alias_of
from mediadesk.errors import Refused
from mediadesk.model.clearance import Clearance, Unsafe, before_scan, gates
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.plain import one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A clearance, and what was looked at for it."""

    clearance: Clearance
    dispatch: Dispatch
    labels: tuple[str, ...]  # of its clips, that ask for something or say what is seen


def give(slug: str, by: str, note: str | None = None, *, store: str, local: bool, catalogue: Catalogue) -> Given:
    """Somebody's yes to a dispatch exactly as it stands. Raises Unsafe when a gate fails that nobody may pass."""
    by, now = alias_of(by), datetime.now(UTC)
    with catalogue.write() as shelves:
        dispatch = shelves.dispatches.get(slug)
        case = case_of(shelves, dispatch, store=store, local=local, now=now, override="cleared", by=by)
        if dispatch.state == "withdrawn":
            raise Refused(f"{slug} was withdrawn", hint="mediadesk dispatch new SLUG makes a new one")
        if not dispatch.picks and not dispatch.attached:
            raise Refused(f"{slug} shows nothing yet", hint=f"mediadesk dispatch pick {slug} CLIP")
        asked = before_scan(gates(case))
        if failed := [each for each in asked if each.result == "failed"]:
            raise Unsafe(
                f"not cleared: {'; '.join(each.why or each.gate for each in failed)}",
                hint="nobody may pass that: do what is said there, or drop the clip",
                gates=asked,
                findings=(),
            )
        given = Clearance(slug=slug, version=case.version, by=by, at=now, note=one_line(note))
        shelves.clearances.add(given)
    labels = {label for clip in case.clips for label in clip.log.labels}
    return Given(clearance=given, dispatch=dispatch, labels=tuple(sorted(labels)))
