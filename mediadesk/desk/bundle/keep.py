"""Excerpts that came with a bundle: looked at here, and laid on the desk."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from mediadesk.catalogue import Catalogue
from mediadesk.custody.cold import hash_file
from mediadesk.custody.desk import Assets
from mediadesk.desk.bundle.read import Opened
from mediadesk.errors import DeskError, Refused, ToolFailed
from mediadesk.media.binaries import Programs
from mediadesk.media.probe import probe
from mediadesk.model import layout
from mediadesk.model.bundle import Enclosed
from mediadesk.model.clip import Clip, Facts
from mediadesk.model.excerpt import Excerpt

_ROUNDED = Fraction(1)  # second by which a clip's own length may be wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of an excerpt."""

    enclosed: Enclosed
    result: Literal["added", "known", "failed"]
    why: str | None = None


def keep(opened: Opened, *, catalogue: Catalogue, assets: Assets, programs: Programs) -> Iterator[Kept]:
    """Lays each excerpt of a bundle on the desk, its bytes checked, and asks our own ffprobe what it is: of what the
    bundle says of it, only where it begins and how long it is are taken. A bad one is told, and the others go on."""
    those: Sequence[Enclosed] = opened.bundle.excerpts
    with catalogue.read() as shelves:
        there = {each.sha256: each for each in shelves.excerpts.of({each.clip for each in those})}
        clips = {clip.id: clip for clip in shelves.clips.known([each.clip for each in those])}
    for each in those:
        known = there.get(each.sha256)
        if known and _is_whole(assets.path(known.path), each.sha256):
            yield Kept(enclosed=each, result="known")
            continue
        try:
            kept = _kept(opened, each, clips[each.clip], assets, programs)
        except (DeskError, OSError) as trouble:
            why = trouble.what if isinstance(trouble, DeskError) else trouble.strerror
            yield Kept(enclosed=each, result="failed", why=why)
            continue
        with catalogue.write() as shelves:
            shelves.excerpts.add(kept)
        yield Kept(enclosed=each, result="added")


def _kept(opened: Opened, each: Enclosed, clip: Clip, assets: Assets, programs: Programs) -> Excerpt:
    """An excerpt under its name. Raises Misasked, Unreadable, OSError."""
    path = layout.excerpt(each.clip, each.sha256, Path(each.name).suffix)
    with assets.making() as room:
        part = room / f"x{Path(each.name).suffix}"
        opened.take_out(each, part)
        facts = probe(part, programs=programs)
        _check(each, facts, clip)
        assets.keep_excerpt(part, path)
    if hash_file(assets.path(path)).sha256 != each.sha256:
        raise ToolFailed("the disk gives back other bytes than were written", hint="mediadesk check --deep")
    return Excerpt(
        clip=each.clip,
        begins=each.begins,
        seconds=each.seconds,
        sha256=each.sha256,
        size_bytes=each.size_bytes,
        path=path,
        facts=facts,
    )


def _check(each: Enclosed, facts: Facts, clip: Clip) -> None:
    """Raises Refused when it cannot be a stretch of its clip."""
    mine, yours = clip.facts.frame, facts.frame
    same = mine and yours and (mine.display, mine.rotation, mine.codec) == (yours.display, yours.rotation, yours.codec)
    long = clip.seconds is not None and each.begins + each.seconds > clip.seconds + _ROUNDED
    if not same or long or len(facts.heard) > len(clip.facts.heard):
        raise Refused(f"an excerpt of {clip.id} is no stretch of it", hint="ask for the bundle again")


def _is_whole(path: Path, sha256: str) -> bool:
    with suppress(DeskError, OSError):
        return hash_file(path).sha256 == sha256
    return False
