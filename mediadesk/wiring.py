"""Settings → tools. The only file that names the kinds of store and engine there are.

Each tool is imported when it is asked for: `find` should not wait for what `publish` needs.
"""

import os
import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mediadesk import settings as configuration
from mediadesk.errors import CatalogueTrouble, Misasked, NotFound, Refused
from mediadesk.events import Report, ignore
from mediadesk.model import layout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mediadesk.catalogue import Catalogue
    from mediadesk.catalogue.cipher import Keys, Source
    from mediadesk.custody.desk import Assets
    from mediadesk.custody.lending import Lending
    from mediadesk.desk.ingest import Destination
    from mediadesk.embed.engine import Engine as Player
    from mediadesk.engine.base import Engine
    from mediadesk.engine.cluster.address import Address
    from mediadesk.gazetteer import Gazetteer
    from mediadesk.media.binaries import Programs
    from mediadesk.media.pace import PaceBook
    from mediadesk.model.chunk import Cutting
    from mediadesk.model.place import LatLon
    from mediadesk.model.track import Track
    from mediadesk.model.trial import Trial
    from mediadesk.model.volume import Volume
    from mediadesk.settings import Settings
    from mediadesk.store.base import Store
    from mediadesk.store.experiments import Experiments

_MOST_TRACK_BYTES = 1 << 28  # a month of a logger that writes every second


def catalogue(settings: "Settings") -> "Catalogue":
    """The desk's catalogue."""
    from mediadesk.catalogue import Catalogue

    return Catalogue(settings.desk / layout.CATALOGUE, keys=keys(settings), who=settings.alias or None)


def keys(settings: "Settings") -> "Keys":
    """What opens the desk's catalogue when it is encrypted; the same for all who ask while a command runs."""
    return _keys(settings.desk, settings.key_file, settings.ask, encrypted=settings.encrypted)


def other_keys(settings: "Settings", key_file: Path | None) -> "Keys":
    """What is to open it from now on, asked for now. Raises CatalogueLocked, Misasked."""
    return keys(settings).changed(_source(str(key_file or ""), settings.ask))


def unlock(settings: "Settings") -> None:
    """Asks for the passphrase of an encrypted desk, before anything else is said. Raises CatalogueLocked."""
    from mediadesk.catalogue.opening import encrypted, key_of

    if encrypted(path := settings.desk / layout.CATALOGUE):
        key_of(path, keys(settings))


@lru_cache(maxsize=4)
def _keys(desk: Path, key_file: str, ask: "Source | None", *, encrypted: bool) -> "Keys":
    from mediadesk.catalogue import opening
    from mediadesk.catalogue.cipher import Keys

    is_encrypted = encrypted or opening.encrypted(desk / layout.CATALOGUE)
    return Keys(_source(key_file, ask), encrypted=is_encrypted)


def _source(key_file: str, ask: "Source | None") -> "Source":
    from mediadesk.catalogue.cipher import KeyFile, Nobody

    asked = ask or Nobody()
    return KeyFile(Path(key_file), asked) if key_file else asked


def assets(settings: "Settings") -> "Assets":
    """The desk's own files."""
    from mediadesk.custody.desk import Assets

    return Assets(settings.desk)


def destinations(
    settings: "Settings", *, copy_to: "Sequence[Path]" = (), originals_on: "Sequence[str]" = (), dry_run: bool = False
) -> "list[Destination]":
    """Where the files of a card go: to the desk and to every folder of `copy_to`; or, instead of the desk, to the
    volumes of `originals_on`, which are folders or the names of known volumes. Raises NotFound for what is not plugged
    in, Refused for what cannot be made a volume. With `dry_run` nothing is written.
    """
    from mediadesk.custody import volume as volumes
    from mediadesk.custody.originals import Originals
    from mediadesk.desk.ingest import Destination

    with catalogue(settings).read() as shelves:
        desk, known = shelves.volumes.desk(), shelves.volumes.all()
    folders = [*(_folder(each, known) for each in originals_on), *copy_to]
    found = {each.id: each for each in (_volume(folder, known, dry_run=dry_run) for folder in folders)}
    drives = [
        Destination(volume=each, originals=Originals(root, ".", device=root.stat().st_dev))
        for each in found.values()
        for root in (Path(each.root),)
    ]
    if originals_on:
        return drives
    here = volumes.seen(desk, settings.desk)
    return [Destination(volume=here, originals=assets(settings).originals, is_desk=True), *drives]


def volume_in_place(folder: Path) -> "Volume":
    """A drive that is catalogued as it is, and never written to."""
    from mediadesk.custody.volume import in_place

    return in_place(folder if folder.is_dir() else folder.parent)


def open_to_all(volume: "Volume") -> str | None:
    """What to tell somebody whose drive anybody can read."""
    from mediadesk.custody import volume as volumes

    return volumes.open_to_all(Path(volume.root))


def _folder(name: str, known: "Sequence[Volume]") -> Path:
    """The folder that a person means: a folder, or where the volume of that name is plugged in."""
    from mediadesk.custody import volume as volumes

    named = [each for each in known if each.name == name]
    if Path(name).is_dir() or not named:
        return Path(name)
    if root := volumes.online(named).get(named[0].id):
        return root
    raise NotFound(f"{name} is not plugged in", hint="plug it in, and ingest again; mediadesk volumes shows them all")


def _volume(folder: Path, known: "Sequence[Volume]", *, dry_run: bool) -> "Volume":
    from mediadesk.custody import volume as volumes

    if found := volumes.known(folder):
        return found
    if (folder / layout.CATALOGUE).exists():
        raise Refused(f"{folder} is a desk", hint="name a folder on a drive: --copy-to /mnt/T7-A")
    real = os.path.realpath(folder)
    if was := next((each for each in known if each.root == real), None):
        raise NotFound(
            f"{folder} was {was.name}, which is not plugged in here now",
            hint=f"plug {was.name} in and mount it, or name another folder",
        )
    return volumes.in_place(folder) if dry_run else volumes.make(folder)


def programs(settings: "Settings") -> "Programs":
    """ffmpeg and ffprobe. Raises ToolFailed when there are none, Refused when the jail must hold and does not."""
    from mediadesk.media.binaries import find

    return find(settings.ffmpeg, settings.ffprobe, jailed=settings.jail == "required")


def on_hardware(settings: "Settings", programs: "Programs") -> "Programs":
    """The same, with the graphics hardware of this machine that proved good: for light copies.

    None where the kernel's walls must hold: a driver is a way around them that nobody can watch.
    """
    from dataclasses import replace

    from mediadesk.media.trial import chosen

    return programs if settings.jail == "required" else replace(programs, hardware=chosen(programs, settings.cache))


def gazetteer(settings: "Settings", report: Report = ignore) -> "Gazetteer":
    """The place names, built once into the user's cache; the desk's own places first, and what is near its clips."""
    from mediadesk.gazetteer import ready

    known = ready(settings.cache, report)
    shelf = catalogue(settings)
    try:
        with shelf.read() as shelves:
            own = shelves.own_places.all()
    except (NotFound, CatalogueTrouble):  # it may be about to be made anew
        return known

    def worked_near(point: "LatLon", within_m: float) -> bool:
        with shelf.read() as shelves:
            return shelves.clips.any_near(point, within_m)

    return known.with_own(own, worked_near)


def gpx_track(file: Path) -> "Track":
    """The track of somebody who went along. Raises Misasked when the file holds none."""
    from mediadesk.media import gpx

    with file.open("rb") as opened:
        track = gpx.track(opened.read(_MOST_TRACK_BYTES))
    if track is None or not any(fix.at for fix in track.fixes):
        raise Misasked(f"{file.name} holds no track with times", hint="a GPX file as a phone or a GPS logger writes it")
    return track


def engine(settings: "Settings", kind: str = "", workers: int = 0) -> "Engine":
    """Where jobs run. Raises as `clustered` does for other machines."""
    if (kind or settings.engine) == "inline":
        from mediadesk.engine.inline import Inline

        return Inline()
    if (kind or settings.engine) == "cluster":
        if workers:
            raise Misasked("each machine says itself how many workers it has", hint="mediadesk worker --workers N")
        address, about = clustered(settings), like_this_machine(settings)
        from mediadesk.engine.cluster.engine import Cluster

        return Cluster(address, _keys_folder(settings), about)
    from mediadesk.engine.local import Local

    return Local(_workers(settings, workers))


def cutting(settings: "Settings", kind: str = "", workers: int = 0, *, chunks: bool | None = None) -> "Cutting | None":
    """Which jobs are cut into chunks: long ones where several work, or, where it was asked for, any that is worth two
    chunks."""
    from mediadesk.model.chunk import MANY_WORKERS, Cutting

    where = kind or settings.engine
    # who will have joined when a clip's turn comes, nobody knows
    count = {"inline": 1, "cluster": MANY_WORKERS}.get(where) or _workers(settings, workers)
    if chunks is False or (chunks is None and count == 1):
        return None
    return Cutting(workers=count, longer_than=0) if chunks else Cutting(workers=count)


def _workers(settings: "Settings", workers: int) -> int:
    return workers or settings.workers or os.cpu_count() or 1


def pace(settings: "Settings") -> "PaceBook":
    """How fast this machine makes things, as it was measured."""
    from mediadesk.media.pace import PaceBook

    return PaceBook(settings.cache / "pace.json")


def clustered(settings: "Settings", scheduler: str = "") -> "Address":
    """Where the machines meet. Raises Misasked, Refused for what may not be used, NotFound without the library."""
    if find_spec("distributed") is None or find_spec("cryptography") is None:
        raise NotFound("what speaks to other machines is not installed", hint='pip install "mediadesk[cluster]"')
    from mediadesk.engine.cluster.address import checked

    if not (address := scheduler or settings.scheduler):
        raise Misasked(
            "nothing says where the machines meet",
            hint='scheduler = "tls://desk.example.org:8786" in mediadesk.toml; docs/scale.md has the rest',
        )
    return checked(address)


def like_this_machine(settings: "Settings") -> "dict[str, str]":
    """What must be the same on all machines that work together, and its value here. Raises as `programs` does."""
    from importlib.metadata import version

    from mediadesk import __version__
    from mediadesk.media.binaries import features

    lacks = " ".join(sorted(features(programs(settings).ffmpeg).lacks))
    return {
        "mediadesk": __version__,
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "distributed": version("distributed"),
        "ffmpeg": f"without {lacks}" if lacks else "complete",
    }


def cluster_keys(folder: Path) -> tuple[Path, ...]:
    """Makes the keys by which machines know each other. Raises Refused, NotFound without the library."""
    if find_spec("cryptography") is None:
        raise NotFound("what makes keys is not installed", hint='pip install "mediadesk[cluster]"')
    from mediadesk.engine.cluster import keys as made

    return made.make(folder)


def meet(settings: "Settings", scheduler: str, ready: "Callable[[str], None]", says: "Callable[[str], None]") -> None:
    """Be the place where machines meet, until interrupted. Raises as `clustered` and `node.serve` do."""
    address = clustered(settings, scheduler)
    from mediadesk.engine.cluster import node

    about = like_this_machine(settings)
    node.serve(address, _keys_folder(settings), about, ready=ready, says=says)


def work(settings: "Settings", scheduler: str, says: "Callable[[str], None]") -> None:
    """Work for the desk at a scheduler, until interrupted. Raises as `clustered` and `node.work` do."""
    address = clustered(settings, scheduler)
    from mediadesk.custody.originals import new_part, sweep
    from mediadesk.desk.derive.errand import workplace
    from mediadesk.engine.cluster import node

    threads, below = settings.workers or os.cpu_count() or 1, settings.cache / "worker"
    about, keys_folder = like_this_machine(settings), _keys_folder(settings)
    found, share = programs(settings), shared(settings)
    sweep(below)  # what a worker left behind that was killed
    with new_part(below, folder=True) as (room, _):
        here = workplace(found, share, room)
        node.work(address, keys_folder, about, here, room=room, threads=threads, says=says)


def shared(settings: "Settings") -> "Lending":
    """The folder that all machines see. Raises Misasked without one, NotFound when it is not there."""
    from mediadesk.custody.lending import Lending

    if not settings.share:
        raise Misasked("nothing says which folder all machines see", hint="--share DIR, or share in mediadesk.toml")
    if not (folder := Path(settings.share)).is_dir():
        raise NotFound(f"there is no folder {folder}", hint="mount it, or name another one as share")
    return Lending(folder)


def lending(settings: "Settings", kind: str = "") -> "Lending | None":
    """Where jobs go to other machines: the folder that these see, too. Raises as `shared` does."""
    return shared(settings) if (kind or settings.engine) == "cluster" else None


def _keys_folder(settings: "Settings") -> Path | None:
    return Path(settings.cluster_keys) if settings.cluster_keys else None


def store(settings: "Settings", name: str, *, most_kbps: int = 0) -> "Store":
    """The store of that name, with what was proved of it. `most_kbps` goes over the settings'.

    Raises NotFound when the settings have no such store.
    """
    chosen = configuration.store(settings, name)
    if chosen.kind == "s3":
        from mediadesk.store.s3 import S3

        return S3(
            name=name,
            bucket=chosen.bucket,
            endpoint=chosen.endpoint,
            region=chosen.region,
            prefix=chosen.prefix,
            profile=chosen.profile,
            public_url=chosen.public_url.rstrip("/") or None,
            addressing=chosen.addressing,
            checksums=chosen.checksums,
            readback=chosen.readback,
            provider=chosen.provider,
            most_kbps=most_kbps or chosen.most_kbps,
            trial=_trial(settings, name),
        )
    from mediadesk.store.folder import Folder

    return Folder(name=name, root=settings.desk / chosen.path, public_url=chosen.public_url.rstrip("/") or None)


def experiments(store: "Store") -> "Experiments | None":
    """What can be tried of a store with keys and rights; None for one that has none."""
    from mediadesk.store.s3 import S3

    if not isinstance(store, S3):
        return None
    from mediadesk.store.s3.experiments import S3Experiments

    return S3Experiments(store=store)


def _trial(settings: "Settings", name: str) -> "Trial | None":
    """What was proved of a store with the settings it has now."""
    try:
        with catalogue(settings).read() as shelves:
            trial = shelves.trials.of(name)
    except (NotFound, CatalogueTrouble):  # no desk yet, or one that is locked: nothing is proved
        return None
    proved = configuration.digest(configuration.store(settings, name))
    return trial if trial and trial.settings == proved else None


def rehearsal(store: "Store", report: Report) -> "Store":
    """The same store, which only says what it would do."""
    from mediadesk.store.dryrun import DryRun

    return DryRun(store=store, report=report)


def player() -> "Player":
    """The built player engine. Raises when it is not built."""
    from mediadesk.embed.engine import engine as built

    return built()
