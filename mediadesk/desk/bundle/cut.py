"""The picked seconds that go with a bundle: an excerpt for each stretch of a clip, cut from its original and proved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from mediadesk.custody.cold import hash_file
from mediadesk.custody.desk import Assets
from mediadesk.errors import ToolFailed
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.media.binaries import Programs
from mediadesk.media.excerpts import excerpt
from mediadesk.model.bundle import Enclosed
from mediadesk.model.clip import Clip, ClipId, Facts
from mediadesk.model.dispatch import Dispatch
from mediadesk.model.excerpt import Excerpt, Stretch, stretches
from mediadesk.model.rendition import shot_of
from mediadesk.model.whereabouts import Away


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A stretch that does not go along."""

    clip: ClipId
    stretch: Stretch
    why: str
    hint: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch that goes along."""

    enclosed: Enclosed
    path: Path  # where it lies now
    proofs: tuple[str, ...]


def wanted(dispatch: Dispatch, clips: Sequence[Clip], handles: Fraction) -> tuple[tuple[Clip, Stretch], ...]:
    """Which stretches of which of these clips a dispatch picks, with their handles. One without a picture has none."""
    known = {clip.id: clip for clip in clips if clip.facts.frame and clip.facts.decodes}
    found = stretches((pick for pick in dispatch.picks if pick.clip in known), known, handles)
    return tuple((known[each], stretch) for each, those in found.items() for stretch in those)


def cut(
    asked: Sequence[tuple[Clip, Stretch]],
    paths: Mapping[ClipId, tuple[Path, ...] | Away],
    room: Path,
    *,
    programs: Programs,
    assets: Assets,
    here: Sequence[Excerpt] = (),
    report: Report = ignore,
) -> Iterator[Piece | Missed]:
    """Each stretch cut into a folder. `paths` say where originals can be read; where one is away, an excerpt that is
    `here` and holds the stretch goes on as it is. One that cannot be had is told, and the others go on."""
    for number, (clip, stretch) in enumerate(asked):
        found = paths[clip.id]
        if not isinstance(found, Away):
            yield _cut(clip, stretch, found, room / str(number), programs, report)
        elif had := next((each for each in here if each.clip == clip.id and each.covers(stretch, clip)), None):
            path = assets.path(had.path)
            enclosed = _enclosed(clip.id, (had.begins, had.seconds), had.sha256, had.size_bytes, path, had.facts)
            yield Piece(enclosed=enclosed, path=path, proofs=())
        else:
            yield Missed(clip=clip.id, stretch=stretch, why=found.why, hint=found.hint)


def _cut(
    clip: Clip, stretch: Stretch, paths: tuple[Path, ...], room: Path, programs: Programs, report: Report
) -> Piece | Missed:
    room.mkdir()
    seconds = float((stretch.end or clip.seconds or stretch.begin) - stretch.begin)
    task = f"{clip.id} excerpt"
    report(Began(task, seconds, "seconds"))
    try:
        made = excerpt(
            shot_of(clip, paths), stretch, room, "x", programs=programs,
            tick=lambda done: report(Moved(task, min(done, seconds), seconds)),
        )  # fmt: skip
    except ToolFailed as trouble:
        return Missed(clip=clip.id, stretch=stretch, why=trouble.what, hint=trouble.hint)
    finally:
        report(Ended(task))
    hashes = hash_file(made.path)
    enclosed = _enclosed(clip.id, (made.begins, made.seconds), hashes.sha256, hashes.size_bytes, made.path, made.facts)
    return Piece(enclosed=enclosed, path=made.path, proofs=made.proofs)


def _enclosed(
    clip: ClipId, when: tuple[Fraction, Fraction], sha256: str, size_bytes: int, path: Path, facts: Facts
) -> Enclosed:
    name = f"{clip}-{sha256[:16]}{path.suffix}"
    return Enclosed(
        clip=clip,
        begins=when[0],
        seconds=when[1],
        sha256=sha256,
        size_bytes=size_bytes,
        name=name,
        facts=replace(facts, trouble=()),
    )
