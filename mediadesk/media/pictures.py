"""A job of stills → its pictures: frames taken out of the shot, one chosen, painted, and verified."""

import math
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from mediadesk.errors import Misasked, ToolFailed
from mediadesk.media import grabs, graphs, posters, spans, stills, storyboard, verify
from mediadesk.media.binaries import Programs
from mediadesk.media.making import Made, Tick, cell_of, later, work
from mediadesk.model import layout
from mediadesk.model.recipe import Poster, Stills, Storyboard, Thumbnail, fit_long
from mediadesk.model.rendition import Job, Shot, Want

_FEW = 8  # frames to choose a poster from, where no storyboard asks for more
_UNKNOWN_SECONDS = Fraction(10)  # between the frames of a clip whose length nobody knows


def make(job: Job, folder: Path, programs: Programs, tick: Tick) -> list[Made]:
    """Every want of a job of stills. Raises ToolFailed when no picture can be decoded."""
    shot = job.shots[0]
    seconds, frame = shot.facts.seconds, shot.facts.frame
    if frame is None:
        raise ToolFailed(f"{shot.name} has no picture")
    wanted = next((want.recipe for want in job.wants if isinstance(want.recipe, Storyboard)), None)
    apart = _apart(seconds, wanted)
    largest = fit_long(frame.display, max(_long_side(want) for want in job.wants))
    with TemporaryDirectory(dir=folder, prefix=".frames-") as room:
        frames: dict[Fraction, Path] = {}
        for key_frames in (True, False):
            frames = _frames(shot, Path(room), programs, tick, size=largest, every=apart, key_frames=key_frames)
            if storyboard.dense(sorted(frames), seconds or max(frames, default=Fraction(0)), math.ceil(apart)):
                break
        if not frames:
            raise ToolFailed(f"no picture of {shot.name} could be decoded")
        in_order = [frames[moment] for moment in sorted(frames)]
        chosen = stills.best(in_order)
        whole = seconds or max(frames) + apart
        return [_still(want, folder, frame.display, chosen, frames, whole) for want in job.wants]


def commands(job: Job, programs: Programs) -> list[list[str]]:
    """The commands of the first try: key frames, one command a part."""
    shot = job.shots[0]
    frame = graphs.frame_of(shot)
    apart = _apart(
        shot.facts.seconds, next((each.recipe for each in job.wants if isinstance(each.recipe, Storyboard)), None)
    )
    size = fit_long(frame.display, max(_long_side(want) for want in job.wants))
    return [
        grabs.spread_argv(piece, programs.ffmpeg, size=size, every=apart, pattern="%d.jpg", key_frames=True)
        for _, piece in spans.pieces(shot)
    ]


def _frames(
    shot: Shot, room: Path, programs: Programs, tick: Tick, *, size: tuple[int, int], every: Fraction, key_frames: bool
) -> dict[Fraction, Path]:
    """JPEGs by their time. Part by part: a list of parts would be read whole, its key frames alone are not."""
    frames: dict[Fraction, Path] = {}
    for number, (begin, piece) in enumerate(spans.pieces(shot)):
        folder = room / str(number)
        folder.mkdir(exist_ok=True)
        argv = grabs.spread_argv(
            piece, programs.ffmpeg, size=size, every=every, pattern="%d.jpg", key_frames=key_frames
        )
        work(argv, cell_of(piece, folder), later(tick, begin))
        frames |= {begin + Fraction(int(path.stem), 1000): path for path in folder.glob("*.jpg")}
    return frames


def _still(
    want: Want,
    folder: Path,
    display: tuple[int, int],
    chosen: Path,
    frames: dict[Fraction, Path],
    seconds: Fraction,
) -> Made:
    target = folder / want.file_name
    if isinstance(want.recipe, Storyboard):
        return _board(want, want.recipe, target, display, frames, seconds)
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


def _board(
    want: Want,
    recipe: Storyboard,
    target: Path,
    display: tuple[int, int],
    frames: dict[Fraction, Path],
    seconds: Fraction,
) -> Made:
    target.mkdir()
    tile = fit_long(display, recipe.tile_long_side)
    apart = storyboard.step(seconds, recipe.most_tiles, recipe.least_seconds)
    moments = sorted(frames)
    shown = [moments[storyboard.nearest(moments, moment)] for moment in storyboard.moments(seconds, apart)]
    stills.sprite([frames[moment] for moment in shown], target / storyboard.SPRITE, tile)
    cues = storyboard.cues(seconds, apart, tile)
    (target / storyboard.CUES).write_text(cues, encoding="utf-8", newline="\n")
    proofs = verify.board(target, tile, len(shown), recipe.most_tiles, seconds)
    return Made(want=want, seconds=seconds, size=stills.picture_size(target / storyboard.SPRITE), proofs=proofs)


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
