"""Going live: leaves before pointers, each parsed once more and read back, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.catalogue.cases import shown_in
from mediadesk.desk.publish.edition import Tools, edition
from mediadesk.desk.publish.gates import decided, not_withdrawn
from mediadesk.desk.publish.online import last
from mediadesk.desk.publish.scan import leaks, what_is_secret
from mediadesk.desk.publish.withdraw import take_down_all
from mediadesk.errors import Refused
from mediadesk.events import Report, Said, ignore
from mediadesk.model import layout
from mediadesk.model.clearance import before_scan, passed
from mediadesk.model.dispatch import Dispatch, picked_clips
from mediadesk.model.leak import Finding
from mediadesk.model.online import Gate, Publication
from mediadesk.model.publication import PublicObject
from mediadesk.store.base import Store
from mediadesk.store.send import send
from mediadesk.store.takedown import take_down


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


def may_go_out(
    slug: str, store: Store, *, catalogue: Catalogue, override: str | None = None, by: str | None = None
) -> Dispatch:
    """The dispatch, when nothing that is known before its film is made stands in the way.

    Raises Refused for one that was withdrawn, Unsafe with every gate when one fails.
    """
    with catalogue.read() as shelves:
        dispatch = not_withdrawn(shelves.dispatches.get(slug))
        passed(before_scan(decided(shelves, dispatch, store, override=override, by=by)), slug=slug)
    return dispatch


def publish(
    slug: str,
    store: Store,
    tools: Tools,
    *,
    override: str | None = None,
    by: str | None = None,
    record: bool = True,
    report: Report = ignore,
) -> Published:
    """Puts a dispatch online as it stands; its film and what is made of it must be there.

    A second publish of the same sends nothing; leaves that only an older edition named are deleted. Without `record` (a
    rehearsal) the catalogue stays as it is. Raises Unsafe when a gate fails (nothing was sent, or all of it was taken
    down again), NotFound when something is not made yet, StoreRefused by the store.
    """
    with tools.assets.alone(slug, lambda: report(Said(f"waiting for another publish of {slug}"))):
        return _publish(_Word(override=override, by=by), slug, store, tools, record=record, report=report)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """Somebody's word for passing what fails."""

    override: str | None
    by: str | None


def _publish(word: _Word, slug: str, store: Store, tools: Tools, *, record: bool, report: Report) -> Published:
    dispatch = may_go_out(slug, store, catalogue=tools.catalogue, override=word.override, by=word.by)
    with tools.catalogue.read() as shelves:
        clips = [shelves.clips.get(identity) for identity in picked_clips(dispatch)]
        shown = tuple(shown_in(shelves, dispatch))
        before = last(shelves.publications.live(slug), store.name)
    page, outgoing = edition(dispatch, clips, store, tools)
    secrets = what_is_secret(dispatch, clips, catalogue=tools.catalogue, desk=tools.assets.desk)
    found = leaks(outgoing, secrets, tools, report)
    asked = _Asked(dispatch=dispatch, store=store, found=tuple(found), word=word)
    with tools.catalogue.read() as shelves:
        gates = passed(asked.gates(shelves), found, slug)
    now = Publication(
        slug=slug,
        store=store.name,
        version=before.version if before and not before.objects else dispatch.version + 1,
        at=datetime.now(UTC),
        url=page.address(),
        objects=(),
        clips=shown,
        gates=gates,
        override=word.override,
    )
    if record and before is None:  # from here on a part of it may be online, and `withdraw` must know
        _note(now, asked, tools.catalogue)
    sent = send(store, outgoing, proved=before.objects if before else (), report=report)
    same = before is not None and set(before.objects) == set(sent.objects) and before.clips == now.clips
    if before and same:
        now = before
    if record:
        try:
            _note(now if same else replace(now, objects=sent.objects), asked, tools.catalogue, new=not same)
        except Refused:
            _stop(now, asked, tools.catalogue, report)
            raise
    _sweep(dispatch, store, sent.objects, report)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What goes out, and everything that is known of it but what the catalogue says at the moment."""

    dispatch: Dispatch
    store: Store
    found: tuple[Finding, ...]
    word: _Word

    def gates(self, shelves: Shelves) -> tuple[Gate, ...]:
        """Every gate, now."""
        word = self.word
        return decided(shelves, self.dispatch, self.store, found=self.found, override=word.override, by=word.by)


def _note(publication: Publication, asked: _Asked, catalogue: Catalogue, *, new: bool = True) -> None:
    """Writes down what is online, in the transaction in which the gates are asked for the last time.

    Raises Refused when it was withdrawn meanwhile, Unsafe when a gate fails by now; then nothing is written.
    """
    slug = publication.slug
    with catalogue.write() as shelves:
        dispatch = shelves.dispatches.get(slug)
        if dispatch.state == "withdrawn":
            raise Refused(f"{slug} was withdrawn while it was being published", hint="nothing of it is online")
        gates = passed(asked.gates(shelves), asked.found, slug)
        if new:
            shelves.publications.put(replace(publication, gates=gates))
            shelves.dispatches.put(replace(dispatch, state="live", version=publication.version))


def _stop(publication: Publication, asked: _Asked, catalogue: Catalogue, report: Report) -> None:
    """Takes down what must not be online after all. Once it may again, it may be published again."""
    take_down_all(asked.dispatch, asked.store, report)
    slug, now = publication.slug, datetime.now(UTC)
    with catalogue.write() as shelves:
        shelves.publications.put(replace(publication, withdrawn_at=now))
        dispatch = shelves.dispatches.get(slug)
        if dispatch.state == "live" and not shelves.publications.live(slug):
            shelves.dispatches.put(replace(dispatch, state="draft"))


def _sweep(dispatch: Dispatch, store: Store, named: Sequence[PublicObject], report: Report) -> None:
    """Deletes the leaves of older editions: what was cut out for somebody's safety must not stay to be fetched."""
    keep = {each.key for each in named}
    old = [key for key in store.keys(layout.dispatch_prefix(dispatch.public_id)) if key not in keep]
    if old:
        take_down(store, old, report=report)
