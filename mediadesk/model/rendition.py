"""What has been made, and what is still to make. Facts, not jobs: work is what is wanted and not there."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

from mediadesk.model.clip import Clip, Facts, Flag
from mediadesk.model.loudness import Loudness
from mediadesk.model.names import shown
from mediadesk.model.recipe import Recipe, Tier, digest, shown_at

Result = Literal["made", "kept", "failed"]

_CHEAP_FIRST: dict[Tier, int] = {"still": 0, "film": 1, "moving": 2, "edit": 3}
_CHOSEN_FIRST: dict[Flag | None, int] = {"select": 0, "maybe": 1, None: 2, "reject": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """A file or folder made by a recipe, verified before it got its name."""

    subject: str  # a clip's id, or a dispatch's slug
    recipe: str
    digest: str
    path: str  # below the desk
    size_bytes: int  # of the file, or of all files in the folder
    sha256: str  # of the file; of a folder, of its sorted lines `<sha256>  <relative path>`
    seconds: Fraction | None = None
    width: int | None = None
    height: int | None = None
    proofs: tuple[str, ...] = ()  # the post-conditions it passed
    source: str = ""  # SHA-256 of what it was made of, as `source_of` tells it; empty: made before this was kept
    loudness: Loudness | None = None  # None: without sound, or of a recipe that leaves it as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A stretch of one original: a job's input."""

    paths: tuple[Path, ...]  # of all its parts, in order; mostly one
    facts: Facts  # of the first part, but for the length: that of the whole
    contents: tuple[str, ...] = ()  # SHA-256 of each part: who reads it elsewhere knows that it is the right one
    in_point: Fraction | None = None  # seconds, None is the beginning
    out_point: Fraction | None = None  # seconds, exclusive; None is the end
    # when each part goes on in the next one, where every part's clock begins anew; where none does, there is nothing
    part_seconds: tuple[Fraction, ...] = ()
    begins: Fraction = Fraction(0)  # seconds into the clip, where the file is an excerpt of it; the points stay its own
    stands_for: tuple[str, ...] = ()  # SHA-256 of each part of the clip of which it is an excerpt

    @property
    def name(self) -> str:
        """What its file, or its first one, is called, as a person may see it."""
        return self.names[0]

    @property
    def names(self) -> tuple[str, ...]:
        """What its files are called."""
        return tuple(shown(os.fsencode(path.name)) for path in self.paths)


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """One rendition to make: the recipe, and the digest that names its result."""

    recipe: Recipe
    digest: str

    @property
    def file_name(self) -> str:
        """`poster-ab3d5f7h.jpg`; a folder has no ending."""
        return f"{self.recipe.name}-{self.digest}{self.recipe.ending}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Renditions of one subject to be made in one go: one decode for many outputs. A value: it pickles."""

    subject: str
    shots: tuple[Shot, ...]  # one, but for a film
    wants: tuple[Want, ...]  # all of one tier

    @property
    def tier(self) -> Tier:
        """What kind of work it is; cheap things go first."""
        return self.wants[0].recipe.tier

    @property
    def task(self) -> str:
        """The job's name in progress and messages."""
        return f"{self.subject} {', '.join(want.recipe.name for want in self.wants)}"


def wants(recipes: Iterable[Recipe], source: str = "") -> tuple[Want, ...]:
    """Each recipe with the digest of its result."""
    return tuple(Want(recipe=recipe, digest=digest(recipe, source)) for recipe in recipes)


def missing_jobs(clip: Clip, paths: tuple[Path, ...], have: Iterable[Rendition], want: Sequence[Recipe]) -> list[Job]:
    """The jobs that make what is wanted of a clip and not there: at most one a tier, cheap ones first.

    `paths` say where its parts can be read. Of sound alone there are no stills and no ladder, of a silent clip there is
    no sound; a clip in which nothing decodes has no jobs.
    """
    if not clip.facts.decodes:
        return []
    possible = [recipe for recipe in want if _possible(recipe.name, clip.facts)]
    return jobs_for(clip.id, (shot_of(clip, paths),), have, wants(recipes_of(clip, possible)))


def recipes_of(clip: Clip, recipes: Iterable[Recipe]) -> list[Recipe]:
    """The recipes as this clip wants them: its stills show the moment that an editor chose."""
    return [shown_at(recipe, clip.log.poster) for recipe in recipes]


def shot_of(clip: Clip, paths: tuple[Path, ...]) -> Shot:
    """A clip from its beginning to its end, all its parts in a row.

    The one way from a clip to what is made of it, so that pictures and sound of a clip that has a redaction can only be
    made from its redacted film. Until there are redactions, a clip that needs one goes nowhere (`labels.never`).
    """
    contents = (clip.sha256, *(part.sha256 for part in clip.parts))
    return Shot(paths=paths, facts=replace(clip.facts, seconds=clip.seconds), contents=contents)


def film_shot(path: Path, facts: Facts, sha256: str) -> Shot:
    """The film of a dispatch from its beginning to its end: made of shots of clips before, or cut elsewhere."""
    return Shot(paths=(path,), facts=facts, contents=(sha256,))


def source_of(shots: Sequence[Shot]) -> str:
    """SHA-256 of what a job reads: of one whole file its own, else of a line for each stretch: points and contents."""
    contents = [shot.stands_for or shot.contents for shot in shots]  # an excerpt has the frames of its original
    points = [(shot.in_point, shot.out_point) for shot in shots]
    if points == [(None, None)] and len(contents[0]) == 1:
        return contents[0][0]
    lines = [f"{begin} {end} {' '.join(each)}\n" for (begin, end), each in zip(points, contents, strict=True)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def made_of(rendition: Rendition, source: str) -> bool:
    """Whether a rendition was made of these bytes (`source_of`), as far as that was kept."""
    return rendition.source in ("", source)


def jobs_for(subject: str, shots: tuple[Shot, ...], have: Iterable[Rendition], want: Iterable[Want]) -> list[Job]:
    """The missing wants of one subject, a job for each tier, cheap ones first."""
    there = {(each.recipe, each.digest) for each in have}
    missing = [each for each in want if (each.recipe.name, each.digest) not in there]
    tiers = sorted({each.recipe.tier for each in missing}, key=_CHEAP_FIRST.__getitem__)
    return [
        Job(subject=subject, shots=shots, wants=tuple(each for each in missing if each.recipe.tier == tier))
        for tier in tiers
    ]


def _possible(name: str, facts: Facts) -> bool:
    if name == "sound":
        return bool(facts.heard)
    if name == "waveform":
        return facts.frame is None and bool(facts.heard)
    return facts.frame is not None or name == "proxy"


def why_none(clip: Clip, want: Sequence[Recipe]) -> str:
    """Why nothing of what is wanted can be made of a clip that decodes, in words; empty where something can."""
    if not clip.facts.decodes or any(_possible(recipe.name, clip.facts) for recipe in want):
        return ""
    if clip.facts.frame is None:
        return "it is sound alone"
    return "it has a picture" if clip.facts.heard else "it has no sound"


def pressing(clips: Iterable[Clip]) -> list[Clip]:
    """What an editor selected comes first and what was rejected last; else the order stays."""
    return sorted(clips, key=lambda clip: _CHOSEN_FIRST[clip.log.flag])


def cheap_first(jobs: Iterable[Job]) -> list[Job]:
    """All stills before any moving picture, so that a trip can be looked at while its transcodes still run."""
    return sorted(jobs, key=lambda job: _CHEAP_FIRST[job.tier])
