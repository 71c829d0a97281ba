"""Own places, and what clips are called by them; places by the track of somebody who went along."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.errors import NotFound
from mediadesk.gazetteer import Gazetteer
from mediadesk.model.clip import Clip
from mediadesk.model.edit import Change, Edit
from mediadesk.model.place import OwnPlace, Place
from mediadesk.model.query import Query
from mediadesk.model.track import Track, placed_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """What an own place changed."""

    place: OwnPlace
    clips: Sequence[Clip]  # those whose places are called otherwise now, as they are now
    before: Sequence[str | None]  # what each was called, in the same order


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What a track told of clips."""

    clips: Sequence[Clip]  # those that have a place by it, as they are now
    naive: Sequence[Clip]  # those whose instant nobody knows: no track can place them
    elsewhere: Sequence[Clip]  # those that were shot when the track was not recorded


def own_places(*, catalogue: Catalogue) -> list[OwnPlace]:
    """The places that this desk named, by name."""
    with catalogue.read() as shelves:
        return shelves.own_places.all()


def add(own: OwnPlace, *, catalogue: Catalogue, gazetteer: Gazetteer, dry_run: bool = False) -> Renamed:
    """Names a place, instead of one that was called the same: clips within its radius are called so, now and later.

    Region and country are those of the gazetteer, where it knows them. With `dry_run` nothing is written down.
    """
    near = gazetteer.with_own([]).nearest(own.point)
    own = replace(own, region=near.region if near else own.region, country=near.country if near else own.country)
    with catalogue.read() as shelves:
        known = {each.name.casefold(): each for each in shelves.own_places.all()}
        old = known.get(own.name.casefold())
        clips = _around(shelves, [own, old] if old else [own])
    known[own.name.casefold()] = own
    names = {own.name, old.name} if old else {own.name}
    changes = _changes(clips, names, gazetteer.with_own([*known.values()]))
    if not dry_run:
        with catalogue.write() as shelves:
            shelves.own_places.add(own)
            _keep(changes, shelves)
    return _renamed(own, changes)


def remove(name: str, *, catalogue: Catalogue, gazetteer: Gazetteer, dry_run: bool = False) -> Renamed:
    """Forgets an own place: clips that were called so are called as the gazetteer does. Raises NotFound."""
    with catalogue.read() as shelves:
        known = {each.name.casefold(): each for each in shelves.own_places.all()}
        own = known.pop(name.casefold(), None)
        if own is None:
            raise NotFound(f"no place of this desk is called {name}", hint="mediadesk place list")
        clips = _around(shelves, [own])
    changes = _changes(clips, {own.name}, gazetteer.with_own([*known.values()]))
    if not dry_run:
        with catalogue.write() as shelves:
            shelves.own_places.remove(own.name)
            _keep(changes, shelves)
    return _renamed(own, changes)


def by_track(
    track: Track, clips: Sequence[Clip], *, catalogue: Catalogue, gazetteer: Gazetteer, dry_run: bool = False
) -> Placed:
    """Places clips by the track of somebody who went along, and the time they were shot at as it is known now.

    Of all clips those without a place; of `clips`, when there are any, each. It is an edit of the log: `undo` takes it
    back. With `dry_run` nothing is written down.
    """
    with catalogue.read() as shelves:
        asked = clips or shelves.clips.find(Query(lacks=("place",), limit=0))
    naive = [clip for clip in asked if clip.captured.at is None]
    found = {clip.id: placed_by(track, clip.captured) for clip in asked if clip.captured.at}
    placed = {id_: gazetteer.named(place) for id_, place in found.items() if place}
    now = [replace(clip, log=replace(clip.log, place=placed[clip.id])) for clip in asked if clip.id in placed]
    if not dry_run and placed:
        with catalogue.write() as shelves:
            before = [shelves.clips.get(clip.id) for clip in now]
            changes = tuple(
                Change(clip=clip.id, before=clip.log, after=replace(clip.log, place=placed[clip.id])) for clip in before
            )
            shelves.history.record(Edit(at=datetime.now(UTC), changes=changes))
            for change in changes:
                shelves.clips.log(change.clip, change.after)
            now = [shelves.clips.get(clip.id) for clip in now]
    elsewhere = [clip for clip in asked if clip.captured.at and clip.id not in placed]
    return Placed(clips=now, naive=naive, elsewhere=elsewhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    before: Clip
    after: Clip


def _around(shelves: Shelves, places: Sequence[OwnPlace]) -> list[Clip]:
    """Every clip that lies in one of these places."""
    found = (shelves.clips.find(Query(near=each.point, within_m=each.radius_m, limit=0)) for each in places)
    return list({clip.id: clip for clips in found for clip in clips}.values())


def _changes(clips: Sequence[Clip], names: Collection[str], ours: Gazetteer) -> list[_Change]:
    """Clips whose places are called otherwise. A name that a person typed stays where no own place has it."""

    def again(place: Place | None) -> Place | None:
        return ours.named(place) if place and (ours.own_at(place) or place.name in names) else place

    changes = (
        _Change(
            before=clip,
            after=replace(
                clip,
                facts=replace(clip.facts, place=again(clip.facts.place)),
                log=replace(clip.log, place=again(clip.log.place)),
            ),
        )
        for clip in clips
    )
    return [change for change in changes if change.before != change.after]


def _keep(changes: Sequence[_Change], shelves: Shelves) -> None:
    for change in changes:
        now, after = shelves.clips.get(change.after.id), change.after
        if now.facts.place != after.facts.place:
            shelves.clips.facts(now.id, replace(now.facts, place=after.facts.place))
        if now.log.place != after.log.place:
            shelves.clips.log(now.id, replace(now.log, place=after.log.place))


def _renamed(own: OwnPlace, changes: Sequence[_Change]) -> Renamed:
    return Renamed(
        place=own,
        clips=[change.after for change in changes],
        before=[change.before.place.name if change.before.place else None for change in changes],
    )
