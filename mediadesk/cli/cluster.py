"""`mediadesk cluster …`: several machines that make things for one desk."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from mediadesk.cli.door import Desk, Json, Quiet, verb
from mediadesk.cli.named import DeskBefore, desk_named
from mediadesk.cli.output import Output

app = verb()


@app.callback(invoke_without_command=True)
def cluster(context: typer.Context, desk: DeskBefore = None) -> None:  # noqa: ARG001 # its callback notes it
    """Let several machines make things for one desk."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog="Example: mediadesk cluster keys ~/cluster-keys")
def keys(
    folder: Annotated[Path, typer.Argument(help="A new folder for them.", metavar="DIR")],
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make the keys by which the machines know each other, good for two years.

    The desk keeps the folder; each worker gets ca.pem and worker.pem alone. Who has one of these keys can run programs
    on all machines.
    """
    from mediadesk import wiring

    out = Output(json=json, quiet=quiet)
    for path in wiring.cluster_keys(folder):
        out.record({"kind": "key", "path": str(path)}, str(path))
    out.line("ca.pem and worker.pem go to each worker, in a folder of its own; ca.key to nobody")


@app.command(epilog="Example: mediadesk cluster serve tls://0.0.0.0:8786 --keys ~/cluster-keys")
def serve(
    address: Annotated[
        str, typer.Argument(help="Where to listen; else `scheduler` in mediadesk.toml.", metavar="[tls://HOST:PORT]")
    ] = "",
    keys: Annotated[
        Path | None, typer.Option(help="The folder of keys; else `cluster_keys` in mediadesk.toml.", metavar="DIR")
    ] = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Be where the machines meet, until Ctrl-C: through TLS, or on this machine alone.

    Then, on the workers, `mediadesk worker`, and here `mediadesk derive --engine cluster`.
    """
    from mediadesk import settings, wiring

    out = Output(json=json, quiet=quiet)
    loaded = settings.load(None if address and keys else settings.find_desk(desk_named(desk)))
    chosen = replace(loaded, cluster_keys=str(keys)) if keys else loaded

    def ready(listening: str) -> None:
        out.answer({"kind": "listening", "address": listening}, f"the machines meet at {listening}")

    wiring.meet(chosen, address, ready, out.note)
