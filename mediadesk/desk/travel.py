"""A copy of the desk for the road: it finds, shows and picks, and tells of no person and no exact place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.leaving import known_to_all, limits_of
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
from mediadesk.model.query import Query
from mediadesk.model.rendition import Rendition

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
        limits = limits_of(shelves, asked)
        home = {clip.id: gate for clip in asked if (gate := travel.kept_home(clip, limits[clip.id], now))}
        chosen = {clip.id: clip for clip in (*asked, *by_name)}
        for clip in by_name:
            home.pop(clip.id, None)
        going = [clip for clip in chosen.values() if clip.id not in home]
        made = shelves.renditions.of_each([clip.id for clip in going])
        secrets = known_to_all(shelves, every, machine=machine.words(desk), people=machine.people())
    told = travel.told_of(going, every, secrets, notes=notes)
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
            secrets = travel.joined(plan.secrets, plan.of_clips[ClipId(each.subject)])
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
                shelves.clips.add(clip, stamps=())  # when it was said stays at home
            for each in renditions:
                shelves.renditions.add(each)
        filled.backup_to(path)
    finally:
        filled.close()
        for left in path.parent.glob(f"{layout.PART}{path.name}*"):
            left.unlink()
