"""A desk, a card and drives whose copies are noted without an ingest."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.custody.volume import make, seen
from mediadesk.desk import card, volumes
from mediadesk.engine.local import Local
from mediadesk.events import ignore
from mediadesk.model.card import MediaFile
from mediadesk.model.holding import HeldFile
from mediadesk.model.verdict import Verdict
from mediadesk.model.volume import MediaCopy, Volume

THEN = datetime(2026, 11, 22, tzinfo=UTC)
MEMORY = Path("/dev/shm")
CLIPS = {"DCIM/A.MP4": b"a" * 5000, "DCIM/B.MP4": b"b" * 3000, "notes.txt": b"bread queue"}
NOTHING: Mapping[MediaFile, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A desk, a card, and a drive on another device than theirs."""

    root: Path
    drive: Path
    catalogue: Catalogue
    engine: Local = field(default_factory=lambda: Local(2))

    @property
    def card(self) -> Path:
        """The card."""
        return self.root / "card"

    @property
    def desk(self) -> Path:
        """The desk."""
        return self.root / "desk"

    def film(self, files: dict[str, bytes]) -> None:
        """Puts files on the card."""
        write(self.card, files)

    def copy(self, root: Path, files: dict[str, bytes], *, where: str = "R0001/", state="verified") -> Volume:
        """Verified copies of these files on the desk, or on a drive that is made a volume."""
        with self.catalogue.write() as shelves:
            of_desk = root == self.desk
            volume = shelves.volumes.note(seen(shelves.volumes.desk(), root) if of_desk else make(root))
            for name, content in files.items():
                sha256 = hashlib.sha256(content).hexdigest()
                if not shelves.files.known([sha256]):
                    held = {"name": name.encode(), "size_bytes": len(content), "path": None, "role": "kept"}
                    shelves.files.add(HeldFile(sha256=sha256, xxh3=sha256[:32], **held))
                path = os.fsencode(where + name)
                shelves.copies.note(
                    [MediaCopy(sha256=sha256, volume=volume.id, path=path, state=state, verified_at=THEN)]
                )
        write(root, {where + name: content for name, content in files.items()})
        return volume

    def ask(
        self, source: Path | None = None, *, wanted: int = 2, deep: bool = False, report=ignore, read=NOTHING
    ) -> Verdict:
        """The verdict on the card."""
        return card.card(
            source or self.card,
            wanted=wanted,
            read=read,
            deep=deep,
            catalogue=self.catalogue,
            assets=Assets(self.desk),
            engine=self.engine,
            report=report,
        )

    def stock(self) -> volumes.Stock:
        """Everything that is held."""
        return volumes.volumes(catalogue=self.catalogue, assets=Assets(self.desk))

    def noted(self, content: bytes) -> dict[str, tuple[str, datetime | None]]:
        """What the catalogue says of the copies of a content, by volume."""
        sha256 = hashlib.sha256(content).hexdigest()
        with self.catalogue.read() as shelves:
            names = {each.id: each.name for each in shelves.volumes.all()}
            return {names[each.volume]: (each.state, each.verified_at) for each in shelves.copies.of([sha256])[sha256]}


def write(root: Path, files: dict[str, bytes]) -> None:
    """Writes files below a folder."""
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
