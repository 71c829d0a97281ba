"""`mediadesk dispatch …`: put clips together to a video report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli import caption
from mediadesk.cli.door import Desk, Door, DryRun, Json, Quiet, entered, finish, verb
from mediadesk.cli.named import DeskBefore
from mediadesk.cli.typed import point_in_time, text
from mediadesk.errors import Misasked
from mediadesk.model.precision import PRECISIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from mediadesk.model.dispatch import Dispatch

app = verb()

Slug = Annotated[str, typer.Argument(help="The dispatch's short name.")]
Number = Annotated[int, typer.Argument(help="A pick's position, from 1.", min=1)]
Lead = Annotated[str | None, typer.Option(help="One or two sentences.")]
Dateline = Annotated[str | None, typer.Option(help="The place and date it claims.")]
Byline = Annotated[str | None, typer.Option(help="Who signs it; may be a collective.")]
Credits = Annotated[str | None, typer.Option(help="Who else is to be named.")]
Language = Annotated[str | None, typer.Option(help="uk, en, el, ar …")]
Licence = Annotated[str | None, typer.Option(help="CC BY 4.0 …")]
Outlet = Annotated[str | None, typer.Option(help="Where it was published first.")]
FirstUrl = Annotated[str | None, typer.Option("--first-url", help="The link to the first publication.")]
Series = Annotated[str | None, typer.Option(help="The series it belongs to.")]
InSeries = Annotated[int | None, typer.Option("--number", help="Its number in the series.", min=1)]
Location = Annotated[
    str | None, typer.Option(help="How exactly readers may know where it was shot.", metavar="|".join(PRECISIONS))
]
In = Annotated[str | None, typer.Option("--in", help="From here: 12.5, 0:12.5 or 25/2 seconds.")]
Out = Annotated[str | None, typer.Option("--out", help="Up to here, not included.")]


@app.callback(invoke_without_command=True)
def dispatch(context: typer.Context, desk: DeskBefore = None) -> None:  # noqa: ARG001 # its callback notes it
    """Put clips together to a video report: new, pick, trim, move, render; then `mediadesk publish`."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog='Example: mediadesk dispatch new kharkiv-recovery --title "The recovery in Kharkiv"')
def new(
    slug: Slug,
    title: Annotated[str, typer.Option(help="As readers will see it.")],
    lead: Lead = None,
    dateline: Dateline = None,
    byline: Byline = None,
    credits: Credits = None,  # noqa: A002 # the option's name
    language: Language = None,
    licence: Licence = None,
    outlet: Outlet = None,
    first_url: FirstUrl = None,
    series: Series = None,
    number: InSeries = None,
    location: Location = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Begin a dispatch."""
    from mediadesk import wiring
    from mediadesk.desk import dispatch as station

    said = _said(
        lead=lead,
        dateline=dateline,
        byline=byline,
        credits=credits,
        language=language,
        licence=licence,
        outlet=outlet,
        first_url=first_url,
        series=series,
        number=number,
        location=location,
    )
    with entered(desk, json, quiet) as door:
        made = station.new(slug, text(title), said, catalogue=wiring.catalogue(door.settings))
        _say(made, door, f"next: mediadesk dispatch pick {slug} CLIP")


@app.command("set", epilog='Example: mediadesk dispatch set kharkiv-recovery --byline "Mutual aid kitchen"')
def set_(
    slug: Slug,
    title: Annotated[str | None, typer.Option(help="As readers will see it.")] = None,
    lead: Lead = None,
    dateline: Dateline = None,
    byline: Byline = None,
    credits: Credits = None,  # noqa: A002 # the option's name
    language: Language = None,
    licence: Licence = None,
    outlet: Outlet = None,
    first_url: FirstUrl = None,
    series: Series = None,
    number: InSeries = None,
    location: Location = None,
    poster: Annotated[
        str | None,
        typer.Option(help='The moment of the film before it plays: 12.5, 0:12.5 or 25/2; "" lets it be chosen.'),
    ] = None,
    correction: Annotated[
        str | None, typer.Option(help="Tell readers what was wrong before; the page shows it with its date.")
    ] = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say other things of a dispatch. An empty text takes one away: --lead "", --correction "" the last correction."""
    from mediadesk import wiring
    from mediadesk.desk import dispatch as station

    said = _said(
        title=title,
        lead=lead,
        dateline=dateline,
        byline=byline,
        credits=credits,
        language=language,
        licence=licence,
        outlet=outlet,
        first_url=first_url,
        series=series,
        number=number,
        location=location,
    )
    if poster is not None:
        said["poster"] = point_in_time(poster, "--poster") if poster else ""
    if not said and correction is None:
        raise Misasked("nothing was said of the dispatch", hint="mediadesk dispatch set --help")
    with entered(desk, json, quiet) as door:
        note = None if correction is None else text(correction)
        _say(station.set_(slug, said, correction=note, catalogue=wiring.catalogue(door.settings)), door)


@app.command("list", epilog="Example: mediadesk dispatch list")
def list_(desk: Desk = None, json: Json = False, quiet: Quiet = False) -> None:
    """List all dispatches."""
    from mediadesk import wiring
    from mediadesk.cli import later, records
    from mediadesk.desk import dispatch as station
    from mediadesk.desk import publish

    with entered(desk, json, quiet) as door:
        every = station.every(catalogue=wiring.catalogue(door.settings))
        waits = {each.slug: each for each in publish.waiting(catalogue=wiring.catalogue(door.settings))}
        for each in every:
            when = f"  (goes online at {waits[each.slug].at:%Y-%m-%d %H:%M} UTC)" if each.slug in waits else ""
            line = f"{each.slug:24}  {each.state:9}  {len(each.picks):3} picks  {each.title}{when}"
            door.out.answer(records.dispatch(each), line)
        if door.out.json:
            for one in waits.values():
                door.out.answer(later.scheduled_record(one), "")
        if not every:
            door.out.note('there is no dispatch yet; try: mediadesk dispatch new SLUG --title "…"')


@app.command(epilog="Example: mediadesk dispatch show kharkiv-recovery")
def show(slug: Slug, desk: Desk = None, json: Json = False, quiet: Quiet = False) -> None:
    """Show a dispatch: picks, whose they are, what was made of it, what went online and why, who did what to it."""
    from mediadesk import wiring
    from mediadesk.cli import clear_words as words
    from mediadesk.cli import later, picks_words, records, tables
    from mediadesk.cli import private as few
    from mediadesk.cli.made_words import made_lines
    from mediadesk.desk import dispatch as station
    from mediadesk.desk import find, picks, publish
    from mediadesk.desk.derive import kept

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        found = station.get(slug, catalogue=shelf)
        door.out.answer(records.dispatch(found), "\n".join(tables.dispatch_lines(found)))
        _say_late(found, door)
        for proposal in picks.proposals(slug, catalogue=shelf):
            lines = picks_words.proposal_lines(proposal, found)
            door.out.answer(picks_words.proposal_record(proposal, found), "\n".join(lines))
        caption.say_timed(slug, door, shelf)
        for made in find.made_of(slug, catalogue=shelf):
            door.out.answer(records.derived(kept(made)), "\n".join(made_lines(made)))
        for publication in publish.history(slug, catalogue=shelf):
            door.out.answer(words.publication_record(publication), "\n".join(words.publication_lines(publication)))
        for waits in publish.waiting(slug, catalogue=shelf):
            door.out.answer(later.scheduled_record(waits), f"waits     {later.scheduled_line(waits)}")
        for page in publish.private_pages(slug, catalogue=shelf):
            door.out.answer(few.private_record(page), few.private_line(page))
        for post in publish.posts(slug, catalogue=shelf):
            door.out.answer(words.post_record(post), f"post      {post.url}")
        for entry in find.custody((), [slug], catalogue=shelf):
            door.out.answer(records.custody(entry), tables.custody_line(entry))


@app.command(epilog="Example: mediadesk dispatch pick kharkiv-recovery 7QK2 --in 12 --out 20.5")
def pick(
    slug: Slug,
    clip: Annotated[str | None, typer.Argument(help="Any unique beginning of a clip's id.")] = None,
    in_: In = None,
    out: Out = None,
    caption: Annotated[str | None, typer.Option(help="As the reader will see it.")] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="Take over what this editor proposes.", metavar="ALIAS")
    ] = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Add a clip, or a stretch of one, at the end; or with --from all that an editor proposes and is not there yet."""
    from mediadesk import wiring
    from mediadesk.desk import dispatch as station
    from mediadesk.desk import picks

    in_point, out_point = _points(in_, out)
    if (clip is None) == (from_ is None) or (from_ and (in_ or out or caption)):
        hint = f"mediadesk dispatch pick {slug} CLIP --in 12 --out 20, or --from ALIAS"
        raise Misasked("a clip, or whose picks to take over: one of them", hint=hint)
    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        if clip is None:
            _say(picks.take_over(slug, text(from_ or ""), catalogue=shelf), door)
        else:
            _say(station.pick(slug, clip, in_point, out_point, caption and text(caption), catalogue=shelf), door)


@app.command(epilog="Example: mediadesk dispatch drop kharkiv-recovery 2")
def drop(slug: Slug, number: Number, desk: Desk = None, json: Json = False, quiet: Quiet = False) -> None:
    """Take a pick out."""
    from mediadesk.model.dispatch import dropped

    _edit(slug, lambda dispatch: dropped(dispatch, number), desk, json, quiet)


@app.command(epilog="Example: mediadesk dispatch move kharkiv-recovery 3 1")
def move(
    slug: Slug,
    number: Number,
    to: Annotated[int, typer.Argument(help="Where to, from 1.", min=1)],
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Move a pick to another position."""
    from mediadesk.model.dispatch import moved

    _edit(slug, lambda dispatch: moved(dispatch, number, to), desk, json, quiet)


@app.command(epilog="Example: mediadesk dispatch trim kharkiv-recovery 1 --in 14")
def trim(
    slug: Slug,
    number: Number,
    in_: In = None,
    out: Out = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Give a pick other in and out points."""
    from mediadesk import wiring
    from mediadesk.desk import dispatch as station

    in_point, out_point = _points(in_, out)
    if in_point is None and out_point is None:
        raise Misasked("no new point was given", hint=f"mediadesk dispatch trim {slug} {number} --in 14, or --out 20")
    with entered(desk, json, quiet) as door:
        _say(station.trim(slug, number, in_point, out_point, catalogue=wiring.catalogue(door.settings)), door)


@app.command(epilog="Example: mediadesk dispatch attach kharkiv-recovery final-cut.mov")
def attach(
    slug: Slug,
    file: Annotated[Path, typer.Argument(help="A film that was cut elsewhere.")],
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a film that was cut elsewhere the film of a dispatch. The picks stay, unused."""
    from mediadesk import wiring
    from mediadesk.desk import dispatch as station

    with entered(desk, json, quiet) as door, door.out.progress() as report:
        settings = door.settings
        attached = station.attach(
            slug,
            file,
            catalogue=wiring.catalogue(settings),
            assets=wiring.assets(settings),
            programs=wiring.programs(settings),
            report=report,
        )
        _say(attached, door)


@app.command(epilog="Example: mediadesk dispatch render kharkiv-recovery")
def render(
    slug: Slug,
    explain: Annotated[bool, typer.Option("--explain", help="Print the ffmpeg command lines, and do nothing.")] = False,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make the film of a dispatch from the originals, frame by frame. --dry-run: what it and its publishing cost."""
    from mediadesk import wiring
    from mediadesk.cli.cost import tell
    from mediadesk.cli.derive import say_commands, say_each, tools_of
    from mediadesk.desk import derive
    from mediadesk.desk import dispatch as station
    from mediadesk.model.recipe import film_recipes

    with entered(desk, json, quiet) as door, door.out.progress() as report:
        found, tools = station.get(slug, catalogue=wiring.catalogue(door.settings)), tools_of(door)
        if explain:
            say_commands(derive.explained_film(found, tools), door)
            return
        tell(derive.cost_of_film(found, film_recipes(light=False) if dry_run else (), tools), door, each=dry_run)
        if not dry_run:
            finish(say_each(derive.derive_film(found, (), tools, report), door))


app.command(epilog="Example: mediadesk dispatch caption kharkiv-recovery subtitles.srt --lang uk")(caption.caption)
app.command(epilog="Example: mediadesk dispatch chapters kharkiv-recovery chapters.txt")(caption.chapters)


def _edit(slug: str, change: "Callable[[Dispatch], Dispatch]", desk: Path | None, json: bool, quiet: bool) -> None:
    from mediadesk import wiring
    from mediadesk.desk import dispatch as station

    with entered(desk, json, quiet) as door:
        _say(station.edit(slug, change, catalogue=wiring.catalogue(door.settings)), door)


def _points(in_: str | None, out: str | None) -> "tuple[Fraction | None, Fraction | None]":
    return point_in_time(in_, "--in") if in_ else None, point_in_time(out, "--out") if out else None


def _said(**options: str | int | None) -> dict[str, object]:
    given = ((name, value) for name, value in options.items() if value is not None)
    return {name: text(value) if isinstance(value, str) else value for name, value in given}


def _say(dispatch: "Dispatch", door: Door, further: str = "") -> None:
    from mediadesk.cli import records, tables

    lines = [*tables.dispatch_lines(dispatch), *([further] if further else [])]
    door.out.record(records.dispatch(dispatch), "\n".join(lines))
    _say_late(dispatch, door)


def _say_late(dispatch: "Dispatch", door: Door) -> None:
    """What a cut did to the poster that was chosen before it."""
    from mediadesk import wiring
    from mediadesk.desk import dispatch as station

    if late := station.late_poster(dispatch, catalogue=wiring.catalogue(door.settings)):
        door.out.note(f"its poster comes too late: {late}")
