"""`mediadesk publish`: put a dispatch online."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import FAILED, Desk, Door, Json, Quiet, entered, verb
from mediadesk.cli.typed import text

if TYPE_CHECKING:
    from mediadesk.desk.publish import Published, Tools
    from mediadesk.model.online import Gate
    from mediadesk.store.base import Store

app = verb()


@app.command(epilog="Example: mediadesk publish kharkiv-recovery --to web --override 'shown to everybody in it'")
def publish(
    slug: Annotated[str, typer.Argument(help="The dispatch's short name.")],
    to: Annotated[str, typer.Option(help="The store, by its name in mediadesk.toml.", metavar="STORE")] = "public",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Make and scan everything, say what would be sent, and send nothing.")
    ] = False,
    override: Annotated[
        str | None, typer.Option(help="Pass the gates that may be passed; the reason is recorded.", metavar="REASON")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who says so, with --override: your alias.", metavar="ALIAS")] = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put a dispatch online, all or nothing: what is missing is made, everything is scanned, sent and read back."""
    from mediadesk import wiring
    from mediadesk.cli import records

    reason = text(override or "").strip() or None
    with entered(desk, json, quiet, at_home=True) as door:
        store = wiring.store(door.settings, to)
        published = put_online(slug, store, door, override=reason, by=by and text(by), dry_run=dry_run)
        _say_gates(published.gates, door)
        door.out.record(records.published(published, dry_run=dry_run), _told(published, store, dry_run))


def put_online(
    slug: str,
    store: "Store",
    door: Door,
    *,
    override: str | None = None,
    by: str | None = None,
    dry_run: bool = False,
) -> "Published":
    """Makes what is missing, then publishes."""
    from mediadesk import wiring
    from mediadesk.cli import derive as making
    from mediadesk.desk import derive
    from mediadesk.desk import publish as station
    from mediadesk.model.recipe import EVERY_FILM

    tools = tools_of(door)
    with refusals_told(door), _still_online(slug, store, door), door.out.progress() as report:
        found = station.may_go_out(slug, store, catalogue=tools.catalogue, override=override, by=by)
        if making.say_each(derive.derive_film(found, EVERY_FILM, making.tools_of(door), report), door):
            raise typer.Exit(FAILED)
        target = wiring.rehearsal(store, report) if dry_run else store
        return station.publish(slug, target, tools, override=override, by=by, record=not dry_run, report=report)


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
        _say_gates(refusal.gates, door)
        for finding in refusal.findings:
            door.out.answer(records.finding(finding), f"finding: {finding.where}: {finding.what}")
        raise


def _say_gates(gates: "tuple[Gate, ...]", door: Door) -> None:
    from mediadesk.cli import records

    for gate in gates:
        passed = f"gate {gate.gate} was overridden: {gate.why}" if gate.result == "overridden" else None
        door.out.record(records.gate(gate), passed)


def _told(published: "Published", store: "Store", dry_run: bool) -> str:
    if dry_run:
        return f"would send {published.sent} objects; {published.kept} are there already; nothing was sent"
    sent = f"{published.sent} sent, {published.kept} there already" if published.sent else "nothing new to send"
    where = published.url or f"{store.describe(published.path)} (see it with: mediadesk preview {published.slug})"
    return f"{published.slug} is online, version {published.version}: {sent}\n{where}"
