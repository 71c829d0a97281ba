"""The desk's own files: its originals, and the renditions that get their names here."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mediadesk.custody.cold import sync_path
from mediadesk.custody.originals import Originals, new_part, sweep
from mediadesk.model.layout import EXCERPTS, ORIGINALS, PROOFS, RENDITIONS, renditions


@dataclass(frozen=True, slots=True)
class Assets:
    """The folder `assets/` of one desk. Paths it takes and gives are relative to the desk."""

    desk: Path
    originals: Originals = field(init=False, repr=False, compare=False)
    proofs: Originals = field(init=False, repr=False, compare=False)  # of what people agreed to
    excerpts: Originals = field(init=False, repr=False, compare=False)  # of originals that are elsewhere

    def __post_init__(self) -> None:
        object.__setattr__(self, "originals", Originals(self.desk, ORIGINALS, one_a_folder=True))
        object.__setattr__(self, "proofs", Originals(self.desk, PROOFS))
        object.__setattr__(self, "excerpts", Originals(self.desk, EXCERPTS))

    def path(self, relative: str) -> Path:
        """Where a file of the desk is."""
        return self.desk / relative

    def free_bytes(self) -> int:
        """What still fits on the desk's disk."""
        return shutil.disk_usage(self.desk).free

    @contextmanager
    def making(self) -> Iterator[Path]:
        """An empty folder to make renditions in; it vanishes on leaving with whatever was not named."""
        with new_part(self.path(RENDITIONS), folder=True) as (part, _):
            yield part

    def keep_rendition(self, made: Path, path: str) -> None:
        """Gives a finished, verified rendition (file or folder) its name. What can be made again may be replaced."""
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        for file in (made, *made.rglob("*")):
            sync_path(file)
        if target.is_dir():
            shutil.rmtree(target)
        made.rename(target)
        for folder in target.parents:
            sync_path(folder)
            if folder == self.desk:
                break

    def keep_excerpt(self, came: Path, path: str) -> None:
        """Gives an excerpt whose bytes were checked its name. The same one may have lain there, and be damaged."""
        self.keep_rendition(came, path)

    @contextmanager
    def alone(self, subject: str, waiting: Callable[[], None]) -> Iterator[None]:
        """Nobody else does the same for a subject on this desk meanwhile. Who comes second is told, and waits."""
        folder = self.path(renditions(subject))
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def sweep(self) -> int:
        """Removes what killed runs left half written, and says how many. What another mediadesk writes now stays."""
        return self.originals.sweep() + self.proofs.sweep() + self.excerpts.sweep() + sweep(self.path(RENDITIONS))
