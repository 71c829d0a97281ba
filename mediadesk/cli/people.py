"""`mediadesk clear subject`, `clear release` and `clear withdraw`: who is in it, and what they agreed to."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import Desk, DryRun, Json, Quiet, entered, finish
from mediadesk.cli.typed import aspects, text
from mediadesk.model.consent import ASPECTS

if TYPE_CHECKING:
    from mediadesk.store.base import Store

Clips = Annotated[list[str], typer.Argument(help="Any unique beginnings of clips' ids.", metavar="CLIP…")]
PerhapsBy = Annotated[str | None, typer.Option("--by", help="Your alias: it is recorded.", metavar="ALIAS")]


def subject(
    clip: Clips,
    alias: Annotated[str, typer.Option(help="A short name that says nothing to strangers.")],
    aspect: Annotated[list[str] | None, typer.Option(help=f"{', '.join(ASPECTS)}; face and voice if not said.")] = None,
    name: Annotated[str | None, typer.Option(help="As a release has it; kept on the desk alone.")] = None,
    note: Annotated[str | None, typer.Option(help="Kept on the desk alone.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="They are not in these clips after all.")] = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say who is seen or heard in clips, by alias. Without a release of theirs the clips do not go out."""
    from mediadesk import wiring
    from mediadesk.cli.clear_words import appearance_line, appearance_record
    from mediadesk.cli.online import warn_of_online
    from mediadesk.desk import clear as station

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        if remove:
            for each in station.appears_not(clip, text(alias), catalogue=shelf):
                door.out.record(appearance_record(each), f"{each.subject} is not in {each.clip}")
            return
        known = {"name": name and text(name), "note": note and text(note)}
        seen = station.appears(clip, text(alias), aspects(aspect or (), "--aspect"), **known, catalogue=shelf)
        for each in seen:
            door.out.record(appearance_record(each), appearance_line(each))
        warn_of_online((each.clip for each in seen), door)


def release(
    alias: Annotated[str, typer.Argument(help="Whose.", metavar="ALIAS")],
    covers: Annotated[list[str], typer.Option(help=f"What they agreed to: {', '.join(ASPECTS)}.")],
    platform: Annotated[list[str] | None, typer.Option(help="For these stores alone.", metavar="STORE")] = None,
    language: Annotated[list[str] | None, typer.Option(help="In these languages alone: uk, en …")] = None,
    until: Annotated[str | None, typer.Option(help="The last day on which it holds.", metavar="DATE")] = None,
    proof: Annotated[Path | None, typer.Option(help="A scan or recording; copied to the desk, never sent.")] = None,
    by: PerhapsBy = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write down what somebody agreed to. What is not named is not covered."""
    from mediadesk import wiring
    from mediadesk.cli.clear_words import release_line, release_record
    from mediadesk.cli.typed import last_day
    from mediadesk.desk import clear as station
    from mediadesk.model.consent import Release

    with entered(desk, json, quiet) as door:
        given = Release(
            subject=text(alias),
            aspects=aspects(covers, "--covers"),
            platforms=frozenset(map(text, platform or ())),
            languages=frozenset(map(text, language or ())),
            until=last_day(until, "--until") if until else None,
            given_at=datetime.now(UTC),
            by=by and text(by),
        )
        shelf, assets = wiring.catalogue(door.settings), wiring.assets(door.settings)
        kept = station.release(given, proof, catalogue=shelf, assets=assets)
        door.out.record(release_record(kept), release_line(kept))
        for name in sorted(kept.platforms - door.settings.stores.keys()):
            door.out.warn(f"no store is called {name}, so this covers nothing", "the names in mediadesk.toml")


def withdraw(
    alias: Annotated[str, typer.Argument(help="Of somebody who was filmed, who filmed, or who sent clips.")],
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Take back what somebody agreed to: lists all that shows them, and takes every dispatch of it down in one go."""
    from mediadesk import wiring
    from mediadesk.cli import clear_words as words
    from mediadesk.cli.withdraw import answering, say_gone, say_posts, take_away_old
    from mediadesk.desk import clear, publish

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        found = clear.exposure(text(alias), catalogue=shelf) if dry_run else clear.revoke(text(alias), catalogue=shelf)
        if door.out.json:
            door.out.answer(words.exposure_record(found), "")
            for each in found.dispatches:
                door.out.answer(words.exposed_record(each, dry_run=dry_run), "")
        else:
            door.out.answer({}, "\n".join(words.exposure_lines(found)))
        if dry_run:
            door.out.line("nothing was changed")
            return
        with door.out.progress() as report:

            def store_named(name: str) -> "Store":
                return wiring.store(door.settings, name)

            slugs = [each.dispatch.slug for each in found.dispatches]
            gone = list(publish.withdrawn(slugs, store_named, catalogue=shelf, ask=True, report=report))
            take_away_old(gone, store_named, shelf, report)
        say_gone(gone, door)
        say_posts([post for each in found.dispatches for post in each.posts], door)
        for one in gone:
            if one.trouble:
                raise one.trouble
        door.out.line(f"nothing that shows {found.alias} can be published any more")
        finish(answering(gone))
