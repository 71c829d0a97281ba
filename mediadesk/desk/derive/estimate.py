"""What a run will cost, before it begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mediadesk.desk.derive.film import clips_of, film_of
from mediadesk.desk.derive.plan import have
from mediadesk.desk.derive.run import Tools
from mediadesk.model.clip import Clip, ClipId, Frame
from mediadesk.model.dispatch import Dispatch, film_want
from mediadesk.model.estimate import (
    Estimate,
    Load,
    Weight,
    bytes_of,
    egress_bytes,
    estimate,
    load,
    load_of,
    seconds_of,
    weights_of,
)
from mediadesk.model.recipe import Film, Recipe, Tier, fit
from mediadesk.model.rendition import Job, made_of, wants

_PICK_SECONDS = Fraction(60)  # of one whose clip does not tell how long it is
_FPS = Fraction(30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a run will cost, job by job and in all."""

    jobs: tuple[tuple[Load, float, int], ...]  # with its seconds and bytes, in the order in which they are done
    whole: Estimate
    egress_bytes: int | None = None  # what `model.estimate.VIEWS` readers of the whole film fetch; None without a film


def cost_of(jobs: Sequence[Job], tools: Tools) -> Cost:
    """The cost of jobs."""
    return _cost([load_of(job) for job in jobs], tools)


def cost_of_film(dispatch: Dispatch, recipes: Sequence[Recipe], tools: Tools) -> Cost:
    """The cost of what `derive_film` would make, and of what its readers fetch. Reads the catalogue alone.

    Raises Refused when there is nothing to make a film of.
    """
    clips = clips_of(dispatch, tools)
    wanted = film_want(dispatch, clips.values())
    there = have([dispatch.slug], tools)[dispatch.slug]
    film = film_of(dispatch, clips, there)
    names = {(each.recipe, each.digest) for each in there if film and made_of(each, film.sha256)}
    missing = [want for want in wants(recipes, wanted.digest) if (want.recipe.name, want.digest) not in names]
    if film:
        seconds, size, fps = film.seconds or Fraction(0), (film.width or 0, film.height or 0), _FPS
    else:
        seconds, size, fps = _film(dispatch, clips)
    loads = [] if film else [load(dispatch.slug, "film", (wanted.recipe,), seconds, size, fps)]
    tiers: dict[Tier, tuple[Recipe, ...]] = {}
    for want in missing:
        tiers[want.recipe.tier] = (*tiers.get(want.recipe.tier, ()), want.recipe)
    loads += [load(dispatch.slug, tier, chosen, seconds, size, fps) for tier, chosen in tiers.items()]
    return _cost(loads, tools, egress_bytes(seconds))


def _film(dispatch: Dispatch, clips: Mapping[ClipId, Clip]) -> tuple[Fraction, tuple[int, int], Fraction]:
    """How long a film will be, its size, its rate. Of one that is attached, nothing is known before it is read."""
    first = clips[dispatch.picks[0].clip].facts.frame if dispatch.picks and not dispatch.attached else None
    seconds = Fraction(0)
    for pick in () if dispatch.attached else dispatch.picks:
        whole = clips[pick.clip].seconds or _PICK_SECONDS
        end = whole if pick.out_point is None else min(pick.out_point, whole)
        seconds += max(Fraction(0), end - (pick.in_point or 0))
    return seconds or _PICK_SECONDS, fit(_display(first), Film().short_side), (first and first.fps) or _FPS


def _display(frame: Frame | None) -> tuple[int, int]:
    return frame.display if frame else (1920, 1080)


def _cost(loads: Sequence[Load], tools: Tools, egress: int | None = None) -> Cost:
    pace, weights = tools.pace.read() if tools.pace else {}, _weights(tools)
    each = tuple((one, seconds_of(one, pace), round(bytes_of(one, weights))) for one in loads)
    return Cost(jobs=each, whole=estimate(loads, pace, weights), egress_bytes=egress)


def _weights(tools: Tools) -> Mapping[str, Weight]:
    with tools.catalogue.read() as shelves:
        return weights_of(shelves.renditions.all())
