"""`mediadesk withdraw`: take a dispatch offline."""

from typing import Annotated

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, verb

app = verb()


@app.command(epilog="Example: mediadesk withdraw kharkiv-recovery")
def withdraw(
    slug: Annotated[str, typer.Argument(help="The dispatch's short name.")],
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
            gone = station.withdraw(
                slug,
                lambda name: wiring.store(door.settings, name),
                catalogue=wiring.catalogue(door.settings),
                report=report,
            )
        for publication in gone:
            where = publication.url or publication.store
            door.out.record(records.done("withdraw", where), f"withdrawn from {where}: only a tombstone is left")
        door.out.line("a cache in front of the store may show it for up to a week: purge it there if there is one")
