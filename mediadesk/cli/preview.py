"""`mediadesk preview`: serve the folder store on this machine."""

from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import Desk, Door, Json, Quiet, entered, verb
from mediadesk.cli.serving import PORT, address, serve_until_ctrl_c, server

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediadesk.catalogue import Catalogue

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
    """Serve what is online in a folder, on 127.0.0.1 alone, until Ctrl-C. What a gate stops by now is not shown."""
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
        shelf, folder = wiring.catalogue(door.settings), wiring.store(door.settings, to)
        few = [each for each in station.private_pages(slug, catalogue=shelf) if each.store == to] if slug else []
        shown = [] if few and not _is_online(slug, to, shelf) else station.online(to, slug, catalogue=shelf)
        with server(door.settings.desk / store.path, port, may_show=shows(to, door)) as running:
            for each in shown:
                if gates := station.stopped(each.slug, folder, catalogue=shelf):
                    why = "; ".join(gate.why or gate.gate for gate in gates)
                    door.out.warn(f"{each.slug} is not shown: {why}", f"mediadesk withdraw {each.slug}")
                    continue
                url = f"{address(running)}/{page_key(each.public_id)}"
                door.out.answer({"kind": "preview", "slug": each.slug, "url": url}, f"{each.slug}: {url}")
            for page in few:
                url = f"{address(running)}/{page_key(page.token, private=True)}"
                record = {"kind": "preview", "slug": slug, "url": url, "private": True}
                door.out.answer(record, f"{slug}, for few: {url}")
            if not shown and not few:
                nothing = {"kind": "preview", "slug": None, "url": address(running)}
                door.out.answer(nothing, f"{address(running)}: nothing is published yet")
            door.out.line("Ctrl-C ends it")
            serve_until_ctrl_c(running)


def _is_online(slug: str | None, to: str, catalogue: "Catalogue") -> bool:
    from mediadesk.desk import publish as station

    return any(each.slug == slug for each in station.online(to, catalogue=catalogue))


def shows(to: str, door: Door) -> "Callable[[str], bool]":
    """What of a folder store may be shown, asked anew for every key: a hold of just now counts."""
    from mediadesk import wiring
    from mediadesk.desk import publish as station

    store, shelf = wiring.store(door.settings, to), wiring.catalogue(door.settings)
    return lambda key: station.may_show(key, store, catalogue=shelf)
