"""`mediadesk init`: make a desk."""

import os
from pathlib import Path
from typing import Annotated

import typer

from mediadesk.cli.door import Json, Quiet, verb
from mediadesk.cli.output import Output

app = verb()


@app.command(epilog="Example: mediadesk init ~/desk")
def init(
    folder: Annotated[Path, typer.Argument(help="Where; it is made when it is not there.", metavar="DIR")] = Path(),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a desk: a folder with mediadesk.toml, catalog.db and assets/. A desk that is there stays as it is."""
    from mediadesk.cli import records

    new = make_desk(folder)
    where = str(folder.resolve())
    what = f"made a desk in {where}" if new else f"{where} is a desk already: nothing changed"
    Output(json=json, quiet=quiet).record(records.done("init", where), what)


def make_desk(folder: Path) -> bool:
    """Makes what a desk needs and is not there. Says whether anything was."""
    from mediadesk.catalogue import Catalogue
    from mediadesk.model import layout
    from mediadesk.settings import FIRST_SETTINGS

    new = not (folder / layout.CATALOGUE).exists()
    folder.mkdir(parents=True, exist_ok=True)
    for below in (layout.ORIGINALS, layout.RENDITIONS):
        (folder / below).mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / layout.SETTINGS).exists():
        (folder / layout.SETTINGS).write_text(FIRST_SETTINGS, "utf-8")
    if new:
        Catalogue.create(folder / layout.CATALOGUE)
    else:  # a desk of an older or a newer mediadesk says so here
        with Catalogue(folder / layout.CATALOGUE).read():
            os.access(folder, os.W_OK)
    return new
