"""`mediadesk withdraw`: take a dispatch offline."""

from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import Desk, Door, DryRun, Json, Quiet, entered, finish, verb

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mediadesk.catalogue import Catalogue
    from mediadesk.desk.publish import TakenDown
    from mediadesk.events import Report
    from mediadesk.model.online import Post
    from mediadesk.store.base import Store

app = verb()


@app.command(epilog="Example: mediadesk withdraw kharkiv-recovery")
def withdraw(
    slug: Annotated[str, typer.Argument(help="The dispatch's short name.")],
    within: Annotated[
        float, typer.Option(help="How long to ask from outside whether it is gone.", metavar="SECONDS", min=0)
    ] = 60,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Take a dispatch offline: a tombstone at its address, every file of it gone, and asked for from outside.

    The desk keeps its film. Its private pages go as well. Exit 3 when an address still answers.
    """
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

            gone = list(
                station.withdrawn(
                    [slug],
                    store_named,
                    catalogue=shelf,
                    record=not dry_run,
                    ask=True,
                    within_seconds=within,
                    report=report,
                )
            )
            if not dry_run:
                take_away_old(gone, store_named, shelf, report)
        if not gone:
            raise NotFound(f"{slug} is not online", hint=f"mediadesk dispatch show {slug}")
        say_gone(gone, door, dry_run=dry_run)
        say_posts(posts, door)
        for each in gone:
            if each.trouble:
                raise each.trouble
        finish(answering(gone))


def say_gone(gone: "Sequence[TakenDown]", door: Door, *, dry_run: bool = False) -> None:
    """What was taken down, address by address, and what is still there."""
    from mediadesk.cli import records
    from mediadesk.model.online import Private

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
            left = "nothing is left" if isinstance(each.publication, Private) else "only a tombstone is left"
            door.out.record(records.done("withdraw", where), f"withdrawn from {where}: {left}")
            _say_outside(each, door)
            _say_purge(each, door)


def _say_outside(taken: "TakenDown", door: Door) -> None:
    """Whether somebody without a key still gets it."""
    from mediadesk.cli.eta import duration

    asked = taken.outside
    if asked is None:
        return
    record = {
        "kind": "outside",
        "slug": taken.publication.slug,
        "store": taken.publication.store,
        "asked": asked.asked,
        "seconds": round(asked.seconds, 2),
        "answering": list(asked.answering),
        "cached": list(asked.cached),
        "silent": asked.silent,
    }
    if asked.silent:
        door.out.record(record)
        door.out.warn(f"nobody could be asked from outside: {asked.silent}", "look at the address yourself")
        return
    took = f"{asked.asked} addresses asked from outside"
    if not asked.answering:
        door.out.record(record, f"{took}: all refused after {duration(asked.seconds)}")
        return
    lines = [f"STILL ANSWERING: {each}{' (a cache)' if each in asked.cached else ''}" for each in asked.answering]
    after = duration(asked.seconds)
    door.out.answer(record, "\n".join([f"{took}: after {after}, {len(lines)} still answer", *lines]))


def _say_purge(taken: "TakenDown", door: Door) -> None:
    """What a person has to have forgotten by a cache in front of the store, if there is one."""
    if not taken.purge:
        return
    record = {"kind": "purge", "slug": taken.publication.slug, "urls": list(taken.purge), "below": taken.purge_below}
    lines = [*(f"  {each}" for each in taken.purge), f"  {taken.purge_below}*"]
    door.out.record(
        record,
        "\n".join(["a cache in front of the store may show it for a week: purge there, if there is one,", *lines]),
    )


def answering(gone: "Sequence[TakenDown]") -> int:
    """How many addresses the stores themselves still answer. What only a cache shows is told, and no failure."""
    return sum(len(set(each.outside.answering) - set(each.outside.cached)) for each in gone if each.outside)


def take_away_old(
    gone: "Sequence[TakenDown]", stores: "Callable[[str], Store]", catalogue: "Catalogue", report: "Report"
) -> None:
    """The private pages of others, whose time is over, in the stores that were worked with."""
    from mediadesk.desk.publish import take_away_private

    for name in {each.publication.store for each in gone if not each.trouble}:
        take_away_private(stores(name), catalogue, report=report)


def say_posts(posts: "Sequence[Post]", door: Door) -> None:
    """Who embeds it, as far as this desk was told."""
    from mediadesk.cli.clear_words import post_record

    for each in posts:
        door.out.record(
            post_record(each), f"{each.url}: ask them to remove the embed, though it shows only a tombstone now"
        )
