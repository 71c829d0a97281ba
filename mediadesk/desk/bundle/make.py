"""The bundle itself: one zip, whole or not at all, recorded when it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from mediadesk.catalogue import Catalogue
from mediadesk.custody import handing
from mediadesk.custody.carrying import carried
from mediadesk.custody.desk import Assets
from mediadesk.custody.handing import Write
from mediadesk.desk.bundle.plan import Plan
from mediadesk.errors import Refused
from mediadesk.model.bundle import EXCERPTS, MOST_BYTES, PAPER, Enclosed, written_bundle
from mediadesk.model.layout import ASSETS


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A bundle that was handed over."""

    clips: int
    excerpts: int
    size_bytes: int
    sha256: str | None


def make(
    plan: Plan,
    target: Path,
    write: Write,
    *,
    catalogue: Catalogue,
    assets: Assets,
    excerpts: Sequence[tuple[Enclosed, Path]] = (),
) -> Made:
    """Makes the bundle at `target`, with these excerpts in it, and tells custody of each clip that it speaks of.

    Raises Refused when something lies there, or it is too large to be read; DeskError.
    """
    check(target, assets)
    bundle = replace(plan.bundle, excerpts=tuple(each for each, _ in excerpts))
    paper = written_bundle(bundle)
    if len(paper) > MOST_BYTES:
        raise Refused(f"the bundle would be larger than {MOST_BYTES >> 20} MB", hint="name a trip, or fewer clips")
    with assets.making() as room:
        (room / PAPER).write_bytes(paper)
        for each, path in excerpts:
            if carried(path, room / EXCERPTS / each.name) != each.sha256:
                raise Refused(f"an excerpt of {each.clip} is not as it was made", hint="mediadesk check --deep")
        with handing.beside(target) as part:
            write(room, part)
            size_bytes, sha256 = handing.weighed(part)
            with catalogue.write() as shelves:  # undone when it cannot get its name
                for clip in plan.clips:
                    shelves.custody.add(what="bundled", at=datetime.now(UTC), sha256=clip.sha256, about=clip.id)
                handing.name(part, target, folder=False)
    return Made(clips=len(plan.clips), excerpts=len(excerpts), size_bytes=size_bytes, sha256=sha256)


def check(target: Path, assets: Assets) -> None:
    """Raises Refused when a bundle cannot lie there: something does already, or it is among the desk's assets."""
    handing.check_free(target, folder=False)
    if target.resolve().is_relative_to((assets.desk / ASSETS).resolve()):
        raise Refused(f"{target} lies among what the desk keeps", hint="name a place elsewhere: --to PATH")
