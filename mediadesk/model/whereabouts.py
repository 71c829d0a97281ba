"""Where an original can be read now: on the desk, else on a plugged-in drive; else, which drive it waits for."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mediadesk.model.volume import MediaCopy, VolumeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Why an original cannot be read now."""

    drives: tuple[str, ...] = ()  # by name: each holds it, and none is plugged in; without any, it is missing
    desks: tuple[str, ...] = ()  # by alias: of a clip that came with a bundle and never was here, who has it

    @property
    def why(self) -> str:
        """What is the matter, on one line."""
        if not self.drives:
            return (
                f"its original is on the desk of {' and '.join(self.desks)}"
                if self.desks
                else "the original is missing"
            )
        *others, last = self.drives
        if not others:
            return f"its original is on {last}, which is not plugged in"
        return f"its original is on {', '.join(others)} and {last}; none of them is plugged in"

    @property
    def hint(self) -> str:
        """What to do."""
        if not self.drives:
            ask = (
                "ingest its card here too, or ask there for the seconds you need: mediadesk bundle export --picked SLUG"
            )
            return ask if self.desks else "mediadesk check names every one that is"
        return f"plug {' or '.join(self.drives)} in, and do this again"


def whereabouts(
    copies: Iterable[MediaCopy],
    roots: Mapping[VolumeId, Path],
    names: Mapping[VolumeId, str],
    there: Callable[[Path], bool],
    desks: Sequence[str] = (),
) -> Path | Away:
    """The path at which a content can be read now, of its copies in the order given.

    Only verified copies count. `roots` says where the desk is, and each drive that is plugged in; `names` what they are
    all called; `there` whether a file is where it should be; `desks` which others have it.
    """
    known = list(copies)
    verified = [copy for copy in known if copy.state == "verified"]
    paths = (roots[copy.volume] / os.fsdecode(copy.path) for copy in verified if copy.volume in roots)
    if path := next(filter(there, paths), None):
        return path
    away = tuple(names[copy.volume] for copy in verified if copy.volume not in roots)
    return Away(drives=away, desks=() if known else tuple(desks))
