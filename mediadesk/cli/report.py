"""`ingest --report`: one page that goes along with the footage."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mediadesk.cli.door import Door
from mediadesk.errors import Misasked
from mediadesk.events import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mediadesk.desk.ingest import Destination, Plan
    from mediadesk.handover.report import Line
    from mediadesk.model.ingested import Ingested, Tally
    from mediadesk.model.verdict import Verdict


def check_writable(file: Path, source: Path) -> None:
    """Raises Misasked for a page that could not be written when all is done, or that would lie on the card itself."""
    if file.resolve().is_relative_to(source.resolve()):
        raise Misasked(f"{file} lies on the card, and nothing is ever written to one", hint="name a file elsewhere")
    if file.is_dir() or not file.absolute().parent.is_dir():
        raise Misasked(f"{file} cannot be written", hint="name a file in a folder that is there: --report card.html")


def write_report(
    file: Path,
    planned: "Plan",
    done: "Sequence[Ingested]",
    destinations: "Sequence[Destination]",
    tally: "Tally",
    verdict: "Verdict | None",
    door: Door,
    report: Report,
    language: str = "en",
) -> None:
    """Writes the page whole or not at all; the thumbnails that are missing are made first."""
    from mediadesk import wiring
    from mediadesk.desk.ingest import account
    from mediadesk.handover import report as page

    lines = account.lines(planned, done, catalogue=wiring.catalogue(door.settings))
    told = page.Report(
        reel=planned.reel,
        verdict=verdict,
        wanted=door.settings.copies,
        at=datetime.now(UTC),
        seconds=tally.seconds,
        size_bytes=tally.size_bytes,
        volumes=account.rooms(destinations),
        lines=lines,
    )
    part = file.with_name(f".part-{file.name}")
    try:
        with part.open("wb") as written:
            written.writelines(page.report(told, _pictures(lines, door, report), language))
        part.replace(file)
    except OSError as error:
        raise Misasked(f"{file} cannot be written: {error.strerror}", hint="name another file") from error
    finally:
        part.unlink(missing_ok=True)
    door.out.record({"kind": "report", "path": str(file), "files": len(lines)}, f"wrote {file}: open it in a browser")


def _pictures(lines: "Sequence[Line]", door: Door, report: Report) -> "Callable[[str], bytes | None]":
    from mediadesk.cli.derive import tools_of
    from mediadesk.desk import derive
    from mediadesk.model.recipe import Thumbnail, Waveform

    tools = tools_of(door)
    clips = [line.clip for line in lines if line.clip]
    made = derive.derive(clips, [Thumbnail(), Waveform()], tools, report, patient=True)
    paths = {each.subject: tools.assets.path(each.rendition.path) for each in made if each.rendition}
    return lambda clip: paths[clip].read_bytes() if clip in paths else None
