"""The catalogue made anew: from the newest copy of it that can be read, and from what really lies on the desk and on
drives. What cannot be found again is named.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG
from typing import Protocol

from mediadesk.cards.listing import listing
from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.catalogue.backup import Backup
from mediadesk.custody import mhl
from mediadesk.custody.cold import Hashes, hash_file
from mediadesk.custody.desk import Assets
from mediadesk.custody.present import found
from mediadesk.custody.volume import in_place, known, online, seen
from mediadesk.errors import CatalogueLocked, CatalogueTrouble, NotFound, Refused
from mediadesk.events import Began, Ended, Meter, Report, Said, ignore
from mediadesk.media.answer import PROGRAM, Answer, written
from mediadesk.media.probe import Unreadable
from mediadesk.model.card import MediaFile, sort_out
from mediadesk.model.clip import Clip, ClipId, Facts, clip_id
from mediadesk.model.holding import HeldFile
from mediadesk.model.ingested import Ingested
from mediadesk.model.layout import ORIGINALS, PART, card_path, is_book
from mediadesk.model.names import shown
from mediadesk.model.query import Query
from mediadesk.model.volume import CopyState, MediaCopy, Volume, VolumeId

Adopt = Callable[[Path, Volume, Catalogue], Iterable[Ingested]]  # catalogues a folder of a volume as it is, every byte

_NO_TELLING = "found on the desk; nothing tells any more what it belonged to"


class Reader(Protocol):
    """What looks at files."""

    def look(self, path: Path, name: bytes) -> tuple[Facts, Answer]:
        """What a file of that name tells of itself, and the answer that this was read from. Raises Unreadable."""
        ...

    def look_if_clip(self, name: bytes, path: Path) -> tuple[Facts, Answer] | None:
        """The same of a clip whose name does not say so."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A file of which no copy was found."""

    name: str  # its name, or its path below the folder of a card on a drive
    clip: ClipId | None  # the clip it is or belongs to
    # drives that were not looked at, and had a copy: it is not lost when one still has; and, of a clip that came with a
    # bundle and never was here, whose desk it is on
    volumes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What came of it."""

    begun_with: Path | None  # the copy of the catalogue that it began with; None: nothing
    made_at: datetime | None  # when that copy was made: what was said since is gone
    clips: int
    files: int
    new: int  # files of which that copy did not know
    lost: tuple[Lost, ...]
    unread: tuple[str, ...]  # files that are there, and what is wrong with them
    kept: Path | None  # where the catalogue of before is; None: there was none, or nothing was changed


def rebuild(
    folders: Sequence[Path],
    *,
    catalogue: Catalogue,
    assets: Assets,
    adopt: Adopt,
    reader: Reader,
    rehearse: bool = False,
    report: Report = ignore,
) -> Rebuilt:
    """Makes the catalogue anew from the desk's own originals and the drives that these folders are, else from the known
    ones that are plugged in. Every byte is read. What was there is kept; with `rehearse` it stays.

    Raises NotFound for a folder that is not there, Refused when the drives hold catalogues of several desks.
    """
    head = catalogue.last_head()
    present = _looked(catalogue.path, catalogue, report) if catalogue.path.exists() else None
    named = [known(each) or in_place(each) for each in folders]
    roots = {each.id: Path(each.root) for each in named} or _plugged_in(catalogue if present else None, report)
    begin_with = _newest(catalogue, present, roots.values(), report)
    with catalogue.anew(begin_with, alone=not rehearse) as (new, put_in_place):
        before = _files(new)
        volumes = _volumes(new, named, roots, assets.desk)
        _ask_again(new, volumes)
        listed: dict[str, str] = {}
        unread: list[str] = []
        for volume in volumes[1:]:
            for source in _sources(volume, new):
                report(Said(f"reading {source}"))
                listed |= _listed(source, report)
                _resume(source, volume, new)
                unread += [_failed(source, each) for each in adopt(source, volume, new) if each.result == "failed"]
        unread += _originals(volumes[0], new, assets, reader, report)
        _note_lost(volumes, new)
        files = _files(new)
        made_at = datetime.fromtimestamp(begin_with.stat().st_mtime, UTC) if begin_with else None
        lost = (*_lost(new, volumes), *_lost_from_lists(listed, files.values()))
        clips = _clips(new)
        with new.write() as shelves:
            shelves.custody.turn("rebuilt", head, at=datetime.now(UTC))
        kept = None if rehearse else put_in_place()
    return Rebuilt(
        begun_with=begin_with,
        made_at=made_at if begin_with != catalogue.path else None,
        clips=clips,
        files=len(files),
        new=len(files.keys() - before.keys()),
        lost=lost,
        unread=tuple(unread),
        kept=kept,
    )


def _looked(path: Path, catalogue: Catalogue, report: Report) -> Backup | None:
    try:
        return catalogue.look(path)
    except CatalogueLocked:
        raise  # it may be well, and all that was ever said of the clips
    except (CatalogueTrouble, NotFound) as trouble:
        report(Said(f"not used: {trouble.what}"))
        return None


def _plugged_in(catalogue: Catalogue | None, report: Report) -> Mapping[VolumeId, Path]:
    """Where the drives that the catalogue of before knows are."""
    if catalogue is None:
        return {}
    with catalogue.read() as shelves:
        return online(shelves.volumes.all(), report)


def _newest(catalogue: Catalogue, present: Backup | None, roots: Iterable[Path], report: Report) -> Path | None:
    """What to begin with: the catalogue that is there if it is well and not empty, else the newest copy on a drive."""
    if present and present.clips:
        return catalogue.path
    copies = [each for root in roots for each in sorted(root.glob("mediadesk-catalogue-*.db"))]
    well = {each: held for each in copies if (held := _looked(each, catalogue, report))}
    if len({held.desk for held in well.values()}) > 1:
        raise Refused(
            f"these drives hold catalogues of several desks: {', '.join(str(each) for each in well)}",
            hint="choose one with mediadesk restore FILE, then rebuild",
        )
    newest = max(well, key=lambda each: each.stat().st_mtime, default=None)
    return newest or (catalogue.path if present else None)


def _volumes(new: Catalogue, named: Sequence[Volume], roots: Mapping[VolumeId, Path], desk: Path) -> list[Volume]:
    """The volumes that are looked at, as they are seen now and noted; the desk first."""
    with new.write() as shelves:
        noted = {each.id: each for each in shelves.volumes.all()}
        here = [seen(shelves.volumes.desk(), desk)]
        here += [seen(noted[each], root) for each, root in roots.items() if each in noted]
        here += [each for each in named if each.id not in noted]
        return [shelves.volumes.note(each) for each in here]


def _ask_again(new: Catalogue, volumes: Iterable[Volume]) -> None:
    """Nothing is there until it is found."""
    with new.write() as shelves:
        for volume in volumes:
            shelves.copies.ask_again(volume.id)


def _sources(volume: Volume, new: Catalogue) -> list[Path]:
    """The folders of a volume that hold originals: all of one in place, else one for each card."""
    root = Path(volume.root)
    if volume.in_place:
        return [root]
    with new.read() as shelves:
        held = {os.fsdecode(each.path.partition(b"/")[0]) for each in shelves.copies.on(volume.id)}
    folders = (each for each in sorted(root.iterdir()) if each.is_dir() and not each.is_symlink())
    return [
        each
        for each in folders
        if each.name in held or (each / mhl.FOLDER).is_dir() or re.fullmatch(r"R\d{4,9}-[0-9a-f]{4}", each.name)
    ]


def _resume(source: Path, volume: Volume, new: Catalogue) -> None:
    """The folder of a card has the name of its reel."""
    if not volume.in_place:
        files = [
            (card_path(each.path), each.size_bytes, each.modified_ns)
            for each in listing(source).files
            if not is_book(each.path)
        ]
        with new.write() as shelves:
            shelves.reels.resume(source.name, files)


def _failed(source: Path, each: Ingested) -> str:
    return f"{source.name}/{shown(card_path(each.path))}: {each.why}"


def _listed(source: Path, report: Report) -> dict[str, str]:
    """What the history beside a card names: the XXH3-128 of each file, and what to call it."""
    history = mhl.read(source)
    for trouble in history.trouble if history else ():
        report(Said(f"the hash lists in {source}: {trouble}"))
    return {
        each.hashes["xxh128"]: f"{source.name}/{shown(path)}"
        for path, each in (history.files.items() if history else ())
        if "xxh128" in each.hashes
    }


def _originals(desk: Volume, new: Catalogue, assets: Assets, reader: Reader, report: Report) -> Iterator[str]:
    """Catalogues what lies on the desk itself; yields what cannot be read."""
    files = sorted(_regular(assets.path(ORIGINALS)))
    meter = Meter("rebuild", sum(size for _, size in files))
    report(Began("rebuild", meter.total, "bytes"))
    for path, _ in files:
        try:
            hashes = hash_file(path, meter.ticker(report))
            if path.parent.name != clip_id(hashes.sha256):  # each content has a folder that is called after it
                yield f"{shown(os.fsencode(path.relative_to(assets.desk)))}: its bytes are not what they were"
                continue
            _note_original(path, hashes, desk, assets, new, reader)
        except (OSError, NotFound) as error:
            yield f"{shown(os.fsencode(path.relative_to(assets.desk)))}: {error}"
    report(Ended("rebuild"))


def _regular(folder: Path) -> Iterator[tuple[Path, int]]:
    for path in folder.rglob("*"):
        status = path.lstat()
        if S_ISREG(status.st_mode) and not path.name.startswith(PART):
            yield path, status.st_size


def _note_original(path: Path, hashes: Hashes, desk: Volume, assets: Assets, new: Catalogue, reader: Reader) -> None:
    here = MediaCopy(
        sha256=hashes.sha256,
        volume=desk.id,
        path=os.fsencode(path.relative_to(assets.desk)),
        state="verified",
        verified_at=datetime.now(UTC),
    )
    with new.read() as shelves:
        held = shelves.files.known([hashes.sha256])
        there = any(
            each.volume == desk.id and each.state == "verified"
            for each in shelves.copies.of(held).get(hashes.sha256, ())
        )
    if there:  # the same bytes twice: the first place counts
        return
    file, looked = (None, None) if held else _understood(path, hashes, reader)
    with new.write() as shelves:
        if file:
            _add(file, looked, shelves)
        shelves.copies.note([here])


def _note_lost(volumes: Sequence[Volume], new: Catalogue) -> None:
    """What was not found is missing, or damaged where something is in its place."""
    with new.read() as shelves:
        copies = [each for volume in volumes for each in shelves.copies.on(volume.id)]
        sizes = {
            sha256: held.size_bytes for sha256, held in shelves.files.known(each.sha256 for each in copies).items()
        }
    taken = {(each.volume, each.path) for each in copies if each.state == "verified"}
    roots = {each.id: Path(each.root) for each in volumes}

    def state(each: MediaCopy) -> CopyState:
        if (each.volume, each.path) in taken:
            return "missing"
        there = found(each, roots[each.volume], sizes[each.sha256])
        return "mismatch" if there in ("mismatch", "verified") else "missing"

    lost = [replace(each, state=state(each)) for each in copies if each.state != "verified"]
    with new.write() as shelves:
        shelves.copies.note(lost)


def _understood(path: Path, hashes: Hashes, reader: Reader) -> tuple[HeldFile, tuple[Facts, Answer] | None]:
    """A file of which nobody knows any more, by its name and its bytes alone."""
    name = os.fsencode(path.name)
    contents = sort_out([MediaFile(path=(name,), size_bytes=hashes.size_bytes, modified_ns=0)])
    file = HeldFile(
        sha256=hashes.sha256,
        xxh3=hashes.xxh3,
        size_bytes=hashes.size_bytes,
        name=name,
        path=None,
        role="kept",
        why=_NO_TELLING,
    )
    try:
        looked = reader.look(path, name) if contents.recordings else reader.look_if_clip(name, path)
    except Unreadable as trouble:
        return replace(file, role="set-aside", why=trouble.what), None
    if looked:
        file = replace(file, role="clip", clip=clip_id(hashes.sha256), why=None)
    return file, looked


def _add(file: HeldFile, looked: tuple[Facts, Answer] | None, shelves: Shelves) -> None:
    shelves.files.add(file)
    if looked and file.clip:
        facts, answer = looked
        shelves.clips.add(
            Clip(
                id=file.clip,
                name=file.name,
                path=None,
                sha256=file.sha256,
                size_bytes=file.size_bytes,
                facts=facts,
            )
        )
        shelves.raw_probes.keep(file.clip, PROGRAM, answer.version, written(answer))


def _files(new: Catalogue) -> dict[str, HeldFile]:
    with new.read() as shelves:
        return {each.sha256: each for each in shelves.files.all()}


def _clips(new: Catalogue) -> int:
    with new.read() as shelves:
        return len(shelves.clips.find(Query(limit=0)))


def _lost(new: Catalogue, volumes: Sequence[Volume]) -> Iterator[Lost]:
    """Files that are catalogued and were not found anywhere."""
    looked_at = {each.id for each in volumes}
    with new.read() as shelves:
        names = {each.id: each.name for each in shelves.volumes.all()}
        files = shelves.files.all()
        copies = shelves.copies.of(each.sha256 for each in files)
        desks = shelves.elsewhere.of({each.clip for each in files if each.clip})
    for file in files:
        there = {each.volume for each in copies[file.sha256] if each.state == "verified"}
        if not there & looked_at:
            elsewhere = tuple(sorted(names[each] for each in there))
            if file.clip and not copies[file.sha256]:
                elsewhere = tuple(f"the desk of {each}" for each in desks[file.clip])
            yield Lost(name=shown(file.name), clip=file.clip, volumes=elsewhere)


def _lost_from_lists(listed: Mapping[str, str], files: Iterable[HeldFile]) -> Iterator[Lost]:
    """Files that a history names, and that nobody has catalogued."""
    catalogued = {each.xxh3 for each in files}
    for xxh3, name in sorted(listed.items(), key=lambda each: each[1]):
        if xxh3 not in catalogued:
            yield Lost(name=name, clip=None, volumes=())
