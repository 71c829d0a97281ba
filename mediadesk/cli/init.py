"""`mediadesk init`: make a desk."""

from pathlib import Path
from typing import Annotated

import typer

from mediadesk.cli.door import Desk, Json, Quiet, verb
from mediadesk.cli.keyfile import KeyFile, named_key_file
from mediadesk.cli.named import desk_named
from mediadesk.cli.output import Output
from mediadesk.cli.passphrase import Prompt
from mediadesk.errors import Misasked, NotFound, Refused

app = verb()


@app.command(epilog="Example: mediadesk init ~/desk")
def init(
    folder: Annotated[
        Path | None, typer.Argument(help="Where; it is made when it is not there.", metavar="DIR")
    ] = None,
    encrypted: Annotated[
        bool, typer.Option("--encrypted", help="Encrypt the catalogue, with a passphrase that is asked for now.")
    ] = False,
    key_file: KeyFile = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a desk: a folder with mediadesk.toml, catalog.db and assets/. A desk that is there stays as it is.

    A passphrase that is forgotten opens nothing any more: nobody can help. Originals are never encrypted by mediadesk.
    """
    from mediadesk.cli import records

    folder = folder or desk_named(desk) or Path()
    out = Output(json=json, quiet=quiet)
    new = make_desk(folder, encrypted=encrypted or key_file is not None, key_file=named_key_file(key_file, folder, out))
    where = str(folder.resolve())
    what = f"made a desk in {where}" if new else f"{where} is a desk already: nothing changed"
    out.record(records.done("init", where), what)


def make_desk(folder: Path, *, encrypted: bool = False, key_file: Path | None = None) -> bool:
    """Makes what a desk needs and is not there. Says whether anything was.

    Raises Refused when `encrypted` is asked of a desk that is there and is not.
    """
    from dataclasses import replace

    from mediadesk import settings, wiring
    from mediadesk.catalogue import Catalogue
    from mediadesk.model import layout

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise Misasked(f"{folder} is no folder", hint="mediadesk init ~/desk") from error
    path = folder / layout.CATALOGUE
    is_there = path.exists() and path.stat().st_size > 0
    if is_there and encrypted and not Catalogue(path).is_encrypted:
        raise Refused(f"{folder} is a desk already, and not encrypted", hint="mediadesk encrypt")
    source = replace(settings.load(folder), ask=Prompt())
    if encrypted:
        source = replace(source, encrypted=True, key_file=str(key_file or ""))
    keys = wiring.keys(source)
    if keys.encrypted and not is_there:
        keys.choose()
    for below in (layout.ORIGINALS, layout.RENDITIONS):
        (folder / below).mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / layout.SETTINGS).exists():
        (folder / layout.SETTINGS).write_text(settings.FIRST_SETTINGS, "utf-8")
    if encrypted and not is_there:
        settings.note_encrypted(folder, key_file)
    catalogue = Catalogue(path, keys=keys)
    try:
        with catalogue.read():
            return False
    except NotFound:  # none yet, or one whose making was stopped
        Catalogue.create(catalogue.path, keys=keys).close()
        return True
    finally:
        catalogue.close()
