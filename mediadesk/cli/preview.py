"""`mediadesk preview`: serve the folder store on this machine."""

from typing import Annotated

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, verb

app = verb()


@app.command(epilog="Example: mediadesk preview kharkiv-recovery")
def preview(
    slug: Annotated[
        str | None, typer.Argument(help="A dispatch, to print its address; without one, all of them.")
    ] = None,
    port: Annotated[int, typer.Option(help="0 takes any free one.", min=0, max=65535)] = 8765,
    to: Annotated[str, typer.Option("--from", help="The folder store.", metavar="STORE")] = "public",
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Serve what was published to a folder, on 127.0.0.1 alone, until Ctrl-C."""
    from mediadesk import settings, wiring
    from mediadesk.cli.serving import HOST, server
    from mediadesk.desk import dispatch as station
    from mediadesk.errors import Misasked, NotFound
    from mediadesk.model.layout import page_key

    with entered(desk, json, quiet) as door:
        store = settings.store(door.settings, to)
        if store.kind != "folder":
            raise Misasked(
                f"{to} is no folder", hint=f"its pages are served at {store.public_url or 'its own address'}"
            )
        shelf = wiring.catalogue(door.settings)
        live = [each for each in station.every(catalogue=shelf) if each.state != "draft"]
        shown = [each for each in live if slug in (None, each.slug)]
        if slug and not shown:
            raise NotFound(f"{slug} is not published yet", hint=f"mediadesk publish {slug}")
        running = server(door.settings.desk / store.path, port)
        address = f"http://{HOST}:{running.server_address[1]}"
        for each in shown:
            url = f"{address}/{page_key(each.public_id)}"
            door.out.record({"kind": "preview", "slug": each.slug, "url": url}, f"{each.slug}: {url}")
        if not shown:
            door.out.record({"kind": "preview", "slug": None, "url": address}, f"{address}: nothing is published yet")
        door.out.line("Ctrl-C ends it")
        with running:
            try:
                running.serve_forever()
            except KeyboardInterrupt:
                door.out.line("ended")
