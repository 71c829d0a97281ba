"""`mediadesk clock …`: what a camera's clock was set to, and how wrong it was."""

from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli import typed
from mediadesk.cli.door import Desk, Door, DryRun, Json, Quiet, entered, verb
from mediadesk.cli.named import DeskBefore
from mediadesk.errors import Misasked

if TYPE_CHECKING:
    from mediadesk.model.body import Effect

app = verb()

BodyName = Annotated[
    str, typer.Argument(help="Any part of a camera's make and model that no other one has.", metavar="BODY")
]
From = Annotated[
    str | None, typer.Option("--from", help="From this day on, by the camera's own clock.", metavar="DATE")
]
To = Annotated[str | None, typer.Option("--to", help="Up to this day, included.", metavar="DATE")]


@app.callback(invoke_without_command=True)
def clock(context: typer.Context, desk: DeskBefore = None) -> None:  # noqa: ARG001 # its callback notes it
    """Say what a camera's clock was set to, and how wrong it was: for its clips of before and those that come."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command("list", epilog="Example: mediadesk clock list")
def list_(desk: Desk = None, json: Json = False, quiet: Quiet = False) -> None:
    """List the cameras, and what is known of their clocks."""
    from mediadesk import wiring
    from mediadesk.cli import clock_words
    from mediadesk.desk import clock as station

    with entered(desk, json, quiet) as door:
        bodies = station.bodies(catalogue=wiring.catalogue(door.settings))
        for each in bodies:
            door.out.answer(clock_words.body(each), "\n".join(clock_words.body_lines(each)))
        if not bodies:
            door.out.note("no clip tells which camera it is of")


@app.command("set", epilog='Example: mediadesk clock set "EOS R5" --zone Europe/Kyiv --from 2022-05-01 --to 2022-05-20')
def set_(
    body: BodyName,
    zone: Annotated[
        str | None, typer.Option(help="The zone its clock was set to: Europe/Kyiv, or +03:00.", metavar="ZONE")
    ] = None,
    offset: Annotated[
        str | None,
        typer.Option(help="How far it was behind: +0:00:41; ahead: -0:00:41; -1d 0:00:00.", metavar="OFFSET"),
    ] = None,
    start: From = None,
    end: To = None,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say which zone a clock was set to, or how far it was behind. `mediadesk undo` takes it back."""
    from dataclasses import replace

    from mediadesk import wiring
    from mediadesk.desk import clock as station

    within = typed.clock_span(start, end)
    spans = [replace(within, zone=typed.zone_name(zone))] if zone else []
    spans += [replace(within, behind=typed.behind(offset))] if offset else []
    if not spans:
        raise Misasked("nothing was said of the clock", hint="--zone Europe/Kyiv, or --offset +0:00:41")
    with entered(desk, json, quiet) as door:
        effect = station.tell(body, spans, catalogue=wiring.catalogue(door.settings), dry_run=dry_run)
        _say(effect, door, dry_run=dry_run)


@app.command(epilog="Example: mediadesk clock calibrate 7QK2 --shows 2022-05-07T14:03:07Z --at 3s")
def calibrate(
    clip: Annotated[str, typer.Argument(help="A clip that films a right clock: any unique beginning of its id.")],
    shows: Annotated[
        str, typer.Option(help="What that clock shows: 2022-05-07T14:03:07Z, or with its offset.", metavar="TIME")
    ],
    at: Annotated[str, typer.Option(help="When in the clip it shows that: 3s, 0:03.5.", metavar="SECONDS")] = "0s",
    start: From = None,
    end: To = None,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Learn from a clip how far its camera's clock was behind; from a second clip also how fast it goes wrong."""
    from datetime import timedelta

    from mediadesk import wiring
    from mediadesk.cli import clock_words
    from mediadesk.desk import clock as station

    after = timedelta(seconds=float(typed.point_in_time(at, "--at")))
    with entered(desk, json, quiet) as door:
        effect = station.calibrate(
            clip,
            typed.shown_time(shows),
            after,
            typed.clock_span(start, end),
            catalogue=wiring.catalogue(door.settings),
            dry_run=dry_run,
        )
        _say(effect, door, dry_run=dry_run)
        if warning := clock_words.drift_warning(effect.after):
            door.out.warn(warning, "mediadesk undo, then say --from and --to with each")


@app.command(epilog='Example: mediadesk clock forget "EOS R5"')
def forget(
    body: BodyName,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Take back all that was said of a camera's clock."""
    from mediadesk import wiring
    from mediadesk.desk import clock as station

    with entered(desk, json, quiet) as door:
        effect = station.forget(body, catalogue=wiring.catalogue(door.settings), dry_run=dry_run)
        _say(effect, door, dry_run=dry_run)


def _say(effect: "Effect", door: Door, *, dry_run: bool) -> None:
    from mediadesk.cli import clock_words

    door.out.record(clock_words.change(effect, dry_run=dry_run), "\n".join(clock_words.change_lines(effect)))
    door.out.line("nothing was changed" if dry_run else "mediadesk undo takes it back")
