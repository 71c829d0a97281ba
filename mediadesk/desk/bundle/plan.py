"""What a bundle would tell another desk: which clips, all that was said of them, and which stay at home and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.catalogue.leaving import limits_of
from mediadesk.errors import Refused
from mediadesk.model import travel
from mediadesk.model.bundle import MOST_CLIPS, Bundle, SentClip, SentClock
from mediadesk.model.clip import Camera, Clip, ClipId
from mediadesk.model.dispatch import Dispatch, picked_clips
from mediadesk.model.holding import Role
from mediadesk.model.picking import Proposal
from mediadesk.model.query import Query
from mediadesk.model.stamps import with_clock, with_unstamped

SOMEBODY = "identifiable-civilian"  # the label of a clip in which somebody is known here, by an alias that stays here


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants in a bundle."""

    words: Sequence[str] = ()  # the name of a trip, else what to look for; none: everything
    slug: str | None = None  # of a dispatch: what was picked for it, and its order
    named: Sequence[str] = ()  # beginnings of ids of clips that go along, also when they are kept back


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would go into a bundle."""

    bundle: Bundle
    kept_home: Mapping[ClipId, str]  # the gate that keeps a clip at home
    labelled: int  # clips that go with a label instead of with who is in them
    picks_kept_home: int  # of the dispatch's order

    @property
    def clips(self) -> tuple[Clip, ...]:
        """The clips it tells of."""
        return tuple(each.clip for each in self.bundle.clips)


def plan(asked: Asked, alias: str, *, catalogue: Catalogue, now: datetime) -> Plan:
    """What a bundle of the desk of `alias` would tell: of the clips that were asked for, those that could go out to
    readers, and those that are named. Raises NotFound, Misasked for a name that is none; Refused where nothing is left.
    """
    with catalogue.read() as shelves:
        dispatch = shelves.dispatches.get(asked.slug) if asked.slug else None
        wanted = _picked(dispatch, shelves) if dispatch else _looked_for(asked.words, shelves)
        by_name = {clip.id: clip for clip in map(shelves.clips.get, asked.named)}
        limits = limits_of(shelves, wanted)
        kept = {clip.id: gate for clip in wanted if (gate := travel.kept_from_others(clip, limits[clip.id], now))}
        kept = {each: gate for each, gate in kept.items() if each not in by_name}
        chosen = {clip.id: clip for clip in (*wanted, *by_name.values())}
        going = [clip for clip in chosen.values() if clip.id not in kept]
        _check(going)
        seen = {each.clip for each in shelves.appearances.of_clips([clip.id for clip in going])}
        bundle = _told(going, seen, dispatch, alias, shelves, now)
    order = bundle.dispatch.picks if bundle.dispatch else ()
    return Plan(
        bundle=bundle,
        kept_home=kept,
        labelled=sum(SOMEBODY not in clip.log.labels for clip in going if clip.id in seen),
        picks_kept_home=len(dispatch.picks) - len(order) if dispatch else 0,
    )


def _picked(dispatch: Dispatch, shelves: Shelves) -> list[Clip]:
    known = {clip.id: clip for clip in shelves.clips.known(picked_clips(dispatch))}
    return [known[each] for each in picked_clips(dispatch) if each in known]


def _looked_for(words: Sequence[str], shelves: Shelves) -> list[Clip]:
    """The clips of the trip of this name, else those that the words find; of no word, all."""
    trip = " ".join(words)
    of_trip = shelves.clips.find(Query(trip=trip, sort="captured", limit=0)) if trip else []
    return of_trip or shelves.clips.find(Query(words=tuple(words), sort="captured", limit=0))


def _check(going: Sequence[Clip]) -> None:
    if not going:
        raise Refused(
            "no clip would go into the bundle",
            hint="mediadesk find shows what answers, clear list what is kept back; --with CLIP takes one along",
        )
    if len(going) > MOST_CLIPS:
        raise Refused(
            f"a bundle tells of at most {MOST_CLIPS} clips, not of {len(going)}", hint="name a trip, or a day"
        )


def _told(
    going: Sequence[Clip], seen: set[ClipId], dispatch: Dispatch | None, alias: str, shelves: Shelves, now: datetime
) -> Bundle:
    ids = [clip.id for clip in going]
    here = set(ids)
    clips = _sent(going, seen, alias, shelves)
    targets = [*ids, *([dispatch.slug] if dispatch else ())]
    return Bundle(
        desk=alias,
        made=now,
        clips=clips,
        clocks=_clocks(going, shelves),
        holds=tuple(shelves.holds.of(ids)),
        embargoes=tuple(dict.fromkeys(shelves.embargoes.of(targets))),
        said=tuple(shelves.layers.of(ids)),
        proposals=_proposed(dispatch, here, shelves) if dispatch else (),
        dispatch=dispatch and _draft(dispatch, here),
    )


def _sent(going: Sequence[Clip], seen: set[ClipId], alias: str, shelves: Shelves) -> tuple[SentClip, ...]:
    ids = [clip.id for clip in going]
    contents = [sha256 for clip in going for _, sha256, _ in _files(clip)]
    files, copies = shelves.files.known(contents), shelves.copies.of(clip.sha256 for clip in going)
    stamps, elsewhere = shelves.stamps.of_each(ids), shelves.elsewhere.of(ids)
    sent = []
    for clip in going:
        is_here = any(each.state == "verified" for each in copies[clip.sha256])
        held = [
            replace(files[sha256], name=name, path=None, role=role, clip=clip.id, why=None)
            for role, sha256, name in _files(clip)
        ]
        labels = clip.log.labels | ({SOMEBODY} if clip.id in seen else set())
        one = SentClip(
            clip=replace(clip, log=replace(clip.log, labels=labels)),
            files=tuple(held),
            stamps=with_unstamped(clip.log, stamps[clip.id]),
            originals=tuple(sorted({*elsewhere[clip.id], *([alias] if is_here else ())})),
        )
        sent.append(one)
    return tuple(sent)


def _files(clip: Clip) -> Iterator[tuple[Role, str, bytes]]:
    yield "clip", clip.sha256, clip.name
    yield from (("part", each.sha256, each.name) for each in clip.parts)
    yield from (("sidecar", each.sha256, each.name) for each in clip.sidecars)


def _clocks(going: Sequence[Clip], shelves: Shelves) -> tuple[SentClock, ...]:
    """What was said of the clocks of their cameras: when a clip was shot depends on it."""
    bodies = dict.fromkeys(
        Camera(make=each.make, model=each.model, serial_hash=each.serial_hash)
        for each in (clip.facts.camera for clip in going)
        if each and each.called
    )
    told = ((body, with_clock(shelves.clocks.of(body), shelves.stamps.of_clock(body))) for body in bodies)
    return tuple(SentClock(body=body, stamps=stamps) for body, stamps in told if stamps)


def _proposed(dispatch: Dispatch, going: set[ClipId], shelves: Shelves) -> tuple[Proposal, ...]:
    proposed = shelves.proposals.of(dispatch.slug)
    return tuple(replace(each, picks=tuple(pick for pick in each.picks if pick.clip in going)) for each in proposed)


def _draft(dispatch: Dispatch, going: set[ClipId]) -> Dispatch:
    """Its words and its order. What was published, cleared and captioned stays here."""
    return replace(
        dispatch,
        state="draft",
        version=0,
        attached=None,
        picks=tuple(pick for pick in dispatch.picks if pick.clip in going),
        captions=(),
        chapters=(),
        corrections=(),
    )
