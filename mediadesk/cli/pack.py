"""`mediadesk pack`: clips for an editor who is elsewhere."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediadesk.cli.cost import size
from mediadesk.cli.door import Desk, Door, DryRun, Json, Quiet, entered, verb
from mediadesk.cli.eta import duration
from mediadesk.cli.passphrase import for_others
from mediadesk.cli.travel import GATES
from mediadesk.errors import Misasked, Refused
from mediadesk.model.clip import Flag
from mediadesk.model.picking import new_mark
from mediadesk.model.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediadesk.custody.handing import Write
    from mediadesk.desk.pack import Plan
    from mediadesk.model.picking import Pack

app = verb()

_FEW = 5  # ids on a line


@app.command(epilog="Example: mediadesk pack market --from 2022-05-07 --for kestrel --max 100MB")
def pack(
    words: Annotated[
        list[str] | None,
        typer.Argument(help="In name, title, notes, tags, trip, place or camera; or the slug of a dispatch."),
    ] = None,
    trip: Annotated[str | None, typer.Option(help="Of this trip.")] = None,
    dispatch: Annotated[str | None, typer.Option(help="What was picked for this dispatch.", metavar="SLUG")] = None,
    start: Annotated[str | None, typer.Option("--from", help="A day where it was shot.", metavar="DATE")] = None,
    end: Annotated[str | None, typer.Option("--to", help="That day included.", metavar="DATE")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="With this tag; several: with all of them.")] = None,
    flag: Annotated[Flag | None, typer.Option(help="As it was flagged.")] = None,
    editor: Annotated[
        str | None, typer.Option("--for", help="Who gets it, by an alias: it stays on the desk.", metavar="ALIAS")
    ] = None,
    stills: Annotated[bool, typer.Option("--stills", help="Pictures alone: at most 100 kB a clip.")] = False,
    most: Annotated[
        str | None, typer.Option("--max", help="How heavy at most: the proxies get lighter.", metavar="SIZE")
    ] = None,
    clip: Annotated[
        list[str] | None,
        typer.Option("--with", help="Take this clip along, also when it is kept back or labelled.", metavar="CLIP"),
    ] = None,
    recipient: Annotated[
        list[str] | None,
        typer.Option(
            help="Seal it with age for the holder of this public key: age1…, ssh-ed25519 …, or a file with some;"
            " else a passphrase is asked for.",
            metavar="KEY",
        ),
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Not encrypted: whoever finds it can look at it.")] = False,
    language: Annotated[str, typer.Option(help="Of its page: en or uk.")] = "en",
    path: Annotated[
        Path | None,
        typer.Option(
            help="A new name, or a folder for it; else here. With --plain a folder, or FILE.zip. With --stills also"
            " FILE.html, or FILE.html.age: one page with its pictures in it.",
            metavar="PATH",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(help="Clips at once; 0 is one for each core.", min=0)] = 0,
    listed: Annotated[bool, typer.Option("--list", help="List who got what, and when.")] = False,
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a pack to pick from: one page that opens from disk, with small proxies, storyboards and stills.

    No exact place or time, no camera, no name of anybody or of any file goes along; clips that are kept back stay at
    home. Each picture has the mark of the pack: whose copy it is. What comes back is a picks file.
    """
    from mediadesk import wiring
    from mediadesk.cli import typed
    from mediadesk.desk import pack as station
    from mediadesk.model.query import Query

    with entered(desk, json, quiet, at_home=not listed) as door:
        shelf = wiring.catalogue(door.settings)
        if listed:
            for each in station.listed(shelf):
                door.out.answer(_record(each), _line(each))
            return
        alias = _alias(editor)
        typed.page_language(language, "the page")
        keys = _keys(recipient or [], plain=plain)
        query = Query(
            words=tuple(words or ()),
            start=typed.beginning(start) if start else None,
            end=typed.end(end) if end else None,
            trip=trip,
            tags=tuple(tag or ()),
            flag=flag,
            sort="captured",
            limit=0,
        )
        asked = station.Asked(
            query=query,
            slug=dispatch,
            named=clip or (),
            stills=stills,
            most_bytes=typed.size_bytes(most, "--max") if most else None,
        )
        plan = station.plan(asked, catalogue=shelf, desk=door.settings.desk, now=datetime.now(UTC))
        door.out.record(_plan_record(plan, alias, dry_run=dry_run), "\n".join(_plan_lines(plan)))
        mark = new_mark()
        shut = _Shut(plain=plain, keys=keys, target=_target(path, mark, plain=plain))
        _require_possible(plan, shut)
        if dry_run:
            return
        station.check(shut.target, wiring.assets(door.settings), folder=shut.folder)
        done = _make(door, plan, shut, _Whom(alias=alias, mark=mark, language=language), workers)
        lines = _done_lines(done, shut.target)
        door.out.record({**_record(done), "path": str(shut.target)}, "\n".join(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whom:
    """Whom a pack is for."""

    alias: str
    mark: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shut:
    """How a pack is shut, and where it goes."""

    plain: bool
    keys: list[Any]  # of recipients
    target: Path

    @property
    def folder(self) -> bool:
        """Whether it is a folder; else it is one file."""
        return self.plain and self.target.suffix not in {".zip", ".html"}

    @property
    def one_page(self) -> bool:
        """Whether it is one page with its pictures in it."""
        return self.target.name.endswith(".html" if self.plain else ".html.age")


def _make(door: Door, plan: "Plan", shut: _Shut, whom: _Whom, workers: int) -> "Pack":
    """The pack, when all that it is made of is there."""
    from mediadesk import wiring
    from mediadesk.cli.derive import tools_of
    from mediadesk.custody import handing
    from mediadesk.desk import derive
    from mediadesk.desk import pack as station

    passphrase = None
    if not shut.plain and not shut.keys:  # asked for before the work: nobody waits for the question
        passphrase = for_others("the pack", otherwise="--recipient KEY, or --plain")
    tools = tools_of(door, "", workers)
    here = wiring.engine(door.settings, "local" if door.settings.engine == "cluster" else "", workers)
    with tools.assets.making() as room, door.out.progress() as report:
        for each in derive.derive(plan.clips, plan.recipes, tools, report):
            if each.result == "failed":
                door.out.note(f"{each.subject}: no {each.recipe}: {each.why}")
        inner: Write = handing.to_page if shut.one_page else handing.to_zip
        write = handing.to_folder if shut.folder else inner
        if not shut.plain:
            write = (
                handing.to_locked(passphrase, room, inner) if passphrase else handing.to_sealed(shut.keys, room, inner)
            )
        into = station.Into(
            target=shut.target,
            folder=shut.folder,
            write=write,
            encrypted=not shut.plain,
            editor=whom.alias,
            mark=whom.mark,
            language=whom.language,
            one_page=shut.one_page,
        )
        return station.make(
            plan,
            into,
            catalogue=tools.catalogue,
            assets=tools.assets,
            programs=tools.programs,
            engine=here,
            report=report,
        )


def _require_possible(plan: "Plan", shut: _Shut) -> None:
    """Raises Misasked for a page with films in it, Refused for what is too heavy to be shut so."""
    from mediadesk.custody import sealed
    from mediadesk.model.pack import MOST_ONE_PAGE, in_one_page

    if shut.one_page and not plan.stills:
        raise Misasked("films do not fit into one page", hint="--stills, or another name: --path pack.zip")
    if shut.one_page and (weighs := in_one_page(plan.most_bytes)) > MOST_ONE_PAGE:
        raise Refused(
            f"one page with all pictures of {len(plan.clips)} clips may weigh {size(weighs)}: too much for a telephone",
            hint=f"at most {size(MOST_ONE_PAGE)}: take fewer clips, or another name: --path pack.zip",
        )
    if not shut.plain and not shut.keys:
        sealed.require_lockable(plan.most_bytes)


def _alias(typed: str | None) -> str:
    """Who gets it. Raises Misasked for nobody."""
    if not (alias := one_line(typed)):
        raise Misasked("nobody is named who gets the pack", hint="--for kestrel: an alias that stays on this desk")
    return alias


def _keys(recipient: "Sequence[str]", *, plain: bool) -> list[Any]:
    """Whom it is sealed for. Raises Misasked for what is no key, and for a plain pack with one."""
    from mediadesk.custody import sealed

    if plain and recipient:
        raise Misasked("a plain pack is sealed for nobody", hint="either --plain, or --recipient KEY")
    return sealed.recipients(recipient)


def _target(path: Path | None, mark: str, *, plain: bool) -> Path:
    """Where it goes: into a folder that is there, under a name of its own; else under the name that was given."""
    name = f"pack-{mark}" if plain else f"pack-{mark}.zip.age"
    if path is None:
        return Path(name)
    return path / name if path.is_dir() else path


def _plan_record(plan: "Plan", alias: str, *, dry_run: bool) -> dict[str, Any]:
    from mediadesk.model.pack import line_seconds

    return {
        "kind": "pack-plan",
        "for": alias,
        "clips": [clip.id for clip in plan.clips],
        "dispatch": plan.slug,
        "stills": plan.stills,
        "picture_kbps": plan.rates.picture if plan.rates else None,
        "bytes": plan.usual_bytes,
        "most_bytes": plan.most_bytes,
        "seconds_at_1_mbps": round(line_seconds(plan.usual_bytes)),
        "to_make": plan.to_make,
        "kept_home": dict(plan.kept_home),
        "texts_kept_home": plan.texts_kept_home,
        "dry_run": dry_run,
    }


def _plan_lines(plan: "Plan") -> list[str]:
    from mediadesk.model.pack import line_seconds

    holds = "stills alone" if plan.rates is None else f"proxies of at most {plan.rates.picture} kbit/s"
    lasts = duration(line_seconds(plan.usual_bytes))
    picked = f" picked for {plan.slug}" if plan.slug else ""
    weight = f"about {size(plan.usual_bytes)}, at most {size(plan.most_bytes)}; {lasts} at 1 Mbit/s"
    lines = [f"{len(plan.clips)} clips{picked}, {holds}: {weight}"]
    if plan.to_make:
        lines.append(f"{plan.to_make} things of them are to be made on the desk first")
    for gate in sorted(set(plan.kept_home.values())):
        ids = [each for each, kept in plan.kept_home.items() if kept == gate]
        more = ", …" if len(ids) > _FEW else ""
        lines.append(f"{len(ids)} stay at home, {GATES[gate]}: {', '.join(ids[:_FEW])}{more}")
    if plan.kept_home:
        lines.append("  --with CLIP takes one of them along")
    if plan.texts_kept_home:
        lines.append(
            f"{plan.texts_kept_home} titles, tags or notes stay at home: they tell a person, a place or a name"
        )
    return lines


def _done_lines(done: "Pack", target: Path) -> list[str]:
    from mediadesk.model.pack import line_seconds

    weight = f"{size(done.size_bytes)}, {duration(line_seconds(done.size_bytes))} at 1 Mbit/s"
    lines = [f"packed {len(done.clips)} clips for {done.editor} as {done.mark}: {target} ({weight})"]
    if not done.encrypted:
        lines.append("it is not encrypted: faces, voices and house fronts are in its pictures")
    lines.append(f"what comes back is picks-{done.mark}.json")
    return lines


def _record(each: "Pack") -> dict[str, Any]:
    return {
        "kind": "pack",
        "mark": each.mark,
        "for": each.editor,
        "at": each.at.isoformat(),
        "clips": list(each.clips),
        "dispatch": each.slug,
        "stills": each.stills,
        "encrypted": each.encrypted,
        "bytes": each.size_bytes,
        "sha256": each.sha256,
    }


def _line(each: "Pack") -> str:
    what = "stills" if each.stills else "proxies"
    of_it = f", for {each.slug}" if each.slug else ""
    shut = "" if each.encrypted else ", not encrypted"
    holds = f"{len(each.clips)} clips, {what}, {size(each.size_bytes)}{of_it}{shut}"
    return f"{each.at:%Y-%m-%d %H:%M}Z  {each.mark}  {each.editor}: {holds}"
