"""`mediadesk ingest`: copy a card so that nothing can be lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import Desk, Door, DryRun, Json, Quiet, entered, finish, verb

if TYPE_CHECKING:
    from mediadesk.cli.intake import Wishes

app = verb()


@app.command(epilog='Example: mediadesk ingest /media/CARD --copy-to /mnt/T7-A --trip "Kharkiv May 2022"')
def ingest(
    source: Annotated[
        list[Path], typer.Argument(help="A card, a folder or a file; several are taken in one after the other.")
    ],
    copy_to: Annotated[
        list[Path] | None,
        typer.Option(help="A folder on a drive that gets a verified copy of everything, too. May be given again."),
    ] = None,
    originals_on: Annotated[
        list[str] | None,
        typer.Option(
            help="A drive on which originals lie instead of on the desk: a folder, or its name. May be given again."
        ),
    ] = None,
    in_place: Annotated[
        bool,
        typer.Option("--in-place", help="Catalogue a drive as it is: nothing is copied, nothing is written to it."),
    ] = False,
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
    gpx: Annotated[
        Path | None,
        typer.Option(
            help="Where you went, in GPX: places the clips that do not say it themselves.",
            metavar="FILE.gpx",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    shooter: Annotated[str | None, typer.Option(help="Who filmed, by an alias.")] = None,
    received_from: Annotated[str | None, typer.Option(help="Who sent you these files, by an alias.")] = None,
    channel: Annotated[str | None, typer.Option(help="How they came: signal, whatsapp, telegram, mail …")] = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Read also what is known by its path, size and time, and compare it.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write what became of every file into one HTML page.", metavar="FILE.html")
    ] = None,
    language: Annotated[str, typer.Option(help="Of that page: en or uk.")] = "en",
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Copy everything on a card, read it back, and catalogue its clips. The card is never written to."""
    from mediadesk.cli import intake, typed

    wishes = intake.Wishes(
        copy_to=tuple(copy_to or ()),
        originals_on=tuple(originals_on or ()),
        in_place=in_place,
        trip=trip,
        place=place,
        clock=clock,
        gpx=gpx,
        shooter=shooter,
        received_from=received_from,
        channel=channel,
        deep=deep,
        report=report,
        language=typed.page_language(language, "the report"),
    )
    with entered(desk, json, quiet, at_home=True) as door:
        intake.check_sources(source, wishes)
        finish(sum(_one(each, wishes, door, dry_run=dry_run) for each in source))


def _one(source: Path, wishes: "Wishes", door: Door, *, dry_run: bool) -> int:
    """How many files of a source are not safe."""
    from mediadesk.cli import intake

    if dry_run:
        intake.rehearse(source, wishes, door)
        return 0
    intake.warn_of_checkout(door)
    with _told_of_the_first_place(door):
        return intake.take_in(source, wishes, door).failed


@contextmanager
def _told_of_the_first_place(door: Door) -> Iterator[None]:
    """Says once in the life of a desk, when it first knows where a clip was shot, what a seized laptop would tell."""
    from mediadesk import wiring
    from mediadesk.desk import find

    catalogue = wiring.catalogue(door.settings)
    knew = catalogue.is_encrypted or find.knows_a_place(catalogue)
    yield
    if not knew and find.knows_a_place(catalogue):
        door.out.warn(
            "this desk now knows where clips were shot: who takes this laptop, or a copy of catalog.db, reads places,"
            " names and notes",
            "mediadesk encrypt; it closes the catalogue, and only an encrypted disk closes the footage",
        )
