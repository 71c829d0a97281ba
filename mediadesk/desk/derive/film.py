"""The film of a dispatch, and what is made of it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mediadesk.desk.derive.originals import excerpts, originals
from mediadesk.desk.derive.plan import already, have
from mediadesk.desk.derive.run import Derived, Tools, kept, run, why_of
from mediadesk.errors import NotFound, Refused
from mediadesk.events import Report, ignore
from mediadesk.media.probe import probe
from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.dispatch import Dispatch, check_poster, film_want
from mediadesk.model.excerpt import covering, excerpt_shot
from mediadesk.model.recipe import Recipe
from mediadesk.model.rendition import Rendition, Shot, film_shot, jobs_for, made_of, shot_of, source_of, wants
from mediadesk.model.whereabouts import Away


def derive_film(
    dispatch: Dispatch, recipes: Sequence[Recipe], tools: Tools, report: Report = ignore
) -> Iterator[Derived]:
    """Makes the film of a dispatch, then what is wanted of the film.

    Raises Refused when there is nothing to make a film of, Misasked when its poster was chosen after its end: before
    any of the long work. A film that fails is yielded as failed, and nothing follows.
    """
    tools.assets.sweep()
    clips = clips_of(dispatch, tools)
    if recipes:
        check_poster(dispatch, clips.values())
    wanted = film_want(dispatch, clips.values())
    there = have([dispatch.slug], tools)[dispatch.slug]
    film = film_of(dispatch, clips, there)
    if film:
        yield kept(film)
    else:
        try:
            shots = shots_of(dispatch, clips, tools)
        except NotFound as trouble:
            yield Derived(subject=dispatch.slug, recipe=wanted.recipe.name, result="failed", why=why_of(trouble))
            return
        for derived in run(jobs_for(dispatch.slug, shots, (), (wanted,)), tools, report):
            yield derived
            film = derived.rendition
    if film:
        shot = _whole(tools.assets.path(film.path), film.sha256, tools)
        further, good = wants(recipes, film.digest), [each for each in there if made_of(each, film.sha256)]
        yield from already({dispatch.slug: good}, further)
        yield from run(jobs_for(dispatch.slug, (shot,), good, further), tools, report)


def clips_of(dispatch: Dispatch, tools: Tools) -> Mapping[ClipId, Clip]:
    """What a dispatch picks."""
    with tools.catalogue.read() as shelves:
        return {pick.clip: shelves.clips.get(pick.clip) for pick in dispatch.picks}


def film_of(dispatch: Dispatch, clips: Mapping[ClipId, Clip], there: Sequence[Rendition]) -> Rendition | None:
    """The film that the dispatch wants, where it was made, of the clips as they are."""
    wanted = film_want(dispatch, clips.values())
    same = (each for each in there if (each.recipe, each.digest) == (wanted.recipe.name, wanted.digest))
    # an attached film is known by its name, which its bytes gave it
    now = "" if dispatch.attached else film_source(dispatch, clips)
    return next((each for each in same if not now or made_of(each, now)), None)


def film_source(dispatch: Dispatch, clips: Mapping[ClipId, Clip]) -> str:
    """SHA-256 of what the film of a dispatch is made of: its picks as they are."""
    return source_of(
        [
            replace(shot_of(clips[pick.clip], ()), in_point=pick.in_point, out_point=pick.out_point)
            for pick in dispatch.picks
        ]
    )


def shots_of(dispatch: Dispatch, clips: Mapping[ClipId, Clip], tools: Tools) -> tuple[Shot, ...]:
    """What a film is made of. Raises Refused for what shows no picture, NotFound for what cannot be read now."""
    if dispatch.attached:
        attached = tools.assets.path(dispatch.attached)
        return (_whole(attached, _content(attached), tools),)
    for number, pick in enumerate(dispatch.picks, 1):
        facts = clips[pick.clip].facts
        if not facts.decodes or facts.frame is None:
            raise Refused(
                f"pick {number} of {dispatch.slug} has no picture that can be shown",
                hint=f"mediadesk dispatch drop {dispatch.slug} {number}",
            )
    found = {clip.id: paths for clip, paths in originals(list(clips.values()), tools.catalogue, tools.assets)}
    cut = excerpts([each for each, paths in found.items() if isinstance(paths, Away)], tools.catalogue, tools.assets)
    shots = []
    for number, pick in enumerate(dispatch.picks, 1):
        clip, paths = clips[pick.clip], found[pick.clip]
        if not isinstance(paths, Away):
            shot = shot_of(clip, paths)
        elif one := covering(cut, pick, clip):
            shot = excerpt_shot(clip, one, tools.assets.path(one.path))
        elif any(each.clip == clip.id for each in cut):
            raise NotFound(
                f"pick {number} of {dispatch.slug} goes beyond the excerpt of {clip.id} that is here",
                hint=f"ask for longer handles: mediadesk bundle export --picked {dispatch.slug} --handles 10s",
            )
        else:
            raise NotFound(f"pick {number} of {dispatch.slug}: {paths.why}", hint=paths.hint)
        shots.append(replace(shot, in_point=pick.in_point, out_point=pick.out_point))
    return tuple(shots)


def _whole(path: Path, sha256: str, tools: Tools) -> Shot:
    """A film from its beginning to its end."""
    return film_shot(path, probe(path, programs=tools.programs), sha256)


def _content(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
