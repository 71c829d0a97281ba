"""`mediadesk init`: make a desk."""

from pathlib import Path
from typing import Annotated

import typer

from mediadesk.cli.door import Desk, Json, Quiet, verb
from mediadesk.cli.named import desk_named
from mediadesk.cli.output import Output
from mediadesk.errors import Misasked, NotFound

app = verb()


@app.command(epilog="Example: mediadesk init ~/desk")
def init(
    folder: Annotated[
        Path | None, typer.Argument(help="Where; it is made when it is not there.", metavar="DIR")
    ] = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a desk: a folder with mediadesk.toml, catalog.db and assets/. A desk that is there stays as it is."""
    from mediadesk.cli import records

    folder = folder or desk_named(desk) or Path()
    new = make_desk(folder)
    where = str(folder.resolve())
    what = f"made a desk in {where}" if new else f"{where} is a desk already: nothing changed"
    Output(json=json, quiet=quiet).record(records.done("init", where), what)


def make_desk(folder: Path) -> bool:
    """Makes what a desk needs and is not there. Says whether anything was."""
    from mediadesk.catalogue import Catalogue
    from mediadesk.model import layout
    from mediadesk.settings import FIRST_SETTINGS

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise Misasked(f"{folder} is no folder", hint="mediadesk init ~/desk") from error
    for below in (layout.ORIGINALS, layout.RENDITIONS):
        (folder / below).mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / layout.SETTINGS).exists():
        (folder / layout.SETTINGS).write_text(FIRST_SETTINGS, "utf-8")
    catalogue = Catalogue(folder / layout.CATALOGUE)
    try:
        with catalogue.read():
            return False
    except NotFound:  # none yet, or one whose making was stopped
        Catalogue.create(catalogue.path)
        return True
    finally:
        catalogue.close()
