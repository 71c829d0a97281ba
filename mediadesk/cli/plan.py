"""What a send will move, told before it begins, and a question at a terminal when that takes long."""

import sys
from typing import TYPE_CHECKING, Any

from mediadesk.cli.door import Door
from mediadesk.cli.eta import duration
from mediadesk.errors import Stopped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mediadesk.catalogue import Catalogue
    from mediadesk.desk.publish import Agree, Ready
    from mediadesk.model.publication import PublicObject
    from mediadesk.model.trial import Trial
    from mediadesk.store.plan import Plan
    from mediadesk.store.send import Moves

LONG_SECONDS = 60.0  # what is shorter than this is not worth a question
LONG_BYTES = 20_000_000  # where nobody knows the line


def asking(door: Door, catalogue: "Catalogue", *, yes: bool = False, each: bool = False) -> "Agree":
    """Tells the plan of a send, with `each` every object of it; asks when it is long and somebody is there to answer.

    What it returns raises Stopped when the answer is no.
    """

    def agree(out: "Ready", proved: "Sequence[PublicObject]") -> "Moves | None":
        from mediadesk.model.publication import CacheClass
        from mediadesk.store.plan import planned
        from mediadesk.store.send import moves_of, what_moves

        if each:
            for one in out.outgoing:
                door.out.record(object_record(one.object))
        if door.out.quiet:
            return None
        name, everything = out.store.name, what_moves(out.store, out.outgoing, proved=proved)
        moves = moves_of(everything, out.only)
        plan, then = planned(moves), planned(moves_of(everything, set(CacheClass) - set(out.only)))
        with catalogue.read() as shelves:
            trial = shelves.trials.of(name)
        for each_plan, waits in ((plan, False), (then, True)):
            if each_plan.bytes_up or each_plan.bytes_down:
                record = plan_record(each_plan, name, trial, waits=waits)
                door.out.record(record, plan_line(each_plan, name, trial, waits=waits))
        if is_long(plan, trial) and not yes and not each and not door.out.json and _somebody_is_there():
            from mediadesk.cli.progress import yes_to

            if not yes_to("send it now? [y/N]: "):
                raise Stopped("nothing was sent")
            return None  # who thinks it over may take an hour, and the store may hold something else by then
        return moves

    return agree


def is_long(plan: "Plan", trial: "Trial | None") -> bool:
    """Whether somebody may want to do it at another time, or on another line."""
    seconds = plan.seconds(trial)
    return seconds >= LONG_SECONDS if seconds is not None else plan.bytes_up + plan.bytes_down >= LONG_BYTES


def plan_record(plan: "Plan", store: str, trial: "Trial | None", *, waits: bool = False) -> "Mapping[str, Any]":
    """The plan for programs. `waits`: it goes at its hour, not now."""
    seconds = plan.seconds(trial)
    return {
        "kind": "plan",
        "store": store,
        "waits": waits,
        "objects": plan.objects,
        "kept": plan.kept,
        "bytes_up": plan.bytes_up,
        "bytes_down": plan.bytes_down,
        "seconds": None if seconds is None else round(seconds, 1),
    }


def plan_line(plan: "Plan", store: str, trial: "Trial | None", *, waits: bool = False) -> str:
    """The plan for people."""
    seconds = plan.seconds(trial)
    lasts = f"about {duration(seconds)}" if seconds is not None else "the rate of this line is not known yet"
    there = f", {plan.kept} are there already" if plan.kept else ""
    moves = f"{plan.objects} objects, {_size(plan.bytes_up)} up, {_size(plan.bytes_down)} down"
    return f"to {store}{' at its hour' if waits else ''}: {moves}; {lasts}{there}"


def object_record(value: "PublicObject") -> "Mapping[str, Any]":
    """One object of a dispatch as it would lie in a store."""
    return {
        "kind": "object",
        "key": value.key,
        "bytes": value.size_bytes,
        "sha256": value.sha256,
        "type": value.content_type,
        "cache": value.cache,
    }


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"


def _somebody_is_there() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
