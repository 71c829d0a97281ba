"""`mediadesk encrypt`: the catalogue under a passphrase or a key."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, finish, verb
from mediadesk.cli.keyfile import KeyFile, named_key_file
from mediadesk.errors import Misasked

if TYPE_CHECKING:
    from mediadesk.cli.output import Output
    from mediadesk.desk.encrypt import Encrypted

app = verb()


@app.command(epilog="Example: mediadesk encrypt --key-file /media/stick/desk.key")
def encrypt(
    key_file: KeyFile = None,
    change: Annotated[
        bool, typer.Option("--change", help="Give an encrypted catalogue another passphrase or key.")
    ] = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Encrypt the catalogue: names, places, notes, people. Stopped anywhere, run it again. Exit 3 if a copy stays open.

    A passphrase that is forgotten opens nothing any more: nobody can help. The footage itself is not encrypted; that is
    what an encrypted disk is for. A disk may keep old blocks of what was plain, and so do backups made before.
    """
    from mediadesk import settings, wiring
    from mediadesk.desk import encrypt as station

    with entered(desk, json, quiet) as door:
        catalogue = wiring.catalogue(door.settings)
        is_wanted = change or not catalogue.is_encrypted
        if key_file and not is_wanted and str(key_file.expanduser().absolute()) != door.settings.key_file:
            what = f"{catalogue.path} is encrypted already, with something else"
            raise Misasked(what, hint="mediadesk encrypt --change")
        opens = named_key_file(key_file, door.settings.desk, door.out)
        new = wiring.other_keys(door.settings, opens) if is_wanted else None
        with door.out.progress() as report:
            done = station.encrypt(
                new,
                catalogue=catalogue,
                settled=lambda: settings.note_encrypted(door.settings.desk, opens),
                report=report,
            )
        _say(done, catalogue.path, door.out)
        finish(len(done.readable))


def _say(done: "Encrypted", path: Path, out: "Output") -> None:
    record = {
        "kind": "encrypted",
        "path": str(path),
        "changed": done.changed,
        "copies": [str(each) for each in done.copies],
        "readable": list(done.readable),
        "absent": list(done.absent),
    }
    out.record(record, f"{path} is encrypted" if done.changed else f"{path} is encrypted already")
    for copy in done.copies:
        out.line(f"encrypted as well: {copy}")
    for readable in done.readable:
        out.warn(f"whoever holds it can read {readable}", hint="delete it when you need it no more")
    for drive in done.absent:
        out.note(f"{drive} is not plugged in: a copy of the catalogue on it is replaced by the next ingest to it")
    if done.changed:
        out.line("write the passphrase or the key down, and keep it elsewhere: without it the desk cannot be opened")
