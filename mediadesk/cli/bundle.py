"""`mediadesk bundle …`: what one desk tells another."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediadesk.cli.door import Desk, Door, DryRun, Json, Quiet, entered, finish, verb
from mediadesk.cli.named import DeskBefore
from mediadesk.cli.passphrase import for_others, of_others
from mediadesk.errors import Misasked
from mediadesk.model.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediadesk.cli.bundle_excerpts import Wanted
    from mediadesk.custody.handing import Write
    from mediadesk.desk.bundle import Made, Plan

app = verb()

By = Annotated[str | None, typer.Option(help="Your alias; else the one in mediadesk.toml.", metavar="ALIAS")]


@app.callback(invoke_without_command=True)
def bundle(context: typer.Context, desk: DeskBefore = None) -> None:  # noqa: ARG001 # its callback notes it
    """Tell another desk of your team what is known of clips, and take in what it tells."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog='Example: mediadesk bundle export "Kharkiv May 2022" --recipient age1… --to /media/STICK')
def export(
    words: Annotated[
        list[str] | None, typer.Argument(help="A trip, else words to look for; nothing: all clips.", metavar="TRIP")
    ] = None,
    picked: Annotated[
        str | None, typer.Option(help="What was picked for this dispatch, with its order.", metavar="SLUG")
    ] = None,
    handles: Annotated[
        str | None, typer.Option(help="How much more than what is picked goes along; else 2s.", metavar="TIME")
    ] = None,
    clip: Annotated[
        list[str] | None,
        typer.Option("--with", help="Take this clip along, also when it is kept back or labelled.", metavar="CLIP"),
    ] = None,
    to: Annotated[Path | None, typer.Option(help="A new file, or a folder for it; else here.", metavar="PATH")] = None,
    by: By = None,
    recipient: Annotated[
        list[str] | None,
        typer.Option(
            help="Seal it with age for the holder of this public key: age1…, ssh-ed25519 …, or a file with some;"
            " else a passphrase is asked for.",
            metavar="KEY",
        ),
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Not encrypted: whoever finds it can read it.")] = False,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tell another desk of your team all that was said of clips, when, and what keeps them back: one sealed file.

    It holds exact places and original names, and no film but the picked seconds of a dispatch (--picked): cut from the
    originals without coding anything anew. Who is in a clip stays here: a label goes instead.
    """
    from mediadesk import wiring
    from mediadesk.cli import bundle_excerpts, bundle_words
    from mediadesk.desk import bundle as station

    with entered(desk, json, quiet, at_home=True) as door:
        more = bundle_excerpts.handles_of(handles, picked)
        alias, keys = _alias(by, door), _keys(recipient or [], plain=plain)
        if picked and words:
            raise Misasked("a dispatch has its own clips", hint="either TRIP, or --picked SLUG")
        shelf, assets, now = wiring.catalogue(door.settings), wiring.assets(door.settings), datetime.now(UTC)
        asked = station.Asked(words=tuple(words or ()), slug=picked, named=clip or ())
        plan = station.plan(asked, alias, catalogue=shelf, now=now)
        stretches = bundle_excerpts.wanted_of(plan, more)
        record = {**bundle_words.plan_record(plan, dry_run=dry_run), "excerpts": len(stretches)}
        lines = [*bundle_words.plan_lines(plan), *bundle_excerpts.wanted_lines(stretches)]
        door.out.record(record, "\n".join(lines))
        if dry_run:
            return
        target = _target(to, picked, now, plain=plain)
        station.check(target, assets)
        done, missed = _make(plan, stretches, target, keys, door, plain=plain)
        door.out.record(
            bundle_words.made_record(done, target, encrypted=not plain),
            "\n".join(bundle_words.made_lines(done, target, encrypted=not plain)),
        )
        finish(missed)


@app.command("import", epilog="Example: mediadesk bundle import bundle-2022-05-08.zip.age --identity key.txt")
def import_(
    file: Annotated[Path, typer.Argument(help="What `bundle export` made on another desk.")],
    identity: Annotated[
        Path | None, typer.Option(help="The file of your secret key, when it was sealed for that.", metavar="FILE")
    ] = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Take in what another desk tells: of each field the later word stands, and what was said before is kept.

    Nothing is let go that keeps a clip back, here or there. Taken in twice, or in any order, it ends the same.
    `mediadesk undo` takes it back.
    """
    from mediadesk import wiring
    from mediadesk.cli import bundle_excerpts, bundle_words
    from mediadesk.desk import bundle as station

    with entered(desk, json, quiet, at_home=True) as door:
        alias = one_line(by) or door.settings.alias
        shelf, assets, now = wiring.catalogue(door.settings), wiring.assets(door.settings), datetime.now(UTC)
        with station.opened(file, assets=assets, now=now, identity=identity, ask=of_others) as opened:
            work = station.take_plan if dry_run else station.take
            taken = work(opened.bundle, catalogue=shelf, now=now, alias=alias)
            failed = 0 if dry_run else bundle_excerpts.keep(opened, door)
        for clash in taken.clashes:
            door.out.answer(bundle_words.clash_record(clash), bundle_words.clash_line(clash, taken.desk))
        record = bundle_words.taken_record(taken, dry_run=dry_run)
        door.out.record(record, "\n".join(bundle_words.taken_lines(taken, dry_run=dry_run)))
        finish(failed)


def _make(
    plan: "Plan", stretches: "Wanted", target: Path, keys: list[Any], door: Door, *, plain: bool
) -> "tuple[Made, int]":
    """The bundle, sealed, and how many stretches are not in it."""
    from mediadesk import wiring
    from mediadesk.cli import bundle_excerpts
    from mediadesk.custody import handing
    from mediadesk.desk import bundle as station

    assets = wiring.assets(door.settings)
    passphrase = None
    if not plain and not keys:
        passphrase = for_others("the bundle", otherwise="--recipient KEY, or --plain")
    with assets.making() as room, assets.making() as cuts:
        excerpts, missed = bundle_excerpts.pieces(stretches, cuts, door)
        write: Write = handing.to_zip
        if not plain:
            write = handing.to_locked(passphrase, room) if passphrase else handing.to_sealed(keys, room)
        shelf = wiring.catalogue(door.settings)
        return station.make(plan, target, write, catalogue=shelf, assets=assets, excerpts=excerpts), missed


def _alias(typed: str | None, door: Door) -> str:
    """Whose desk it is. Raises Misasked for nobody."""
    if not (alias := one_line(typed) or door.settings.alias):
        raise Misasked("nobody says whose desk this is", hint='--by ALIAS, or alias = "maria" in mediadesk.toml')
    return alias


def _keys(recipient: "Sequence[str]", *, plain: bool) -> list[Any]:
    """Whom it is sealed for. Raises Misasked for what is no key, and for a plain bundle with one."""
    from mediadesk.custody import sealed

    if plain and recipient:
        raise Misasked("a plain bundle is sealed for nobody", hint="either --plain, or --recipient KEY")
    return sealed.recipients(recipient)


def _target(to: Path | None, picked: str | None, now: datetime, *, plain: bool) -> Path:
    """Where it goes: into a folder that is there, under a name of its own; else under the name that was given."""
    name = f"bundle-{picked or now.strftime('%Y-%m-%d-%H%M')}.zip{'' if plain else '.age'}"
    if to is None:
        return Path(name)
    return to / name if to.is_dir() else to
