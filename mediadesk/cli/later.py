"""Publishing at an hour: chosen, waited for, come, taken back."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mediadesk.cli.door import Door, finish
from mediadesk.cli.eta import duration
from mediadesk.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediadesk.desk.publish import Agree
    from mediadesk.model.online import Scheduled
    from mediadesk.store.base import Store

_LATE = timedelta(seconds=5)


def at_its_hour(
    slug: str,
    at: datetime,
    store: "Store",
    door: Door,
    *,
    agree: "Agree",
    light: bool = False,
    override: str | None = None,
    by: str | None = None,
) -> None:
    """Sends what may go before, waits, and puts it online. Ctrl-C ends the waiting alone."""
    from mediadesk.cli.online import made, refusals_told, tools_of
    from mediadesk.desk import publish as station

    tools = tools_of(door)
    with refusals_told(door), door.out.progress() as report:
        asked = station.may_go_out(slug, store, catalogue=tools.catalogue, override=override, by=by, at=at)
        made(asked, door, report, light=light)
        scheduled = station.schedule(
            slug, at, store, tools, light=light, override=override, by=by, agree=agree, report=report
        )
    early = "what is large is there already" if scheduled.proved else "nothing is sent before the embargo ends"
    door.out.answer(scheduled_record(scheduled), f"{scheduled_line(scheduled)}; {early}")
    door.out.line("Ctrl-C ends the waiting and leaves it scheduled: mediadesk publish --due puts online what is due")
    try:
        with door.out.progress() as report:
            station.wait_until(at, report)
    except KeyboardInterrupt:
        door.out.note(f"{slug} stays scheduled; at the hour: mediadesk publish --due")
        raise
    put_online(scheduled, store, door)


def all_due(door: Door) -> None:
    """Puts online whatever is due. One that does not go stops no other; exit 3 then."""
    from mediadesk import wiring
    from mediadesk.desk import publish as station

    shelf = wiring.catalogue(door.settings)
    due, failed = station.due(datetime.now(UTC), catalogue=shelf), 0
    for each in due:
        try:
            put_online(each, wiring.store(door.settings, each.store), door)
        except DeskError as trouble:
            failed += 1
            record = {"kind": "not-online", "slug": each.slug, "store": each.store, "why": trouble.what}
            door.out.answer(record, f"NOT ONLINE: {each.slug}: {trouble.what}\ntry: {trouble.hint}")
    if not due:
        waits = station.waiting(catalogue=shelf)
        door.out.line(f"nothing is due; next: {scheduled_line(waits[0])}" if waits else "nothing is scheduled")
    finish(failed)


def put_online(scheduled: "Scheduled", store: "Store", door: Door) -> None:
    """Puts online what is due, and says how late that is."""
    from mediadesk.cli import records
    from mediadesk.cli.online import made, published_lines, refusals_told, say_gates, tools_of
    from mediadesk.desk import dispatch, publish

    late = datetime.now(UTC) - scheduled.at
    tools = tools_of(door)
    if late > _LATE:
        door.out.note(f"{scheduled.slug} goes online {duration(late.total_seconds())} late")
    with refusals_told(door), door.out.progress() as report:
        made(dispatch.get(scheduled.slug, catalogue=tools.catalogue), door, report, light=scheduled.light)
        published = publish.flip(scheduled, store, tools, report=report)
    say_gates(published.gates, door)
    door.out.record(
        {**records.published(published), "late_seconds": round(late.total_seconds(), 1)},
        published_lines(published, store),
    )


def take_back(slug: str, store: "Store", door: Door) -> None:
    """Nothing of it goes online by itself any more."""
    from mediadesk.cli.online import tools_of
    from mediadesk.desk import publish as station

    with door.out.progress() as report:
        asked = station.unschedule(slug, store, tools_of(door), report=report)
    what = f"{slug} is not scheduled any more for {asked.at:%Y-%m-%d %H:%M} UTC"
    door.out.record({**scheduled_record(asked), "at": None}, what)


def scheduled_record(value: "Scheduled") -> "Mapping[str, Any]":
    """What waits for its hour; `at` is null for what does not any more."""
    return {
        "kind": "scheduled",
        "slug": value.slug,
        "store": value.store,
        "at": f"{value.at:%Y-%m-%dT%H:%M:%SZ}",
        "light": value.light,
        "override": value.override,
    }


def scheduled_line(value: "Scheduled") -> str:
    """The same for people."""
    here = value.at.astimezone()
    return f"{value.slug} goes online in {value.store} at {value.at:%Y-%m-%d %H:%M} UTC ({here:%H:%M} by this clock)"
