"""`mediadesk log`: say what a clip shows."""

from typing import Annotated

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, verb
from mediadesk.errors import Misasked
from mediadesk.model.clip import Flag

app = verb()


@app.command(epilog='Example: mediadesk log 7QK2 --title "Bread queue" --tag market --flag select')
def log(
    clip: Annotated[list[str], typer.Argument(help="Any unique beginnings of clips' ids.")],
    title: Annotated[str | None, typer.Option(help="What it shows, in a few words.")] = None,
    note: Annotated[str | None, typer.Option(help="A note; earlier ones stay.")] = None,
    trip: Annotated[str | None, typer.Option(help="The trip it belongs to.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag to add.")] = None,
    untag: Annotated[list[str] | None, typer.Option(help="A tag to remove.")] = None,
    label: Annotated[list[str] | None, typer.Option(help="A label of what must be minded.")] = None,
    place: Annotated[str | None, typer.Option(help="Where it was shot: a name, or LAT,LON.")] = None,
    time: Annotated[str | None, typer.Option(help="When it was shot: 2022-05-07T14:03+03:00.")] = None,
    rate: Annotated[int | None, typer.Option(help="0 to 5.", min=0, max=5)] = None,
    flag: Annotated[Flag | None, typer.Option(help="As an editor sees it.")] = None,
    poster: Annotated[
        str | None,
        typer.Option(help='The moment it is known by: 12.5, 0:12.5 or 25/2 seconds; "" lets it be chosen again.'),
    ] = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say what clips show. `mediadesk undo` takes the last edit back."""
    from mediadesk import wiring
    from mediadesk.cli import records, tables, typed
    from mediadesk.desk import find
    from mediadesk.desk import log as station

    with entered(desk, json, quiet) as door:
        with door.out.progress() as report:
            where = typed.place(place, wiring.gazetteer(door.settings, report), door.out.note) if place else None
        said = station.Said(
            title=title and typed.text(title),
            note=note and typed.text(note),
            trip=trip and typed.text(trip),
            tags=frozenset(map(typed.text, tag or ())),
            untags=frozenset(untag or ()),
            labels=frozenset(map(typed.text, label or ())),
            flag=flag,
            rating=rate,
            place=where,
            captured=typed.captured(time) if time else None,
            poster=None if poster is None else typed.point_in_time(poster, "--poster") if poster else "any",
        )
        if said == station.Said():
            raise Misasked("nothing was said of the clip", hint="mediadesk log CLIP --title …, or --help")
        shelf = wiring.catalogue(door.settings)
        clips = station.log(find.named(clip, catalogue=shelf), said, catalogue=shelf)
        copies = find.copies(clips, catalogue=shelf)
        for each in clips:
            door.out.record(records.clip(each, copies), tables.clip_line(each))
