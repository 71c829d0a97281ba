"""`mediadesk worker`: this machine makes things for a desk on another one."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from mediadesk.cli.door import Json, Quiet, verb
from mediadesk.cli.output import Output

app = verb()


@app.command(epilog="Example: mediadesk worker --scheduler tls://desk.example.org:8786 --keys keys --share /mnt/share")
def worker(
    scheduler: Annotated[
        str, typer.Option(help="Where the machines meet; else MEDIADESK_SCHEDULER.", metavar="tls://HOST:PORT")
    ] = "",
    keys: Annotated[
        Path | None,
        typer.Option(help="The folder with ca.pem and worker.pem; else MEDIADESK_CLUSTER_KEYS.", metavar="DIR"),
    ] = None,
    share: Annotated[
        Path | None, typer.Option(help="The folder that the desk sees, too; else MEDIADESK_SHARE.", metavar="DIR")
    ] = None,
    workers: Annotated[int, typer.Option(help="Jobs at once; 0 is one for each core.", min=0)] = 0,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make things for a desk on another machine, until Ctrl-C. It needs no desk, and keeps nothing.

    The scheduler may come and go: this machine waits, and joins again.
    """
    from mediadesk import settings, wiring

    loaded = settings.load(None)
    chosen = replace(
        loaded,
        cluster_keys=str(keys or loaded.cluster_keys),
        share=str(share or loaded.share),
        workers=workers or loaded.workers,
    )
    wiring.work(chosen, scheduler, Output(json=json, quiet=quiet).note)
