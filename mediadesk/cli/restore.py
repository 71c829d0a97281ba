"""`mediadesk restore`: a backup in the catalogue's place."""

from pathlib import Path
from typing import Annotated

import typer

from mediadesk.cli.door import Desk, DryRun, Json, Quiet, entered, verb

app = verb()


@app.command(epilog="Example: mediadesk restore /mnt/T7/mediadesk-2022-05-07.db")
def restore(
    file: Annotated[Path, typer.Argument(help="What `mediadesk backup` made, or the copy on a drive.", metavar="FILE")],
    identity: Annotated[
        Path | None, typer.Option(help="The secret key that opens a sealed backup.", metavar="FILE")
    ] = None,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put a backup in the catalogue's place. What is there now is kept beside it; no clip is touched."""
    from mediadesk import wiring
    from mediadesk.cli import records
    from mediadesk.desk import backup as station

    with entered(desk, json, quiet) as door:
        catalogue, assets = wiring.catalogue(door.settings), wiring.assets(door.settings)
        with station.opened(file, identity, _passphrase, assets=assets) as plain:
            restored = station.restore(plain, catalogue=catalogue, rehearse=dry_run)
        kept = restored.kept and str(restored.kept)
        record = {**records.done("restore", str(catalogue.path)), "kept": kept, "dry_run": dry_run}
        did = "would restore" if dry_run else "restored"
        door.out.record(record, f"{did} the catalogue with {restored.clips} clips from {file}")
        if kept:
            door.out.line(f"what was there is kept: {kept}")
        if not dry_run:
            door.out.line("mediadesk check tells whether every file is where this catalogue says")


def _passphrase() -> str:
    said: str = typer.prompt("passphrase of the key", hide_input=True, err=True)
    return said
