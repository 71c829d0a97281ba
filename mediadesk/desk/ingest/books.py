"""What a drive has to tell without us: the ASC MHL history of each card on it, and a copy of the catalogue."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody import mhl
from mediadesk.desk.ingest.plan import Destination
from mediadesk.desk.ingest.told import in_words
from mediadesk.errors import DeskError
from mediadesk.events import Report, Said
from mediadesk.model.holding import Reel
from mediadesk.model.layout import catalogue_copy
from mediadesk.model.mhl import Entry


def write_books(destinations: Sequence[Destination], reel: Reel, *, catalogue: Catalogue, report: Report) -> None:
    """Writes down on each drive what is new on it. What a stopped ingest has not written, the next one writes.

    A drive that takes none is named, and stops no other: the footage on it is verified and catalogued all the same.
    """
    with catalogue.read() as shelves:
        desk = shelves.volumes.desk().id
    for each in (drive for drive in destinations if not drive.is_desk):
        try:
            each.originals.check_plugged_in()
            report(Said(f"writing the history and the catalogue to {each.volume.name}"))
            entries = list(_entries(each, reel, catalogue))
            mhl.add_generation(each.originals.path(reel.name), entries, at=datetime.now(UTC))
            catalogue.backup_to(each.originals.path(catalogue_copy(desk)))
        except (OSError, ValueError, DeskError) as error:
            why = in_words(error, each.volume.name) if isinstance(error, OSError | DeskError) else str(error)
            report(Said(f"the hash list and the catalogue could not be written to {each.volume.name}: {why}"))


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
