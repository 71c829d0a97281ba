"""The pack itself: every clip made light beside the others, every file scanned, handed over whole, then recorded."""

import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody import handing
from mediadesk.custody.desk import Assets
from mediadesk.custody.handing import Write
from mediadesk.desk.pack.plan import Plan, seconds_of
from mediadesk.engine.base import Engine
from mediadesk.errors import Refused
from mediadesk.events import Began, Ended, Event, Moved, Report, Said, ignore
from mediadesk.handover import picking
from mediadesk.media import packing
from mediadesk.media.binaries import Programs
from mediadesk.media.packing import Light
from mediadesk.media.scan import scanned
from mediadesk.model import layout, pack, travel
from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.leak import Finding
from mediadesk.model.offer import Offer, files_of
from mediadesk.model.offered_page import offered_oddities
from mediadesk.model.pack import Pictures
from mediadesk.model.picking import Pack
from mediadesk.model.recipe import HOUSE, Poster, Proxy, Storyboard, Waveform, digest, shown_at
from mediadesk.model.rendition import Rendition

PAGE = "index.html"
TASK = "pack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Into:
    """Where a pack goes, for whom, and how it is shut."""

    target: Path
    folder: bool  # a folder as it is; else one file
    write: Write
    encrypted: bool
    editor: str
    mark: str
    language: str = "en"
    one_page: bool = False  # its pictures in the page itself


def make(
    plan: Plan,
    into: Into,
    *,
    catalogue: Catalogue,
    assets: Assets,
    programs: Programs,
    engine: Engine,
    report: Report = ignore,
) -> Pack:
    """Makes a pack of what the desk has made of its clips, and records it when it is whole. Nothing of it stays where
    it fails or is stopped.

    Raises Refused when a file of it would tell something, or something lies where it should go; DeskError.
    """
    check(into.target, assets, folder=into.folder)
    with assets.making() as room:
        (room / packing.CLIPS).mkdir()
        pictures = _pictures(plan, into.mark, room, catalogue, assets, programs, engine, report)
        now = datetime.now(UTC)
        offer = Offer(
            mark=into.mark,
            made=now.date(),
            language=into.language,
            clips=tuple(pack.offered(plan.travelling[each], of_it) for each, of_it in pictures.items()),
            stills=plan.stills,
        )
        (room / PAGE).write_bytes(picking.page(offer))
        require_silent(room, plan, pictures, programs, report)
        if into.one_page:
            _in_one(room, offer)
        with handing.beside(into.target) as part:
            into.write(room, part)
            size_bytes, sha256 = handing.weighed(part)
            done = Pack(
                mark=into.mark,
                editor=into.editor,
                at=now,
                clips=tuple(pictures),
                slug=plan.slug,
                stills=plan.stills,
                encrypted=into.encrypted,
                size_bytes=size_bytes,
                sha256=sha256,
            )
            with catalogue.write() as shelves:  # undone when it cannot get its name
                shelves.packs.add(done)
                handing.name(part, into.target, folder=into.folder)
    return done


def check(target: Path, assets: Assets, *, folder: bool) -> None:
    """Raises Refused when a pack cannot lie there: something does already, or it is among the desk's assets."""
    handing.check_free(target, folder=folder)
    if target.resolve().is_relative_to((assets.desk / layout.ASSETS).resolve()):
        raise Refused(f"{target} lies among what the desk keeps", hint="name a place elsewhere: --path PATH")


def _in_one(room: Path, offer: Offer) -> None:
    """Puts the pictures, each of them scanned, into the page. Raises Refused when that is none of ours any more."""
    names = {name for clip in offer.clips for name in files_of(clip)}
    page = picking.page(offer, {name: (room / name).read_bytes() for name in sorted(names)})
    if odd := list(offered_oddities(page.decode(), picking.hashes())):
        raise Refused(f"the page would hold {odd[0]}", hint="run it again, without --path FILE.html")
    (room / PAGE).write_bytes(page)
    shutil.rmtree(room / packing.CLIPS)


def require_silent(
    room: Path, plan: Plan, pictures: Mapping[ClipId, Pictures], programs: Programs, report: Report = ignore
) -> None:
    """Every file of a pack, held against all that the desk knows. Raises Refused when one tells anything, or is none
    that belongs there."""
    files = {name: each for each, of_it in pictures.items() for name in of_it.names}
    lying = {path.relative_to(room).as_posix() for path in room.rglob("*") if path.is_symlink() or not path.is_dir()}
    if lying != {PAGE, *files}:
        raise Refused("a file lies in the pack that nobody asked for, or one is missing", hint="run it again")
    found: list[Finding] = []
    report(Began("leak scan", len(lying), "files"))
    for number, name in enumerate(sorted(lying), 1):
        secrets = plan.of_all if name == PAGE else travel.joined(plan.secrets, plan.of_clips[files[name]])
        found += scanned(room / name, name, secrets, programs=programs, known=picking.hashes())
        report(Moved("leak scan", number, len(lying)))
    report(Ended("leak scan"))
    if found:
        told = "; ".join(f"{each.where}: {each.what}" for each in found[:3])
        raise Refused(
            f"the pack would tell {len(found)} things that it must not: {told}",
            hint="nothing was handed over; change the title, note or tag, or leave the clip out",
        )


def _pictures(
    plan: Plan,
    mark: str,
    room: Path,
    catalogue: Catalogue,
    assets: Assets,
    programs: Programs,
    engine: Engine,
    report: Report,
) -> dict[ClipId, Pictures]:
    """The pictures of all clips, made beside each other. Raises the trouble of the first that fails."""
    with catalogue.read() as shelves:
        made = shelves.renditions.of_each([clip.id for clip in plan.clips])
    lights = [light for clip in plan.clips if (light := _light(clip, made[clip.id], plan, mark, assets))]
    if missing := {clip.id for clip in plan.clips} - {light.clip for light in lights}:
        report(Said(f"{len(missing)} clips stay at home, nothing is made of them: {', '.join(sorted(missing))}"))
    if not lights:
        raise Refused("of no clip there is anything to put into a pack", hint="mediadesk derive, and see what it says")
    progress = _Progress(lights, report)
    report(Began(TASK, progress.total, "seconds"))
    found: dict[ClipId, Pictures] = {}
    work = partial(packing.pack, folder=room, programs=programs)
    for outcome in engine.run(work, lights, progress.listen):
        if outcome.trouble:
            raise outcome.trouble
        if outcome.result:
            found[outcome.job.clip] = outcome.result
    report(Ended(TASK))
    return {light.clip: found[light.clip] for light in lights}


def _light(clip: Clip, made: Sequence[Rendition], plan: Plan, mark: str, assets: Assets) -> Light | None:
    """What one clip is made light of; None where the desk has not all that a pack of this kind shows of it."""
    today = {
        each.recipe: assets.path(each.path)
        for each in made
        if each.digest == digest(shown_at(HOUSE[each.recipe], clip.log.poster))
    }
    long = {each.recipe: each.seconds for each in made}
    still = today.get(Poster.name) or today.get(Waveform.name)
    proxy = None if plan.stills else today.get(Proxy.name)
    if (still is None and (clip.facts.frame or plan.stills)) or (proxy is None and not plan.stills):
        return None
    return Light(
        clip=clip.id,
        mark=mark,
        proxy=proxy,
        still=still,
        board=today.get(Storyboard.name),
        display=clip.facts.frame.display if clip.facts.frame else None,
        seconds=long.get(Storyboard.name) or long.get(Proxy.name) or seconds_of(clip),
        rates=plan.rates,
        most_tiles=pack.MOST_TILES_OF_STILLS if plan.stills else pack.MOST_TILES,
    )


class _Progress:
    """How far all clips of a pack are, by how long they last. Thread-safe."""

    def __init__(self, lights: Sequence[Light], report: Report) -> None:
        self._report, self._lock = report, threading.Lock()
        self._lasts = {each.task: float(each.seconds or Fraction(1)) for each in lights}
        self._done = dict.fromkeys(self._lasts, 0.0)

    @property
    def total(self) -> float:
        """Seconds of footage."""
        return sum(self._lasts.values())

    def listen(self, event: Event) -> None:
        """Every event of every clip; of them only how far the whole is goes on."""
        match event:
            case Moved(task=task, done=done) if task in self._lasts:
                self._to(task, min(done, self._lasts[task]))
            case Ended(task=task) if task in self._lasts:
                self._to(task, self._lasts[task])
            case _:
                pass

    def _to(self, task: str, done: float) -> None:
        with self._lock:
            self._done[task] = max(done, self._done[task])
            whole = sum(self._done.values())
        self._report(Moved(TASK, whole, self.total))
