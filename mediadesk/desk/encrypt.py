"""The catalogue encrypted, with every copy of it that can be reached; those that cannot are named."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.cipher import Keys
from mediadesk.catalogue.opening import is_readable
from mediadesk.custody.volume import online
from mediadesk.errors import DeskError
from mediadesk.events import Report, Said, ignore
from mediadesk.model.layout import catalogue_copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Encrypted:
    """What came of it."""

    changed: bool  # whether the catalogue was encrypted now; it may have been before
    copies: tuple[Path, ...]  # of it, beside it and on drives, that are encrypted now
    readable: tuple[str, ...]  # files that still tell everything to whoever holds them, and why
    absent: tuple[str, ...]  # drives that are not plugged in and may hold a copy


def encrypt(
    new: Keys | None, *, catalogue: Catalogue, settled: Callable[[], None] = lambda: None, report: Report = ignore
) -> Encrypted:
    """Puts the catalogue under new keys, all or nothing; then every copy of it that can be reached.

    Without new keys, what a stopped run left is done. `settled` is called when the new file is whole, just before it is
    the catalogue. Raises Refused when somebody else has the catalogue open, NotFound, CatalogueTrouble.
    """
    if new:
        report(Said("encrypting the catalogue, and reading it back"))
        catalogue.encrypt(new, settled)
        with catalogue.write() as shelves:
            shelves.custody.add(what="encrypted", at=datetime.now(UTC))
    kept, left = catalogue.encrypt_kept()
    with catalogue.read() as shelves:
        name, volumes = catalogue_copy(shelves.volumes.desk().id), shelves.volumes.all()
    roots = online(volumes, report)
    copies, failed = [*kept], [f"{each}: it is damaged, and may still be read in part" for each in left]
    for root in roots.values():
        copy = root / name
        if copy.exists():
            try:
                catalogue.backup_to(copy)
                copies.append(copy)
            except DeskError as trouble:
                failed.append(f"{copy}: {trouble.what}")
    failed += [f"{each}: a backup from before" for each in _readable([catalogue.path.parent, *roots.values()])]
    return Encrypted(
        changed=new is not None,
        copies=tuple(copies),
        readable=tuple(failed),
        absent=tuple(each.name for each in volumes if each.root and each.id not in roots),
    )


def readable_copies(catalogue: Catalogue, report: Report = ignore) -> list[Path]:
    """The copies of catalogues beside this one, and on the drives that are plugged in, that anybody can read."""
    with catalogue.read() as shelves:
        volumes = shelves.volumes.all()
    folders = [catalogue.path.parent, *online(volumes, report).values()]
    return [each for each in _readable(folders) if each != catalogue.path]


def _readable(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        try:
            yield from (each for each in sorted(folder.iterdir()) if each.is_file() and is_readable(each))
        except OSError:
            continue
