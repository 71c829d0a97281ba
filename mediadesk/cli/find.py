"""`mediadesk find`: the clips an editor asks for."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import Desk, Door, Json, Quiet, entered, verb
from mediadesk.errors import Misasked
from mediadesk.model.clip import Flag
from mediadesk.model.query import LACKS, Query, Sort

if TYPE_CHECKING:
    from mediadesk.model.clip import Clip

app = verb()


@app.command(epilog="Example: mediadesk find --near Kharkiv --within 20km --from 2022-05-07 --to 2022-05-09")
def find(
    words: Annotated[
        list[str] | None, typer.Argument(help="In name, title, notes, tags, trip, place or camera.")
    ] = None,
    near: Annotated[
        str | None, typer.Option(help="A place by its name in any script, or LAT,LON.", metavar="PLACE")
    ] = None,
    within: Annotated[str | None, typer.Option(help="How far from there; 5km if not said.", metavar="DISTANCE")] = None,
    start: Annotated[
        str | None, typer.Option("--from", help="A day where it was shot, or an instant.", metavar="DATE")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", help="That day included.", metavar="DATE")] = None,
    trip: Annotated[str | None, typer.Option(help="Of this trip.")] = None,
    camera: Annotated[str | None, typer.Option(help="Part of the camera's make or model.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="With this tag; several: with all of them.")] = None,
    label: Annotated[list[str] | None, typer.Option(help="With this label.")] = None,
    flag: Annotated[Flag | None, typer.Option(help="As an editor flagged it.")] = None,
    lacks: Annotated[list[str] | None, typer.Option(help=" | ".join(LACKS))] = None,
    sort: Annotated[Sort, typer.Option(help="A minus turns it round.")] = "captured",
    limit: Annotated[int, typer.Option(help="How many at most; 0 is all.", min=0)] = 50,
    sheet: Annotated[Path | None, typer.Option(help="Write a contact sheet to look at.", metavar="FILE.html")] = None,
    contact: Annotated[
        Path | None, typer.Option(help="Write a contact sheet to print, A4, by day and town.", metavar="FILE.jpg")
    ] = None,
    language: Annotated[str, typer.Option(help="Of the contact sheet to look at: en or uk.")] = "en",
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find clips. Every option narrows; without any, all clips in the order they were shot."""
    from mediadesk import wiring
    from mediadesk.cli import records, tables, typed
    from mediadesk.desk import find as station

    if within and not near:
        raise Misasked("--within says how far, and nothing says from where", hint=f"--near Kharkiv --within {within}")
    typed.page_language(language, "the sheet")
    with entered(desk, json, quiet) as door:
        query = Query(
            words=tuple(words or ()),
            within_m=typed.distance_m(within or "5km"),
            start=typed.beginning(start) if start else None,
            end=typed.end(end) if end else None,
            trip=trip,
            camera=camera,
            tags=tuple(tag or ()),
            labels=tuple(label or ()),
            flag=flag,
            lacks=tuple(typed.lacking(each) for each in lacks or ()),
            sort=sort,
            limit=limit,
        )
        if near:
            with door.out.progress() as report:
                place = typed.place(near, wiring.gazetteer(door.settings, report), door.out.note, loosely=True)
            door.out.note(f"near {tables.place_words(place)}")
            query = replace(query, near=place.point)
        shelf = wiring.catalogue(door.settings)
        clips = station.find(query, catalogue=shelf)
        copies = station.copies(clips, catalogue=shelf) if door.out.json else {}
        for clip in clips:
            door.out.answer(records.clip(clip, copies), tables.clip_line(clip))
        if limit and len(clips) == limit:
            door.out.note(f"the first {limit}; --limit 0 shows all")
        elif not clips:
            door.out.note("no clip answers this; fewer options find more")
        if naive := station.by_wall_clock_alone(query, catalogue=shelf):
            some = "at least " if len(naive) == limit else ""
            what = f"clips that may be of that time and know a wall clock alone: {some}{len(naive)} (--lacks instant)"
            door.out.note(f"{what}\ntry: {naive[0].mend}")
        pictures = _pictures(clips, door) if sheet or contact else {}
        if sheet:
            _write_sheet(sheet, clips, pictures, language, door)
        if contact:
            _write_contact(contact, clips, pictures, door)


def _pictures(clips: "list[Clip]", door: Door) -> dict[str, bytes]:
    """A picture of every clip; those that are missing are made first."""
    from mediadesk.cli.derive import tools_of
    from mediadesk.desk import derive
    from mediadesk.model.recipe import Thumbnail, Waveform

    tools, pictures = tools_of(door), dict[str, bytes]()
    with door.out.progress() as report:
        for each in derive.derive(clips, [Thumbnail(), Waveform()], tools, report, patient=True):
            if each.rendition:
                pictures[each.subject] = tools.assets.path(each.rendition.path).read_bytes()
            else:
                door.out.note(f"{each.subject}: no {each.recipe}: {each.why}")
    return pictures


def _write_sheet(file: Path, clips: "list[Clip]", pictures: dict[str, bytes], language: str, door: Door) -> None:
    """A page with a picture of every clip."""
    from mediadesk.handover.sheet import sheet

    _write(file, sheet(clips, pictures, language))
    door.out.record({"kind": "sheet", "path": str(file), "clips": len(clips)}, f"wrote {file}: open it in a browser")


def _write_contact(file: Path, clips: "list[Clip]", pictures: dict[str, bytes], door: Door) -> None:
    """Pages to print; of several, the second is called FILE-2.jpg."""
    from mediadesk.media.contact import pages
    from mediadesk.model.contact import groups

    files = []
    for number, page in enumerate(pages(groups(clips), pictures), 1):
        files.append(file if number == 1 else file.with_name(f"{file.stem}-{number}{file.suffix}"))
        _write(files[-1], page)
    for each in files:
        door.out.record({"kind": "sheet", "path": str(each), "clips": len(clips)}, f"wrote {each}: A4, to print")


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    if file.is_file():
        file.chmod(0o600)  # one that was there may be open to others, and now it names places
