"""`mediadesk undo`: take back the last log edit."""

from mediadesk.cli.door import Desk, Json, Quiet, entered, verb

app = verb()


@app.command(epilog="Example: mediadesk undo")
def undo(desk: Desk = None, json: Json = False, quiet: Quiet = False) -> None:
    """Take back the last log edit. Run it again for the one before."""
    from mediadesk import wiring
    from mediadesk.cli import records, tables
    from mediadesk.desk import find
    from mediadesk.desk import log as station

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        clips = station.undo(catalogue=shelf)
        copies = find.copies(clips, catalogue=shelf)
        for each in clips:
            door.out.record(records.clip(each, copies), tables.clip_line(each))
