"""Going live: leaves before pointers, each parsed once more and read back, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue
from mediadesk.desk.publish.edition import Tools
from mediadesk.desk.publish.online import last
from mediadesk.desk.publish.private import take_away_private
from mediadesk.desk.publish.ready import Agree, Ready, Word, agreed, ready
from mediadesk.desk.publish.withdraw import take_down_all
from mediadesk.errors import Refused
from mediadesk.events import Report, Said, ignore
from mediadesk.model import layout
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.online import Gate, Publication, next_version
from mediadesk.model.publication import PublicObject
from mediadesk.model.sweep import left_over
from mediadesk.store.base import Store
from mediadesk.store.send import Sent
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
    light: bool = False
    stays: int = 0  # leaves of the page before, for who has it open


def publish(
    slug: str,
    store: Store,
    tools: Tools,
    *,
    light: bool = False,
    at_once: bool = False,
    override: str | None = None,
    by: str | None = None,
    record: bool = True,
    agree: Agree = agreed,
    report: Report = ignore,
) -> Published:
    """Puts a dispatch online as it stands; its film and what is made of it must be there.

    A second publish of the same sends nothing; leaves that only an older edition named are deleted as `model.sweep`
    says, with `at_once` all of them. `agree` is shown what would go out, and what of it the last publish has proved to
    be there, before anything is sent; it may raise. Without `record` (a rehearsal) the catalogue stays as it is.
    Raises Unsafe when a gate fails (nothing was sent, or all of it was taken down again), NotFound when something is
    not made yet, StoreRefused by the store.
    """
    with tools.assets.alone(slug, lambda: report(Said(f"waiting for another publish of {slug}"))):
        wish = Wish(light=light, at_once=at_once, word=Word(override=override, by=by))
        return publish_alone(slug, store, tools, wish, record=record, agree=agree, report=report)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a dispatch is to go online."""

    word: Word
    light: bool = False  # without the larger rungs, for a bad line
    at_once: bool = False  # nothing stays for who has the page before open
    proved: tuple[PublicObject, ...] = ()  # what was sent before its hour, and read back


def publish_alone(
    slug: str, store: Store, tools: Tools, wish: Wish, *, record: bool, agree: Agree, report: Report
) -> Published:
    """As `publish`, by who has the dispatch alone."""
    catalogue, light = tools.catalogue, wish.light
    out = ready(slug, store, tools, wish.word, report, light=light)
    with catalogue.read() as shelves:
        before = last(shelves.publications.live(slug), store.name)
        now = as_it_goes(out, shelves.publications.of(slug), light=light)
    proved = (*wish.proved, *(before.objects if before else ()))
    moves = agree(out, proved)
    if record and before is None:  # from here on a part of it may be online, and `withdraw` must know
        _note(now, out, catalogue)
    sent = out.send(catalogue, proved=proved, moves=moves, record=record, report=report)
    same = before is not None and _says_the_same(before, now, sent)
    if before and same:
        now = before
    if record:
        try:
            now = _note(now if same else replace(now, objects=sent.objects), out, catalogue, new=not same)
        except Refused:
            _stop(now, out, catalogue, report)
            raise
        take_away_private(store, catalogue, slug=slug, report=report)
    stays = _sweep(out.dispatch, store, replace(now, objects=sent.objects), catalogue, report, at_once=wish.at_once)
    return Published(
        slug=slug,
        version=now.version,
        public_id=out.dispatch.public_id,
        url=out.page.address(),
        path=layout.page_key(out.dispatch.public_id),
        oembed=out.page.oembed_address(),
        objects=len(sent.objects),
        size_bytes=sum(each.size_bytes for each in sent.objects),
        sent=sent.sent,
        kept=sent.kept,
        gates=out.gates,
        light=light,
        stays=stays,
    )


def as_it_goes(out: Ready, published: Sequence[Publication], *, light: bool) -> Publication:
    """What is about to be online, with its number, and with no object yet."""
    now = Publication(
        slug=out.dispatch.slug,
        store=out.store.name,
        version=0,
        at=datetime.now(UTC),
        url=out.page.address(),
        objects=(),
        clips=out.shown,
        light=light,
        content=out.content,
        corrected_at=max((each.at for each in out.dispatch.corrections), default=None),
        gates=out.gates,
        override=out.word.override,
    )
    return replace(now, version=next_version(published, now))


def _says_the_same(before: Publication, now: Publication, sent: Sent) -> bool:
    told = (before.clips, before.content, before.corrected_at, before.light)
    return set(before.objects) == set(sent.objects) and told == (now.clips, now.content, now.corrected_at, now.light)


def _note(publication: Publication, out: Ready, catalogue: Catalogue, *, new: bool = True) -> Publication:
    """Writes down what is online, in the transaction in which the gates are asked for the last time.

    Raises Refused when it was withdrawn meanwhile, Unsafe when a gate fails by now; then nothing is written.
    """
    slug = publication.slug
    with catalogue.write() as shelves:
        dispatch = shelves.dispatches.get(slug)
        if dispatch.state == "withdrawn":
            raise Refused(f"{slug} was withdrawn while it was being published", hint="nothing of it is online")
        gates = out.asked(shelves)
        if not new:
            return publication
        noted = replace(publication, at=datetime.now(UTC), gates=gates)
        shelves.publications.put(noted)
        shelves.dispatches.put(replace(dispatch, state="live", version=publication.version))
        return noted


def _stop(publication: Publication, out: Ready, catalogue: Catalogue, report: Report) -> None:
    """Takes down what must not be online after all. Once it may again, it may be published again."""
    take_down_all(out.dispatch, publication, out.store, report)
    slug, now = publication.slug, datetime.now(UTC)
    with catalogue.write() as shelves:
        shelves.publications.put(replace(publication, withdrawn_at=now))
        dispatch = shelves.dispatches.get(slug)
        if dispatch.state == "live" and not shelves.publications.live(slug):
            shelves.dispatches.put(replace(dispatch, state="draft"))


def _sweep(
    dispatch: Dispatch, store: Store, now: Publication, catalogue: Catalogue, report: Report, *, at_once: bool
) -> int:
    """Deletes what only older editions name, but for what stays for who has their page open. Says how much stays."""
    with catalogue.read() as shelves:
        before = [each for each in shelves.publications.of(dispatch.slug) if each.store == store.name]
    editions = [*(each for each in before if each.version != now.version), now]
    there = list(store.keys(layout.dispatch_prefix(dispatch.public_id)))
    old = left_over(there, [now] if at_once else editions, datetime.now(UTC))
    if old:
        take_down(store, old, report=report)
    named = {each.key for each in now.objects}
    return len(set(there) - named - set(old))
