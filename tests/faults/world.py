"""A card, desks and drives to take it to, and what must be true of them whatever happened."""

import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from mediadesk.cards.listing import listing
from mediadesk.catalogue import Catalogue
from mediadesk.custody.cold import hash_file
from mediadesk.model.clip import Clip
from mediadesk.model.holding import HeldFile
from mediadesk.model.layout import CATALOGUE, ORIGINALS, PART, card_path
from mediadesk.model.query import Query
from tests.faults.children import Child, Forks

SAFE = {"added", "known", "kept", "sidecar", "set-aside", "end"}
DESK, DRIVE = "desk", "drive"
_REEL = re.compile(r"\b(R[0-9]{4})-[0-9a-z]{4}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Every byte of the originals by path, also of what should not be there, and what the catalogue says."""

    files: dict[str, bytes]
    clips: list[Clip]
    held: list[HeldFile]
    copies: set[tuple[str, str, str, str]]  # volume, content, path, state
    seen: dict[bytes, str | None]


@dataclass(frozen=True, slots=True)
class World:
    """Somebody's card, and an empty desk of which every other one is a copy. A drive lies beside each."""

    folder: Path
    card: Path
    empty: Path
    undisturbed: State
    seconds: float  # that an undisturbed ingest takes
    forks: Forks

    @property
    def files(self) -> int:
        """How many are on the card."""
        return len(self.undisturbed.seen)

    def desk(self, name: str = "desk", where: Path | None = None) -> Path:
        """A new empty desk, and an empty drive beside it; what was there under this name is gone."""
        desk = (where or self.folder) / name
        for each in (desk, drive_of(desk)):
            shutil.rmtree(each, ignore_errors=True)
        shutil.copytree(self.empty, desk)
        drive_of(desk).mkdir()
        return desk

    def child(self, desk: Path, card: Path | None = None, **more: Any) -> AbstractContextManager[Child]:
        """An ingest to the desk and its drive that waits to begin."""
        return self.forks.child(desk, card or self.card, copy_to=[str(drive_of(desk))], **more)

    def run(self, desk: Path, card: Path | None = None, **more: Any) -> Child:
        """The same, to its end."""
        return self.forks.run(desk, card or self.card, copy_to=[str(drive_of(desk))], **more)

    def is_sound(self, desk: Path, told: Child | None = None, beside: Path | None = None) -> None:
        """What has a name is whole; what is catalogued is there; what was called safe is catalogued, on both.

        `beside` is another card that was taken in as well.
        """
        found = state(desk, self.card)
        cards = [self.card, beside] if beside else [self.card]
        whole = {each.read_bytes() for card in cards for each in card.rglob("*") if each.is_file()}
        half = [path for path, content in found.files.items() if PART not in path and content not in whole]
        assert not half, f"half a file has a whole name: {half}"
        for volume, content, path, said in found.copies:
            file = _root(desk, volume) / path
            if said == "verified":
                assert file.is_file(), f"{path} is catalogued and not there"
                assert hash_file(file).sha256 == content, f"{path} is not what is catalogued"
        if told:
            safe = {(volume, content) for volume, content, _, said in found.copies if said == "verified"}
            for path in _named(told.acknowledged(), cards):
                for volume in (DESK, DRIVE):
                    lost = (volume, hash_file(path).sha256) not in safe
                    assert not lost, f"{path.name} was called safe and is not on the {volume}"
            assert not told.crash(), told.crash()

    def converges(self, desk: Path, *, twins: bool = True, **more: Any) -> None:
        """Once more, undisturbed, and everything is as if nothing had happened.

        Of files with the same content the first one gives the name. Where that one could not be read, another does:
        then `twins` is False, and their names are taken for one. Where not even the card could be listed, the reel has
        another number, too.
        """
        again = self.run(desk, **more)
        assert again.lines()[-1:] == [["end"]], f"it did not end well: {again.lines()[-1:]} {again.crash()}"
        assert {line[0] for line in again.lines()} <= SAFE, [line for line in again.lines() if line[0] not in SAFE]
        is_like(state(desk, self.card), self.undisturbed, twins=twins, reels=twins)
        assert _clips_in_backup(drive_of(desk)) == len(self.undisturbed.clips), "the drive's catalogue is another"


def drive_of(desk: Path) -> Path:
    """The drive beside a desk."""
    return desk.with_name(f"{desk.name}'s drive")


def is_like(one: State, other: State, *, twins: bool = True, reels: bool = True) -> None:
    """The same files, byte for byte, the same rows, and nothing besides: no temporary either.

    Without `reels` it does not matter which of two cards came first.
    """
    found, expected = (_told(each, twins=twins, reels=reels) for each in (one, other))
    assert found == expected, f"too many: {sorted(found - expected)}, missing: {sorted(expected - found)}"


def state(desk: Path, card: Path) -> State:
    """What is on a desk and its drive, and what the catalogue says of it and of a card."""
    listed = [(card_path(each.path), each.size_bytes, each.modified_ns) for each in listing(card).files]
    with closing(Catalogue(desk / CATALOGUE)) as catalogue, catalogue.read() as shelves:
        own = shelves.volumes.desk().id
        reel = shelves.reels.of(listed)
        return State(
            files=dict(_files(desk)),
            clips=shelves.clips.find(Query(limit=0, sort="name")),
            held=shelves.files.all(),
            copies={
                (DESK if volume.id == own else DRIVE, copy.sha256, copy.path.decode(), copy.state)
                for volume in shelves.volumes.all()
                for copy in shelves.copies.on(volume.id)
            },
            seen=dict(reel.seen) if reel else {},
        )


def _files(desk: Path) -> Iterator[tuple[str, bytes]]:
    """The originals, and whatever lies among them; not what a drive tells of itself, unless it is half written."""
    for volume, below in ((DESK, desk / ORIGINALS), (DRIVE, drive_of(desk))):
        for each in below.rglob("*"):
            path = str(each.relative_to(below))
            if not each.is_dir() and (PART in path or not ("ascmhl/" in path or path.startswith("mediadesk-"))):
                yield f"{volume}/{path}", each.read_bytes()


def _root(desk: Path, volume: str) -> Path:
    return desk if volume == DESK else drive_of(desk)


def _named(names: set[str], cards: Sequence[Path]) -> list[Path]:
    return [each for card in cards for each in card.rglob("*") if each.is_file() and each.name in names]


def _told(state: State, *, twins: bool, reels: bool) -> set[str]:
    """All of it in words; the random half of a reel's name is no difference."""
    words = [f"{path} {sha256(content).hexdigest()}" for path, content in state.files.items()]
    words += [repr(each) for each in (*state.clips, *state.held, *state.copies, *state.seen.items())]
    if not twins:
        words = [each.replace("C.MP4", "B.MP4").replace("B.SRT", "A.SRT") for each in words]
    return {_REEL.sub(r"\1" if reels else "R", each) for each in words}


def _clips_in_backup(drive: Path) -> int:
    (copy,) = drive.glob("mediadesk-catalogue-*.db")
    with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as backup:
        assert backup.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(backup.execute("SELECT count(*) FROM clip").fetchone()[0])
