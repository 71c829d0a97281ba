"""`mediadesk derive`: thumbnails, posters, storyboards, proxies, ladders."""

from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import Desk, Door, DryRun, Json, Quiet, entered, finish, verb
from mediadesk.errors import Misasked
from mediadesk.model.query import Query
from mediadesk.model.recipe import EVERY_CLIP, HOUSE
from mediadesk.settings import EngineKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mediadesk.desk.derive import Derived, Tools

app = verb()


@app.command(epilog="Example: mediadesk derive, or mediadesk derive 7QK2 --recipe ladder")
def derive(
    clip: Annotated[list[str] | None, typer.Argument(help="Beginnings of clips' ids; without any, all clips.")] = None,
    recipe: Annotated[list[str] | None, typer.Option(help=f"{' | '.join(HOUSE)}; several may be given.")] = None,
    workers: Annotated[int, typer.Option(help="Jobs at once; 0 is one for each core.", min=0)] = 0,
    engine: Annotated[EngineKind | None, typer.Option(help="Where jobs run.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print the ffmpeg command lines, and do nothing.")] = False,
    chunks: Annotated[
        bool | None,
        typer.Option(
            "--chunks/--no-chunks", help="Cut long clips into chunks that several work on; else those above 10 minutes."
        ),
    ] = None,
    software: Annotated[bool, typer.Option("--software", help="Never use graphics hardware, not for proxies.")] = False,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make what is missing, cheap things of all clips first. Run again after a stop: it goes on where it was."""
    from dataclasses import replace

    from mediadesk import wiring
    from mediadesk.cli.cost import tell
    from mediadesk.desk import derive as station
    from mediadesk.desk import find

    unknown = [name for name in recipe or () if name not in HOUSE]
    if unknown:
        raise Misasked(f"there is no recipe {unknown[0]}", hint=f"one of {', '.join(HOUSE)}")
    wanted = [HOUSE[name] for name in dict.fromkeys(recipe)] if recipe else EVERY_CLIP
    with entered(desk, json, quiet, at_home=True) as door:
        shelf = wiring.catalogue(door.settings)
        every = Query(sort="-captured", limit=0)
        clips = find.named(clip, catalogue=shelf) if clip else find.find(every, catalogue=shelf)
        tools = tools_of(door, engine or "", workers, chunks=chunks)
        if not software:
            tools = replace(tools, programs=wiring.on_hardware(door.settings, tools.programs))
        jobs = station.planned(clips, wanted, tools).jobs
        if explain:
            say_commands(station.explained(jobs, tools), door)
            return
        tell(station.cost_of(jobs, tools), door, each=dry_run)
        if dry_run:
            return
        with door.out.progress() as report:
            finish(say_each(station.derive(clips, wanted, tools, report, patient=not clip), door))


def say_commands(lines: "Iterable[str]", door: Door) -> None:
    """Prints command lines."""
    for line in lines:
        door.out.answer({"kind": "command", "line": line}, line)


def tools_of(door: Door, engine: str = "", workers: int = 0, *, chunks: bool | None = None) -> "Tools":
    """What a derivation works with. `chunks`: whether also short clips are cut, or none; None leaves it to their
    length."""
    from mediadesk import wiring
    from mediadesk.desk.derive import Tools

    return Tools(
        catalogue=wiring.catalogue(door.settings),
        assets=wiring.assets(door.settings),
        programs=wiring.programs(door.settings),
        engine=wiring.engine(door.settings, engine, workers),
        pace=wiring.pace(door.settings),
        lending=wiring.lending(door.settings, engine),
        cutting=wiring.cutting(door.settings, engine, workers, chunks=chunks),
    )


def say_each(outcomes: "Iterator[Derived]", door: Door) -> int:
    """Says each rendition as it comes, and in all; returns how many failed."""
    from collections import Counter

    from mediadesk.cli import records

    results: Counter[str] = Counter()
    for each in outcomes:
        results[each.result] += 1
        where = each.rendition.path if each.rendition else each.why
        line = f"{each.result:6}  {each.subject}  {each.recipe:10}  {where}" if each.result != "kept" else None
        door.out.record(records.derived(each), line)
    told = ", ".join(f"{count} {result}" for result, count in sorted(results.items()))
    door.out.line(told or "nothing to make")
    return results["failed"]
