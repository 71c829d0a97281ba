"""At an hour: what is large goes before, the page at the instant, when every gate was asked again."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mediadesk.catalogue import Catalogue
from mediadesk.desk.publish.edition import Tools
from mediadesk.desk.publish.gates import not_withdrawn
from mediadesk.desk.publish.live import Published, Wish, as_it_goes, publish_alone
from mediadesk.desk.publish.online import last
from mediadesk.desk.publish.ready import Agree, Word, agreed, may_go_out, ready
from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.events import Began, Ended, Moved, Report, Said, ignore
from mediadesk.model import layout
from mediadesk.model.clearance import Unsafe
from mediadesk.model.dispatch import picked_clips, version_digest
from mediadesk.model.online import Scheduled
from mediadesk.model.publication import CacheClass
from mediadesk.model.sweep import left_over
from mediadesk.store.base import Store
from mediadesk.store.takedown import take_down

_EARLY = (CacheClass.MEDIA, CacheClass.ENGINE)  # what nobody finds who was not told its name
_STEP_SECONDS = 1.0  # a laptop that slept, or a clock that was set, is noticed as late as this


def schedule(
    slug: str,
    at: datetime,
    store: Store,
    tools: Tools,
    *,
    light: bool = False,
    override: str | None = None,
    by: str | None = None,
    agree: Agree = agreed,
    report: Report = ignore,
) -> Scheduled:
    """Makes a dispatch as it stands ready to go online at an instant, instead of what was scheduled of it before.

    Leaves are sent now, so that the rest is quick; nothing in the store names them. Under an embargo that ends before
    the instant nothing is sent. Raises Misasked for an instant that is over, and as `publish`: gates that fail now are
    not put off.
    """
    if at <= datetime.now(UTC):
        raise Misasked("that instant is over", hint=f"mediadesk publish {slug} puts it online now")
    word = Word(override=override, by=by)
    with tools.assets.alone(slug, lambda: report(Said(f"waiting for another publish of {slug}"))):
        early = _may_lie_there(slug, store, tools.catalogue, word)
        out = ready(slug, store, tools, word, report, light=light, at=None if early else at)
        out = replace(out, only=_EARLY)
        asked = Scheduled(
            slug=slug, store=store.name, at=at, light=light, override=override, by=by, content=out.content
        )
        with tools.catalogue.read() as shelves:
            before = last(shelves.publications.live(slug), store.name)
            begun = as_it_goes(out, shelves.publications.of(slug), light=light)
        proved = before.objects if before else ()
        moves = agree(out, proved) if early else None
        with tools.catalogue.write() as shelves:
            not_withdrawn(shelves.dispatches.get(slug))
            out.asked(shelves)
            shelves.schedule.put(asked)
            if before is None and early:  # a part of it will be in the store, and `withdraw` must know
                shelves.publications.put(begun)
        if not early:
            return asked
        sent = out.send(tools.catalogue, proved=proved, moves=moves, report=report)
        return _note(asked, replace(asked, proved=sent.objects), tools.catalogue)


def unschedule(slug: str, store: Store, tools: Tools, *, report: Report = ignore) -> Scheduled:
    """Takes back what was scheduled; what was sent for it is deleted. Raises NotFound, StoreRefused."""
    with tools.assets.alone(slug, lambda: report(Said(f"waiting for another publish of {slug}"))):
        asked = next((each for each in waiting(slug, catalogue=tools.catalogue) if each.store == store.name), None)
        if asked is None:
            raise NotFound(
                f"{slug} does not wait for an hour in the store {store.name}", hint=f"mediadesk dispatch show {slug}"
            )
        _forget(asked, store, tools.catalogue, report)
    return asked


def waiting(slug: str | None = None, *, catalogue: Catalogue) -> list[Scheduled]:
    """What waits for its hour, of all dispatches or of one; the next first."""
    with catalogue.read() as shelves:
        return [each for each in shelves.schedule.all() if slug in (None, each.slug)]


def due(now: datetime, *, catalogue: Catalogue) -> list[Scheduled]:
    """That of which the hour has come, or is over."""
    return [each for each in waiting(catalogue=catalogue) if each.at <= now]


def flip(asked: Scheduled, store: Store, tools: Tools, *, report: Report = ignore) -> Published:
    """Puts online what was scheduled, when it is still what was meant and every gate lets it pass.

    Raises Refused when it was taken back, changed or withdrawn meanwhile, Unsafe when a gate fails: then it is not
    scheduled any more, and what was sent for it is deleted. With a store that does not answer it stays scheduled.
    """
    slug = asked.slug
    with tools.assets.alone(slug, lambda: report(Said(f"waiting for another publish of {slug}"))):
        _must_be_meant(asked, store, tools.catalogue, report)
        wish = Wish(word=Word(override=asked.override, by=asked.by), light=asked.light, proved=asked.proved)
        try:
            published = publish_alone(slug, store, tools, wish, record=True, agree=agreed, report=report)
        except Unsafe:
            _forget(asked, store, tools.catalogue, report)
            raise
        with tools.catalogue.write() as shelves:
            shelves.schedule.remove(slug, asked.store)
    return published


def wait_until(
    at: datetime,
    report: Report = ignore,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    pause: Callable[[float], None] = time.sleep,
) -> timedelta:
    """Waits by the clock on the wall, in short steps; returns how late it is then: a laptop may have slept."""
    task, whole = f"wait until {at:%Y-%m-%d %H:%M:%S} UTC", max(0.0, (at - now()).total_seconds())
    report(Began(task, whole, "seconds"))
    try:
        while (left := (at - now()).total_seconds()) > 0:
            report(Moved(task, max(0.0, whole - left), whole))
            pause(min(left, _STEP_SECONDS))
    finally:
        report(Ended(task))
    return now() - at


def _may_lie_there(slug: str, store: Store, catalogue: Catalogue, word: Word) -> bool:
    """Whether leaves may be sent now. Not under an embargo, which need not keep anybody from choosing an hour."""
    try:
        may_go_out(slug, store, catalogue=catalogue, override=word.override, by=word.by)
    except Unsafe as refusal:
        if {gate.gate for gate in refusal.gates if gate.result == "failed"} != {"embargo"}:
            raise
        return False
    return True


def _note(asked: Scheduled, sent: Scheduled, catalogue: Catalogue) -> Scheduled:
    """Writes down what was sent before its hour. Somebody may have withdrawn it meanwhile."""
    with catalogue.write() as shelves:
        if asked not in shelves.schedule.all():
            raise Refused(f"{asked.slug} was taken back while it was being sent", hint="nothing of it goes online")
        shelves.schedule.put(sent)
    return sent


def _must_be_meant(asked: Scheduled, store: Store, catalogue: Catalogue, report: Report) -> None:
    slug = asked.slug
    with catalogue.read() as shelves:
        known = asked in shelves.schedule.all()
        dispatch = shelves.dispatches.get(slug)
        content = version_digest(dispatch, [shelves.clips.get(each) for each in picked_clips(dispatch)])
    if not known:
        raise Refused(
            f"{slug} is not scheduled like this any more: somebody took it back, or chose another hour",
            hint=f"mediadesk dispatch show {slug}",
        )
    if dispatch.state == "withdrawn" or content != asked.content:
        _forget(asked, store, catalogue, report)
        not_withdrawn(dispatch)
        raise Refused(
            f"{slug} was changed since it was scheduled, so it did not go online",
            hint=f"mediadesk clear check {slug}, then mediadesk publish {slug}",
        )


def _forget(asked: Scheduled, store: Store, catalogue: Catalogue, report: Report) -> None:
    """It does not wait any more. What only it named is deleted from the store."""
    slug, now = asked.slug, datetime.now(UTC)
    with catalogue.write() as shelves:
        shelves.schedule.remove(slug, asked.store)
        dispatch = shelves.dispatches.get(slug)
        editions = [each for each in shelves.publications.of(slug) if each.store == asked.store]
    if dispatch.state == "withdrawn":
        return  # and everything of it is gone, or somebody was told that it is not
    below = layout.dispatch_prefix(dispatch.public_id)
    if old := left_over(store.keys(below), editions, now):
        take_down(store, old, report=report)
    begun = editions[-1] if editions else None
    if begun and not begun.objects and begun.withdrawn_at is None:
        with catalogue.write() as shelves:
            shelves.publications.put(replace(begun, withdrawn_at=now))
            if dispatch.state == "live" and not shelves.publications.live(slug):
                shelves.dispatches.put(replace(dispatch, state="draft"))
