"""A desk as the stations see it, and what a person would look at."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.custody.originals import Originals
from mediadesk.custody.volume import in_place, make, seen
from mediadesk.desk.ingest import Destination, Given, adopt, ingest
from mediadesk.engine.base import Engine
from mediadesk.engine.local import Local
from mediadesk.events import Report, ignore
from mediadesk.gazetteer import Gazetteer
from mediadesk.media.binaries import Programs
from mediadesk.model.clip import Clip
from mediadesk.model.holding import HeldFile
from mediadesk.model.ingested import Ingested
from mediadesk.model.layout import ORIGINALS
from mediadesk.model.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A desk and its tools."""

    root: Path
    catalogue: Catalogue
    assets: Assets
    programs: Programs
    gazetteer: Gazetteer
    engine: Engine = field(default_factory=lambda: Local(2))

    def destinations(self, *drives: Path, on_desk: bool = True) -> list[Destination]:
        """The desk, and folders on drives."""
        with self.catalogue.read() as shelves:
            desk = shelves.volumes.desk()
        here = Destination(volume=seen(desk, self.root), originals=self.assets.originals, is_desk=True)
        there = [Destination(volume=make(each), originals=Originals(each, ".")) for each in drives]
        return [here, *there] if on_desk else there

    def begin(
        self,
        card: Path,
        *,
        report: Report = ignore,
        deep: bool = False,
        copy_to: Sequence[Path] = (),
        on_desk: bool = True,
        **given: Any,
    ) -> Iterator[Ingested]:
        """An ingest that was not run yet."""
        return ingest(
            card,
            Given(**given),
            self.destinations(*copy_to, on_desk=on_desk),
            catalogue=self.catalogue,
            programs=self.programs,
            gazetteer=self.gazetteer,
            engine=self.engine,
            deep=deep,
            report=report,
        )

    def adopt(self, drive: Path, *, report: Report = ignore, deep: bool = False, **given: Any) -> dict[bytes, Ingested]:
        """What became of each file of a drive that is catalogued as it is."""
        done = adopt(
            drive,
            Given(**given),
            in_place(drive),
            catalogue=self.catalogue,
            programs=self.programs,
            gazetteer=self.gazetteer,
            engine=self.engine,
            deep=deep,
            report=report,
        )
        return {each.name: each for each in done}

    def take_in(self, card: Path, **more: Any) -> dict[bytes, Ingested]:
        """What became of each file of a card, by its name."""
        return {each.name: each for each in self.begin(card, **more)}

    def clips(self) -> list[Clip]:
        """Every clip."""
        with self.catalogue.read() as shelves:
            return shelves.clips.find(Query(limit=0, sort="name"))

    def held(self) -> list[HeldFile]:
        """Every file."""
        with self.catalogue.read() as shelves:
            return shelves.files.all()

    def originals(self) -> dict[str, bytes]:
        """Every byte below the originals, by path: also of what should not be there."""
        below = self.root / ORIGINALS
        return {str(each.relative_to(below)): each.read_bytes() for each in below.rglob("*") if not each.is_dir()}


def tree(folder: Path) -> dict[str, tuple[int, int, int, bytes]]:
    """Every file and folder with its mode, its node, the time of its last change and its bytes."""
    found = {}
    for each in sorted(folder.rglob("*")):
        status = each.lstat()
        content = each.read_bytes() if each.is_file() and not each.is_symlink() else b""
        found[os.fsdecode(each)] = (status.st_mode, status.st_ino, status.st_mtime_ns, content)
    return found
