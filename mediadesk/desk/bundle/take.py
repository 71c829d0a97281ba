"""Taking in what another desk told: put together with what is known here, so that both know the same in any order."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.errors import Refused
from mediadesk.model.body import Effect, effect
from mediadesk.model.bundle import Bundle, SentClip, SentClock
from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.edit import Change, ClockChange, Edit
from mediadesk.model.layers import fitting
from mediadesk.model.picking import Proposal
from mediadesk.model.stamps import Conflict, Stamp, conflicts, with_clock, with_unstamped
from mediadesk.model.strict import canonical

Arrival = Literal["added", "proposed", "as-before", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two desks said different things of one clip, or of one camera's clock."""

    about: str  # a clip's id, or what a camera is called
    conflict: Conflict


@dataclass(slots=True, kw_only=True)
class Taken:
    """What a bundle changes here."""

    desk: str  # whose it is
    made: datetime
    added: list[ClipId] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)  # clips of which something else is said now
    same: int = 0  # clips of which nothing changes
    clashes: list[Clash] = field(default_factory=list)
    clocks: list[Effect] = field(default_factory=list)
    elsewhere: int = 0  # clips in it whose originals are not here
    holds: int = 0
    embargoes: int = 0
    said: int = 0  # words of editors about clips
    proposals: int = 0
    dispatch: str | None = None  # the slug of the one in it
    arrival: Arrival | None = None  # what becomes of that

    @property
    def anything(self) -> bool:
        """Whether there is any news in it."""
        counted = (self.holds, self.embargoes, self.said, self.proposals)
        return bool(self.added or self.changed or self.clocks or any(counted) or self.arrival == "added")


def plan(bundle: Bundle, *, catalogue: Catalogue, now: datetime, alias: str = "") -> Taken:
    """What taking it in would change; nothing is kept. `alias` is of who works here. Raises Refused."""
    found: list[Taken] = []
    with suppress(_Forgotten), catalogue.write() as shelves:
        found.append(_taken(bundle, shelves, now, alias))
        raise _Forgotten
    return found[0]


def take(bundle: Bundle, *, catalogue: Catalogue, now: datetime, alias: str = "") -> Taken:
    """Takes it in, all or nothing; a second time, nothing of it is new. Raises Refused."""
    with catalogue.write() as shelves:
        return _taken(bundle, shelves, now, alias)


class _Forgotten(Exception):
    """Ends what was only to be looked at."""


def _taken(bundle: Bundle, shelves: Shelves, now: datetime, alias: str) -> Taken:
    taken = Taken(desk=bundle.desk, made=bundle.made)
    _check_files(bundle, shelves)
    for clock in bundle.clocks:
        _clock(clock, taken, shelves)
    before = {clip.id: clip for clip in shelves.clips.known([each.clip.id for each in bundle.clips])}
    stamps, copies = shelves.stamps.of_each(before), shelves.copies.of(clip.sha256 for clip in before.values())
    for each in bundle.clips:
        clip = before.get(each.clip.id)
        if clip is None:
            _add(each, taken, shelves, now)
            continue
        _merge(each, clip, stamps[clip.id], taken, shelves)
        if not copies[clip.sha256]:  # where its bytes are, they say what belongs to it
            _belongs(each, shelves)
    _note_elsewhere(bundle, taken, shelves, alias)
    clocks = tuple(ClockChange(body=each.camera, before=each.before, after=each.after) for each in taken.clocks)
    if taken.changed or clocks:
        shelves.history.record(Edit(at=now, changes=tuple(taken.changed), clocks=clocks), who=bundle.desk)
    _keep_back(bundle, taken, shelves)
    _hear(bundle, taken, shelves)
    if bundle.dispatch:
        _arrive(bundle, bundle.dispatch, taken, shelves)
    return taken


def _check_files(bundle: Bundle, shelves: Shelves) -> None:
    """One content has one size and one other hash, whoever says so. Raises Refused."""
    told = [file for each in bundle.clips for file in each.files]
    known = {
        **{file.sha256: file for file in reversed(told)},
        **shelves.files.known(file.sha256 for file in told),
    }
    for file in told:
        here = known[file.sha256]
        if (here.size_bytes, here.xxh3) != (file.size_bytes, file.xxh3):
            raise Refused(
                f"it says something else of the file of {file.clip} than is known of it",
                hint="mediadesk check --deep, here and on the other desk: one of the two is damaged",
            )


def _clock(sent: SentClock, taken: Taken, shelves: Shelves) -> None:
    before = shelves.clocks.of(sent.body)
    ours = with_clock(before, shelves.stamps.of_clock(sent.body))
    taken.clashes += [Clash(about=sent.body.called, conflict=each) for each in conflicts(ours, sent.stamps)]
    clips = shelves.clocks.clips(sent.body)
    after = shelves.clocks.merge(sent.body, sent.stamps)
    if after != before:
        taken.clocks.append(effect(sent.body, before, after, clips))


def _merge(sent: SentClip, clip: Clip, stamps: frozenset[Stamp], taken: Taken, shelves: Shelves) -> None:
    ours = with_unstamped(clip.log, stamps)
    if sent.stamps <= ours and sent.clip.log.labels <= clip.log.labels:  # mostly: most of a trip is told again
        taken.same += 1
        return
    taken.clashes += [Clash(about=clip.id, conflict=each) for each in conflicts(ours, sent.stamps)]
    after = shelves.clips.merge(clip.id, sent.stamps, sent.clip.log.labels)
    if after != clip.log:
        taken.changed.append(Change(clip=clip.id, before=clip.log, after=after))
    else:
        taken.same += 1


def _belongs(sent: SentClip, shelves: Shelves) -> None:
    _add_files(sent, shelves)
    for part in sent.clip.parts:
        shelves.clips.attach(sent.clip.id, part, "part")
    for sidecar in sent.clip.sidecars:
        shelves.clips.attach(sent.clip.id, sidecar)


def _add(sent: SentClip, taken: Taken, shelves: Shelves, now: datetime) -> None:
    _add_files(sent, shelves)
    shelves.clips.add(sent.clip, sent.stamps)
    shelves.custody.add(
        what="received", at=now, who=taken.desk, sha256=sent.clip.sha256, about=sent.clip.id, why="in a bundle"
    )
    taken.added.append(sent.clip.id)


def _add_files(sent: SentClip, shelves: Shelves) -> None:
    there = shelves.files.known(each.sha256 for each in sent.files)
    for each in sent.files:
        if each.sha256 not in there:
            shelves.files.add(each)


def _note_elsewhere(bundle: Bundle, taken: Taken, shelves: Shelves, alias: str) -> None:
    copies = shelves.copies.of(each.clip.sha256 for each in bundle.clips)
    for each in bundle.clips:
        for desk in each.originals:
            if desk != alias:
                shelves.elsewhere.note(each.clip.id, desk, bundle.made)
        taken.elsewhere += not any(copy.state == "verified" for copy in copies[each.clip.sha256])


def _keep_back(bundle: Bundle, taken: Taken, shelves: Shelves) -> None:
    """Holds and embargoes: what keeps a clip back there keeps it back here. None is ever lifted."""
    holds = {(each.clip, each.owner): each for each in shelves.holds.of(each.clip for each in bundle.holds)}
    for hold in bundle.holds:
        before = holds.get((hold.clip, hold.owner))
        if before is None or (before.at, canonical(before)) < (hold.at, canonical(hold)):
            shelves.holds.put(hold)
            taken.holds += 1
    there = set(shelves.embargoes.of({each.target for each in bundle.embargoes}))
    for embargo in bundle.embargoes:
        if embargo not in there:
            shelves.embargoes.add(embargo)
            there.add(embargo)
            taken.embargoes += 1


def _hear(bundle: Bundle, taken: Taken, shelves: Shelves) -> None:
    """What editors said of clips: of each the last."""
    there = {
        (each.choice.clip, each.editor): each for each in shelves.layers.of({one.choice.clip for one in bundle.said})
    }
    for said in bundle.said:
        before = there.get((said.choice.clip, said.editor))
        if before is None or (before.saved, canonical(before)) < (said.saved, canonical(said)):
            shelves.layers.put(said)
            taken.said += 1


def _arrive(bundle: Bundle, sent: Dispatch, taken: Taken, shelves: Shelves) -> None:
    """A dispatch that nobody knows here is a draft. Of one that is known the words and the order stay as they are:
    theirs is what they propose."""
    every = shelves.dispatches.all()
    mine = next((each for each in every if each.public_id == sent.public_id), None)
    taken.dispatch = mine.slug if mine else sent.slug
    if mine is None and any(each.slug == sent.slug for each in every):
        taken.arrival = "other"
        return
    ids = [each.clip.id for each in bundle.clips]
    clips = {clip.id: clip for clip in shelves.clips.known(ids)}
    order = fitting(sent.picks, ids, clips)
    proposed = [replace(each, slug=taken.dispatch, picks=fitting(each.picks, ids, clips)) for each in bundle.proposals]
    taken.arrival = "as-before"
    if mine is None:
        shelves.dispatches.put(replace(sent, picks=order))
        taken.arrival = "added"
    elif order != mine.picks and order:
        proposed.append(Proposal(slug=mine.slug, editor=bundle.desk, saved=bundle.made, picks=order))
    _propose(proposed, bundle.desk, taken, shelves)


def _propose(proposed: Sequence[Proposal], desk: str, taken: Taken, shelves: Shelves) -> None:
    there = {each.editor: each for each in shelves.proposals.of(taken.dispatch or "")}
    for each in proposed:
        before = there.get(each.editor)
        if each.picks and (before is None or (before.saved, canonical(before)) < (each.saved, canonical(each))):
            shelves.proposals.put(each)
            there[each.editor] = each
            taken.proposals += 1
            if each.editor == desk and taken.arrival == "as-before":
                taken.arrival = "proposed"
