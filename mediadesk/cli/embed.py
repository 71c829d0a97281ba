"""`mediadesk embed`: what to paste into a post."""

from typing import Annotated, Literal

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, verb
from mediadesk.cli.typed import text

app = verb()

Site = Literal["html", "wordpress", "wordpress-author", "ghost", "hugo", "markdown", "email", "oembed"]


@app.command(epilog="Example: mediadesk embed kharkiv-recovery --for wordpress")
def embed(
    slug: Annotated[str, typer.Argument(help="The dispatch's short name.")],
    site: Annotated[Site, typer.Option("--for", help="The kind of site the post is on.")] = "html",
    to: Annotated[str, typer.Option("--to", help="The store it was published to.", metavar="STORE")] = "public",
    posted: Annotated[
        str | None, typer.Option(help="Print nothing: write down that this post embeds it.", metavar="URL")
    ] = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Print what to paste into a post, with credit and link to the first publication; or note who did."""
    from mediadesk import wiring
    from mediadesk.cli.clear_words import post_record
    from mediadesk.cli.publish import refusals_told
    from mediadesk.desk import publish as station

    with entered(desk, json, quiet) as door, refusals_told(door):
        shelf = wiring.catalogue(door.settings)
        if posted:
            post = station.posted(slug, text(posted), catalogue=shelf)
            door.out.record(post_record(post), f"noted: {post.url} embeds {slug}")
            return
        store = wiring.store(door.settings, to)
        code = station.embedded(slug, site, store, catalogue=shelf, desk=door.settings.desk)
        door.out.answer({"kind": "embed", "slug": slug, "for": site, "code": code}, code)
