"""What a drive has to tell without us: the ASC MHL history of each card on it, and a copy of the catalogue."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody import mhl
from mediadesk.desk.ingest.plan import Destination
from mediadesk.errors import DeskError
from mediadesk.events import Report, Said
from mediadesk.model.holding import Reel
from mediadesk.model.layout import catalogue_copy
from mediadesk.model.mhl import Entry


def write_books(destinations: Sequence[Destination], reel: Reel, *, catalogue: Catalogue, report: Report) -> None:
    """Writes down on each drive what is new on it. What a stopped ingest has not written, the next one writes.

    Raises DeskError for the first drive that refuses; the footage on it is verified and catalogued all the same.
    """
    for each in destinations:
        if each.is_desk:
            continue
        report(Said(f"writing the history and the catalogue to {each.volume.name}"))
        try:
            mhl.add_generation(
                each.originals.path(reel.name), list(_entries(each, reel, catalogue)), at=datetime.now(UTC)
            )
            with catalogue.read() as shelves:
                desk = shelves.volumes.desk().id
            catalogue.backup_to(each.originals.path(catalogue_copy(desk)))
        except (OSError, ValueError) as error:
            raise DeskError(
                f"the history of this card could not be written to {each.volume.name}: {error}",
                hint="the footage is safe; make room on the drive, and ingest again",
            ) from error


def _entries(destination: Destination, reel: Reel, catalogue: Catalogue) -> Iterator[Entry]:
    """The files of a reel that are on a drive."""
    folder = os.fsencode(reel.name) + b"/"
    on_card = {sha256: path for path, sha256 in sorted(reel.seen.items(), reverse=True) if sha256}
    with catalogue.read() as shelves:
        copies = [each for each in shelves.copies.on(destination.volume.id) if each.path.startswith(folder)]
        files = shelves.files.known(each.sha256 for each in copies if each.state == "verified")
    for copy in copies:
        if held := files.get(copy.sha256):
            path = copy.path.removeprefix(folder)
            card_path = on_card.get(copy.sha256)
            yield Entry(
                path=path,
                size_bytes=held.size_bytes,
                xxh128=held.xxh3,
                modified_at=_modified(destination.originals.path(os.fsdecode(copy.path))),
                card_path=card_path if card_path != path else None,
            )


def _modified(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.lstat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None
