"""A card, desks to take it into, and what must be true of them whatever happened."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from mediadesk.catalogue import Catalogue
from mediadesk.custody.cold import hash_file
from mediadesk.model.clip import Clip
from mediadesk.model.holding import HeldFile
from mediadesk.model.layout import CATALOGUE, ORIGINALS, PART
from mediadesk.model.query import Query
from tests.faults.children import Child, Forks

State = tuple[dict[str, bytes], list[Clip], list[HeldFile]]


@dataclass(frozen=True, slots=True)
class World:
    """Somebody's card, and an empty desk of which every other one is a copy."""

    folder: Path
    card: Path
    empty: Path
    undisturbed: State
    seconds: float  # that an undisturbed ingest takes
    forks: Forks

    def desk(self, name: str = "desk", where: Path | None = None) -> Path:
        """A new empty desk; what was there under this name is gone."""
        desk = (where or self.folder) / name
        shutil.rmtree(desk, ignore_errors=True)
        shutil.copytree(self.empty, desk)
        return desk

    def is_sound(self, desk: Path, told: Child | None = None, beside: Path | None = None) -> None:
        """What has a name is whole; what is catalogued is there; what was called safe is catalogued.

        `beside` is another card that was taken in as well.
        """
        originals, _, held = state(desk)
        cards = [self.card, beside] if beside else [self.card]
        whole = {each.read_bytes() for card in cards for each in card.rglob("*") if each.is_file()}
        half = [path for path, content in originals.items() if PART not in path and content not in whole]
        assert not half, f"half a file has a whole name: {half}"
        for each in held:
            assert (desk / each.path).is_file(), f"{each.path} is catalogued and not there"
            assert hash_file(desk / each.path).sha256 == each.sha256, f"{each.path} is not what is catalogued"
        if told:
            contents = {hash_file(path).sha256: path.name for path in _named(told.acknowledged(), cards)}
            lost = sorted(name for sha256, name in contents.items() if sha256 not in {each.sha256 for each in held})
            assert not lost, f"these were called safe and are not: {lost}"
            assert not told.crash(), told.crash()

    def converges(self, desk: Path, *, twins: bool = True, **more: Any) -> None:
        """Once more, undisturbed, and everything is as if nothing had happened."""
        again = self.forks.run(desk, self.card, **more)
        assert again.lines()[-1:] == [["end"]], f"it did not end well: {again.lines()[-1:]} {again.crash()}"
        assert {line[0] for line in again.lines()} <= SAFE, [line for line in again.lines() if line[0] not in SAFE]
        self.is_like_undisturbed(desk, twins=twins)

    def is_like_undisturbed(self, desk: Path, *, twins: bool = True) -> None:
        """The same files, byte for byte, the same clips, and nothing besides: no temporary either.

        Of files with the same content the first one gives the name. Where that one could not be read, another does:
        then `twins` is False, and their names are taken for one.
        """
        _same(state(desk), self.undisturbed, twins=twins)

    def is_like(self, desk: Path, other: Path) -> None:
        """Two desks hold the same."""
        _same(state(desk), state(other), twins=True)


def _named(names: set[str], cards: Sequence[Path]) -> list[Path]:
    return [each for card in cards for each in card.rglob("*") if each.is_file() and each.name in names]


def _same(one: State, other: State, *, twins: bool) -> None:
    files, *catalogued = (_told(each, twins=twins) for each in one)
    as_files, *as_catalogued = (_told(each, twins=twins) for each in other)
    assert files == as_files, f"too many: {sorted(files - as_files)}, missing: {sorted(as_files - files)}"
    for found, expected in zip(catalogued, as_catalogued, strict=True):
        assert found == expected, f"catalogued: {found - expected}, should be: {expected - found}"


SAFE = {"added", "known", "kept", "sidecar", "set-aside", "end"}


def _told(things: dict[str, bytes] | list[Clip] | list[HeldFile], *, twins: bool) -> set[str]:
    """Files, clips or rows in words."""
    words = (
        (f"{path} {sha256(content).hexdigest()}" for path, content in things.items())
        if isinstance(things, dict)
        else map(repr, things)
    )
    if twins:
        return set(words)
    return {each.replace("C.MP4", "B.MP4").replace("B.SRT", "A.SRT") for each in words}


def state(desk: Path) -> State:
    """Every byte below the originals by path, every clip, every file that is catalogued."""
    below = desk / ORIGINALS
    files = {str(each.relative_to(below)): each.read_bytes() for each in below.rglob("*") if not each.is_dir()}
    catalogue = Catalogue(desk / CATALOGUE)
    try:
        with catalogue.read() as shelves:
            return files, shelves.clips.find(Query(limit=0, sort="name")), shelves.files.all()
    finally:
        catalogue.close()
