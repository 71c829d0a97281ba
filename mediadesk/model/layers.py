"""What a picks file would change: each editor's words are a layer of their own, held against ours and never over it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mediadesk.errors import Misasked
from mediadesk.model.clip import Clip, ClipId, Log
from mediadesk.model.dispatch import Dispatch, Pick, check_points
from mediadesk.model.picking import Choice, Picks, Proposal, Said

Merge = Literal["added", "changed", "kept", "left-out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One choice of a picks file against what is known."""

    choice: Choice
    result: Merge
    why: str | None = None  # it was kept or left out, in words
    ours: Log | None = None  # what is said here; None for a clip that is not known

    @property
    def disagrees(self) -> bool:
        """Whether both say something of the flag or the rating, and not the same."""
        if self.ours is None:
            return False
        pairs = ((self.choice.flag, self.ours.flag), (self.choice.rating, self.ours.rating))
        return any(theirs is not None and ours is not None and theirs != ours for theirs, ours in pairs)


def differences(
    picks: Picks, given: Iterable[ClipId], clips: Mapping[ClipId, Clip], before: Mapping[ClipId, Said]
) -> tuple[Difference, ...]:
    """What each choice would change in the layer of its editor.

    `given` are the clips of the pack, `clips` those of them that are known, `before` is the layer as it is.
    """
    of_pack = set(given)
    return tuple(_difference(each, picks.saved, of_pack, clips, before.get(each.clip)) for each in picks.choices)


def saved_by(picks: Picks, now: datetime) -> datetime:
    """When it was saved: of a clock that is ahead of ours, now, so that nothing counts as the last word for years."""
    return min(picks.saved, now)


def fitting(order: Iterable[Pick], given: Iterable[ClipId], clips: Mapping[ClipId, Clip]) -> tuple[Pick, ...]:
    """What of an order can be shown: clips of the pack, with a picture, for as long as they last."""
    of_pack = set(given)
    return tuple(pick for pick in order if _left_out(pick, of_pack, clips) is None and _shows(clips[pick.clip]))


def taken_over(dispatch: Dispatch, proposal: Proposal) -> tuple[Pick, ...]:
    """The picks of a proposal that the dispatch does not have yet: the same stretch of the same clip."""
    have = {(pick.clip, pick.in_point, pick.out_point) for pick in dispatch.picks}
    return tuple(pick for pick in proposal.picks if (pick.clip, pick.in_point, pick.out_point) not in have)


def _difference(
    choice: Choice, saved: datetime, given: set[ClipId], clips: Mapping[ClipId, Clip], before: Said | None
) -> Difference:
    ours = clips[choice.clip].log if choice.clip in clips else None
    if why := _left_out(choice, given, clips):
        return Difference(choice=choice, result="left-out", why=why, ours=ours)
    if before is None:
        return Difference(choice=choice, result="added", ours=ours)
    if before.choice == choice:
        return Difference(choice=choice, result="kept", ours=ours)
    if before.saved > saved:
        why = f"something later was said of it, at {before.saved:%Y-%m-%d %H:%M} UTC"
        return Difference(choice=choice, result="kept", why=why, ours=ours)
    return Difference(choice=choice, result="changed", ours=ours)


def _left_out(stretch: Choice | Pick, given: set[ClipId], clips: Mapping[ClipId, Clip]) -> str | None:
    """Why something cannot be said of a clip."""
    if stretch.clip not in given:
        return "it was not in that pack"
    if stretch.clip not in clips:
        return "it is not in this catalogue any more"
    try:
        check_points(stretch.in_point, stretch.out_point, clips[stretch.clip].seconds)
    except Misasked as trouble:
        return trouble.what
    return None


def _shows(clip: Clip) -> bool:
    return clip.facts.frame is not None and clip.facts.decodes
