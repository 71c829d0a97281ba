"""`mediadesk clear …`: what must be minded before anything goes out, and somebody's yes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mediadesk.cli.door import Desk, Door, DryRun, Json, Quiet, entered, finish, verb
from mediadesk.cli.named import DeskBefore
from mediadesk.cli.typed import aspects, instant, text
from mediadesk.model.consent import ASPECTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mediadesk.model.clip import Clip, ClipId
    from mediadesk.store.base import Store

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
    from mediadesk.desk import clear as station

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        held = station.hold(clip, text(reason), text(by), kept_for=for_, catalogue=shelf)
        for each in held:
            door.out.record(hold_record(each), hold_line(each))
        _warn_of_online((each.clip for each in held), door, but=for_)


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
            _warn_of_online([ClipId(placed.target)], door)


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
    from mediadesk.desk import clear as station

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        clips = station.label([clip], list(map(text, label)), by=by and text(by), catalogue=shelf)
        _say_labelled(clips, door)
        _warn_of_online((each.id for each in clips), door)


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


@app.command(epilog="Example: mediadesk clear subject 7QK2 XN4R --alias baker --aspect face")
def subject(
    clip: Clips,
    alias: Annotated[str, typer.Option(help="A short name that says nothing to strangers.")],
    aspect: Annotated[list[str] | None, typer.Option(help=f"{', '.join(ASPECTS)}; face and voice if not said.")] = None,
    name: Annotated[str | None, typer.Option(help="As a release has it; kept on the desk alone.")] = None,
    note: Annotated[str | None, typer.Option(help="Kept on the desk alone.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="They are not in these clips after all.")] = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say who is seen or heard in clips, by alias. Without a release of theirs the clips do not go out."""
    from mediadesk import wiring
    from mediadesk.cli.clear_words import appearance_line, appearance_record
    from mediadesk.desk import clear as station

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        if remove:
            for each in station.appears_not(clip, text(alias), catalogue=shelf):
                door.out.record(appearance_record(each), f"{each.subject} is not in {each.clip}")
            return
        known = {"name": name and text(name), "note": note and text(note)}
        seen = station.appears(clip, text(alias), aspects(aspect or (), "--aspect"), **known, catalogue=shelf)
        for each in seen:
            door.out.record(appearance_record(each), appearance_line(each))
        _warn_of_online((each.clip for each in seen), door)


@app.command(
    epilog="Example: mediadesk clear release baker --covers face --covers voice --proof paper.jpg --by kestrel"
)
def release(
    alias: Annotated[str, typer.Argument(help="Whose.", metavar="ALIAS")],
    covers: Annotated[list[str], typer.Option(help=f"What they agreed to: {', '.join(ASPECTS)}.")],
    platform: Annotated[list[str] | None, typer.Option(help="For these stores alone.", metavar="STORE")] = None,
    language: Annotated[list[str] | None, typer.Option(help="In these languages alone: uk, en …")] = None,
    until: Annotated[str | None, typer.Option(help="The last day on which it holds.", metavar="DATE")] = None,
    proof: Annotated[Path | None, typer.Option(help="A scan or recording; copied to the desk, never sent.")] = None,
    by: PerhapsBy = None,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write down what somebody agreed to. What is not named is not covered."""
    from mediadesk import wiring
    from mediadesk.cli.clear_words import release_line, release_record
    from mediadesk.cli.typed import last_day
    from mediadesk.desk import clear as station
    from mediadesk.model.consent import Release

    with entered(desk, json, quiet) as door:
        given = Release(
            subject=text(alias),
            aspects=aspects(covers, "--covers"),
            platforms=frozenset(map(text, platform or ())),
            languages=frozenset(map(text, language or ())),
            until=last_day(until, "--until") if until else None,
            given_at=datetime.now(UTC),
            by=by and text(by),
        )
        shelf, assets = wiring.catalogue(door.settings), wiring.assets(door.settings)
        kept = station.release(given, proof, catalogue=shelf, assets=assets)
        door.out.record(release_record(kept), release_line(kept))
        for name in sorted(kept.platforms - door.settings.stores.keys()):
            door.out.warn(f"no store is called {name}, so this covers nothing", "the names in mediadesk.toml")


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


@app.command(epilog="Example: mediadesk clear withdraw baker --dry-run")
def withdraw(
    alias: Annotated[str, typer.Argument(help="Of somebody who was filmed, who filmed, or who sent clips.")],
    dry_run: DryRun = False,
    desk: Desk = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Take back what somebody agreed to: lists all that shows them, and takes every dispatch of it down in one go."""
    from mediadesk import wiring
    from mediadesk.cli import clear_words as words
    from mediadesk.cli.withdraw import answering, say_gone, say_posts, take_away_old
    from mediadesk.desk import clear, publish

    with entered(desk, json, quiet) as door:
        shelf = wiring.catalogue(door.settings)
        found = clear.exposure(text(alias), catalogue=shelf) if dry_run else clear.revoke(text(alias), catalogue=shelf)
        if door.out.json:
            door.out.answer(words.exposure_record(found), "")
            for each in found.dispatches:
                door.out.answer(words.exposed_record(each, dry_run=dry_run), "")
        else:
            door.out.answer({}, "\n".join(words.exposure_lines(found)))
        if dry_run:
            door.out.line("nothing was changed")
            return
        with door.out.progress() as report:

            def store_named(name: str) -> "Store":
                return wiring.store(door.settings, name)

            slugs = [each.dispatch.slug for each in found.dispatches]
            gone = list(publish.withdrawn(slugs, store_named, catalogue=shelf, ask=True, report=report))
            take_away_old(gone, store_named, shelf, report)
        say_gone(gone, door)
        say_posts([post for each in found.dispatches for post in each.posts], door)
        for one in gone:
            if one.trouble:
                raise one.trouble
        door.out.line(f"nothing that shows {found.alias} can be published any more")
        finish(answering(gone))


def _say_labelled(clips: "Iterable[Clip]", door: Door) -> None:
    for clip in clips:
        door.out.record(_labelled(clip), f"{clip.id}: {', '.join(sorted(clip.log.labels)) or 'no label'}")


def _labelled(clip: "Clip") -> dict[str, object]:
    return {"kind": "labelled", "clip": clip.id, "labels": sorted(clip.log.labels)}


def _warn_of_online(clips: "Iterable[ClipId]", door: Door, *, but: str | None = None) -> None:
    """What is online already stays there: whoever keeps something back must hear it."""
    from mediadesk import wiring
    from mediadesk.desk import clear as station

    for dispatch, publication in station.online_with(clips, catalogue=wiring.catalogue(door.settings)):
        if dispatch.slug != but:
            where = publication.url or f"the store {publication.store}"
            door.out.warn(f"{dispatch.slug} shows it, and is online: {where}", f"mediadesk withdraw {dispatch.slug}")
