"""Going live: leaves before pointers, each parsed once more and read back, all or nothing."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue
from mediadesk.desk.publish.edition import Tools, edition
from mediadesk.desk.publish.online import last
from mediadesk.desk.publish.scan import leaks, what_is_secret
from mediadesk.desk.publish.withdraw import take_down_all
from mediadesk.errors import Refused
from mediadesk.events import Report, ignore
from mediadesk.model import layout
from mediadesk.model.clearance import clearance_gate, leaks_gate, passed
from mediadesk.model.dispatch import Dispatch, picked_clips
from mediadesk.model.online import Gate, Publication
from mediadesk.store.base import Store
from mediadesk.store.send import send


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is online now, and what it took."""

    slug: str
    version: int
    public_id: str
    url: str | None
    path: str  # the page's key in the store
    oembed: str | None
    objects: int
    size_bytes: int
    sent: int
    kept: int
    gates: tuple[Gate, ...]


def publish(
    slug: str,
    store: Store,
    tools: Tools,
    *,
    override: str | None = None,
    record: bool = True,
    report: Report = ignore,
) -> Published:
    """Puts a dispatch online as it stands; its film and what is made of it must be there.

    A second publish of the same sends nothing. Without `record` (a rehearsal) the catalogue stays as it is. Raises
    Unsafe when a gate fails (nothing was sent), NotFound when something is not made yet, StoreRefused by the store.
    """
    dispatch = may_go_out(slug, store, catalogue=tools.catalogue, override=override)
    with tools.catalogue.read() as shelves:
        clips = [shelves.clips.get(identity) for identity in picked_clips(dispatch)]
        before = last(shelves.publications.live(slug), store.name)
    page, outgoing = edition(dispatch, clips, store, tools)
    found = leaks(outgoing, what_is_secret(dispatch, clips, tools), tools, report)
    gates = passed([leaks_gate(found, override), clearance_gate(store.name, store.local, override)], found)
    now = Publication(
        slug=slug,
        store=store.name,
        version=before.version if before and not before.objects else dispatch.version + 1,
        at=datetime.now(UTC),
        url=page.address(),
        objects=(),
        gates=gates,
        override=override,
    )
    if record and before is None:
        _note(now, tools.catalogue)  # from here on a part of it may be online, and `withdraw` must know
    sent = send(store, outgoing, proved=before.objects if before else (), report=report)
    if before and set(before.objects) == set(sent.objects):
        now = before
    elif record and not _note(replace(now, objects=sent.objects), tools.catalogue):
        take_down_all(dispatch, store, report)
        raise Refused(f"{slug} was withdrawn while it was being published", hint="nothing of it is online")
    return Published(
        slug=slug,
        version=now.version,
        public_id=dispatch.public_id,
        url=page.address(),
        path=layout.page_key(dispatch.public_id),
        oembed=page.oembed_address(),
        objects=len(sent.objects),
        size_bytes=sum(each.size_bytes for each in sent.objects),
        sent=sent.sent,
        kept=sent.kept,
        gates=gates,
    )


def may_go_out(slug: str, store: Store, *, catalogue: Catalogue, override: str | None = None) -> Dispatch:
    """The dispatch, when nothing that is known before its film is made stands in the way.

    Raises Refused for one that was withdrawn, Unsafe when nobody has cleared it for a store beyond this machine.
    """
    with catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(slug)
    if dispatch.state == "withdrawn":
        raise Refused(
            f"{slug} was withdrawn, and an address is never used again",
            hint="mediadesk dispatch new SLUG makes a new one",
        )
    passed([clearance_gate(store.name, store.local, override)])
    return dispatch


def _note(publication: Publication, catalogue: Catalogue) -> bool:
    """Writes down what is online, unless the dispatch was withdrawn meanwhile. Says whether it was written."""
    with catalogue.write() as shelves:
        dispatch = shelves.dispatches.get(publication.slug)
        if dispatch.state == "withdrawn":
            return False
        shelves.publications.put(publication)
        shelves.dispatches.put(replace(dispatch, state="live", version=publication.version))
    return True
