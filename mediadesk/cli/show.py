"""`mediadesk show`: all that is known of one clip."""

from typing import Annotated

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, verb

app = verb()


@app.command(epilog="Example: mediadesk show 7QK2")
def show(
    clip: Annotated[str, typer.Argument(help="Any unique beginning of a clip's id.")],
    history: Annotated[
        bool, typer.Option("--history", help="All that was ever said of it, here and on other desks, and when.")
    ] = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show a clip: each fact with its origin, what was made of it and how that was proved, and who did what to it."""
    from mediadesk import wiring
    from mediadesk.cli import bundle_excerpts, bundle_words, picks_words, records, tables
    from mediadesk.cli.clear_words import kept_lines, kept_record
    from mediadesk.cli.made_words import made_lines
    from mediadesk.desk import find as station
    from mediadesk.desk import picks
    from mediadesk.desk.clear import of_clip
    from mediadesk.desk.derive import kept
    from mediadesk.model.rendition import shot_of, source_of

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        found, renditions = station.show(clip, catalogue=shelf)
        copies, minded = station.copies([found], catalogue=shelf), of_clip(found.id, catalogue=shelf)
        desks = station.elsewhere(found, catalogue=shelf)
        lines = [*tables.clip_lines(found, copies), *bundle_words.elsewhere_lines(desks), *kept_lines(minded)]
        record = {**records.clip(found, copies), "elsewhere": list(desks), **kept_record(minded)}
        door.out.answer(record, "\n".join(lines))
        for said in picks.said_of([found.id], catalogue=shelf):
            door.out.answer(picks_words.choice_record(said.choice, said.editor), picks_words.said_line(said))
        for each in renditions:
            lines = made_lines(each, source_of((shot_of(found, ()),)))
            door.out.answer(records.derived(kept(each)), "\n".join(lines))
        for cut in station.excerpts(found, catalogue=shelf):
            door.out.answer(bundle_excerpts.held_record(cut), bundle_excerpts.held_line(cut))
        for entry in station.custody_of(found, catalogue=shelf):
            door.out.answer(records.custody(entry), tables.custody_line(entry))
        for stamp in station.said_before(found, catalogue=shelf) if history else ():
            door.out.answer(bundle_words.stamp_record(stamp, found.id), bundle_words.stamp_line(stamp))
