"""A long job in chunks: stretches that are encoded by themselves, beside each other, and joined without a seam.

A chunk ends where a segment ends in every rung: there a key frame is due anyway, and nothing before it is referred to.
"""

import math
from dataclasses import dataclass, replace
from fractions import Fraction

from mediadesk.model.recipe import Ladder, Mp4, Proxy, Recipe, Small, Sound
from mediadesk.model.rendition import Job

LONG_SECONDS = 600  # what is longer is cut by itself, where several can work on it
MANY_WORKERS = 32  # of other machines, when nobody knows how many: two hours are cut into chunks of a minute

_SEGMENT_SECONDS = 4  # what every ladder of ours is cut into
_EACH = 4  # chunks for each worker: the last ones end at about the same time
_LEAST_SECONDS, _MOST_SECONDS = 60, 300  # of a chunk: a start costs seconds, and what a stop loses should be minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutting:
    """Which jobs are cut, and for how many workers."""

    longer_than: float = LONG_SECONDS  # seconds
    workers: int
    least_seconds: float = _LEAST_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """One stretch of a job's picture. A value: it pickles."""

    job: Job  # the whole one
    number: int
    begin: int  # frame of the clip's grid
    end: int | None  # not included; None is the end of the clip
    frames: int
    rate: Fraction  # frames a second of the grid

    @property
    def name(self) -> str:
        """Its folder."""
        return f"{self.number:04}"

    @property
    def task(self) -> str:
        """Its name in progress."""
        return f"{self.job.task} {self.number + 1}"

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return float(self.frames / self.rate)

    @property
    def stretch(self) -> Job:
        """Its picture as a job of its own: the sound is not cut, for what codes it looks ahead and behind."""
        (shot,) = self.job.shots
        silent = replace(shot.facts, audio=())
        begin = Fraction(self.begin) / self.rate
        end = None if self.end is None else self.end / self.rate
        wants = tuple(want for want in self.job.wants if not isinstance(want.recipe, Sound))
        return replace(self.job, shots=(replace(shot, facts=silent, in_point=begin, out_point=end),), wants=wants)


def can_be_cut(job: Job) -> bool:
    """Whether a job is a whole clip with an even picture. Where frames come as they like, nobody knows before the cut
    which one is seen at it."""
    shot, frame = job.shots[0], job.shots[0].facts.frame
    whole = len(job.shots) == 1 and (shot.in_point, shot.out_point) == (None, None)
    known = all(_known(want.recipe) for want in job.wants) and any(_seen(want.recipe) for want in job.wants)
    return job.tier == "moving" and whole and known and frame is not None and not frame.vfr


def chunks_of(job: Job, frames: int, rate: Fraction, cutting: Cutting) -> tuple[Chunk, ...]:
    """The chunks of a job of so many frames; none where it is not worth it, or cannot be done."""
    seconds = float(frames / rate)
    step = _SEGMENT_SECONDS * round(rate)
    wanted = min(max(seconds / (_EACH * cutting.workers), cutting.least_seconds), _MOST_SECONDS)
    length = step * max(1, math.ceil(wanted / _SEGMENT_SECONDS))
    if seconds <= cutting.longer_than or not can_be_cut(job) or frames < 2 * length:
        return ()
    begins = range(0, frames - length // 2, length)  # a short rest belongs to the chunk before it
    return tuple(
        Chunk(
            job=job,
            number=number,
            begin=begin,
            end=None if number == len(begins) - 1 else begin + length,
            frames=(frames if number == len(begins) - 1 else begin + length) - begin,
            rate=rate,
        )
        for number, begin in enumerate(begins)
    )


def _known(recipe: Recipe) -> bool:
    return _seen(recipe) or isinstance(recipe, Sound)


def _seen(recipe: Recipe) -> bool:
    return isinstance(recipe, Ladder | Mp4 | Small | Proxy)
