"""Was each rendition made of what is here now? A file can be whole and show something else."""

from collections.abc import Iterator
from dataclasses import replace

from mediadesk.catalogue import Catalogue
from mediadesk.desk.check.checked import Checked
from mediadesk.model.clip import Clip, ClipId
from mediadesk.model.dispatch import Dispatch, film_want
from mediadesk.model.query import Query
from mediadesk.model.rendition import Rendition, made_of, shot_of, source_of

_AGAIN = {False: "mediadesk derive makes it again", True: "mediadesk publish, or dispatch render, makes it again"}


def sources(shelf: Catalogue) -> Iterator[Checked]:
    """Names each rendition that was made of other bytes than its clip has now, or its dispatch's film; counts the rest.

    Of one that was made before this was kept, and of the film of a cut that nobody wants any more, nothing is said.
    """
    with shelf.read() as shelves:
        made, clips = shelves.renditions.all(), {each.id: each for each in shelves.clips.find(Query(limit=0))}
        dispatches = {each.slug: each for each in shelves.dispatches.all()}
    films: dict[str, set[str]] = {}
    for each in made:
        if each.recipe == "film":
            films.setdefault(each.subject, set()).add(each.sha256)
    known = bad = 0
    for each in made:
        expected = _expected(each, clips, dispatches.get(each.subject), films.get(each.subject, set()))
        if not (expected and each.source):
            continue
        known += 1
        if not any(made_of(each, source) for source in expected):
            bad += 1
            why = f"it was made of other bytes than there are now; {_AGAIN[each.subject in dispatches]}"
            yield Checked(what=f"{each.recipe} of {each.subject} ({each.path})", result="bad", why=why)
    if known:
        what = f"{known - bad} of {known} renditions were made of what is here"
        yield Checked(what=what, result="bad" if bad else "good")


def _expected(made: Rendition, clips: dict[ClipId, Clip], dispatch: Dispatch | None, films: set[str]) -> set[str]:
    """What it may have been made of; nothing where that cannot be known."""
    if clip := clips.get(ClipId(made.subject)):
        return {source_of((shot_of(clip, ()),))}
    if made.recipe != "film":
        return films
    picked = dispatch.picks if dispatch and not dispatch.attached else ()
    if not (dispatch and picked) or film_want(dispatch, clips.values()).digest != made.digest:
        return set()
    shots = (
        replace(shot_of(clips[each.clip], ()), in_point=each.in_point, out_point=each.out_point) for each in picked
    )
    return {source_of(tuple(shots))}
