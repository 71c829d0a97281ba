"""`mediadesk picks …`: what an editor elsewhere picked from a pack comes home."""

from pathlib import Path
from typing import Annotated

import typer

from mediadesk.cli.door import Desk, DryRun, Json, Quiet, entered, verb
from mediadesk.cli.named import DeskBefore

app = verb()


@app.callback(invoke_without_command=True)
def picks(context: typer.Context, desk: DeskBefore = None) -> None:  # noqa: ARG001 # its callback notes it
    """Take home what an editor elsewhere picked from a pack."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("import", epilog="Example: mediadesk picks import picks-abcdefgh.json --into kharkiv-recovery")
def import_(
    file: Annotated[Path, typer.Argument(help='What "Save picks" wrote in the page of a pack.')],
    into: Annotated[
        str | None,
        typer.Option(help="The dispatch they are proposed for; the one of the pack if not said.", metavar="SLUG"),
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Whose they are, when the pack was passed on.", metavar="ALIAS")
    ] = None,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show how an editor's picks differ from what is said here, then keep them beside it: nothing is overwritten."""
    from mediadesk import wiring
    from mediadesk.cli import picks_words as words
    from mediadesk.cli.typed import text
    from mediadesk.desk import picks as station

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        plan = station.plan(file, catalogue=shelf, slug=into, editor=by and text(by))
        for each in plan.differences:
            door.out.answer(words.difference_record(each, plan.editor), words.difference_line(each))
        if not dry_run:
            station.take(plan, catalogue=shelf)
        door.out.record(words.plan_record(plan, dry_run=dry_run), "\n".join(words.plan_lines(plan, dry_run=dry_run)))
