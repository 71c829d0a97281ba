"""The key file of an encrypted desk: named by a flag, made when it is not there."""

import os
from pathlib import Path
from typing import Annotated

import typer

from mediadesk.cli.output import Output
from mediadesk.errors import DeskError, Refused

KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file",
        help="Encrypt with the key, or the passphrase, in this file; made with a random key when it is not there.",
        metavar="FILE",
    ),
]


def named_key_file(file: Path | None, desk: Path, out: Output) -> Path | None:
    """The key file that is meant, as a whole path; made when it is not there.

    Raises Refused for one inside of the desk: whoever takes that would have both.
    """
    if file is None:
        return None
    file = file.expanduser().absolute()
    if file.resolve().is_relative_to(desk.resolve()):
        raise Refused(f"{file} is inside the desk: who takes that has its key", hint="keep it elsewhere, on a stick")
    if not file.exists():
        from mediadesk.catalogue.cipher import random_key

        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "w") as made:
                made.write(f"{random_key()}\n")
                made.flush()
                os.fsync(made.fileno())
        except OSError as error:
            raise DeskError(f"{file} cannot be made: {error.strerror}", hint="make its folder, writable") from error
        out.note(f"made the key file {file}: without it the desk cannot be opened, so keep a copy of it elsewhere")
    return file
