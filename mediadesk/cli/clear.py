"""`mediadesk clear …`: what must be minded before anything goes out, and somebody's yes."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediadesk.cli import people
from mediadesk.cli.door import Desk, Door, Json, Quiet, entered, verb
from mediadesk.cli.named import DeskBefore
from mediadesk.cli.typed import instant, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mediadesk.model.clip import Clip

app = verb()

Slug = Annotated[str, typer.Argument(help="The dispatch's short name.")]
Clips = Annotated[list[str], typer.Argument(help="Any unique beginnings of clips' ids.", metavar="CLIP…")]
Target = Annotated[str, typer.Argument(help="A clip, or a dispatch by its short name.", metavar="CLIP|SLUG")]
By = Annotated[str, typer.Option(help="Your alias: it is recorded.", metavar="ALIAS")]
PerhapsBy = Annotated[str | None, typer.Option("--by", help="Your alias: it is recorded.", metavar="ALIAS")]
To = Annotated[str, typer.Option(help="The store, by its name in mediadesk.toml.", metavar="STORE")]
Reason = Annotated[str, typer.Option(help="Why: whoever meets it will ask.")]
PerhapsReason = Annotated[str | None, typer.Option("--reason", help="Why: whoever meets it will ask.")]


@app.callback(invoke_without_command=True)
def clear(context: typer.Context, desk: DeskBefore = None) -> None:  # noqa: ARG001 # its callback notes it
    """Mind what could harm somebody: holds, embargoes, labels, who is in it and what they agreed to, and a yes."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog="Example: mediadesk clear check kharkiv-recovery --to web")
def check(slug: Slug, to: To = "public", desk: Desk = None, json: Json = False, quiet: Quiet = False) -> None:
    """Say of every gate whether a dispatch would pass it now. Nothing is made, nothing is sent. Exit 5 if not."""
    from mediadesk import wiring
    from mediadesk.cli import records
    from mediadesk.cli.clear_words import gate_line
    from mediadesk.cli.online import tools_of
    from mediadesk.desk import publish as station
    from mediadesk.model.clearance import before_scan, passed

    with entered(desk, json, quiet) as door:
        store = wiring.store(door.settings, to)
        with door.out.progress() as report:
            gates, found = station.preflight(slug, store, tools_of(door), report)
        for gate in gates:
            result = None if gate.gate == "leaks" and found is None else gate.result
            door.out.answer({**records.gate(gate), "result": result}, gate_line(gate, result))
        for finding in found or ():
            door.out.answer(records.finding(finding), f"finding: {finding.where}: {finding.what}")
        passed(before_scan(gates) if found is None else gates, found or (), slug)
        door.out.line(f"it may go out: mediadesk publish {slug} --to {to}")


@app.command(epilog='Example: mediadesk clear give kharkiv-recovery --by kestrel --note "shown to everybody in it"')
def give(
    slug: Slug,
    by: By,
    note: Annotated[str | None, typer.Option(help="What was looked at.")] = None,
    to: To = "public",
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say yes to a dispatch exactly as it stands. What nobody may pass refuses; any change asks for another yes."""
    from mediadesk import wiring
    from mediadesk.cli.clear_words import cleared_lines, cleared_record
    from mediadesk.cli.online import refusals_told
    from mediadesk.desk import clear as station

    with entered(desk, json, quiet) as door, refusals_told(door):
        store = wiring.store(door.settings, to)
        given = station.give(
            slug,
            text(by),
            note and text(note),
            store=store.name,
            local=store.local,
            catalogue=wiring.catalogue(door.settings),
        )
        door.out.record(cleared_record(given), "\n".join(cleared_lines(given)))


@app.command(epilog='Example: mediadesk clear hold 7QK2 --reason "kept for part two" --by kestrel --for part-two')
def hold(
    clip: Clips,
    reason: Reason,
    by: By,
    for_: Annotated[
        str | None, typer.Option("--for", help="The one dispatch that may use it, made or not.", metavar="SLUG")
    ] = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Keep clips back: no other dispatch may use them until you let go."""
    from mediadesk import wiring
    from mediadesk.cli.clear_words import hold_line, hold_record
    from mediadesk.cli.online import warn_of_online
    from mediadesk.desk import clear as station

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        held = station.hold(clip, text(reason), text(by), kept_for=for_, catalogue=shelf)
        for each in held:
            door.out.record(hold_record(each), hold_line(each))
        warn_of_online((each.clip for each in held), door, but=for_)


@app.command(epilog="Example: mediadesk clear embargo 7QK2 --rule military, or --until 2026-12-01T18:00+02:00")
def embargo(
    target: Target,
    until: Annotated[str | None, typer.Option(help="Not before: 2026-12-01T18:00+02:00.", metavar="INSTANT")] = None,
    rule: Annotated[str | None, typer.Option(help="By a rule: military, civilian.", metavar="NAME")] = None,
    reason: PerhapsReason = None,
    by: PerhapsBy = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Let a clip, or a whole dispatch, go out no earlier than an instant, or than a rule says. Check rules locally."""
    from mediadesk import wiring
    from mediadesk.cli.clear_words import embargo_line, embargo_record
    from mediadesk.cli.online import warn_of_online
    from mediadesk.desk import clear as station
    from mediadesk.model.clip import ClipId
    from mediadesk.model.layout import is_slug

    with entered(desk, json, quiet) as door:
        placed = station.embargo(
            target,
            until=instant(until, "--until") if until else None,
            rule=rule,
            reason=reason and text(reason),
            by=by and text(by),
            catalogue=wiring.catalogue(door.settings),
        )
        door.out.record(embargo_record(placed), embargo_line(placed))
        if not is_slug(placed.target):
            warn_of_online([ClipId(placed.target)], door)


@app.command(epilog="Example: mediadesk clear label 7QK2 minor graphic --by kestrel")
def label(
    clip: Annotated[str, typer.Argument(help="Any unique beginning of a clip's id.", metavar="CLIP")],
    label: Annotated[
        list[str], typer.Argument(help="What must be minded: minor, graphic, do-not-publish …", metavar="LABEL…")
    ],
    by: PerhapsBy = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put labels on a clip. `mediadesk clear labels` says what each asks for."""
    from mediadesk import wiring
    from mediadesk.cli.online import warn_of_online
    from mediadesk.desk import clear as station

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        clips = station.label([clip], list(map(text, label)), by=by and text(by), catalogue=shelf)
        _say_labelled(clips, door)
        warn_of_online((each.id for each in clips), door)


@app.command(epilog="Example: mediadesk clear labels")
def labels(desk: Desk = None, json: Json = False, quiet: Quiet = False) -> None:
    """Say which labels there are and what they ask for, and which rules embargoes go by."""
    from mediadesk.model.embargo import RULES
    from mediadesk.model.labels import LABELS

    with entered(desk, json, quiet) as door:
        for each in LABELS:
            asks = "never goes out" if each.never else "a release of everybody in it" if each.needs_release else ""
            asks = f"an embargo by the rule {each.rule}" if each.rule else asks
            record: dict[str, Any] = {"kind": "label", "label": each.name, "says": each.says, "asks": asks or None}
            door.out.answer(record, f"{each.name:22} {each.says}{f': {asks}' if asks else ''}")
        for rule in RULES:
            hours = rule.after.total_seconds() / 3600 if rule.after else None
            after = f"{hours:.0f} h after the event" if hours is not None else "no hour is known"
            record = {
                "kind": "rule",
                "rule": rule.name,
                "hours": hours,
                "country": rule.country,
                "as_of": rule.as_of.isoformat(),
                "source": rule.source,
            }
            line = f"rule {rule.name:17} {after} ({rule.country}, as of {rule.as_of}; check locally): {rule.source}"
            door.out.answer(record, line)


@app.command(epilog="Example: mediadesk clear lift 7QK2 --label do-not-publish --by kestrel")
def lift(
    target: Target,
    by: By,
    hold: Annotated[bool, typer.Option("--hold", help="Your hold; this if nothing is said.")] = False,
    embargo: Annotated[bool, typer.Option("--embargo", help="Every embargo on it.")] = False,
    label: Annotated[list[str] | None, typer.Option(help="This label.")] = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Let go of a clip or a dispatch: of your hold, of its embargoes, of a label. Who does it is recorded."""
    from mediadesk import wiring
    from mediadesk.cli.clear_words import hold_line, hold_record
    from mediadesk.desk import clear as station

    with entered(desk, json, quiet) as door:
        shelf, by = wiring.catalogue(door.settings), text(by)
        if label:
            _say_labelled(station.unlabel([target], list(map(text, label)), by=by, catalogue=shelf), door)
        if embargo:
            named, count = station.lift_embargo(target, by, catalogue=shelf)
            record = {"kind": "lifted", "on": named, "what": "embargo", "count": count, "by": by}
            door.out.record(record, f"{named} is under no embargo of its own any more ({count} lifted)")
        if hold or not (embargo or label):
            own = station.lift_hold(target, by, catalogue=shelf)
            record = {"kind": "lifted", "on": own.clip, "what": "hold", "count": 1, "by": by}
            door.out.record({**record, "hold": hold_record(own)}, f"let go: {hold_line(own)}")


@app.command("list", epilog="Example: mediadesk clear list")
def list_(desk: Desk = None, json: Json = False, quiet: Quiet = False) -> None:
    """List all that keeps something back, who is known by alias, and what they agreed to."""
    from mediadesk import wiring
    from mediadesk.cli import clear_words as words
    from mediadesk.desk import clear as station

    with entered(desk, json, quiet) as door:
        known = station.minded(catalogue=wiring.catalogue(door.settings))
        for hold in known.holds:
            door.out.answer(words.hold_record(hold), words.hold_line(hold))
        for embargo in known.embargoes:
            door.out.answer(words.embargo_record(embargo), words.embargo_line(embargo))
        for clip in known.labelled:
            door.out.answer(_labelled(clip), f"{clip.id} is labelled {', '.join(sorted(clip.log.labels))}")
        for subject in known.subjects:
            clips = [each.clip for each in known.appearances if each.subject == subject.alias]
            record = {**words.subject_record(subject), "clips": clips}
            door.out.answer(record, f"{subject.alias} is in {', '.join(clips) or 'no clip'}")
        for release in known.releases:
            door.out.answer(words.release_record(release), words.release_line(release))
        if not any((known.holds, known.embargoes, known.labelled, known.subjects)):
            door.out.note("nothing is kept back, and nobody is named; try: mediadesk clear subject CLIP --alias ALIAS")


def _say_labelled(clips: "Iterable[Clip]", door: Door) -> None:
    for clip in clips:
        door.out.record(_labelled(clip), f"{clip.id}: {', '.join(sorted(clip.log.labels)) or 'no label'}")


def _labelled(clip: "Clip") -> dict[str, object]:
    return {"kind": "labelled", "clip": clip.id, "labels": sorted(clip.log.labels)}


app.command(epilog="Example: mediadesk clear subject 7QK2 XN4R --alias baker --aspect face")(people.subject)
app.command(
    epilog="Example: mediadesk clear release baker --covers face --covers voice --proof paper.jpg --by kestrel"
)(people.release)
app.command(epilog="Example: mediadesk clear withdraw baker --dry-run")(people.withdraw)
