"""`mediadesk dispatch caption` and `dispatch chapters`: what is said in the film, and what comes when."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediadesk.cli.door import Desk, Door, Json, Quiet, entered
from mediadesk.errors import Misasked

if TYPE_CHECKING:
    from mediadesk.catalogue import Catalogue

Slug = Annotated[str, typer.Argument(help="The dispatch's short name.")]
Drop = Annotated[bool, typer.Option("--drop", help="Take them away.")]
To = Annotated[Path | None, typer.Option("--to", help="Write them out for an editor.", metavar="FILE")]


def caption(
    slug: Slug,
    file: Annotated[Path | None, typer.Argument(help="SubRip (.srt) or WebVTT (.vtt).")] = None,
    lang: Annotated[str, typer.Option("--lang", help="Their language: uk, en, el, ar …")] = "",
    state: Annotated[
        str | None,
        typer.Option(help="Who stands for them: a program alone is no one.", metavar="machine|edited|approved"),
    ] = None,
    by: Annotated[str | None, typer.Option(help="Alias of whoever says so.", metavar="ALIAS")] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Of an old file: windows-1251 … Else UTF-8 or UTF-16.", metavar="NAME")
    ] = None,
    to: To = None,
    drop: Drop = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Give the film captions in a language, say who has gone over them, or write them out.

    New ones are `edited`, or `machine` where the file shows that a program wrote it; `machine` never goes out.
    """
    from mediadesk import wiring
    from mediadesk.cli import records
    from mediadesk.desk import caption as station

    if not lang:
        raise Misasked("captions are in a language", hint="--lang uk")
    if sum((drop, to is not None, file is not None)) > 1 or (not (drop or to or file) and state is None):
        hint = f"mediadesk dispatch caption {slug} captions.srt --lang {lang}, or --state edited, --to FILE, --drop"
        raise Misasked("a file, a state, --to or --drop: one of them", hint=hint)
    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        if to:
            many = station.write(slug, lang, to, catalogue=shelf)
            door.out.record(records.done("dispatch caption", str(to)), f"{many} cues written to {to.name}")
            return
        if drop:
            station.drop(slug, lang, catalogue=shelf)
            door.out.note(f"the captions in {lang} are taken away")
        elif file:
            now, said = station.put(slug, lang, file, state=state, by=by, encoding=encoding, catalogue=shelf)
            for each in said.left_out:
                door.out.note(f"left out: {each}")
            if said.moved:
                door.out.note(f"put in the order of their times: {said.moved}")
            if said.lengthened:
                door.out.note(f"cues that ended as they began, shown for a second now: {said.lengthened}")
            if not state:
                _say_state(now, door)
        elif state:
            station.judge(slug, lang, state, by, catalogue=shelf)
        say_timed(slug, door, shelf)


def chapters(
    slug: Slug,
    file: Annotated[
        Path | None, typer.Argument(help="Lines as 1:04 The square, or WebVTT, SubRip, ffmpeg's metadata.")
    ] = None,
    to: To = None,
    drop: Drop = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Part the film into chapters, each up to the next one."""
    from mediadesk import wiring
    from mediadesk.cli import records
    from mediadesk.desk import caption as station

    if sum((drop, to is not None, file is not None)) != 1:
        hint = f"mediadesk dispatch chapters {slug} chapters.txt, or --to FILE, or --drop"
        raise Misasked("a file, --to or --drop: one of them", hint=hint)
    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        if to:
            many = station.write_chapters(slug, to, catalogue=shelf)
            door.out.record(records.done("dispatch chapters", str(to)), f"{many} chapters written to {to.name}")
            return
        if file:
            station.put_chapters(slug, file, catalogue=shelf)
        else:
            station.drop_chapters(slug, catalogue=shelf)
            door.out.note("the chapters are taken away")
        say_timed(slug, door, shelf)


def say_timed(slug: str, door: Door, catalogue: "Catalogue") -> None:
    """The captions and the chapters of a dispatch, and what is wrong with them."""
    from mediadesk.cli import caption_words as words
    from mediadesk.desk import caption as station

    timed = station.look(slug, catalogue=catalogue)
    for each in timed.captions:
        door.out.answer(words.caption_record(slug, each), "\n".join(words.caption_lines(slug, each)))
    for number, chapter in enumerate(timed.chapters, 1):
        door.out.answer(words.chapter_record(slug, number, chapter), words.chapter_line(number, chapter))
    if timed.late:
        door.out.note(timed.late)


def _say_state(now: str, door: Door) -> None:
    if now == "machine":
        door.out.note("they look as a program wrote them, so they are `machine`: go over them, then --state edited")
    else:
        door.out.note("taken as gone over by somebody; if a program wrote them: --state machine")
