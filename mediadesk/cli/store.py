"""`mediadesk store …`: what a store can do, before somebody relies on it."""

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, finish, verb
from mediadesk.cli.named import DeskBefore
from mediadesk.errors import Misasked

if TYPE_CHECKING:
    from mediadesk.cli.output import Output
    from mediadesk.desk.doctor import Line

app = verb()

_MARKS = {"good": "ok ", "bad": "BAD", "unknown": " ? "}


@app.callback(invoke_without_command=True)
def store(context: typer.Context, desk: DeskBefore = None) -> None:  # noqa: ARG001 # its callback notes it
    """Try whether a store does all that publishing needs."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog="Example: mediadesk store doctor web --origin https://blog.example")
def doctor(
    name: Annotated[str, typer.Argument(help="The store, by its name in mediadesk.toml.", metavar="STORE")] = "public",
    origin: Annotated[
        str, typer.Option(help="A site whose pages shall read from the store.", metavar="https://HOST")
    ] = "",
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Try a store as readers, blogs and strangers would, and say what helps where it fails. Exit 3 if it does.

    Small objects are written below an address that nobody can guess, and taken away again, also after Ctrl-C.
    """
    from mediadesk import settings, wiring
    from mediadesk.desk import doctor as station

    asking = _origin(origin)
    with entered(desk, json, quiet) as door:
        chosen = settings.store(door.settings, name)
        examined = wiring.store(door.settings, name)
        experiments = wiring.experiments(examined)
        whose = f" ({experiments.provider.called})" if experiments else ""
        door.out.line(f"the store {name}: {examined.describe()}{whose}")
        verdict = station.examine(
            examined,
            catalogue=wiring.catalogue(door.settings),
            settings=settings.digest(chosen),
            experiments=experiments,
            origin=asking,
            trailers_wanted=chosen.checksums == "when_supported",
            told=lambda each: _say(each, door.out),
        )
        for trap in experiments.provider.traps if experiments else ():
            door.out.line(f"     to know: {trap}")
        unknown = sum(each.result == "unknown" for each in verdict.lines)
        count = f"{len(verdict.lines)} things were tried: {len(verdict.failed)} bad, {unknown} not known"
        door.out.line(count)
        finish(len(verdict.failed))


def _say(each: "Line", out: "Output") -> None:
    from mediadesk.cli import records

    told = f"{_MARKS[each.result]}  {each.what}{f': {each.why}' if each.why else ''}"
    out.record(records.tried(each), f"{told}\n     try: {each.fix}" if each.result == "bad" and each.fix else told)


def _origin(said: str) -> str:
    """An origin as browsers write it: no path, no / at its end."""
    parts = urlsplit(said.rstrip("/"))
    if said and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query):
        raise Misasked(f"{said} is no origin of a site", hint="write it as https://blog.example")
    return said.rstrip("/")
