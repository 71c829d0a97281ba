"""`mediadesk check`: is everything still as it should be?"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mediadesk.cli.door import Desk, Door, Json, Quiet, entered, finish, verb
from mediadesk.errors import DeskError
from mediadesk.events import Report

if TYPE_CHECKING:
    from mediadesk.catalogue import Catalogue
    from mediadesk.desk.check import Checked
    from mediadesk.settings import Settings

app = verb()

_MARKS = {"good": "ok ", "bad": "BAD", "unknown": " ? "}


@app.command(epilog="Example: mediadesk check --deep")
def check(
    deep: Annotated[bool, typer.Option("--deep", help="Read every stored byte again.")] = False,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair", help="Make originals that are damaged or missing again, from a copy on another volume."
        ),
    ] = False,
    head: Annotated[
        str | None,
        typer.Option(help="The last custody entry, as check said it some day: is it still there?", metavar="DIGEST"),
    ] = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check the programs, the catalogue, originals here and on drives, renditions, what is online. Exit 3 if bad."""
    from mediadesk import wiring
    from mediadesk.cli import records
    from mediadesk.desk import check as station

    with entered(desk, json, quiet) as door, door.out.progress() as report:
        settings = door.settings
        shelf, assets = wiring.catalogue(settings), wiring.assets(settings)
        bad = 0
        for each in chain(
            station.programs(settings.ffmpeg, settings.ffprobe),
            [station.jail(settings.jail)],
            station.catalogue(shelf),
            station.custody(shelf, head),
            station.elsewhere(shelf),
            station.disk(assets),
            station.at_rest(shelf, assets),
            _readable(shelf, report),
            station.privacy(assets, _public(settings)),
            _copies(door, deep=deep, mend=repair, report=report),
            station.files(shelf, assets, deep=deep, report=report),
            station.sources(shelf),
            station.proofs(shelf, assets),
            *(_online(name, door, deep=deep, report=report) for name in settings.stores),
        ):
            bad += each.result == "bad"
            why = f": {each.why}" if each.why else ""
            say = door.out.answer if each.result == "bad" else door.out.record
            say(records.checked(each), f"{_MARKS[each.result]}  {each.what}{why}")
        finish(bad)


def _readable(shelf: "Catalogue", report: Report) -> "Iterator[Checked]":
    """The copies of an encrypted catalogue that are not; of a plain one, all are as plain as it is."""
    from mediadesk.desk import check, encrypt

    for copy in encrypt.readable_copies(shelf, report) if shelf.is_encrypted else ():
        why = "anybody who has it can read it; try: delete it, or keep it on an encrypted disk"
        yield check.Checked(
            what=f"{copy}: a copy of the catalogue from before it was encrypted", result="unknown", why=why
        )


def _public(settings: "Settings") -> list[Path]:
    """The folders that readers are served from."""
    return [settings.desk / each.path for each in settings.stores.values() if each.kind == "folder"]


def _copies(door: Door, *, deep: bool, mend: bool, report: Report) -> "Iterator[Checked]":
    """The copies on drives; those that can be are made again."""
    from mediadesk import wiring
    from mediadesk.desk import check, repair

    shelf, assets = wiring.catalogue(door.settings), wiring.assets(door.settings)
    for each in repair.look(catalogue=shelf, assets=assets, deep=deep, mend=mend, report=report):
        why = "; ".join(filter(None, (each.why, each.how)))
        result: Literal["good", "bad", "unknown"] = "unknown" if each.unknown else "good" if each.mended else "bad"
        yield check.Checked(what=each.what, result=result, why=why)
    for name in repair.not_plugged_in(catalogue=shelf):
        yield check.Checked(what=name, result="unknown", why="not plugged in: nobody has looked at its copies")


def _online(name: str, door: Door, *, deep: bool, report: Report) -> "Iterator[Checked]":
    """What is online in one store; a store whose settings make no sense is one bad thing among the others."""
    from mediadesk import settings, wiring
    from mediadesk.desk import check as station
    from mediadesk.desk import publish

    try:
        store = wiring.store(door.settings, name)
    except DeskError as trouble:
        yield station.Checked(what=f"the store {name}", result="bad", why=trouble.what)
        return
    shelf, assets = wiring.catalogue(door.settings), wiring.assets(door.settings)
    yield from station.examined(shelf, store, settings.digest(settings.store(door.settings, name)))
    try:
        for each in publish.tidied(store, catalogue=shelf, assets=assets, report=report):
            yield station.Checked(what=f"the store {name}: {each}", result="good", why="taken away")
        for waits in publish.due(datetime.now(UTC), catalogue=shelf):
            if waits.store == name:
                what = f"{waits.slug} was to go online in the store {name} at {waits.at:%Y-%m-%d %H:%M} UTC"
                yield station.Checked(what=what, result="bad", why="mediadesk publish --due")
    except DeskError as trouble:
        yield station.Checked(what=f"the store {name}", result="bad", why=trouble.what)
        return
    yield from station.published(shelf, store, deep=deep, report=report)
