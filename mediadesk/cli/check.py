"""`mediadesk check`: is everything still as it should be?"""

from itertools import chain
from typing import Annotated

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, finish, verb

app = verb()

_MARKS = {"good": "ok ", "bad": "BAD", "unknown": " ? "}


@app.command(epilog="Example: mediadesk check --deep")
def check(
    deep: Annotated[bool, typer.Option("--deep", help="Read every stored byte again.")] = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check the programs, the catalogue, every original and rendition, and what is online. Exit 3 if any is bad."""
    from mediadesk import wiring
    from mediadesk.cli import records
    from mediadesk.desk import check as station

    with entered(desk, json, quiet) as door, door.out.progress() as report:
        settings = door.settings
        shelf, assets = wiring.catalogue(settings), wiring.assets(settings)
        bad = 0
        for each in chain(
            station.programs(settings.ffmpeg, settings.ffprobe),
            station.catalogue(shelf),
            station.disk(assets),
            station.files(shelf, assets, deep=deep, report=report),
            *(
                station.published(shelf, wiring.store(settings, name), deep=deep, report=report)
                for name in settings.stores
            ),
        ):
            bad += each.result == "bad"
            why = f": {each.why}" if each.why else ""
            say = door.out.answer if each.result == "bad" else door.out.record
            say(records.checked(each), f"{_MARKS[each.result]}  {each.what}{why}")
        finish(bad)
