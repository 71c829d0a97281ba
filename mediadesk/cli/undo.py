"""`mediadesk undo`: take back the last thing that was said."""

from mediadesk.cli.door import Desk, Json, Quiet, entered, verb

app = verb()


@app.command(epilog="Example: mediadesk undo")
def undo(desk: Desk = None, json: Json = False, quiet: Quiet = False) -> None:
    """Take back the last edit, of the log or of a camera's clock. Run it again for the one before."""
    from mediadesk import wiring
    from mediadesk.cli import clock_words, records, tables
    from mediadesk.desk import find
    from mediadesk.desk import log as station

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        undone = station.undo(catalogue=shelf)
        copies = find.copies(undone.clips, catalogue=shelf)
        for each in undone.clips:
            door.out.record(records.clip(each, copies), tables.clip_line(each))
        for effect in undone.clocks:
            door.out.record(clock_words.change(effect, dry_run=False), "\n".join(clock_words.change_lines(effect)))
