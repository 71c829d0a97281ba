"""`mediadesk withdraw`: take a dispatch offline."""

from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import Desk, DryRun, Json, Quiet, entered, verb

if TYPE_CHECKING:
    from mediadesk.store.base import Store

app = verb()


@app.command(epilog="Example: mediadesk withdraw kharkiv-recovery")
def withdraw(
    slug: Annotated[str, typer.Argument(help="The dispatch's short name.")],
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Take a dispatch offline: a tombstone at its address, then every file of it gone. The desk keeps its film."""
    from mediadesk import wiring
    from mediadesk.cli import records
    from mediadesk.desk import publish as station

    with entered(desk, json, quiet) as door:
        with door.out.progress() as report:

            def store_named(name: str) -> "Store":
                store = wiring.store(door.settings, name)
                return wiring.rehearsal(store, report) if dry_run else store

            gone = station.withdraw(
                slug, store_named, catalogue=wiring.catalogue(door.settings), record=not dry_run, report=report
            )
        for publication in gone:
            where = publication.url or publication.store
            if dry_run:
                door.out.line(f"would withdraw from {where}; nothing was changed")
            else:
                door.out.record(records.done("withdraw", where), f"withdrawn from {where}: only a tombstone is left")
        if dry_run:
            return
        door.out.line("a cache in front of the store may show it for up to a week: purge it there if there is one")
