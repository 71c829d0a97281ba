"""A bundle that came: unsealed, looked through, and read, before anything of it is believed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mediadesk.custody import handed, sealed
from mediadesk.custody.desk import Assets
from mediadesk.custody.handed import Handed, broken
from mediadesk.errors import Misasked, NotFound
from mediadesk.model.bundle import EXCERPTS, MOST_BYTES, PAPER, Bundle, Enclosed, read_bundle

_MOST_FILES = 10_001
_CALLED = "this bundle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A bundle whose words were read, and whose files can be."""

    bundle: Bundle
    handed: Handed

    def take_out(self, excerpt: Enclosed, target: Path) -> None:
        """An excerpt in it, to a new file. Raises Misasked when it is not what the bundle says."""
        self.handed.take_out(_inside(excerpt), excerpt.size_bytes, excerpt.sha256, target)


@contextmanager
def opened(
    file: Path, *, assets: Assets, now: datetime, identity: Path | None, ask: Callable[[str], str]
) -> Iterator[Opened]:
    """The bundle in a file. One that is sealed is opened with the key in `identity`, or with a passphrase: `ask` asks
    for one, by what it is of. What is unsealed lies on the desk alone, and is gone at the end.

    Raises NotFound, Misasked for what is none, Refused for what is sealed for others.
    """
    if not file.is_file():
        raise NotFound(f"there is no file {file}", hint="name the bundle that came")
    with assets.making() as room:
        plain = room / "plain.zip"
        if not sealed.is_sealed(file):
            plain = file
        elif sealed.is_locked(file):
            sealed.unlock(file, plain, ask(file.name))
        elif identity is None:
            raise Misasked(f"{file.name} is sealed for the holder of a key", hint="--identity key.txt")
        else:
            sealed.unseal(file, plain, identity, lambda: ask(identity.name))
        with handed.opened(plain, called=_CALLED, most_files=_MOST_FILES) as zipped:
            bundle = read_bundle(zipped.read(PAPER, MOST_BYTES), now)
            told = {_inside(each): each.size_bytes for each in bundle.excerpts}
            if {name: size for name, size in zipped.sizes.items() if name != PAPER} != told:
                raise broken(_CALLED, "what lies in it is not what it tells")
            yield Opened(bundle=bundle, handed=zipped)


def _inside(excerpt: Enclosed) -> str:
    return f"{EXCERPTS}/{excerpt.name}"
