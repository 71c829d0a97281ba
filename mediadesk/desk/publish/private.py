"""A page for few: all of it under an address that nobody can guess, until its time is over."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.desk.publish.edition import Tools
from mediadesk.desk.publish.gates import not_withdrawn
from mediadesk.desk.publish.online import still_there
from mediadesk.desk.publish.ready import Agree, Ready, Word, agreed, ready
from mediadesk.desk.publish.withdraw import take_down_private
from mediadesk.errors import NotFound, Refused, StoreRefused
from mediadesk.events import Report, Said, ignore
from mediadesk.model import layout
from mediadesk.model.dispatch import new_public_id
from mediadesk.model.online import Gate, Private
from mediadesk.store.base import Store
from mediadesk.store.takedown import take_down


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page for few, and what it took."""

    page: Private
    sent: int
    kept: int
    gates: tuple[Gate, ...]


def show_privately(
    slug: str,
    store: Store,
    tools: Tools,
    *,
    days: float,
    override: str | None = None,
    by: str | None = None,
    record: bool = True,
    agree: Agree = agreed,
    report: Report = ignore,
) -> Shown:
    """Puts a dispatch as it stands where only those find it who are sent the address, for so many days from now.

    The gates are those of any other door. A page that is still there is replaced at its address. Without `record` (a
    rehearsal) the catalogue stays as it is. Raises as `publish`.
    """
    with tools.assets.alone(slug, lambda: report(Said(f"waiting for another publish of {slug}"))):
        now = datetime.now(UTC)
        if record:
            take_away_private(store, tools.catalogue, report=report)
        with tools.catalogue.read() as shelves:
            there = [each for each in shelves.privates.of(slug) if each.store == store.name and still_there(each, now)]
        token = there[-1].token if there else new_public_id()
        out = ready(slug, store, tools, Word(override=override, by=by), report, private=token)
        moves = agree(out, ())
        below = layout.dispatch_prefix(token, private=True)
        keys = tuple(each.object.key for each in out.outgoing if each.object.key.startswith(f"{below}/"))
        page = Private(
            slug=slug,
            store=store.name,
            token=token,
            url=out.page.address(),
            at=now,
            until=now + timedelta(days=days),
            keys=(*keys, *(key for each in there for key in each.keys if key not in keys)),
            clips=out.shown,
        )
        if record:
            _note(page, out, tools.catalogue)  # from here on a part of it may be there
        sent = out.send(tools.catalogue, moves=moves, record=record, report=report)
        page = replace(page, keys=keys)
        if not record:
            return Shown(page=page, sent=sent.sent, kept=sent.kept, gates=out.gates)
        try:
            _note(page, out, tools.catalogue, first=not there)
        except Refused:
            take_down_private(page, store, tools.catalogue, report)
            raise
        if old := [key for key in store.keys(below) if key not in keys]:
            take_down(store, old, report=report)
    return Shown(page=page, sent=sent.sent, kept=sent.kept, gates=out.gates)


def private_pages(slug: str, *, catalogue: Catalogue) -> list[Private]:
    """The private pages of a dispatch that are still there, the oldest first. Those of all are listed nowhere."""
    with catalogue.read() as shelves:
        return [each for each in shelves.privates.of(slug) if each.gone_at is None]


def drop_private(slug: str, store: Store, *, catalogue: Catalogue, report: Report = ignore) -> list[Private]:
    """Takes the private pages of a dispatch in a store away now. Raises NotFound when there is none, StoreRefused."""
    pages = [each for each in private_pages(slug, catalogue=catalogue) if each.store == store.name]
    if not pages:
        raise NotFound(
            f"{slug} has no private page in the store {store.name}", hint=f"mediadesk publish {slug} --private"
        )
    for each in pages:
        take_down_private(each, store, catalogue, report)
    return pages


def take_away_private(store: Store, catalogue: Catalogue, *, slug: str | None = None, report: Report = ignore) -> int:
    """Takes away the private pages in a store whose time is over, and all of a dispatch that is online for everybody.

    What the store does not let go is told, and tried again by whatever comes next. Returns how many went.
    """
    now = datetime.now(UTC)
    with catalogue.read() as shelves:
        pages = [each for each in shelves.privates.all() if each.store == store.name and each.gone_at is None]
    gone = 0
    for each in pages:
        if each.slug != slug and still_there(each, now):
            continue
        try:
            take_down_private(each, store, catalogue, report)
        except StoreRefused as trouble:
            report(Said(f"a private page of {each.slug} is still there: {trouble.what}"))
        else:
            gone += 1
    return gone


def _note(page: Private, out: Ready, catalogue: Catalogue, *, first: bool = False) -> None:
    """Writes down what is there, in the transaction in which the gates are asked. Raises Refused, Unsafe."""
    with catalogue.write() as shelves:
        not_withdrawn(shelves.dispatches.get(page.slug))
        gates = out.asked(shelves)
        shelves.privates.put(page)
        if first:
            _tell(page, out, gates, shelves)


def _tell(page: Private, out: Ready, gates: tuple[Gate, ...], shelves: Shelves) -> None:
    """Custody hears of it as of any other page; the address is told nobody."""
    now, where = datetime.now(UTC), f"store {page.store}, for few until {page.until:%Y-%m-%d}"
    for gate in gates:
        if gate.result == "overridden":
            why = f"{gate.gate}: {out.word.override}"
            shelves.custody.add(what="overridden", at=now, who=gate.by, about=page.slug, why=why)
    shelves.custody.add(what="published", at=now, about=page.slug, why=where)
