"""The catalogue in one file that can be put back: backup and restore."""

from dataclasses import dataclass
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.catalogue.backup import look


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore put back, or would."""

    clips: int
    kept: Path | None  # where the catalogue of before is; None: there was none, or nothing was done


def backup(target: Path, *, catalogue: Catalogue, rehearse: bool = False) -> None:
    """Copies the catalogue to one file, while others write. An older backup of this desk is replaced.

    Raises Refused when something else lies there, NotFound, CatalogueTrouble.
    """
    if rehearse:
        catalogue.check_backup(target)
    else:
        catalogue.backup_to(target)


def restore(source: Path, *, catalogue: Catalogue, rehearse: bool = False) -> Restored:
    """Puts a backup in the catalogue's place, when all of it is well. What was there is kept beside.

    Raises NotFound, Refused, CatalogueTrouble; then nothing was changed.
    """
    held = look(source)
    kept = None if rehearse else catalogue.restore_from(source)
    return Restored(clips=held.clips, kept=kept)
