"""`mediadesk embed`: what to paste into a post."""

from typing import Annotated, Literal

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, verb

app = verb()

Site = Literal["html", "wordpress", "wordpress-author", "ghost", "hugo", "markdown", "email", "oembed"]


@app.command(epilog="Example: mediadesk embed kharkiv-recovery --for wordpress")
def embed(
    slug: Annotated[str, typer.Argument(help="The dispatch's short name.")],
    site: Annotated[Site, typer.Option("--for", help="The kind of site the post is on.")] = "html",
    to: Annotated[str, typer.Option("--to", help="The store it was published to.", metavar="STORE")] = "public",
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Print what to paste into a post, with credit and link to the first publication."""
    from mediadesk import wiring
    from mediadesk.desk import publish as station

    with entered(desk, json, quiet) as door:
        store = wiring.store(door.settings, to)
        code = station.embedded(slug, site, store, catalogue=wiring.catalogue(door.settings))
        door.out.answer({"kind": "embed", "slug": slug, "for": site, "code": code}, code)
