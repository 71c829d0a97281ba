"""The catalogue in one file that can be put back: backup and restore. Sealed, only the holder of a key can read it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody import sealed
from mediadesk.custody.cold import hash_file
from mediadesk.custody.desk import Assets
from mediadesk.errors import Misasked, NotFound


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
        _tell(hash_file(target).sha256, None, catalogue)


def backup_for(
    recipients: Sequence[str], target: Path, *, catalogue: Catalogue, assets: Assets, rehearse: bool = False
) -> sealed.Sealed | None:
    """Copies the catalogue to one file of age for these recipients; nothing readable is written outside of the desk.

    Raises Misasked for what is no recipient, Refused when anything lies at `target`, NotFound, CatalogueTrouble.
    """
    keys = sealed.recipients(recipients)
    sealed.check_target(target)
    if rehearse:
        with catalogue.read():
            return None
    with assets.making() as room:
        plain = room / "catalogue.db"
        catalogue.backup_to(plain)
        made = sealed.seal(plain, target, keys)
    _tell(made.sha256, f"sealed for {made.recipients}", catalogue)
    return made


def _tell(sha256: str, why: str | None, catalogue: Catalogue) -> None:
    """A backup ends with the entry before its own: its hash is known when it is made."""
    with catalogue.write() as shelves:
        shelves.custody.add(what="backed-up", at=datetime.now(UTC), sha256=sha256, why=why)


@contextmanager
def opened(source: Path, identity: Path | None, ask: Callable[[], str], *, assets: Assets) -> Iterator[Path]:
    """A backup as it can be restored: a sealed one is opened inside the desk, and gone at the end.

    `ask` asks for the passphrase of the key. Raises Misasked without a key for a sealed one, or with one for another;
    NotFound, Refused.
    """
    if not source.is_file():
        raise NotFound(f"there is no file {source}", hint="mediadesk backup FILE makes one")
    if not sealed.is_sealed(source):
        if identity:
            raise Misasked(f"{source.name} is not sealed", hint="leave --identity out")
        yield source
    elif identity is None:
        raise Misasked(f"{source.name} is sealed for the holder of a key", hint="--identity key.txt, its secret key")
    else:
        with assets.making() as room:
            sealed.unseal(source, room / "catalogue.db", identity, ask)
            yield room / "catalogue.db"


def restore(source: Path, *, catalogue: Catalogue, rehearse: bool = False) -> Restored:
    """Puts a backup in the catalogue's place, when all of it is well. What was there is kept beside.

    Custody goes on with the chain of the backup and an entry that names the end of the one before. Raises NotFound,
    Refused, CatalogueTrouble; then nothing was changed.
    """
    held = catalogue.look(source)
    if rehearse:
        return Restored(clips=held.clips, kept=None)
    with catalogue.anew(source, alone=True, why="restore") as (new, put_in_place):
        before = catalogue.last_head()
        with new.write() as shelves:
            shelves.custody.turn("restored", before, at=datetime.now(UTC))
        return Restored(clips=held.clips, kept=put_in_place())
