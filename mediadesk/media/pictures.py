"""A job of stills → its pictures: frames taken out of the shot, one chosen, painted, and verified."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from mediadesk.errors import Misasked
from mediadesk.media import grabs, posters, stills, storyboard, taking, verify
from mediadesk.media.binaries import Programs
from mediadesk.media.graphs import frame_of
from mediadesk.media.making import Made, Tick
from mediadesk.media.taking import Taken, Taker
from mediadesk.model import layout
from mediadesk.model.recipe import Poster, Stills, Storyboard, Thumbnail, fit_long
from mediadesk.model.rendition import Job, Shot, Want

_TRIES = 4  # frames that are looked at more closely before one is a poster
_FEW = 8  # frames to choose a poster from, where no storyboard asks for more
_UNKNOWN_SECONDS = Fraction(10)  # between the frames of a clip whose length nobody knows


def make(job: Job, folder: Path, programs: Programs, tick: Tick) -> list[Made]:
    """Every want of a job of stills. Raises ToolFailed when no picture can be decoded, or none at a chosen moment."""
    shot, board, moments, largest = _asked(job)
    display = frame_of(shot).display
    with TemporaryDirectory(dir=folder, prefix=".frames-") as room:
        taker = Taker(shot=shot, room=Path(room), programs=programs, tick=tick)
        taken = _taken(taker, largest, board) if board or None in moments else Taken(frames={}, seconds=Fraction(0))
        shown = {
            moment: _chosen(taken, taker) if moment is None else taker.moment(largest, moment) for moment in moments
        }
        return [_still(want, folder / want.file_name, display, taken, shown) for want in job.wants]


def commands(job: Job, programs: Programs) -> list[list[str]]:
    """The commands of the first try; where the frames that they find lie too far apart, others follow."""
    shot, board, moments, largest = _asked(job)
    lines = [
        grabs.moment_argv(shot, programs.ffmpeg, size=largest, moment=each, pattern="%d.jpg")
        for each in moments
        if each is not None
    ]
    if board or None in moments:
        apart = _apart(shot.facts.seconds, board)
        first = [*taking.hops(shot, programs.ffmpeg, largest, apart)] or taking.reads(
            shot, programs.ffmpeg, largest, apart
        )
        lines += [grab.argv for grab in first]
    return lines


def _asked(job: Job) -> tuple[Shot, Storyboard | None, set[Fraction | None], tuple[int, int]]:
    """The shot, the storyboard, the moments of single stills (None: to be chosen), and the size of the largest."""
    shot = job.shots[0]
    board = next((want.recipe for want in job.wants if isinstance(want.recipe, Storyboard)), None)
    moments = {_moment(want) for want in job.wants if not isinstance(want.recipe, Storyboard)}
    return shot, board, moments, fit_long(frame_of(shot).display, max(_long_side(want) for want in job.wants))


def _taken(taker: Taker, size: tuple[int, int], board: Storyboard | None) -> Taken:
    """Frames enough for a storyboard, or to choose one of. Where nobody knows how long a clip is, that comes first."""
    taken = taker.spread(size, _apart(taker.shot.facts.seconds, board), exact=board is not None)
    if taker.shot.facts.seconds is not None:
        return taken
    known = replace(taker.shot, facts=replace(taker.shot.facts, seconds=taken.seconds))
    return replace(taker, shot=known).spread(size, _apart(taken.seconds, board), exact=False)


def _chosen(taken: Taken, taker: Taker) -> Path:
    """The frame that shows most, is sharp, and stands: of the best few that do not stand, the best."""
    ranked = stills.ranked([taken.frames[moment] for moment in sorted(taken.frames)])[:_TRIES]
    moments = {path: moment for moment, path in taken.frames.items()}
    return next((path for path in ranked if len(ranked) == 1 or taker.stands(moments[path])), ranked[0])


def _moment(want: Want) -> Fraction | None:
    """When the one frame of a still is, where somebody chose it."""
    return want.recipe.at if isinstance(want.recipe, Thumbnail | Poster | Stills) else None


def _still(
    want: Want, target: Path, display: tuple[int, int], taken: Taken, shown: Mapping[Fraction | None, Path]
) -> Made:
    if isinstance(want.recipe, Storyboard):
        return _board(want, want.recipe, target, display, taken)
    chosen = shown[_moment(want)]
    if isinstance(want.recipe, Stills):
        return _posters(want, want.recipe, target, display, chosen)
    most_bytes = want.recipe.most_bytes if isinstance(want.recipe, Poster) else None
    size = stills.save(chosen, target, fit_long(display, _long_side(want)), most_bytes)
    return Made(want=want, seconds=None, size=size, proofs=verify.still(target, size, most_bytes))


def _posters(want: Want, recipe: Stills, target: Path, display: tuple[int, int], chosen: Path) -> Made:
    target.mkdir()
    posters.save_all(chosen, target, recipe, display)
    sizes = posters.sizes(recipe, display)
    proofs = verify.posters(target, {name: (size, posters.most_bytes(recipe, name)) for name, size in sizes.items()})
    return Made(want=want, seconds=None, size=sizes[layout.POSTER], proofs=proofs)


def _board(want: Want, recipe: Storyboard, target: Path, display: tuple[int, int], taken: Taken) -> Made:
    target.mkdir()
    tile = fit_long(display, recipe.tile_long_side)
    apart = storyboard.step(taken.seconds, recipe.most_tiles, recipe.least_seconds)
    moments = sorted(taken.frames)
    shown = [moments[storyboard.nearest(moments, moment)] for moment in storyboard.moments(taken.seconds, apart)]
    stills.sprite([taken.frames[moment] for moment in shown], target / storyboard.SPRITE, tile)
    cues = storyboard.cues(taken.seconds, apart, tile)
    (target / storyboard.CUES).write_text(cues, encoding="utf-8", newline="\n")
    proofs = verify.board(target, tile, len(shown), recipe.most_tiles, taken.seconds)
    return Made(want=want, seconds=taken.seconds, size=stills.picture_size(target / storyboard.SPRITE), proofs=proofs)


def _apart(seconds: Fraction | None, wanted: Storyboard | None) -> Fraction:
    """How far apart the frames should lie that are taken out of a clip."""
    if seconds is None:
        return _UNKNOWN_SECONDS
    if wanted is None:
        return seconds / _FEW
    return Fraction(storyboard.step(seconds, wanted.most_tiles, wanted.least_seconds))


def _long_side(want: Want) -> int:
    match want.recipe:
        case Thumbnail(long_side=pixels) | Poster(long_side=pixels) | Storyboard(tile_long_side=pixels):
            return pixels
        case Stills(card=(pixels, _)):
            return pixels
    raise Misasked(f"{want.recipe.name} is no still")
