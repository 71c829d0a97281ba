"""A copy of the desk for the road: it finds, shows and picks, and tells of no person and no exact place."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.custody import carrying, machine
from mediadesk.custody.desk import Assets
from mediadesk.errors import Refused
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.media.binaries import Programs
from mediadesk.media.scan import scanned
from mediadesk.model import layout, travel
from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.holding import HeldFile
from mediadesk.model.leak import Secrets, secrets_of
from mediadesk.model.place import Place
from mediadesk.model.query import Query
from mediadesk.model.rendition import Rendition

Value = TypeVar("Value")

MARK = """\
This is a travel copy of a desk of mediadesk. It holds no originals, no people, no exact places and times.
Find, show and pick here; what needs an original is done at home, on the desk this was made from.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would travel."""

    clips: tuple[Clip, ...]  # as they travel
    renditions: tuple[Rendition, ...]
    kept_home: Mapping[str, int]  # how many clips each gate keeps at home
    texts_kept_home: int  # titles, tags, notes and trips that tell something
    bare: int  # clips that would have no picture with them
    secrets: Secrets  # of the whole desk, but for names of files and points, which are those of each clip
    of_clips: Mapping[ClipId, Secrets]

    @property
    def size_bytes(self) -> int:
        """Of all renditions."""
        return sum(each.size_bytes for each in self.renditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Travelled:
    """What was carried."""

    clips: int
    renditions: int
    size_bytes: int
    found: int  # renditions that stayed at home, since their bytes tell something or have changed


def plan(
    *,
    catalogue: Catalogue,
    desk: Path,
    now: datetime,
    trip: str | None = None,
    named: Sequence[str] = (),
    notes: bool = False,
) -> Plan:
    """What would travel: of the clips of a trip, or of all, those that could go out to readers, and those that are
    named by the beginnings of their ids. Notes only with `notes`. Raises NotFound, Misasked for a name that is none.
    """
    with catalogue.read() as shelves:
        every = shelves.clips.find(Query(limit=0))
        asked = shelves.clips.find(Query(limit=0, trip=trip)) if trip else every
        by_name = [shelves.clips.get(each) for each in named]
        limits = _limits(shelves, asked)
        home = {clip.id: gate for clip in asked if (gate := travel.kept_home(clip, limits[clip.id], now))}
        chosen = {clip.id: clip for clip in (*asked, *by_name)}
        for clip in by_name:
            home.pop(clip.id, None)
        going = [clip for clip in chosen.values() if clip.id not in home]
        made = shelves.renditions.of_each([clip.id for clip in going])
        secrets = _secrets(shelves, every, desk)
    told = _told(going, every, secrets, notes=notes)
    renditions = [each for clip in going for each in made[clip.id] if travel.travels(each, clip)]
    pictured = {each.subject for each in renditions}
    return Plan(
        clips=tuple(travel.travelling(clip, told, notes=notes) for clip in going),
        renditions=tuple(map(travel.rendition, renditions)),
        kept_home=Counter(home.values()),
        texts_kept_home=len(told),
        bare=sum(1 for clip in going if clip.facts.frame and clip.id not in pictured),
        secrets=secrets,
        of_clips={clip.id: secrets_of([clip]) for clip in going},
    )


def check(plan: Plan, target: Path, desk: Path) -> None:
    """Raises Refused when the copy cannot be made there: not empty, in the desk, no room; or nothing would travel."""
    carrying.check_new(target)
    if target.resolve().is_relative_to(desk.resolve()):
        raise Refused(f"{target} lies inside the desk", hint="name a folder elsewhere, best on the disk that travels")
    if not plan.clips:
        raise Refused(
            "no clip would travel", hint="mediadesk clear list says what is kept back; --with CLIP takes one along"
        )
    if plan.size_bytes >= (free := carrying.free_bytes(target)):
        need = f"{plan.size_bytes / 1e9:.1f} GB"
        raise Refused(f"{need} would travel, and {free / 1e9:.1f} GB are free there", hint="a larger disk, or --trip T")


def carry(
    plan: Plan, target: Path, *, catalogue: Catalogue, assets: Assets, programs: Programs, report: Report = ignore
) -> Travelled:
    """Makes the copy at `target`, whole or not at all: a new catalogue, and each rendition, scanned as for readers.

    What tells something, or is not as it was verified, stays at home. Raises Refused, DeskError.
    """
    check(plan, target, assets.desk)
    with carrying.new_folder(target) as room:
        kept = _carry_renditions(plan, room, assets, programs, report)
        for below in (layout.ORIGINALS, layout.RENDITIONS):
            (room / below).mkdir(parents=True, exist_ok=True)
        _fill(room / layout.CATALOGUE, plan.clips, kept)
        (room / layout.TRAVEL).write_text(MARK, "utf-8")
    with catalogue.write() as shelves:
        shelves.custody.add(what="travelled", at=datetime.now(UTC), why=f"{len(plan.clips)} clips")
    return Travelled(
        clips=len(plan.clips),
        renditions=len(kept),
        size_bytes=sum(each.size_bytes for each in kept),
        found=len(plan.renditions) - len(kept),
    )


def _carry_renditions(plan: Plan, room: Path, assets: Assets, programs: Programs, report: Report) -> list[Rendition]:
    kept, done, total = [], 0, plan.size_bytes
    report(Began("travel", total, "bytes"))
    for each in plan.renditions:
        source, copy = assets.path(each.path), room / each.path
        if source.exists() and carrying.carried(source, copy) == each.sha256:
            secrets = _joined(plan.secrets, plan.of_clips[ClipId(each.subject)])
            if any(scanned(file, file.name, secrets, programs=programs) for file in carrying.files_in(copy)):
                carrying.take_back(copy)
            else:
                kept.append(each)
        elif copy.exists():
            carrying.take_back(copy)
        done += each.size_bytes
        report(Moved("travel", done, total))
    report(Ended("travel"))
    return kept


def _fill(path: Path, clips: Sequence[Clip], renditions: Sequence[Rendition]) -> None:
    """A catalogue that nothing was ever removed from: filled beside, then copied whole, page by page as it is read."""
    filled = Catalogue.create(path.with_name(f"{layout.PART}{path.name}"))
    try:
        with filled.write() as shelves:
            for clip in clips:
                name = clip.name
                file = HeldFile(
                    sha256=clip.sha256, xxh3="", size_bytes=0, name=name, path=None, role="clip", clip=clip.id
                )
                shelves.files.add(file)
                shelves.clips.add(clip)
            for each in renditions:
                shelves.renditions.add(each)
        filled.backup_to(path)
    finally:
        filled.close()
        for left in path.parent.glob(f"{layout.PART}{path.name}*"):
            left.unlink()


def _limits(shelves: Shelves, clips: Sequence[Clip]) -> Mapping[ClipId, travel.Limits]:
    """What may keep each clip at home."""
    ids = [clip.id for clip in clips]
    holds = _by(shelves.holds.all(), lambda hold: hold.clip)
    embargoes = _by(shelves.embargoes.all(), lambda embargo: embargo.target)
    here = _by(shelves.appearances.of_clips(ids), lambda appearance: appearance.clip)
    subjects = {each.subject for those in here.values() for each in those}
    releases = _by(shelves.releases.of(subjects), lambda release: release.subject)
    return {
        each: travel.Limits(
            holds=holds[each],
            embargoes=embargoes[each],
            appearances=here[each],
            releases=[release for one in here[each] for release in releases[one.subject]],
        )
        for each in ids
    }


def _by(values: Iterable[Value], key: Callable[[Value], str]) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = defaultdict(list)
    for each in values:
        found[key(each)].append(each)
    return found


def _secrets(shelves: Shelves, clips: Sequence[Clip], desk: Path) -> Secrets:
    """What the whole desk knows, but for the names and points of clips: everybody by alias and by name, the machine,
    the drives, and the names that only this desk has for places, but where one is a town's."""
    subjects, towns = shelves.subjects.all(), {one.name for clip in clips if clip.place for one in clip.place.within}
    aliases = (
        *(each for clip in clips for each in (clip.log.shooter, clip.log.received_from)),
        *(each.alias for each in subjects),
        *(each.owner for each in shelves.holds.all()),
        *(each.by for each in shelves.embargoes.all()),
    )
    own_places = {each.name for each in shelves.own_places.all()} - towns
    drives = {each.name for each in shelves.volumes.all()} - {"desk"}
    return replace(
        secrets_of((), machine.words(desk)),
        people=frozenset(each for each in aliases if each),
        real=frozenset(each.name for each in subjects if each.name) | machine.people() | own_places,
        cards=frozenset(drives),
    )


def _told(going: Sequence[Clip], every: Sequence[Clip], secrets: Secrets, *, notes: bool) -> frozenset[str]:
    """The texts that stay at home. Each is held against what is known of all clips: of those at home, too."""
    known = secrets_of(every)
    points = {(round(each.lat, 3), round(each.lon, 3)): each for each in known.points}
    everything = replace(_joined(secrets, known), points=tuple(points.values()))
    telling = travel.Telling(secrets=everything, places=_distinct(every))
    return travel.telling((text for clip in going for text in travel.texts_of(clip, notes=notes)), telling.tells)


def _distinct(clips: Sequence[Clip]) -> tuple[Place, ...]:
    """One place for all that are called the same."""
    places = (place for clip in clips for place in (clip.place, clip.facts.place) if place)
    named = {(each.name, each.district, each.region, *(one.name for one in each.within)): each for each in places}
    return tuple(named.values())


def _joined(one: Secrets, other: Secrets) -> Secrets:
    """What either of them knows."""
    both = ((each.name, getattr(one, each.name), getattr(other, each.name)) for each in fields(Secrets))
    return Secrets(**{name: a + b if isinstance(a, tuple) else a | b for name, a, b in both})
