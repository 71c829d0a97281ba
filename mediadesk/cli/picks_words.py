"""Picks of editors elsewhere, in words and as records."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from mediadesk.cli.tables import stretch_words
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.layers import taken_over
from mediadesk.model.timecode import format_fraction

if TYPE_CHECKING:
    from mediadesk.desk.picks import Plan
    from mediadesk.model.layers import Difference
    from mediadesk.model.picking import Choice, Proposal, Said

_RESULTS = {"added": "new", "changed": "changed", "kept": "as before", "left-out": "left out"}


def difference_record(each: "Difference", editor: str) -> dict[str, Any]:
    """What is said of one clip, and what of that is new."""
    ours = {"flag": each.ours.flag, "rating": each.ours.rating} if each.ours else None
    record = choice_record(each.choice, editor)
    return record | {"result": each.result, "why": each.why, "ours": ours, "disagrees": each.disagrees}


def difference_line(each: "Difference") -> str:
    """The same for people: only what is not the same is told at length."""
    ours = f"; here it is {_judged(each.ours.flag, each.ours.rating)}" if each.ours and each.disagrees else ""
    why = f" ({each.why})" if each.why else ""
    return f"{each.choice.clip}  {_RESULTS[each.result]:9}  {choice_words(each.choice)}{ours}{why}"


def choice_record(choice: "Choice", editor: str) -> dict[str, Any]:
    """What an editor says of a clip."""
    return {
        "kind": "choice",
        "clip": choice.clip,
        "by": editor,
        "flag": choice.flag,
        "rating": choice.rating,
        "note": choice.note,
        **_points(choice),
    }


def choice_words(choice: "Choice") -> str:
    """`select, 4 of 5, 1.20 s to 5.04 s: "quiet here"`."""
    stretch = stretch_words(choice)
    note = f': "{" / ".join(choice.note.splitlines())}"' if choice.note else ""
    return f"{_judged(choice.flag, choice.rating)}{'' if stretch == 'whole' else f', {stretch}'}{note}"


def said_line(said: "Said") -> str:
    """What an editor says of the clip that is shown."""
    return f"{said.editor:9} {choice_words(said.choice)}"


def plan_record(plan: "Plan", *, dry_run: bool) -> dict[str, Any]:
    """What a picks file changes, counted."""
    counts = Counter[str](each.result for each in plan.differences)
    return {
        "kind": "picks",
        "pack": plan.pack.mark,
        "by": plan.editor,
        "saved": f"{plan.saved:%Y-%m-%dT%H:%M:%SZ}",
        "picks": plan.picked,
        "disagree": plan.disagree,
        **{name.replace("-", "_"): counts[name] for name in _RESULTS},
        "into": plan.proposal.slug if plan.proposal else None,
        "proposed": len(plan.proposal.picks) if plan.proposal else 0,
        "dry_run": dry_run,
    }


def plan_lines(plan: "Plan", *, dry_run: bool) -> list[str]:
    """The same for people."""
    did = "would be kept" if dry_run else "kept"
    lines = [f"{plan.picked} picks of {plan.editor}, {plan.disagree} disagree with yours; {did} as {plan.editor}'s own"]
    if plan.proposal:
        slug, many = plan.proposal.slug, len(plan.proposal.picks)
        lines.append(f"{many} in order for {slug}: mediadesk dispatch pick {slug} --from {plan.editor} takes them over")
    elif plan.in_order:
        later = (
            "a later order of theirs is here already" if plan.pack.slug else "--into SLUG proposes it for a dispatch"
        )
        lines.append(f"an order of {plan.in_order} is in it: {later}")
    if plan.left_out:
        lines.append(
            f"{plan.left_out} of the order are left out: not in that pack, without a picture, or out of bounds"
        )
    return lines


def proposal_record(proposal: "Proposal", dispatch: Dispatch) -> dict[str, Any]:
    """What an editor proposes for a dispatch, and which of it the dispatch has."""
    missing = taken_over(dispatch, proposal)
    picks = [{"clip": pick.clip, **_points(pick), "taken": pick not in missing} for pick in proposal.picks]
    return {
        "kind": "proposal",
        "dispatch": proposal.slug,
        "by": proposal.editor,
        "saved": f"{proposal.saved:%Y-%m-%dT%H:%M:%SZ}",
        "picks": picks,
    }


def proposal_lines(proposal: "Proposal", dispatch: Dispatch) -> list[str]:
    """The same for people: a tick is before what the dispatch has."""
    missing = taken_over(dispatch, proposal)
    head = f"{proposal.editor} proposes {len(proposal.picks)} (saved {proposal.saved:%Y-%m-%d %H:%M} UTC)"
    ticks = (" " if pick in missing else "✓" for pick in proposal.picks)
    picks = zip(ticks, proposal.picks, strict=True)
    return [head, *(f"{tick} {n:2}. {pick.clip}  {stretch_words(pick)}" for n, (tick, pick) in enumerate(picks, 1))]


def _judged(flag: str | None, rating: int | None) -> str:
    said = [*([flag] if flag else []), *([f"{rating} of 5"] if rating is not None else [])]
    return ", ".join(said) or "not judged"


def _points(stretch: "Pick | Choice") -> dict[str, str | None]:
    ends = {"in": stretch.in_point, "out": stretch.out_point}
    return {name: None if point is None else format_fraction(point) for name, point in ends.items()}
