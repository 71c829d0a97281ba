"""`mediadesk withdraw`: take a dispatch offline."""

from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import Desk, Door, DryRun, Json, Quiet, entered, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediadesk.desk.publish import TakenDown
    from mediadesk.model.online import Post
    from mediadesk.store.base import Store

app = verb()


@app.command(epilog="Example: mediadesk withdraw kharkiv-recovery")
def withdraw(
    slug: Annotated[str, typer.Argument(help="The dispatch's short name.")],
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Take a dispatch offline: a tombstone at its address, then every file of it gone. The desk keeps its film."""
    from mediadesk import wiring
    from mediadesk.desk import publish as station
    from mediadesk.errors import NotFound

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        posts = station.posts(slug, catalogue=shelf)
        with door.out.progress() as report:

            def store_named(name: str) -> "Store":
                store = wiring.store(door.settings, name)
                return wiring.rehearsal(store, report) if dry_run else store

            gone = list(station.withdrawn([slug], store_named, catalogue=shelf, record=not dry_run, report=report))
        if not gone:
            raise NotFound(f"{slug} is not online", hint=f"mediadesk dispatch show {slug}")
        say_gone(gone, door, dry_run=dry_run)
        say_posts(posts, door)
        for each in gone:
            if each.trouble:
                raise each.trouble
        if not dry_run:
            door.out.line("a cache in front of the store may show it for up to a week: purge it there if there is one")


def say_gone(gone: "Sequence[TakenDown]", door: Door, *, dry_run: bool = False) -> None:
    """What was taken down, address by address, and what is still there."""
    from mediadesk.cli import records

    for each in gone:
        where = each.publication.url or each.publication.store
        if each.trouble:
            door.out.answer(
                {"kind": "still-online", "slug": each.publication.slug, "path": where, "why": each.trouble.what},
                f"STILL ONLINE: {where}: {each.trouble.what}",
            )
        elif dry_run:
            door.out.line(f"would withdraw from {where}; nothing was changed")
        else:
            door.out.record(records.done("withdraw", where), f"withdrawn from {where}: only a tombstone is left")


def say_posts(posts: "Sequence[Post]", door: Door) -> None:
    """Who embeds it, as far as this desk was told."""
    from mediadesk.cli.clear_words import post_record

    for each in posts:
        door.out.record(
            post_record(each), f"{each.url}: ask them to remove the embed, though it shows only a tombstone now"
        )
