"""`mediadesk demo`: the whole story with a small made card, in the folder you name."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import Desk, Door, Json, Quiet, entered, verb
from mediadesk.cli.named import desk_named
from mediadesk.errors import Misasked

if TYPE_CHECKING:
    from mediadesk.model.clip import Clip
    from mediadesk.model.dispatch import Dispatch

app = verb()

SLUG = "kharkiv-recovery"
_MOST_PICKS = 5
_LONGEST_PICK = 4  # seconds


@app.command(epilog="Example: mediadesk demo, or mediadesk demo ~/desk --card /media/CARD")
def demo(
    folder: Annotated[Path | None, typer.Argument(help="The desk to make or go on with.", metavar="DIR")] = None,
    card: Annotated[Path | None, typer.Option(help="A real card instead of the made one.", metavar="SOURCE")] = None,
    store: Annotated[
        str, typer.Option(help="Where to publish, by its name in mediadesk.toml.", metavar="NAME")
    ] = "public",
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the player until Ctrl-C.")] = True,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run the whole story: a card, its clips, a dispatch, a player. Run again: nothing changes, and it says so."""
    from mediadesk import wiring
    from mediadesk.cli import records
    from mediadesk.cli.init import make_desk
    from mediadesk.cli.online import put_online

    folder = folder or desk_named(desk) or Path()
    make_desk(folder)
    with entered(folder, json, quiet) as door:
        before = _state(door)
        door.out.line("1. the card")
        _take_in(card, door)
        door.out.line("2. thumbnails, posters, storyboards, proxies")
        _derive(door)
        door.out.line("3. the dispatch")
        _dispatch(door)
        door.out.line("4. film, ladder, and online")
        target = wiring.store(door.settings, store)
        published = put_online(SLUG, target, door)
        door.out.record(records.published(published))
        unchanged = not published.sent and before == _state(door)
        if unchanged:
            door.out.line("nothing changed: every step was done already")
        _end(published.path, published.url, store, door, serve=serve)


def _take_in(card: Path | None, door: Door) -> None:
    from mediadesk import wiring
    from mediadesk.cli.intake import Wishes, take_in, warn_of_checkout
    from mediadesk.media.sample import make_card

    if card:
        warn_of_checkout(door)
    else:
        with door.out.progress() as report:
            card = make_card(door.settings.cache, programs=wiring.programs(door.settings), report=report)
    take_in(card, Wishes(trip="Kharkiv May 2022"), door)


def _derive(door: Door) -> None:
    from mediadesk.cli.derive import say_each, tools_of
    from mediadesk.desk import derive
    from mediadesk.model.recipe import EVERY_CLIP

    tools = tools_of(door)
    with door.out.progress() as report:
        say_each(derive.derive(_clips(door), EVERY_CLIP, tools, report), door)


def _dispatch(door: Door) -> None:
    """The dispatch of the story; an editor's changes to it stay."""
    from fractions import Fraction

    from mediadesk import wiring
    from mediadesk.cli import records, tables
    from mediadesk.desk import dispatch as station

    shelf = wiring.catalogue(door.settings)
    if not any(each.slug == SLUG for each in station.every(catalogue=shelf)):
        picked = [clip for clip in _clips(door) if clip.facts.frame and clip.facts.decodes][:_MOST_PICKS]
        if not picked:
            raise Misasked("this card holds no clip with a picture", hint="make demo without CARD makes one")
        said = {
            "lead": "Shops open, trams run, windows are boarded up: three days in a city that repairs itself.",
            "dateline": "Kharkiv, 7–9 May 2022",
            "byline": "mediadesk demo",
            "language": "en",
            "licence": "CC BY 4.0",
            "series": "Mutual aid",
            "number": 3,
        }
        station.new(SLUG, "The recovery in Kharkiv", said, catalogue=shelf)
        for clip in picked:
            seconds = clip.facts.seconds or Fraction(_LONGEST_PICK)
            out = Fraction(_LONGEST_PICK) if seconds > _LONGEST_PICK else None
            station.pick(SLUG, clip.id, None, out, None, catalogue=shelf)
    made = station.get(SLUG, catalogue=shelf)
    door.out.record(records.dispatch(made), "\n".join(tables.dispatch_lines(made)))


def _clips(door: Door) -> "list[Clip]":
    from mediadesk import wiring
    from mediadesk.desk import find
    from mediadesk.model.query import Query

    return find.find(Query(limit=0), catalogue=wiring.catalogue(door.settings))


def _state(door: Door) -> "tuple[list[Clip], list[Dispatch]]":
    """What a second run must not change."""
    from mediadesk import wiring
    from mediadesk.desk import dispatch

    return _clips(door), dispatch.every(catalogue=wiring.catalogue(door.settings))


def _end(path: str, url: str | None, store: str, door: Door, *, serve: bool) -> None:
    """Says where the player is, and serves it from here when nobody else does."""
    from mediadesk import settings
    from mediadesk.cli.preview import shows
    from mediadesk.cli.serving import HOST, PORT, address, serve_until_ctrl_c, server

    if url:
        _say_player(url, door)
        return
    if not serve:
        _say_player(f"http://{HOST}:{PORT}/{path}", door)
        door.out.line(f"see it with: mediadesk --desk {door.settings.desk} preview")
        return
    root = door.settings.desk / settings.store(door.settings, store).path
    with server(root, PORT, may_show=shows(store, door), else_any=True) as running:
        _say_player(f"{address(running)}/{path}", door)
        door.out.line("Ctrl-C ends it")
        serve_until_ctrl_c(running)


def _say_player(url: str, door: Door) -> None:
    door.out.answer({"kind": "preview", "slug": SLUG, "url": url}, f"the player: {url}")
