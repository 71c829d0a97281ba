"""A page for few: made, told to whoever asked for it, taken away."""

from typing import TYPE_CHECKING, Any

import typer

from mediadesk.cli.door import Door

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediadesk.desk.publish import Agree
    from mediadesk.model.online import Private
    from mediadesk.store.base import Store


def show_privately(
    slug: str,
    store: "Store",
    door: Door,
    *,
    days: float,
    agree: "Agree",
    override: str | None = None,
    by: str | None = None,
    dry_run: bool = False,
) -> None:
    """Makes what is missing, sends it, and tells the address."""
    from mediadesk.cli.online import made, refusals_told, say_gates, target_of, tools_of
    from mediadesk.desk import publish as station

    tools = tools_of(door)
    with refusals_told(door), door.out.progress() as report:
        found = station.may_go_out(slug, store, catalogue=tools.catalogue, override=override, by=by)
        made(found, door, report)
        shown = station.show_privately(
            slug,
            target_of(store, report, dry_run=dry_run),
            tools,
            days=days,
            override=override,
            by=by,
            record=not dry_run,
            agree=agree,
            report=report,
        )
    say_gates(shown.gates, door)
    if dry_run:
        door.out.line(f"would send {shown.sent} objects; {shown.kept} are there already; nothing was sent")
        return
    where = shown.page.url or store.describe(_page_key(shown.page))
    sent = f"{shown.sent} sent, {shown.kept} there already" if shown.sent else "nothing new to send"
    door.out.answer(
        private_record(shown.page), f"for those who have the address, {_until(shown.page)}: {sent}\n{where}"
    )


def drop(slug: str, store: "Store", door: Door) -> None:
    """Takes the private pages of a dispatch away now."""
    from mediadesk import wiring
    from mediadesk.desk import publish as station

    with door.out.progress() as report:
        gone = station.drop_private(slug, store, catalogue=wiring.catalogue(door.settings), report=report)
    for each in gone:
        door.out.record(
            {**private_record(each), "gone": True}, f"the private page is gone: {each.url or _page_key(each)}"
        )


def private_record(value: "Private") -> "Mapping[str, Any]":
    """A page for few."""
    return {
        "kind": "private",
        "slug": value.slug,
        "store": value.store,
        "path": _page_key(value),
        "url": value.url,
        "until": f"{value.until:%Y-%m-%dT%H:%M:%SZ}",
        "gone": value.gone_at is not None,
    }


def private_line(value: "Private") -> str:
    """The same for people."""
    return f"private   {value.store}, {_until(value)}: {value.url or _page_key(value)}"


def days_of(days: float) -> float:
    """How long it stays. Raises BadParameter for no time at all, or for ever."""
    if not 0 < days <= 90:
        raise typer.BadParameter("between an hour (0.05) and 90 days", param_hint="--days")
    return days


def _until(value: "Private") -> str:
    return f"until {value.until:%Y-%m-%d %H:%M} UTC"


def _page_key(value: "Private") -> str:
    from mediadesk.model.layout import page_key

    return page_key(value.token, private=True)
