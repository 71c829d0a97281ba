"""What was made on another machine, looked at again: that machine may be broken, or no friend.

Its word counts for nothing. Each file must be one that was asked for, hold the bytes it
was said to hold, and stand all the tests it would have had to stand here.
"""

from collections.abc import Sequence
from dataclasses import astuple, replace
from fractions import Fraction
from itertools import chain
from pathlib import Path

from mediadesk.errors import ToolFailed
from mediadesk.events import Report
from mediadesk.media import posters, stills, storyboard, verify
from mediadesk.media.binaries import Programs
from mediadesk.media.making import Made
from mediadesk.media.render import measured, rendition, verified
from mediadesk.model import layout
from mediadesk.model.loudness import Loudness
from mediadesk.model.recipe import Poster, Stills, Storyboard, Thumbnail, Waveform, fit_long
from mediadesk.model.rendition import Job, Rendition, Want, source_of

_LU_OFF = 0.1
_PIXELS_OFF = 2  # by rounding, of a picture that was made smaller


def looked_at(
    job: Job, folder: Path, told: Sequence[Rendition], *, programs: Programs, report: Report
) -> tuple[Rendition, ...]:
    """The renditions in a folder, as we found them. Raises ToolFailed when something is not as it was asked or told."""
    asked = [want.file_name for want in job.wants]
    _require(sorted(path.name for path in folder.iterdir()) == sorted(asked), "made other things than were asked for")
    _require([each.path for each in told] == asked, "told of other things than were asked for")
    for each in told:
        _require(measured(folder / each.path)[1] == each.sha256, f"made {each.recipe} of other bytes than it told")
    if job.tier == "still":
        found = tuple(_still(job, want, folder, each) for want, each in zip(job.wants, told, strict=True))
    else:
        found = verified(job, folder, programs=programs, report=report)
    for here, there in zip(found, told, strict=True):
        # a ladder's playlists were written anew meanwhile, by its segments
        _require(here.sha256 == there.sha256, f"wrote playlists of {here.recipe} that do not fit its segments")
        _require(_as_loud(here.loudness, there.loudness), f"told of {here.recipe} that it is as loud as it is not")
    return tuple(replace(each, proofs=(*each.proofs, "made on another machine, verified here")) for each in found)


def _still(job: Job, want: Want, folder: Path, told: Rendition) -> Rendition:
    """A picture or a folder of them. What it shows, a person sees; how it is made, we see."""
    path, facts = folder / want.file_name, job.shots[0].facts
    display = facts.frame.display if facts.frame else (1, 1)  # of sound alone there is one kind of picture
    seconds: Fraction | None = None
    match want.recipe:
        case Storyboard(tile_long_side=pixels, most_tiles=most):
            cues = (path / storyboard.CUES).read_text("utf-8").count(" --> ")
            seconds = facts.seconds or told.seconds or Fraction(0)
            proofs = verify.board(path, fit_long(display, pixels), cues, most, seconds)
            size = stills.picture_size(path / storyboard.SPRITE)
        case Stills():
            sizes = posters.sizes(want.recipe, display)
            most_bytes = {name: posters.most_bytes(want.recipe, name) for name in sizes}
            proofs = verify.posters(path, {name: (sizes[name], most_bytes[name]) for name in sizes})
            size = sizes[layout.POSTER]
        case Thumbnail(long_side=pixels) | Poster(long_side=pixels):
            size = stills.picture_size(path)  # a poster that weighs too much has fewer pixels
            fits = fit_long(display, pixels)
            _require(size <= fits and _shape(size, fits), f"made {want.recipe.name} of another shape")
            proofs = verify.still(path, size, want.recipe.most_bytes if isinstance(want.recipe, Poster) else None)
        case Waveform(size=size):
            proofs = verify.still(path, size, None)
        case _:
            raise ToolFailed(f"nothing tells how {want.recipe.name} is looked at again", hint="--engine local")
    made = Made(want=want, seconds=seconds, size=size, proofs=proofs)
    return rendition(job.subject, source_of(job.shots), made, folder)


def _as_loud(here: Loudness | None, there: Loudness | None) -> bool:
    """To a tenth: another kind of processor rounds otherwise."""
    if here is None or there is None:
        return here is there
    levels = zip(chain(*astuple(here)), chain(*astuple(there)), strict=True)
    return all(one == other or (None not in (one, other) and abs(one - other) <= _LU_OFF) for one, other in levels)


def _shape(size: tuple[int, int], like: tuple[int, int]) -> bool:
    return abs(size[0] * like[1] - size[1] * like[0]) <= max(like) * _PIXELS_OFF


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ToolFailed(
            f"another machine {otherwise}", hint="which one was it, and who works on it? --engine local makes it here"
        )
