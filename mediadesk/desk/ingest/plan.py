"""What an ingest would do: what is on the card, what is known of it, where it would go, and whether there is room."""

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from mediadesk.cards import listing
from mediadesk.cards.playlist import seamless
from mediadesk.catalogue import Catalogue, Shelves
from mediadesk.custody.device import card_of
from mediadesk.custody.mount import mount_of
from mediadesk.custody.originals import Originals
from mediadesk.errors import Refused
from mediadesk.model import layout
from mediadesk.model.card import Contents, MediaFile, sort_out
from mediadesk.model.holding import HeldFile, Reel
from mediadesk.model.place import Place
from mediadesk.model.volume import CopyState, MediaCopy, Volume

_ROOM_TO_SPARE = 64 << 20  # bytes, for the catalogue and what is half written
_AT_ONCE = 2_000  # files that are looked up together


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the reporter says of a whole card."""

    trip: str | None = None
    shooter: str | None = None
    place: Place | None = None  # of clips that do not say where they were shot
    received_from: str | None = None  # an alias
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A volume that gets a copy of everything."""

    volume: Volume
    originals: Originals
    is_desk: bool = False

    def home(self, reel: str, file: MediaFile, sha256: str) -> str:
        """Where a file goes: on the desk into the folder of its content, on a drive to where it was on the card."""
        return layout.kept(sha256, file.name) if self.is_desk else layout.on_drive(reel, file.path)

    def of(self, reel: str, noted: Volume) -> "Destination":
        """The same as it is noted, for the files of one reel: on a drive they lie in a folder of their own."""
        return replace(self, volume=noted, originals=self.originals if self.is_desk else self.originals.at(reel))

    @property
    def called(self) -> str:
        """Its name in a sentence."""
        return "the desk" if self.is_desk else self.volume.name

    @property
    def in_words(self) -> str:
        """What holds it, in a sentence."""
        return "the desk's disk" if self.is_desk else self.volume.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a volume would get, and what fits on it."""

    volume: str  # its name
    where: str  # what to call it in a sentence
    new_files: int
    new_bytes: int
    free_bytes: int
    free_files: int | None  # inodes; None where the file system does not count them

    @property
    def is_enough(self) -> bool:
        """Whether all that is new fits."""
        if not self.new_files:
            return True
        fits = self.new_bytes + _ROOM_TO_SPARE <= self.free_bytes
        return fits and (self.free_files is None or self.new_files < self.free_files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an ingest would do."""

    contents: Contents
    passed: tuple[listing.Passed, ...]
    size_bytes: int
    reel: str | None  # None: the next new one
    known: frozenset[MediaFile]  # by path, size and time; each has all the copies asked for
    worth_hashing: frozenset[MediaFile]  # name and size are of a file that is catalogued
    rooms: tuple[Room, ...]


def plan(source: Path, destinations: Sequence[Destination], *, catalogue: Catalogue) -> Plan:
    """What an ingest of this source would do, before a byte moves. Raises NotFound or Misasked for a source that is
    none, and Refused for one that a destination lies in, or the other way round.
    """
    check_apart(source, destinations, desk=catalogue.path.parent)
    listed = listing.listing(source)
    with catalogue.read() as shelves:
        reel = shelves.reels.of(stamps(listed.files))
        whole: set[MediaFile] = set()
        lacks = {each.volume.id: [0, 0] for each in destinations}
        for some in together(listed.files):
            for file, _, copies in look_up(some, reel, shelves):
                lacking = [each for each in destinations if state(each, copies, file.size_bytes) != "verified"]
                if not lacking:
                    whole.add(file)
                for each in lacking:
                    lacks[each.volume.id][0] += 1
                    lacks[each.volume.id][1] += file.size_bytes
        lacking_some = [file for file in listed.files if file not in whole]
        held = shelves.files.names_and_sizes() if lacking_some else set()
    contents = sort_out(listed.files, seamless(source, listed.files))
    return Plan(
        contents=contents,
        passed=listed.passed,
        size_bytes=sum(file.size_bytes for file in listed.files),
        reel=reel.name if reel else None,
        known=frozenset(_settled(contents, whole)),
        worth_hashing=frozenset(file for file in lacking_some if (file.name, file.size_bytes) in held),
        rooms=tuple(_room(each, *lacks[each.volume.id]) for each in destinations),
    )


def _settled(contents: Contents, whole: Collection[MediaFile]) -> Iterator[MediaFile]:
    """Of the files that have all their copies, those of which nothing new can be said: what goes along with a clip is
    looked at again until the clip itself is whole.
    """
    for recording in contents.recordings:
        if recording.main in whole:
            yield from (each for each in (recording.main, *recording.parts, *recording.sidecars) if each in whole)
    yield from (each.file for each in contents.kept if each.file in whole)


def stamps(files: Iterable[MediaFile]) -> Iterator[tuple[bytes, int, int]]:
    """Files as the shelf of reels knows them."""
    return ((layout.card_path(file.path), file.size_bytes, file.modified_ns) for file in files)


def together(files: Iterable[MediaFile]) -> Iterator[Sequence[MediaFile]]:
    """Files by the thousand: few questions, and little in memory."""
    rest = iter(files)
    while some := tuple(islice(rest, _AT_ONCE)):
        yield some


Known = tuple[MediaFile, HeldFile | None, Sequence[MediaCopy]]


def look_up(files: Sequence[MediaFile], reel: Reel | None, shelves: Shelves) -> Iterator[Known]:
    """Each file with what is held of it, should it still be what it was when its reel was last seen."""
    seen: Mapping[bytes, str | None] = reel.seen if reel else {}
    contents = {file: sha256 for file in files if (sha256 := seen.get(layout.card_path(file.path)))}
    held, copies = shelves.files.known(contents.values()), shelves.copies.of(contents.values())
    for file in files:
        sha256 = contents.get(file, "")
        yield file, held.get(sha256), copies.get(sha256, ())


def state(destination: Destination, copies: Iterable[MediaCopy], size_bytes: int) -> CopyState:
    """What has become of a copy that was verified: it is there, gone, or something else has taken its place."""
    for copy in copies:
        if copy.volume == destination.volume.id and copy.state == "verified":
            try:
                status = destination.originals.path(os.fsdecode(copy.path)).lstat()
            except (FileNotFoundError, NotADirectoryError):
                return "missing"
            is_whole = stat.S_ISREG(status.st_mode) and status.st_size == size_bytes
            return "verified" if is_whole else "mismatch"
    return "missing"


def check_apart(source: Path, destinations: Iterable[Destination], *, desk: Path) -> None:
    """A desk or a drive that takes in itself would never end, and a copy on the card goes with it. Raises Refused."""
    there = Path(os.path.realpath(source))
    on_card = mount_of(there).numbers if there.exists() and card_of(there, desk) else None
    for each in destinations:
        root = each.originals.root.resolve()
        stored = root / Path(each.originals.below).parts[0] if each.is_desk else root
        if there.is_relative_to(stored) or root.is_relative_to(there) or stored.is_relative_to(there):
            what = "this desk" if each.is_desk else each.volume.name
            raise Refused(f"{source} holds {what}, or lies in it", hint="name the folder of the card alone")
        if mount_of(root).numbers == on_card:
            raise Refused(
                f"{each.volume.name} is on the card itself: whoever formats it loses that copy, too",
                hint="name a folder on another drive; what is on a drive for good is catalogued with --in-place",
            )


def check_room(rooms: Iterable[Room]) -> None:
    """Raises Refused for the first volume on which not all that is new fits."""
    for room in rooms:
        if not room.is_enough:
            files = "" if room.free_files is None else f" and {room.free_files} files"
            raise Refused(
                f"{room.new_files} files of {_size(room.new_bytes)} are new, {room.where} has room for "
                f"{_size(max(0, room.free_bytes - _ROOM_TO_SPARE))}{files}",
                hint="free some space, or name another drive"
                if room.where == room.volume
                else "free some space, or let the originals lie on a larger drive: --originals-on /mnt/DRIVE",
            )


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 10**10 else f"{count / 1e6:.0f} MB"


def _room(destination: Destination, new_files: int, new_bytes: int) -> Room:
    there = os.statvfs(destination.originals.root)
    return Room(
        volume=destination.volume.name,
        where=destination.in_words,
        new_files=new_files,
        new_bytes=new_bytes,
        free_bytes=there.f_bavail * there.f_frsize,
        free_files=there.f_favail if there.f_files else None,
    )
