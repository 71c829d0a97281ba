"""`mediadesk publish`: put a dispatch online."""

from typing import Annotated

import typer

from mediadesk.cli.door import Desk, Json, Quiet, entered, verb
from mediadesk.cli.typed import instant as typed_instant
from mediadesk.cli.typed import text
from mediadesk.errors import Misasked

app = verb()

NEVER = "never"


@app.command(
    epilog="Example: mediadesk publish kharkiv-recovery --to web --override 'shown to everybody in it'\n\n"
    "Example: mediadesk publish kharkiv-recovery --to web --at 2026-12-01T18:00+02:00"
)
def publish(
    slug: Annotated[str | None, typer.Argument(help="The dispatch's short name.", show_default=False)] = None,
    to: Annotated[str, typer.Option(help="The store, by its name in mediadesk.toml.", metavar="STORE")] = "public",
    light: Annotated[
        bool, typer.Option("--light", help="For a bad line: the smallest sizes alone. A later publish adds the rest.")
    ] = False,
    at: Annotated[
        str | None,
        typer.Option(help="Go online at this instant; `never` takes that back.", metavar="INSTANT|never"),
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Put online what was scheduled and is due: for cron.")] = False,
    private: Annotated[
        bool, typer.Option("--private", help="A page for those alone who are sent its address.")
    ] = False,
    days: Annotated[float, typer.Option(help="How long a private page stays.", metavar="N")] = 7,
    drop: Annotated[bool, typer.Option("--drop", help="With --private: take it away now.")] = False,
    at_once: Annotated[
        bool, typer.Option("--at-once", help="Leave nothing of the page before for those who have it open.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask, however long it takes.")] = False,
    most_kbps: Annotated[
        int, typer.Option("--most-kbps", help="Take no more of the line than this, each way; 0: all.", min=0)
    ] = 0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Make and scan everything, say what would be sent, and send nothing.")
    ] = False,
    override: Annotated[
        str | None, typer.Option(help="Pass the gates that may be passed; the reason is recorded.", metavar="REASON")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who says so, with --override: your alias.", metavar="ALIAS")] = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put a dispatch online, all or nothing: what is missing is made, everything is scanned, sent and read back."""
    from mediadesk import wiring
    from mediadesk.cli import later, online, records
    from mediadesk.cli import private as few
    from mediadesk.cli.plan import asking

    reason, alias = text(override or "").strip() or None, text(by) if by else None
    _check_together(slug, at=at, due=due, private=private, drop=drop, light=light, dry_run=dry_run)
    instant = typed_instant(at, "--at") if at and at != NEVER else None
    with entered(desk, json, quiet, at_home=True) as door:
        if slug is None:
            later.all_due(door)
            return
        store = wiring.store(door.settings, to, most_kbps=most_kbps)
        agree = asking(door, wiring.catalogue(door.settings), yes=yes, each=dry_run)
        if private and drop:
            few.drop(slug, store, door)
        elif private:
            few.show_privately(
                slug, store, door, days=few.days_of(days), agree=agree, dry_run=dry_run, override=reason, by=alias
            )
        elif at == NEVER:
            later.take_back(slug, store, door)
        elif instant:
            later.at_its_hour(slug, instant, store, door, agree=agree, light=light, override=reason, by=alias)
        else:
            published = online.put_online(
                slug, store, door, light=light, at_once=at_once, agree=agree, dry_run=dry_run, override=reason, by=alias
            )
            online.say_gates(published.gates, door)
            door.out.record(
                records.published(published, dry_run=dry_run), online.published_lines(published, store, dry_run=dry_run)
            )


def _check_together(
    slug: str | None, *, at: str | None, due: bool, private: bool, drop: bool, light: bool, dry_run: bool
) -> None:
    """What makes sense together. Raises Misasked."""
    if due and slug is not None:
        raise Misasked("--due publishes whatever is due, by itself", hint="mediadesk publish --due")
    if slug is None and not due:
        raise Misasked("which dispatch?", hint="mediadesk dispatch list")
    wrong = {
        "--drop takes a private page away": drop and not private,
        "a private page is there at once, and whole": private and bool(at or light),
        "what goes online at an hour cannot be rehearsed: leave out --at": bool(at) and dry_run,
        "there is nothing to rehearse": dry_run and (due or drop),
    }
    for what, is_so in wrong.items():
        if is_so:
            raise Misasked(what, hint="mediadesk publish --help")
