"""`mediadesk leakscan`: what would these files tell?"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import Desk, Door, Json, Quiet, entered, verb
from mediadesk.errors import Misasked, NotFound, Refused
from mediadesk.events import Report

if TYPE_CHECKING:
    from mediadesk.model.leak import Finding

app = verb()


@app.command(
    epilog="Example: mediadesk leakscan kharkiv-recovery\n\nExample: mediadesk leakscan /media/T7/for-the-editors"
)
def leakscan(
    what: Annotated[
        str, typer.Argument(help="A folder, or a dispatch by its short name. ./NAME is a folder.", metavar="DIR|SLUG")
    ],
    to: Annotated[
        str, typer.Option(help="The store that the dispatch would go to: its pages name it.", metavar="STORE")
    ] = "public",
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say what a folder, or a dispatch as it would go out now, tells beyond picture and sound. Exit 5 if anything."""
    from mediadesk.cli import records

    with entered(desk, json, quiet) as door:
        count = 0
        with door.out.progress() as report:
            for each in _findings(what, to, door, report):
                count += 1
                door.out.answer(records.finding(each), f"finding: {each.where}: {each.what}")
        if count:
            raise Refused(
                f"{count} findings: this must not go out" if count > 1 else "1 finding: this must not go out",
                hint="change the texts or the picks, take away what is no public file, then run it again",
            )
        door.out.line("nothing found")


def _findings(what: str, to: str, door: Door, report: Report) -> "Iterator[Finding]":
    from mediadesk import wiring
    from mediadesk.desk import leakscan as station
    from mediadesk.desk import publish

    catalogue, programs, player = wiring.catalogue(door.settings), wiring.programs(door.settings), wiring.player()
    if _is_slug(what):
        with catalogue.read() as shelves:
            known = {each.slug for each in shelves.dispatches.all()}
        if what in known:
            store, assets = wiring.store(door.settings, to), wiring.assets(door.settings)
            tools = publish.Tools(catalogue=catalogue, assets=assets, programs=programs, player=player)
            yield from publish.leaks_of(what, store, tools, report)
            return
        if not Path(what).is_dir():
            raise NotFound(f"there is no dispatch {what}, and no such folder", hint="mediadesk dispatch list")
    yield from station.leakscan(
        Path(what), catalogue=catalogue, desk=door.settings.desk, programs=programs, player=player, report=report
    )


def _is_slug(what: str) -> bool:
    from mediadesk.model.dispatch import check_slug

    try:
        return check_slug(what) == what
    except Misasked:
        return False
