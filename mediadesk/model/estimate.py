"""How long jobs will take, and how many bytes they will make: from what earlier ones took here, else from a guess.

Work is counted in megapixels that are read and written. That is rough, and the same on every machine; how many of them
a machine does in a second is measured. The guess is a laptop's with two cores.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from mediadesk.model.recipe import (
    Edit,
    Film,
    Ladder,
    Mp4,
    Poster,
    Proxy,
    Recipe,
    Small,
    Sound,
    Stills,
    Storyboard,
    Thumbnail,
    Tier,
    Waveform,
    fit,
    rate_at_most,
    rungs_for,
)
from mediadesk.model.rendition import Job, Rendition, Shot

GUESSED: Mapping[Tier, float] = {"still": 25.0, "moving": 45.0, "film": 30.0, "edit": 40.0}  # megapixels a second

_UNKNOWN_SECONDS = Fraction(60)  # of a clip that does not tell how long it is
_UNKNOWN_FPS = Fraction(30)
_READ = 0.3  # of the work of writing a pixel is the work of reading and scaling one
_KEY_FRAMES = 1.0  # that are read for stills, a second
_BEGINNING = 1.0  # megapixels that the start of a program and its proofs are worth
_SOUND = 0.05  # a second of it
_BELOW_CAP = 0.6  # of its cap a rate mostly needs
_STILL_BYTES: Mapping[str, int] = {
    "thumbnail": 12_000,
    "poster": 50_000,
    "stills": 250_000,
    "storyboard": 200_000,
    "waveform": 20_000,
}
_FILM_KBPS = 8_000
_UNKNOWN_KBPS = 6_000
_VIEW_KBPS = 1_100  # what a reader fetches on average, over phones and desks

VIEWS = 1_000  # readers for whom the traffic is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A job, as far as it costs something."""

    subject: str
    tier: Tier
    recipes: tuple[Recipe, ...]
    seconds: Fraction  # of picture and sound it makes
    megapixels: float  # of work


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a run will cost."""

    jobs: int
    renditions: int
    seconds: float  # of the clock
    size_bytes: int
    measured: bool  # by earlier runs on this machine; else a guess


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a recipe's renditions weighed until now."""

    count: int
    size_bytes: int
    seconds: Fraction  # of those that last

    def of(self, tier: Tier, seconds: Fraction) -> float:
        """Bytes of another one: pictures weigh what pictures weigh, films by their length."""
        if tier == "still" or not self.seconds:
            return self.size_bytes / self.count
        return float(self.size_bytes * seconds / self.seconds)


def load_of(job: Job) -> Load:
    """A job's work."""
    seconds = sum((_seconds(shot) for shot in job.shots), Fraction(0))
    recipes = tuple(want.recipe for want in job.wants)
    frame = job.shots[0].facts.frame
    made = (frame.display, frame.fps or _UNKNOWN_FPS) if frame else (None, _UNKNOWN_FPS)
    read = sum(_read(shot, job.tier) for shot in job.shots)
    return load(job.subject, job.tier, recipes, seconds, *made, read=read)


def load(
    subject: str,
    tier: Tier,
    recipes: tuple[Recipe, ...],
    seconds: Fraction,
    display: tuple[int, int] | None,
    fps: Fraction,
    *,
    read: float | None = None,
) -> Load:
    """The work of making so many seconds of a picture of that size; None of sound alone. `read` is in megapixels."""
    if read is None:
        read = _megapixels(display, seconds * (_per_second(tier) or fps)) if display else 0.0
    written = sum(_written(recipe, display, fps) for recipe in recipes) if display else 0.0
    work = _BEGINNING + _SOUND * float(seconds) + _READ * read + written * float(seconds)
    return Load(subject=subject, tier=tier, recipes=recipes, seconds=seconds, megapixels=work)


def estimate(loads: Iterable[Load], pace: Mapping[Tier, float], weights: Mapping[str, Weight]) -> Estimate:
    """`pace` is megapixels a second of each tier, with all workers; `weights` are by recipe."""
    every = list(loads)
    return Estimate(
        jobs=len(every),
        renditions=sum(len(each.recipes) for each in every),
        seconds=sum(seconds_of(each, pace) for each in every),
        size_bytes=round(sum(bytes_of(each, weights) for each in every)),
        measured=all(each.tier in pace for each in every),
    )


def seconds_of(each: Load, pace: Mapping[Tier, float]) -> float:
    """How long a job occupies the machine."""
    return each.megapixels / pace.get(each.tier, GUESSED[each.tier])


def bytes_of(each: Load, weights: Mapping[str, Weight]) -> float:
    """How much a job will leave."""
    known = {recipe.name: weights[recipe.name] for recipe in each.recipes if recipe.name in weights}
    return sum(
        known[recipe.name].of(each.tier, each.seconds) if recipe.name in known else _guessed(recipe, each.seconds)
        for recipe in each.recipes
    )


def egress_bytes(seconds: Fraction) -> int:
    """What `VIEWS` readers fetch who see all of a film that is so long."""
    return round(VIEWS * seconds * _VIEW_KBPS * 125)


def weights_of(made: Iterable[Rendition]) -> dict[str, Weight]:
    """What was made until now, by recipe."""
    found: dict[str, Weight] = {}
    for each in made:
        before = found.get(each.recipe, Weight(count=0, size_bytes=0, seconds=Fraction(0)))
        found[each.recipe] = Weight(
            count=before.count + 1,
            size_bytes=before.size_bytes + each.size_bytes,
            seconds=before.seconds + (each.seconds or 0),
        )
    return found


def _seconds(shot: Shot) -> Fraction:
    end = shot.facts.seconds if shot.out_point is None else shot.out_point
    whole = _UNKNOWN_SECONDS if end is None else end
    return max(Fraction(0), whole - (shot.in_point or 0))


def _read(shot: Shot, tier: Tier) -> float:
    frame = shot.facts.frame
    if frame is None:
        return 0.0
    return _megapixels(frame.display, _seconds(shot) * (_per_second(tier) or frame.fps or _UNKNOWN_FPS))


def _per_second(tier: Tier) -> Fraction | None:
    """Frames that are read, where it is not all of them."""
    return Fraction(_KEY_FRAMES) if tier == "still" else None


def _written(recipe: Recipe, display: tuple[int, int], fps: Fraction) -> float:
    """Megapixels a second of what it makes."""
    match recipe:
        case Thumbnail() | Poster() | Stills() | Storyboard() | Waveform() | Sound():
            return 0.0
        case Ladder():
            return sum(
                _megapixels(fit(display, rung.short_side), rate_at_most(fps, rung.most_fps))
                for rung in rungs_for(recipe, display)
            )
        case Proxy() | Mp4() | Small() | Film() | Edit():
            return _megapixels(fit(display, recipe.short_side), fps)
    return _megapixels(display, fps)


def _guessed(recipe: Recipe, seconds: Fraction) -> float:
    if recipe.name in _STILL_BYTES:
        return _STILL_BYTES[recipe.name]
    match recipe:
        case Ladder():
            kbps = _BELOW_CAP * sum(rung.kbps for rung in recipe.rungs) + recipe.audio_kbps
        case Proxy() | Mp4() | Small():
            kbps = _BELOW_CAP * recipe.kbps + recipe.audio_kbps
        case Sound():
            kbps = recipe.audio_kbps
        case Film() | Edit():
            kbps = _FILM_KBPS
        case _:
            kbps = _UNKNOWN_KBPS
    return kbps * 125 * float(seconds)


def _megapixels(size: tuple[int, int], frames: Fraction) -> float:
    return size[0] * size[1] * float(frames) / 1e6
