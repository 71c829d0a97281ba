"""`mediadesk rebuild`: the catalogue made anew from what is really there."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediadesk.cli.door import Desk, Door, Json, Quiet, entered, finish, verb
from mediadesk.events import Report

if TYPE_CHECKING:
    from mediadesk.catalogue import Catalogue
    from mediadesk.desk.rebuild import Lost, Rebuilt
    from mediadesk.model.ingested import Ingested
    from mediadesk.model.volume import Volume

app = verb()


@app.command(epilog="Example: mediadesk rebuild /mnt/T7-A /mnt/T7-B")
def rebuild(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="The drives; else those that are known and plugged in.", metavar="[DIR]…"),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read everything, say what came of it, and change nothing.")
    ] = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make the catalogue anew, from its newest copy on a drive and from every byte on the desk and the drives.

    What is there now is kept beside it. What was not found is named; exit 3 when a file is lost or cannot be read.
    """
    with entered(desk, json, quiet, at_home=True) as door:
        with door.out.progress() as report:
            done = _rebuilt(folders or (), door, report, dry_run=dry_run)
        for each in done.lost:
            door.out.answer(_lost_record(each), _lost_line(each))
        for unread in done.unread:
            door.out.answer({"kind": "unread", "what": unread}, f"BAD   {unread}")
        door.out.record(_record(done, dry_run=dry_run), "\n".join(_lines(done, dry_run=dry_run)))
        finish(len(done.unread) + sum(not each.volumes for each in done.lost))


def _rebuilt(folders: Iterable[Path], door: Door, report: Report, *, dry_run: bool) -> "Rebuilt":
    from mediadesk import wiring
    from mediadesk.desk import ingest
    from mediadesk.desk import rebuild as station
    from mediadesk.desk.ingest.understood import Reader

    settings = door.settings
    gazetteer, programs = wiring.gazetteer(settings, report), wiring.programs(settings)

    def adopt(source: Path, volume: "Volume", new: "Catalogue") -> "Iterator[Ingested]":
        return ingest.adopt(
            source,
            ingest.Given(),
            volume,
            catalogue=new,
            programs=programs,
            gazetteer=gazetteer,
            engine=wiring.engine(settings),
            deep=True,
            report=report,
        )

    return station.rebuild(
        list(folders),
        catalogue=wiring.catalogue(settings),
        assets=wiring.assets(settings),
        adopt=adopt,
        reader=Reader(programs=programs, gazetteer=gazetteer),
        rehearse=dry_run,
        report=report,
    )


def _record(done: "Rebuilt", *, dry_run: bool) -> Mapping[str, Any]:
    return {
        "kind": "rebuilt",
        "begun_with": str(done.begun_with) if done.begun_with else None,
        "made_at": done.made_at.strftime("%Y-%m-%dT%H:%M:%SZ") if done.made_at else None,
        "clips": done.clips,
        "files": done.files,
        "new": done.new,
        "lost": sum(not each.volumes for each in done.lost),
        "elsewhere": sum(bool(each.volumes) for each in done.lost),
        "unread": len(done.unread),
        "kept": str(done.kept) if done.kept else None,
        "dry_run": dry_run,
    }


def _lines(done: "Rebuilt", *, dry_run: bool) -> Iterator[str]:
    what = f"{done.clips} clips, {done.files} files; {done.new} of these were not in the catalogue it began with"
    yield f"{'would make' if dry_run else 'made'} the catalogue anew: {what}"
    if done.begun_with is None:
        yield "no copy of the catalogue was found; gone are titles, tags, dispatches, captions, all that was said"
    elif done.made_at:
        since = f"{done.made_at:%Y-%m-%d %H:%M} UTC"
        yield f"it began with {done.begun_with}: what was said of clips and in dispatches after {since} is gone"
    if done.kept:
        yield f"what was there is kept: {done.kept}"


def _lost_record(each: "Lost") -> Mapping[str, Any]:
    return {"kind": "lost", "name": each.name, "clip": each.clip, "volumes": list(each.volumes)}


def _lost_line(each: "Lost") -> str:
    if each.volumes:
        return f"?     {each.clip or '':10}  {each.name}: on {', '.join(each.volumes)}, which was not looked at"
    return f"LOST  {each.clip or '':10}  {each.name}: no copy was found"
