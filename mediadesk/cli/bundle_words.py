"""Bundles in words and as records."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediadesk.cli.cost import size
from mediadesk.cli.travel import GATES
from mediadesk.model.stamps import EPOCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediadesk.desk.bundle import Clash, Made, Plan, Taken
    from mediadesk.model.stamps import Stamp

_FEW = 5  # ids on a line
_ARRIVALS = {
    "added": "is a draft here now",
    "proposed": "is known here: their order is a proposal (mediadesk dispatch show {slug})",
    "as-before": "is as it was",
    "other": "is another dispatch here: theirs was left out",
}


def plan_record(plan: "Plan", *, dry_run: bool) -> dict[str, Any]:
    """What would go into a bundle."""
    bundle = plan.bundle
    return {
        "kind": "bundle-plan",
        "by": bundle.desk,
        "clips": [clip.id for clip in plan.clips],
        "dispatch": bundle.dispatch and bundle.dispatch.slug,
        "kept_home": dict(plan.kept_home),
        "picks_kept_home": plan.picks_kept_home,
        "labelled": plan.labelled,
        "dry_run": dry_run,
    }


def plan_lines(plan: "Plan") -> list[str]:
    """The same for people."""
    lines = [f"{len(plan.clips)} clips, and all that was said of them, for another desk of your team"]
    lines.append("exact places and times, original names and notes go along: give it to nobody else")
    if plan.bundle.dispatch:
        lines.append(f"{plan.bundle.dispatch.slug} goes along, with {len(plan.bundle.dispatch.picks)} picks")
    for gate in sorted(set(plan.kept_home.values())):
        ids = [each for each, kept in plan.kept_home.items() if kept == gate]
        more = ", …" if len(ids) > _FEW else ""
        lines.append(f"{len(ids)} stay at home, {GATES[gate]}: {', '.join(ids[:_FEW])}{more}")
    if plan.kept_home:
        lines.append("  --with CLIP takes one of them along")
    if plan.picks_kept_home:
        lines.append(f"{plan.picks_kept_home} picks of them stay at home")
    if plan.labelled:
        lines.append(f"{plan.labelled} clips get a label there: who is in them stays here")
    return lines


def made_record(done: "Made", target: Path, *, encrypted: bool) -> dict[str, Any]:
    """A bundle that was made."""
    return {
        "kind": "bundle",
        "path": str(target),
        "clips": done.clips,
        "excerpts": done.excerpts,
        "encrypted": encrypted,
        "bytes": done.size_bytes,
        "sha256": done.sha256,
    }


def made_lines(done: "Made", target: Path, *, encrypted: bool) -> list[str]:
    """The same for people."""
    excerpts = f", {done.excerpts} excerpts" if done.excerpts else ""
    lines = [f"bundled {done.clips} clips{excerpts}: {target} ({size(done.size_bytes)})"]
    if not encrypted:
        lines.append("it is not encrypted: whoever finds it can read it")
    return [*lines, f"there: mediadesk bundle import {target.name}"]


def clash_record(clash: "Clash") -> dict[str, Any]:
    """A field of which two desks said different things."""
    found = clash.conflict
    return {
        "kind": "conflict",
        "about": clash.about,
        "field": found.field,
        "ours_at": found.ours.at.isoformat(),
        "theirs_at": found.theirs.at.isoformat(),
        "stands": found.stands,
    }


def clash_line(clash: "Clash", desk: str) -> str:
    """The same for people: what was said is told by `show --history` alone."""
    found = clash.conflict
    at = f"here {found.ours.at:%Y-%m-%d %H:%M}Z, by {desk} {found.theirs.at:%Y-%m-%d %H:%M}Z"
    whose = "theirs stands" if found.stands == "theirs" else "ours stands"
    return f"{clash.about}  {found.field} was said twice: {at}; {whose}"


def elsewhere_lines(desks: "Sequence[str]") -> list[str]:
    """Whose desk an original is on that never was here."""
    return [f"original  not here: on the desk of {', '.join(desks)}"] if desks else []


def stamp_record(stamp: "Stamp", clip: str) -> dict[str, Any]:
    """One thing that was said of a clip."""
    return {
        "kind": "stamp",
        "clip": clip,
        "field": stamp.field,
        "at": None if stamp.at == EPOCH else stamp.at.isoformat(),
        "value": json.loads(stamp.value),
    }


def stamp_line(stamp: "Stamp") -> str:
    """The same for people."""
    at = "earlier          " if stamp.at == EPOCH else f"{stamp.at:%Y-%m-%d %H:%M}Z"
    return f"said      {at}  {stamp.field}: {_told(json.loads(stamp.value))}"


def _told(value: Any) -> str:
    """A value in few words: a place by its name or its point, as `show` tells it."""
    if isinstance(value, dict):
        named = value.get("name") or value.get("local") or value.get("at") or value.get("day")
        return str(named or ", ".join(f"{name} {each}" for name, each in value.items() if each))
    if isinstance(value, list):
        return ", ".join(map(_told, value)) or "nothing"
    return "nothing" if value is None else str(value)


def taken_record(taken: "Taken", *, dry_run: bool) -> dict[str, Any]:
    """What a bundle changed, or would."""
    return {
        "kind": "bundle-taken",
        "from": taken.desk,
        "made": taken.made.isoformat(),
        "added": list(taken.added),
        "changed": [each.clip for each in taken.changed],
        "same": taken.same,
        "conflicts": len(taken.clashes),
        "clocks": [each.camera.called for each in taken.clocks],
        "elsewhere": taken.elsewhere,
        "holds": taken.holds,
        "embargoes": taken.embargoes,
        "said": taken.said,
        "proposals": taken.proposals,
        "dispatch": taken.dispatch,
        "arrival": taken.arrival,
        "dry_run": dry_run,
    }


def taken_lines(taken: "Taken", *, dry_run: bool) -> list[str]:
    """The same for people."""
    counts = f"{len(taken.added)} clips are new, {len(taken.changed)} changed, {taken.same} are as they were"
    lines = [f"from {taken.desk}, {taken.made:%Y-%m-%d %H:%M}Z: {counts}"]
    lines += [
        f"the clock of {each.camera.called}: {len(each.moved)} of its {each.clips} clips here have another time"
        for each in taken.clocks
    ]
    kept = [(taken.holds, "holds"), (taken.embargoes, "embargoes"), (taken.said, "words of editors")]
    if told := [f"{count} {what}" for count, what in kept if count]:
        lines.append(f"came along: {', '.join(told)}")
    if taken.dispatch and taken.arrival:
        lines.append(f"{taken.dispatch} {_ARRIVALS[taken.arrival].format(slug=taken.dispatch)}")
    if taken.elsewhere:
        lines.append(
            f"of {taken.elsewhere} clips no original is here: it is on the desk of whoever filmed or ingested it"
        )
    if dry_run:
        return [*lines, "nothing was changed"]
    return [*lines, "mediadesk undo takes it back"] if taken.changed or taken.clocks else lines
