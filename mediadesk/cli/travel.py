"""`mediadesk travel`: a copy of the desk for the road."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediadesk.cli.door import Desk, DryRun, Json, Quiet, entered, verb

if TYPE_CHECKING:
    from mediadesk.desk.travel import Plan, Travelled

app = verb()

GATES = {
    "hold": "kept back by somebody",
    "embargo": "under embargo",
    "labels": "with a label that asks for care",
    "release": "with somebody in them who has not agreed",
}


@app.command(epilog="Example: mediadesk travel /media/STICK/desk --trip 'Kharkiv May 2022'")
def travel(
    folder: Annotated[Path, typer.Argument(help="A new folder, which becomes a desk.", metavar="DIR")],
    trip: Annotated[str | None, typer.Option(help="Only the clips of this trip.")] = None,
    clip: Annotated[
        list[str] | None,
        typer.Option("--with", help="Take this clip along, also when it is kept back or labelled.", metavar="CLIP"),
    ] = None,
    notes: Annotated[bool, typer.Option("--notes", help="Take notes along: they often name people.")] = False,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Copy the desk without people, exact places and times, devices and originals. The copy finds, shows and picks.

    Of texts only those travel in which no name, place or file of this desk is found. Faces stay in the pictures.
    """
    from mediadesk import wiring
    from mediadesk.desk import travel as station

    with entered(desk, json, quiet, at_home=True) as door:
        assets = wiring.assets(door.settings)
        shelf, now = wiring.catalogue(door.settings), datetime.now(UTC)
        plan = station.plan(catalogue=shelf, desk=door.settings.desk, now=now, trip=trip, named=clip or (), notes=notes)
        if dry_run:
            station.check(plan, folder, door.settings.desk)
            done = None
        else:
            with door.out.progress() as report:
                programs = wiring.programs(door.settings)
                done = station.carry(plan, folder, catalogue=shelf, assets=assets, programs=programs, report=report)
        door.out.record(_record(folder, plan, done), "\n".join(_lines(folder, plan, done)))


def _record(folder: Path, plan: "Plan", done: "Travelled | None") -> dict[str, Any]:
    return {
        "kind": "travel",
        "path": str(folder),
        "clips": len(plan.clips),
        "renditions": done.renditions if done else len(plan.renditions),
        "bytes": done.size_bytes if done else plan.size_bytes,
        "kept_home": dict(plan.kept_home),
        "texts_kept_home": plan.texts_kept_home,
        "renditions_kept_home": done.found if done else None,
        "bare": plan.bare,
        "dry_run": done is None,
    }


def _lines(folder: Path, plan: "Plan", done: "Travelled | None") -> list[str]:
    did = "would carry" if done is None else "carried"
    size = done.size_bytes if done else plan.size_bytes
    lines = [f"{did} {len(plan.clips)} clips ({size / 1e6:.0f} MB) to {folder}"]
    lines += [f"{count} stay at home: {GATES[gate]}" for gate, count in sorted(plan.kept_home.items())]
    if plan.kept_home:
        lines.append("  --with CLIP takes one of them along")
    if plan.texts_kept_home:
        lines.append(
            f"{plan.texts_kept_home} titles, tags, trips or notes stay at home: they tell a person, a place or a name"
        )
    if done and done.found:
        lines.append(f"{done.found} pictures or proxies stay at home: they tell something, or are damaged")
    if plan.bare:
        lines.append(f"{plan.bare} clips have no pictures with them: mediadesk derive, then travel again")
    if done:
        lines.append("faces, voices and house fronts are in the pictures: encrypt the disk that travels")
    return lines
