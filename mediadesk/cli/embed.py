"""`mediadesk embed`: what to paste into a post."""

from typing import Annotated, Literal

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, verb
from mediadesk.cli.output import Output
from mediadesk.cli.typed import text

app = verb()

Site = Literal["html", "wordpress", "wordpress-author", "ghost", "hugo", "markdown", "email", "oembed"]
# where the site finds out by itself what is behind an address, if it is let
FINDS = {"wordpress", "wordpress-author"}
HOW = {
    "wordpress": """Paste the address alone on a line of its own, as text: no link on it, nothing before or behind it.
If the post shows only a link, put ?2 behind the address and save: WordPress remembers that it failed.""",
    "hugo": "Once for the site: mediadesk embed --for hugo --shortcode > layouts/shortcodes/mediadesk.html",
}
HOW["wordpress-author"] = HOW["wordpress"]


@app.command(epilog="Example: mediadesk embed kharkiv-recovery --for wordpress")
def embed(
    slug: Annotated[str | None, typer.Argument(help="The dispatch's short name.")] = None,
    site: Annotated[Site, typer.Option("--for", help="The kind of site the post is on.")] = "html",
    to: Annotated[str, typer.Option("--to", help="The store it was published to.", metavar="STORE")] = "public",
    posted: Annotated[
        str | None, typer.Option(help="Print nothing: write down that this post embeds it.", metavar="URL")
    ] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="For WordPress: print it without asking whether WordPress would find it.")
    ] = False,
    shortcode: Annotated[bool, typer.Option("--shortcode", help="With --for hugo: print the file it needs.")] = False,
    plugin: Annotated[
        bool, typer.Option("--plugin", help="With --for wordpress: print a plugin for full screen and ?t=90.")
    ] = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Print what to paste into a post, with credit and link to the first publication; or note who did.

    For WordPress, the page is first asked for as WordPress will ask: an address that it cannot find stays a bare link.
    """
    from mediadesk import wiring
    from mediadesk.cli.clear_words import post_record
    from mediadesk.cli.online import refusals_told
    from mediadesk.desk import publish as station
    from mediadesk.embed import once
    from mediadesk.errors import Misasked

    if (shortcode and site != "hugo") or (plugin and site not in FINDS):
        raise Misasked("--shortcode is for hugo, --plugin for wordpress", hint="--for hugo --shortcode")
    if shortcode:  # the same for every desk
        _answer(Output(json=json, quiet=quiet), None, site, once.shortcode())
        return
    with entered(desk, json, quiet) as door, refusals_told(door):
        if plugin:
            _answer(door.out, None, site, once.plugin(wiring.store(door.settings, to).public_url))
            return
        if not slug:
            raise Misasked("which dispatch?", hint="mediadesk embed SLUG --for wordpress")
        shelf = wiring.catalogue(door.settings)
        if posted:
            post = station.posted(slug, text(posted), catalogue=shelf)
            door.out.record(post_record(post), f"noted: {post.url} embeds {slug}")
            return
        store = wiring.store(door.settings, to)
        code = station.embedded(slug, site, store, catalogue=shelf, desk=door.settings.desk)
        if site in FINDS and not anyway:
            station.must_be_found(slug, store, catalogue=shelf)
        _answer(door.out, slug, site, code)
        if how := HOW.get(site):
            door.out.note(how)


def _answer(out: Output, slug: str | None, site: str, code: str) -> None:
    out.answer({"kind": "embed", "slug": slug, "for": site, "code": code}, code)
