"""`mediadesk ingest`: copy a card so that nothing can be lost."""

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import Desk, Door, DryRun, Json, Quiet, entered, finish, verb

if TYPE_CHECKING:
    from mediadesk.desk.ingest import Plan
    from mediadesk.model.card import Tally

app = verb()


@app.command(epilog='Example: mediadesk ingest /media/CARD --trip "Kharkiv May 2022" --shooter kestrel')
def ingest(
    source: Annotated[
        list[Path], typer.Argument(help="A card, a folder or a file; several are taken in one after the other.")
    ],
    trip: Annotated[str | None, typer.Option(help="The trip these clips belong to.")] = None,
    place: Annotated[
        str | None, typer.Option(help="Where clips were shot that do not say it: a name, or LAT,LON.")
    ] = None,
    clock: Annotated[
        str | None,
        typer.Option(
            help="What the camera's clock was set to (Europe/Kyiv, +03:00), or how far it was behind (+0:00:41)."
        ),
    ] = None,
    shooter: Annotated[str | None, typer.Option(help="Who filmed, by an alias.")] = None,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Copy everything on a card to the desk, read it back, and catalogue its clips. The card is never written to."""
    with entered(desk, json, quiet) as door:
        failed = 0
        for each in source:
            if dry_run:
                _rehearse(each, door)
            else:
                warn_of_checkout(door)
                failed += take_in(each, door, trip=trip, place=place, clock=clock, shooter=shooter).failed
        finish(failed)


def take_in(
    source: Path,
    door: Door,
    *,
    trip: str | None = None,
    place: str | None = None,
    clock: str | None = None,
    shooter: str | None = None,
) -> "Tally":
    """Runs the station and says what became of each file."""
    from mediadesk import wiring
    from mediadesk.cli import records, typed
    from mediadesk.desk import ingest as station
    from mediadesk.model.card import Tally
    from mediadesk.model.moment import NO_CLOCK
    from mediadesk.model.names import shown

    begun = time.monotonic()
    results: Counter[str] = Counter()
    settings, out = door.settings, door.out
    with out.progress() as report:
        gazetteer = wiring.gazetteer(settings, report)
        given = station.Given(
            trip=trip and typed.text(trip),
            shooter=shooter and typed.text(shooter),
            place=typed.place(place, gazetteer) if place else None,
            clock=typed.clock(clock) if clock else NO_CLOCK,
        )
        planned = station.plan(source, catalogue=wiring.catalogue(settings), assets=wiring.assets(settings))
        for each in station.ingest(
            source,
            given,
            catalogue=wiring.catalogue(settings),
            assets=wiring.assets(settings),
            programs=wiring.programs(settings),
            gazetteer=gazetteer,
            engine=wiring.engine(settings),
            report=report,
        ):
            results[each.result] += 1
            why = f": {each.why}" if each.why else ""
            out.record(records.ingested(each), f"{each.result:9}  {each.clip or '':10}  {shown(each.name)}{why}")
    tally = Tally(results=results, size_bytes=planned.size_bytes, seconds=time.monotonic() - begun)
    out.record(records.tally(tally), _summary(tally))
    return tally


def _rehearse(source: Path, door: Door) -> None:
    from mediadesk import wiring
    from mediadesk.desk import ingest as station

    planned = station.plan(source, catalogue=wiring.catalogue(door.settings), assets=wiring.assets(door.settings))
    door.out.record(_plan_record(source, planned), _plan_lines(planned))


def _plan_record(source: Path, planned: "Plan") -> dict[str, object]:
    return {
        "kind": "plan",
        "source": str(source),
        "clips": len(planned.contents.recordings),
        "sidecars": sum(len(each.sidecars) for each in planned.contents.recordings),
        "kept": len(planned.contents.kept),
        "bytes": planned.size_bytes,
        "probably_known": len(planned.probably_known),
        "new_bytes": planned.new_bytes,
        "free_bytes": planned.free_bytes,
    }


def _plan_lines(planned: "Plan") -> str:
    sidecars = sum(len(each.sidecars) for each in planned.contents.recordings)
    return (
        f"{len(planned.contents.recordings)} clips, {sidecars} sidecars, {len(planned.contents.kept)} other files: "
        f"{planned.size_bytes / 1e6:.0f} MB\n"
        f"{len(planned.probably_known)} files are probably on the desk already; "
        f"{planned.new_bytes / 1e6:.0f} MB are new, {planned.free_bytes / 1e9:.0f} GB are free\nnothing was copied"
    )


def _summary(tally: "Tally") -> str:
    counts = {name: tally.results.get(name, 0) for name in ("added", "known", "sidecar", "kept", "set-aside", "failed")}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing there"
    ending = (
        "\nsome files are NOT safe: keep the card, mend what is said above, and ingest again"
        if tally.failed
        else "\nevery byte was read back and compared; next: mediadesk derive"
        if counts["added"]
        else ""
    )
    return f"{told}: {tally.size_bytes / 1e6:.0f} MB in {tally.seconds:.0f} s{ending}"


def warn_of_checkout(door: Door) -> None:
    """The checkout's desk is for the demo: real footage does not belong into a folder that is pushed somewhere."""
    desk = door.settings.desk
    if any((folder / ".git").exists() for folder in (desk, *desk.parents)):
        door.out.note(
            "warning: this desk lies in a git work tree; footage could be pushed with it\n"
            "try: mediadesk init ~/desk, then mediadesk --desk ~/desk ingest …"
        )
