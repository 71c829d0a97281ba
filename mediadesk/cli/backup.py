"""`mediadesk backup`: the catalogue in one file."""

from pathlib import Path
from typing import Annotated

import typer

from mediadesk.cli.door import Desk, DryRun, Json, Quiet, entered, verb

app = verb()


@app.command(epilog="Example: mediadesk backup /mnt/T7/mediadesk-2022-05-07.db")
def backup(
    file: Annotated[Path, typer.Argument(help="Where; an older backup of this desk is replaced.", metavar="FILE")],
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Copy the catalogue to one file: all that is known of the clips, not the clips themselves. Others may write."""
    from mediadesk import wiring
    from mediadesk.cli import records
    from mediadesk.desk import backup as station

    with entered(desk, json, quiet) as door:
        station.backup(file, catalogue=wiring.catalogue(door.settings), rehearse=dry_run)
        record = {**records.done("backup", str(file)), "dry_run": dry_run}
        door.out.record(record, f"{'would copy' if dry_run else 'copied'} the catalogue to {file}")
