"""`mediadesk probe --again`: what is known to read today, read from what was kept of each clip."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediadesk.cli.door import Desk, Door, DryRun, Json, Quiet, entered, finish, verb
from mediadesk.errors import Misasked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mediadesk.desk.probe import Read, Reread
    from mediadesk.events import Report
    from mediadesk.model.clip import Clip, Facts

app = verb()

_FACTS = ("seconds", "frame", "audio", "captured", "place", "camera", "trouble")


@app.command(epilog="Example: mediadesk probe --again --dry-run")
def probe(
    again: Annotated[bool, typer.Option("--again", help="Read every clip's facts from what was kept of it.")] = False,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read facts again from what ffprobe printed when clips were taken in: no drive is needed. Say what changes.

    What people said stays. Exit 3 when what was kept of a clip cannot be read.
    """
    from mediadesk import wiring
    from mediadesk.desk import probe as station

    if not again:
        raise Misasked("a new clip is read when it is taken in", hint="mediadesk probe --again, or mediadesk ingest")
    with entered(desk, json, quiet) as door:
        results: Counter[str] = Counter()
        with door.out.progress() as report:
            shelf = wiring.catalogue(door.settings)
            for each in station.again(read=_read(door, report), catalogue=shelf, dry_run=dry_run, report=report):
                results[each.result] += 1
                if each.result == "changed":
                    door.out.answer(_record(each), "\n".join(_lines(each)))
                elif each.result == "damaged":
                    door.out.answer(_record(each), f"{each.before.id}  what was kept of it is damaged")
        door.out.answer(_tally(results, dry_run=dry_run), _sum(results, dry_run=dry_run))
        finish(results["damaged"])


def _read(door: Door, report: "Report") -> "Read":
    from mediadesk import wiring
    from mediadesk.desk.ingest.understood import Reader
    from mediadesk.media.answer import read_back
    from mediadesk.media.binaries import Programs

    no_programs = Programs(ffmpeg="", ffprobe="")  # what is kept is only read
    reader = Reader(programs=no_programs, gazetteer=wiring.gazetteer(door.settings, report))

    def read(clip: "Clip", printed: bytes) -> "Facts | None":
        answer = read_back(printed)
        return reader.again(answer, clip.name, clip.facts) if answer else None

    return read


def _record(each: "Reread") -> "Mapping[str, Any]":
    before, after = _facts(each.before), _facts(each.after)
    changes = [
        {"fact": name, "before": before[name], "after": after[name]} for name in _FACTS if before[name] != after[name]
    ]
    return {"kind": "reread", "clip": each.before.id, "result": each.result, "changes": changes}


def _facts(clip: "Clip") -> "Mapping[str, Any]":
    from mediadesk.cli import records

    return records.clip(clip, {})


def _lines(each: "Reread") -> "Iterator[str]":
    """What was said of the clip and is not any more, and what is said now."""
    from mediadesk.cli import tables
    from mediadesk.model.names import shown

    before, after = tables.clip_lines(each.before, {}), tables.clip_lines(each.after, {})
    yield f"{each.before.id}  {shown(each.before.name)}"
    yield from (f"  - {line}" for line in before if line not in after)
    yield from (f"  + {line}" for line in after if line not in before)


def _tally(results: Counter[str], *, dry_run: bool) -> "Mapping[str, Any]":
    counts = {name: results[name] for name in ("changed", "same", "damaged")}
    return {"kind": "reread-all", **counts, "not_kept": results["not-kept"], "dry_run": dry_run}


def _sum(results: Counter[str], *, dry_run: bool) -> str:
    would = "would change" if dry_run else "changed"
    told = [f"{results['changed']} clips {would}, {results['same']} stay as they are"]
    if results["not-kept"]:
        told.append(f"of {results['not-kept']} nothing was kept: ingest them again")
    return "; ".join(told)
