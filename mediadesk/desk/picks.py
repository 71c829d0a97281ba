"""Taking home what an editor elsewhere picked: looked at first, then kept in a layer of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.errors import NotFound
from mediadesk.model.clip import ClipId
from mediadesk.model.dispatch import Dispatch, with_picks
from mediadesk.model.layers import Difference, differences, fitting, saved_by, taken_over
from mediadesk.model.picking import Pack, Proposal, Said
from mediadesk.model.picks_file import MOST_BYTES, read_picks


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a picks file would change."""

    pack: Pack
    editor: str  # an alias: in whose layer it goes
    saved: datetime
    differences: tuple[Difference, ...]
    proposal: Proposal | None  # None: it has no order, nobody said for which dispatch, or a later one is here
    in_order: int  # how many picks its order has
    left_out: int  # of them, how many cannot be shown here

    @property
    def picked(self) -> int:
        """How many clips they would have."""
        return sum(each.choice.flag == "select" for each in self.differences)

    @property
    def disagree(self) -> int:
        """Of how many clips they say something else than we."""
        return sum(each.disagrees for each in self.differences)


def plan(file: Path, *, catalogue: Catalogue, slug: str | None = None, editor: str | None = None) -> Plan:
    """What a picks file would change: for the dispatch `slug`, else for the one its pack was made for.

    It is of whom the pack was made for, unless `editor` says otherwise. Raises Misasked for a file that is none,
    NotFound for a pack that went out elsewhere and for an unknown dispatch.
    """
    picks = read_picks(_bytes(file))
    with catalogue.read() as shelves:
        pack = shelves.packs.get(picks.mark)
        mine, into = editor or pack.editor, slug or pack.slug
        clips = {clip.id: clip for clip in shelves.clips.known(pack.clips)}
        before = {said.choice.clip: said for said in shelves.layers.of(clips) if said.editor == mine}
        if into:
            shelves.dispatches.get(into)
        proposed = {each.editor: each for each in shelves.proposals.of(into)} if into else {}
    saved = saved_by(picks, datetime.now(UTC))
    order = fitting(picks.order, pack.clips, clips)
    proposal = Proposal(slug=into, editor=mine, saved=saved, picks=order) if into and order else None
    if proposal and mine in proposed and proposed[mine].saved > saved:
        proposal = None
    return Plan(
        pack=pack,
        editor=mine,
        saved=saved,
        differences=differences(picks, pack.clips, clips, before),
        proposal=proposal,
        in_order=len(picks.order),
        left_out=len(picks.order) - len(order),
    )


def take(plan: Plan, *, catalogue: Catalogue) -> None:
    """Keeps what is new in it, all or nothing. The log and what other editors said stay as they are."""
    with catalogue.write() as shelves:
        for each in plan.differences:
            if each.result in {"added", "changed"}:
                shelves.layers.put(Said(editor=plan.editor, saved=plan.saved, choice=each.choice))
        if plan.proposal:
            shelves.proposals.put(plan.proposal)


def proposals(slug: str, *, catalogue: Catalogue) -> list[Proposal]:
    """What editors propose for a dispatch."""
    with catalogue.read() as shelves:
        return shelves.proposals.of(slug)


def said_of(clips: Sequence[ClipId], *, catalogue: Catalogue) -> list[Said]:
    """What editors say of clips."""
    with catalogue.read() as shelves:
        return shelves.layers.of(clips)


def take_over(slug: str, editor: str, *, catalogue: Catalogue) -> Dispatch:
    """The dispatch with the picks that an editor proposes and it does not have yet, at the end, in their order.

    Raises NotFound when that editor proposes nothing for it.
    """
    with catalogue.write() as shelves:
        dispatch = shelves.dispatches.get(slug)
        proposed = {each.editor: each for each in shelves.proposals.of(slug)}
        if editor not in proposed:
            others = " or ".join(f"--from {each}" for each in proposed) or f"mediadesk picks import FILE --into {slug}"
            raise NotFound(f"{editor} proposes nothing for {slug}", hint=others)
        changed = with_picks(dispatch, taken_over(dispatch, proposed[editor]))
        shelves.dispatches.put(changed)
    return changed


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise NotFound(f"{file.name} cannot be read: {error.strerror}", hint="name the picks file") from error
