"""What every way of going online shares: what it works with, what it makes, what it says."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from mediadesk.cli.door import FAILED, Door
from mediadesk.events import Report

if TYPE_CHECKING:
    from mediadesk.desk.publish import Agree, Published, Tools
    from mediadesk.model.clip import ClipId
    from mediadesk.model.dispatch import Dispatch
    from mediadesk.model.online import Gate
    from mediadesk.store.base import Store


def put_online(
    slug: str,
    store: "Store",
    door: Door,
    *,
    light: bool = False,
    at_once: bool = False,
    override: str | None = None,
    by: str | None = None,
    agree: "Agree | None" = None,
    dry_run: bool = False,
) -> "Published":
    """Makes what is missing, then publishes."""
    from mediadesk.desk import publish as station

    tools = tools_of(door)
    with refusals_told(door), _still_online(slug, store, door), door.out.progress() as report:
        found = station.may_go_out(slug, store, catalogue=tools.catalogue, override=override, by=by)
        made(found, door, report, light=light)
        return station.publish(
            slug,
            target_of(store, report, dry_run=dry_run),
            tools,
            light=light,
            at_once=at_once,
            override=override,
            by=by,
            record=not dry_run,
            agree=agree or station.agreed,
            report=report,
        )


def made(dispatch: "Dispatch", door: Door, report: Report, *, light: bool = False) -> None:
    """The film of a dispatch, and all that publishing needs of it. Ends with 3 when something fails."""
    from mediadesk.cli import derive as making
    from mediadesk.cli.cost import tell
    from mediadesk.desk import derive
    from mediadesk.model.recipe import film_recipes

    tools, wanted = making.tools_of(door), film_recipes(light, dispatch.poster)
    tell(derive.cost_of_film(dispatch, wanted, tools), door)
    if making.say_each(derive.derive_film(dispatch, wanted, tools, report), door):
        raise typer.Exit(FAILED)


def target_of(store: "Store", report: Report, *, dry_run: bool) -> "Store":
    """The store, or a rehearsal of it."""
    from mediadesk import wiring

    return wiring.rehearsal(store, report) if dry_run else store


def tools_of(door: Door) -> "Tools":
    """What publishing works with."""
    from mediadesk import wiring
    from mediadesk.desk.publish import Tools

    return Tools(
        catalogue=wiring.catalogue(door.settings),
        assets=wiring.assets(door.settings),
        programs=wiring.programs(door.settings),
        player=wiring.player(),
    )


@contextmanager
def _still_online(slug: str, store: "Store", door: Door) -> Iterator[None]:
    """A refusal stops what would go out, and not what is out already: whoever is refused must hear that."""
    from mediadesk import wiring
    from mediadesk.desk import publish as station
    from mediadesk.model.clearance import Unsafe

    try:
        yield
    except Unsafe:
        if station.stopped(slug, store, catalogue=wiring.catalogue(door.settings)):
            what = f"{slug} is online in the store {store.name}, and its clips fail a gate by now"
            door.out.warn(what, f"mediadesk withdraw {slug}")
        raise


@contextmanager
def refusals_told(door: Door) -> Iterator[None]:
    """Says every gate and finding before the refusal that they cause."""
    from mediadesk.cli import records
    from mediadesk.model.clearance import Unsafe

    try:
        yield
    except Unsafe as refusal:
        say_gates(refusal.gates, door)
        for finding in refusal.findings:
            door.out.answer(records.finding(finding), f"finding: {finding.where}: {finding.what}")
        raise


def say_gates(gates: "tuple[Gate, ...]", door: Door) -> None:
    """Every gate for programs; for people those that were passed on somebody's word."""
    from mediadesk.cli import records

    for gate in gates:
        passed = f"gate {gate.gate} was overridden: {gate.why}" if gate.result == "overridden" else None
        door.out.record(records.gate(gate), passed)


def warn_of_online(clips: "Iterable[ClipId]", door: Door, *, but: str | None = None) -> None:
    """What is online already stays there: whoever keeps something back must hear it."""
    from mediadesk import wiring
    from mediadesk.desk import clear as station

    for dispatch, publication in station.online_with(clips, catalogue=wiring.catalogue(door.settings)):
        if dispatch.slug != but:
            where = publication.url or f"the store {publication.store}"
            door.out.warn(f"{dispatch.slug} shows it, and is online: {where}", f"mediadesk withdraw {dispatch.slug}")


def published_lines(published: "Published", store: "Store", *, dry_run: bool = False) -> str:
    """What is online now, and what stays of the page before."""
    if dry_run:
        return f"would send {published.sent} objects; {published.kept} are there already; nothing was sent"
    sent = f"{published.sent} sent, {published.kept} there already" if published.sent else "nothing new to send"
    where = published.url or f"{store.describe(published.path)} (see it with: mediadesk preview {published.slug})"
    light = ", light: mediadesk publish adds the larger sizes" if published.light else ""
    lines = [f"{published.slug} is online, version {published.version}{light}: {sent}", where]
    if published.stays:
        lines.append(
            f"{published.stays} files of the page before stay for 11 minutes, for those who have it open; then the next"
            " publish or check deletes them (now: --at-once)"
        )
    return "\n".join(lines)
