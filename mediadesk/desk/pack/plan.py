"""Which clips go into a pack, which stay at home and why, and how heavy it will be."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.leaving import known_to_all, limits_of
from mediadesk.custody import machine
from mediadesk.errors import Refused
from mediadesk.model import pack, travel
from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.dispatch import picked_clips
from mediadesk.model.leak import Secrets, secrets_of
from mediadesk.model.picking import Pack
from mediadesk.model.query import Query
from mediadesk.model.recipe import Poster, Proxy, Recipe, Storyboard, Waveform
from mediadesk.model.rendition import Rendition, missing_jobs

_UNKNOWN_SECONDS = Fraction(60)  # of a clip that does not tell how long it is
_STILLS: tuple[Recipe, ...] = (Poster(), Storyboard(), Waveform())


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants in a pack."""

    query: Query
    slug: str | None = None  # of a dispatch: only what was picked for it
    named: Sequence[str] = ()  # beginnings of ids of clips that go along, also when they are kept back
    stills: bool = False
    most_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would go into a pack."""

    clips: tuple[Clip, ...]  # as they are on the desk
    travelling: Mapping[ClipId, Clip]  # each as it travels
    kept_home: Mapping[ClipId, str]  # the gate that keeps a clip at home
    texts_kept_home: int  # titles, notes and tags that tell something
    slug: str | None
    rates: pack.Rates | None  # of the proxies; None: stills alone
    most_bytes: int  # what it weighs at most
    usual_bytes: int  # what it will weigh, as packs mostly do
    to_make: int  # jobs that come first: what the desk has not made of these clips yet
    secrets: Secrets  # of the whole desk, but for names of files and points
    of_clips: Mapping[ClipId, Secrets]  # these, of each clip
    of_all: Secrets  # all of it

    @property
    def stills(self) -> bool:
        """Whether nothing in it moves."""
        return self.rates is None

    @property
    def recipes(self) -> tuple[Recipe, ...]:
        """What it is made of."""
        return recipes_for(stills=self.stills)


def plan(asked: Asked, *, catalogue: Catalogue, desk: Path, now: datetime) -> Plan:
    """What would go into a pack: of the clips that were asked for, those that could go out to readers, and those that
    are named. A single word that is the slug of a dispatch asks for what was picked for it.

    Raises NotFound, Misasked for a name that is none; Refused where nothing is left, or it is too heavy.
    """
    with catalogue.read() as shelves:
        every = shelves.clips.find(Query(limit=0))
        asked = _of_dispatch(asked, {each.slug for each in shelves.dispatches.all()})
        wanted = shelves.clips.find(asked.query)
        if asked.slug is not None:
            found = {clip.id: clip for clip in wanted}
            picked = picked_clips(shelves.dispatches.get(asked.slug))
            wanted = [found[each] for each in picked if each in found]
        by_name = {clip.id: clip for clip in map(shelves.clips.get, asked.named)}
        limits = limits_of(shelves, wanted)
        kept = {clip.id: gate for clip in wanted if (gate := travel.kept_from_others(clip, limits[clip.id], now))}
        kept = {each: gate for each, gate in kept.items() if each not in by_name}
        chosen = {clip.id: clip for clip in (*wanted, *by_name.values())}
        going = tuple(clip for clip in chosen.values() if clip.id not in kept and clip.facts.decodes)
        have = shelves.renditions.of_each([clip.id for clip in going])
        secrets = known_to_all(shelves, every, machine=machine.words(desk), people=machine.people())
    told = travel.told_of(going, every, secrets, notes=True)
    weighed = [_weighed(clip, have[clip.id]) for clip in going]
    rates = _rates(weighed, asked)
    recipes = recipes_for(stills=rates is None)
    return Plan(
        clips=going,
        travelling={clip.id: travel.travelling(clip, told, notes=True) for clip in going},
        kept_home=kept,
        texts_kept_home=len(told),
        slug=asked.slug,
        rates=rates,
        most_bytes=pack.most_bytes(weighed, rates),
        usual_bytes=pack.usual_bytes(weighed, rates),
        to_make=sum(len(missing_jobs(clip, (), have[clip.id], recipes)) for clip in going),
        secrets=secrets,
        of_clips={clip.id: secrets_of([clip]) for clip in going},
        of_all=travel.of_all(every, secrets),
    )


def _of_dispatch(asked: Asked, slugs: Collection[str]) -> Asked:
    """The same, where its one word means a dispatch: of that."""
    if asked.slug or len(asked.query.words) != 1 or asked.query.words[0] not in slugs:
        return asked
    return replace(asked, slug=asked.query.words[0], query=replace(asked.query, words=()))


def seconds_of(clip: Clip) -> Fraction:
    """How long a clip is, as far as anybody knows."""
    return clip.seconds or _UNKNOWN_SECONDS


def recipes_for(*, stills: bool) -> tuple[Recipe, ...]:
    """What a pack is made of."""
    return _STILLS if stills else (*_STILLS, Proxy())


def listed(catalogue: Catalogue) -> list[Pack]:
    """Who got what, and when; the latest first."""
    with catalogue.read() as shelves:
        return shelves.packs.all()


def _weighed(clip: Clip, have: Sequence[Rendition]) -> pack.Lasting:
    proxies = (each.size_bytes for each in have if each.recipe == Proxy.name and travel.travels(each, clip))
    return pack.Lasting(seconds=seconds_of(clip), proxy_bytes=next(proxies, None))


def _rates(clips: Sequence[pack.Lasting], asked: Asked) -> pack.Rates | None:
    """How heavy its proxies may be. Raises Refused for no clip at all, and where it is too heavy however light."""
    if not clips:
        raise Refused(
            "no clip would go into the pack",
            hint="mediadesk find shows what answers, clear list what is kept back; --with CLIP takes one along",
        )
    most, least = asked.most_bytes, None if asked.stills else pack.LEAST
    rates = None if asked.stills else pack.rates_for(clips, most)
    if most is None or pack.most_bytes(clips, rates or least) <= most:
        return rates
    raise Refused(
        f"{_clips(len(clips))} may weigh {_mb(pack.most_bytes(clips, least))} at least, and --max says {_mb(most)}",
        hint=_lighter(clips, most, least),
    )


def _lighter(clips: Sequence[pack.Lasting], most: int, least: pack.Rates | None) -> str:
    """What is light enough, of clips that together are not; where nothing is, the least that there is."""
    stills, fewer = pack.most_bytes(clips, None), "take fewer clips by --from, --to or --trip"
    fitting = []
    if count := pack.how_many(clips, most, least):
        fitting.append(f"{count} of {_clips(len(clips))}: {fewer}")
    if least and stills <= most:
        fitting.append(f"--stills for all of them ({_mb(stills)})" if len(clips) > 1 else f"--stills ({_mb(stills)})")
    if fitting:
        return f"what fits: {', or '.join(fitting)}"
    leasts = [f"{_mb(min(pack.most_bytes([each], least) for each in clips))} for one clip"]
    if least:
        leasts.append(f"{_mb(pack.most_bytes(clips[:1], None))} for one with --stills")
    if least and len(clips) > 1:
        leasts.append(f"{_mb(stills)} for all with --stills")
    ways = f"allow more by --max{f', or {fewer}' if len(clips) > 1 else ''}"
    return f"the least is {', '.join(leasts)}: {ways}"


def _clips(count: int) -> str:
    return "1 clip" if count == 1 else f"{count} clips"


def _mb(size: int) -> str:
    """Rounded up: who asks for as much as this says gets it."""
    return f"{math.ceil(size / 1e5) / 10:.1f} MB"
