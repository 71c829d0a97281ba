"""`mediadesk backup`: the catalogue in one file."""

from pathlib import Path
from typing import Annotated

import typer

from mediadesk.cli.door import Desk, DryRun, Json, Quiet, entered, verb

app = verb()


@app.command(epilog="Example: mediadesk backup /mnt/T7/mediadesk-2022-05-07.db")
def backup(
    file: Annotated[Path, typer.Argument(help="Where; an older backup of this desk is replaced.", metavar="FILE")],
    encrypt_to: Annotated[
        list[str] | None,
        typer.Option(
            help="Seal it with age for the holder of this public key: age1…, ssh-ed25519 …, or a file with some."
            " May be said several times. FILE must be new.",
            metavar="RECIPIENT",
        ),
    ] = None,
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
        shelf, record = wiring.catalogue(door.settings), {**records.done("backup", str(file)), "dry_run": dry_run}
        if encrypt_to:
            assets = wiring.assets(door.settings)
            made = station.backup_for(encrypt_to, file, catalogue=shelf, assets=assets, rehearse=dry_run)
            record |= {"sealed": True, "recipients": made.recipients if made else None}
        else:
            station.backup(file, catalogue=shelf, rehearse=dry_run)
        door.out.record(record, f"{'would copy' if dry_run else 'copied'} the catalogue to {file}")
        if encrypt_to:
            door.out.line(
                "sealed: only with the secret key can it be read or put back, also by you; keep that elsewhere"
            )
