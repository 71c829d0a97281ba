"""`mediadesk preview`: serve the folder store on this machine."""

from typing import Annotated

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, verb
from mediadesk.cli.serving import PORT, address, serve_until_ctrl_c, server

app = verb()


@app.command(epilog="Example: mediadesk preview kharkiv-recovery")
def preview(
    slug: Annotated[
        str | None, typer.Argument(help="A dispatch, to print its address; without one, all of them.")
    ] = None,
    port: Annotated[int, typer.Option(help="0 takes any free one.", min=0, max=65535)] = PORT,
    to: Annotated[str, typer.Option("--from", help="The folder store.", metavar="STORE")] = "public",
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Serve what was published to a folder, on 127.0.0.1 alone, until Ctrl-C."""
    from mediadesk import settings, wiring
    from mediadesk.desk import publish as station
    from mediadesk.errors import Misasked
    from mediadesk.model.layout import page_key

    with entered(desk, json, quiet) as door:
        store = settings.store(door.settings, to)
        if store.kind != "folder":
            raise Misasked(
                f"{to} is no folder", hint=f"its pages are served at {store.public_url or 'its own address'}"
            )
        shown = station.online(to, slug, catalogue=wiring.catalogue(door.settings))
        with server(door.settings.desk / store.path, port) as running:
            for each in shown:
                url = f"{address(running)}/{page_key(each.public_id)}"
                door.out.answer({"kind": "preview", "slug": each.slug, "url": url}, f"{each.slug}: {url}")
            if not shown:
                nothing = {"kind": "preview", "slug": None, "url": address(running)}
                door.out.answer(nothing, f"{address(running)}: nothing is published yet")
            door.out.line("Ctrl-C ends it")
            serve_until_ctrl_c(running)
