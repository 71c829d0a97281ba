"""`mediadesk place …`: places of one's own, what the gazetteer would say, and places by a track."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli import typed
from mediadesk.cli.door import Desk, Door, DryRun, Json, Quiet, entered, verb
from mediadesk.cli.named import DeskBefore
from mediadesk.errors import Misasked
from mediadesk.model.place import OwnPlace, parse_latlon

if TYPE_CHECKING:
    from mediadesk.catalogue import Catalogue
    from mediadesk.desk.place import Renamed
    from mediadesk.gazetteer import Gazetteer

app = verb()


@app.callback(invoke_without_command=True)
def place(context: typer.Context, desk: DeskBefore = None) -> None:  # noqa: ARG001 # its callback notes it
    """Name places that no map knows, look places up, and place clips by a GPX track."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog='Example: mediadesk place add "Exarcheia" 37.9864,23.7339 --radius 600')
def add(
    name: Annotated[str, typer.Argument(help="What this desk calls it.")],
    where: Annotated[str, typer.Argument(help="Its middle.", metavar="LAT,LON")],
    radius: Annotated[
        str, typer.Option(help="Clips so near are called so: 600 (metres), 2km.", metavar="METRES")
    ] = "500",
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Name a place. Clips within its radius are called so, those of before and those that come."""
    from mediadesk.desk import place as station

    point = parse_latlon(where)
    if point is None:
        raise Misasked(f"{where} is no point", hint=f'mediadesk place add "{name}" 37.9864,23.7339 --radius 600')
    own = OwnPlace(name=typed.own_name(name), lat=point.lat, lon=point.lon, radius_m=typed.radius_m(radius))
    with entered(desk, json, quiet) as door:
        catalogue, gazetteer = _tools(door)
        renamed = station.add(own, catalogue=catalogue, gazetteer=gazetteer, dry_run=dry_run)
        _say(renamed, door, dry_run=dry_run)


@app.command(epilog='Example: mediadesk place remove "Exarcheia"')
def remove(
    name: Annotated[str, typer.Argument(help="What this desk calls it.")],
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Forget a place of this desk. Its clips are called as the map calls them."""
    from mediadesk.desk import place as station

    with entered(desk, json, quiet) as door:
        catalogue, gazetteer = _tools(door)
        renamed = station.remove(name, catalogue=catalogue, gazetteer=gazetteer, dry_run=dry_run)
        _say(renamed, door, dry_run=dry_run)


@app.command("list", epilog="Example: mediadesk place list")
def list_(desk: Desk = None, json: Json = False, quiet: Quiet = False) -> None:
    """List the places of this desk."""
    from mediadesk import wiring
    from mediadesk.cli import place_words
    from mediadesk.desk import place as station

    with entered(desk, json, quiet) as door:
        own = station.own_places(catalogue=wiring.catalogue(door.settings))
        for each in own:
            door.out.answer(place_words.own(each), place_words.own_line(each))
        if not own:
            door.out.note('this desk has named no place; mediadesk place add "Exarcheia" 37.9864,23.7339 names one')


@app.command(epilog="Example: mediadesk place show 50.0221,36.3490")
def show(
    where: Annotated[str, typer.Argument(help="A name in any script, its beginning, or LAT,LON.", metavar="PLACE")],
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show what a place is called, the bigger places it lies in, and what else may be meant."""
    from mediadesk.cli import place_words

    with entered(desk, json, quiet) as door:
        _, gazetteer = _tools(door)
        found = typed.place(where, gazetteer, door.out.note, loosely=True)
        others = [] if parse_latlon(where) else gazetteer.meant(where, loosely=True)[1:]
        door.out.answer(place_words.found(found, others), "\n".join(place_words.found_lines(found, others)))


@app.command(epilog="Example: mediadesk place gpx walk.gpx")
def gpx(
    file: Annotated[Path, typer.Argument(help="A track in GPX.", exists=True, dir_okay=False)],
    clip: Annotated[
        list[str] | None, typer.Argument(help="Ids or their beginnings; without any, all clips without a place.")
    ] = None,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Place clips by the track of somebody who went along. `mediadesk undo` takes it back."""
    from mediadesk import wiring
    from mediadesk.cli import records, tables
    from mediadesk.desk import find
    from mediadesk.desk import place as station

    track = wiring.gpx_track(file)
    with entered(desk, json, quiet) as door:
        catalogue, gazetteer = _tools(door)
        clips = find.named(clip or [], catalogue=catalogue)
        placed = station.by_track(track, clips, catalogue=catalogue, gazetteer=gazetteer, dry_run=dry_run)
        copies = find.copies(placed.clips, catalogue=catalogue)
        for each in placed.clips:
            door.out.record(records.clip(each, copies), tables.clip_line(each))
        told = f"{len(placed.clips)} clips {'would have' if dry_run else 'have'} a place by {file.name}"
        door.out.note(f"{told}; {len(placed.elsewhere)} were shot when it was not recorded")
        if placed.naive:
            door.out.warn(
                f"of {len(placed.naive)} clips the instant is not known",
                "mediadesk clock set BODY --zone Europe/Kyiv, then again",
            )


def _tools(door: Door) -> "tuple[Catalogue, Gazetteer]":
    from mediadesk import wiring

    with door.out.progress() as report:
        return wiring.catalogue(door.settings), wiring.gazetteer(door.settings, report)


def _say(renamed: "Renamed", door: Door, *, dry_run: bool) -> None:
    from mediadesk.cli import place_words

    lines = "\n".join(place_words.renamed_lines(renamed, dry_run=dry_run))
    door.out.record(place_words.renamed(renamed, dry_run=dry_run), lines)
