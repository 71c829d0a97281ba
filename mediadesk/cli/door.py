"""What every verb asks for, and what it gets: a desk's settings and an output."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from mediadesk import settings, wiring
from mediadesk.cli.named import desk_named
from mediadesk.cli.output import Output
from mediadesk.cli.passphrase import Prompt
from mediadesk.errors import Refused
from mediadesk.model.layout import TRAVEL

Desk = Annotated[Path | None, typer.Option("--desk", help="The desk; else MEDIADESK_DESK, else here.", metavar="DIR")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what was asked for, and errors.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and do nothing.")]

FAILED = 3  # finished, but some items failed: a result, not an exception


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A desk that was entered."""

    settings: settings.Settings
    out: Output


@contextmanager
def entered(desk: Path | None, json: bool, quiet: bool, *, at_home: bool = False) -> Iterator[Door]:
    """The desk with its settings; an encrypted one is unlocked.

    Raises NotFound without a desk, Misasked for settings that cannot be understood, CatalogueLocked, and Refused in a
    travel copy where the work is to be done `at_home`, with the originals.
    """
    found = settings.find_desk(desk_named(desk))
    if at_home and (found / TRAVEL).exists():
        raise Refused(
            "this desk is a travel copy: it has no originals, and finds, shows and picks only",
            hint="do it at home, on the desk it was made from: --desk ~/desk",
        )
    loaded = replace(settings.load(found), ask=Prompt())
    wiring.unlock(loaded)
    yield Door(settings=loaded, out=Output(json=json, quiet=quiet))


def finish(failed: int) -> None:
    """Ends a verb that finished; some of its items may have failed."""
    if failed:
        raise typer.Exit(FAILED)


def verb() -> typer.Typer:
    """A Typer as each verb's file makes it."""
    return typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)
