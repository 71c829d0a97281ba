"""`mediadesk publish`: put a dispatch online."""

from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import FAILED, Desk, Door, DryRun, Json, Quiet, entered, verb

if TYPE_CHECKING:
    from mediadesk.desk.publish import Published, Tools
    from mediadesk.model.leak import Finding
    from mediadesk.model.online import Gate
    from mediadesk.store.base import Store

app = verb()


@app.command(epilog="Example: mediadesk publish kharkiv-recovery --to web --override 'shown to everybody in it'")
def publish(
    slug: Annotated[str, typer.Argument(help="The dispatch's short name.")],
    to: Annotated[str, typer.Option(help="The store, by its name in mediadesk.toml.", metavar="STORE")] = "public",
    dry_run: DryRun = False,
    override: Annotated[
        str | None, typer.Option(help="Pass the gates that may be passed; the reason is recorded.", metavar="REASON")
    ] = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put a dispatch online, all or nothing: what is missing is made, everything is scanned, sent and read back."""
    from mediadesk import wiring
    from mediadesk.cli import records

    with entered(desk, json, quiet) as door:
        store = wiring.store(door.settings, to)
        published = put_online(slug, store, door, override=override, dry_run=dry_run)
        for gate in published.gates:
            door.out.record(records.gate(gate))
        door.out.record(records.published(published), _told(published, store, dry_run))


def put_online(
    slug: str, store: "Store", door: Door, *, override: str | None = None, dry_run: bool = False
) -> "Published":
    """Makes what is missing, then publishes. Findings are said before the refusal that they cause."""
    from mediadesk import wiring
    from mediadesk.cli.derive import say_each, tools_of
    from mediadesk.desk import derive, dispatch
    from mediadesk.desk import publish as station
    from mediadesk.model.recipe import EVERY_FILM

    found = dispatch.get(slug, catalogue=wiring.catalogue(door.settings))
    with door.out.progress() as report:
        if say_each(derive.derive_film(found, EVERY_FILM, tools_of(door), report), door):
            raise typer.Exit(FAILED)
        target = wiring.rehearsal(store, report) if dry_run else store
        try:
            return station.publish(
                slug, target, tools_of_publishing(door), override=override, record=not dry_run, report=report
            )
        except station.Unsafe as refusal:
            _say_findings(refusal.gates, refusal.findings, door)
            raise


def tools_of_publishing(door: Door) -> "Tools":
    """What publishing works with."""
    from mediadesk import wiring
    from mediadesk.desk.publish import Tools

    return Tools(
        catalogue=wiring.catalogue(door.settings),
        assets=wiring.assets(door.settings),
        programs=wiring.programs(door.settings),
        player=wiring.player(),
    )


def _say_findings(gates: "tuple[Gate, ...]", findings: "tuple[Finding, ...]", door: Door) -> None:
    from mediadesk.cli import records

    for gate in gates:
        door.out.record(records.gate(gate))
    for finding in findings:
        door.out.record(records.finding(finding), f"finding: {finding.where}: {finding.what}")


def _told(published: "Published", store: "Store", dry_run: bool) -> str:
    if dry_run:
        return f"would send {published.sent} objects; {published.kept} are there already; nothing was sent"
    sent = f"{published.sent} sent, {published.kept} there already" if published.sent else "nothing new to send"
    where = published.url or f"{store.describe(published.path)} (see it with: mediadesk preview {published.slug})"
    return f"{published.slug} is online, version {published.version}: {sent}\n{where}"
