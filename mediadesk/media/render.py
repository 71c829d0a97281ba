"""A job → its renditions, made and verified in a folder of its own. It pickles, and knows no catalogue."""

import hashlib
import math
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

from mediadesk.errors import ToolFailed
from mediadesk.events import Began, Ended, Moved, Report, Said, ignore
from mediadesk.media import (
    boxes,
    declared,
    edits,
    graphs,
    hardware,
    jail,
    loudness,
    package,
    pictures,
    sounds,
    spans,
    verify,
    waveform,
)
from mediadesk.media.binaries import Programs
from mediadesk.media.cell import Cell
from mediadesk.media.chunks import listings
from mediadesk.media.cuts import Cut, cut, shortened
from mediadesk.media.loudness import Settled
from mediadesk.media.making import Made, Tick, cell_of, later, onward, work
from mediadesk.media.verify import Promise
from mediadesk.model.chunk import Chunk
from mediadesk.model.ending import EARLY_SECONDS, PAD_SECONDS
from mediadesk.model.loudness import LEFT
from mediadesk.model.recipe import Edit, Film, Ladder, Mp4, Proxy, Recipe, Rung, Small, Sound, Tier, rate_at_most
from mediadesk.model.rendition import Job, Rendition, Shot, Want, source_of

Maker = Callable[[Job, Path, Programs, Tick], list[Made]]


def render(
    job: Job, folder: Path, *, programs: Programs, report: Report = ignore, chunks: Sequence[Chunk] = ()
) -> tuple[Rendition, ...]:
    """Make every want of a job in an empty folder, under its `file_name`, and verify it. One decode feeds all of them;
    or, where its pictures were made in `chunks` (`media.chunks`) in this folder, they are joined.

    A `path` of the result is a name in the folder. Raises ToolFailed when a program fails or the result is not what was
    asked for, Misasked when the job makes no sense; what lies in the folder then is worth nothing.
    """
    still = waveform.make if job.shots[0].facts.frame is None else pictures.make
    makers: dict[Tier, Maker] = {
        "still": still,
        "moving": partial(_moving, chunks=chunks) if chunks else _moving_anyhow,
        "film": _film,
        "edit": _edit,
    }
    return _by(makers, job, folder, programs, report)


def verified(job: Job, folder: Path, *, programs: Programs, report: Report = ignore) -> tuple[Rendition, ...]:
    """Picture and sound that others made of a job, read again as if we had just made them. Playlists are written anew.

    Raises ToolFailed when one of them is not what was asked for.
    """
    seen: dict[Tier, Maker] = {"moving": _moving_seen, "film": _film_seen, "edit": _edit_seen}
    return _by(seen, job, folder, programs, report)


def _by(
    makers: Mapping[Tier, Maker], job: Job, folder: Path, programs: Programs, report: Report
) -> tuple[Rendition, ...]:
    job = replace(job, shots=tuple(_spanned(shot, job, programs, report) for shot in job.shots))
    report(Began(job.task, _seconds(job), "seconds"))
    tick = onward(lambda done: report(Moved(job.task, done, _seconds(job))))
    try:
        made = makers[job.tier](job, folder, programs, tick)
        if early := _ends_early(job, made):
            report(Said(f"{job.subject}: {early}"))
            made = [replace(each, proofs=(*each.proofs, early)) if each.seconds is not None else each for each in made]
        return tuple(rendition(job.subject, source_of(job.shots), each, folder) for each in made)
    finally:
        report(Ended(job.task))


def _ends_early(job: Job, made: Sequence[Made]) -> str:
    """`its file says 13.44 s, and its picture ends at 0.24 s`, where the difference is a second or more: what was made
    is right and yet not what its reporter counts on."""
    asked = None if job.tier == "film" else cut(job.shots[0]).seconds
    got = min((each.seconds for each in made if each.seconds is not None), default=None)
    if asked is None or got is None or asked - got < EARLY_SECONDS:
        return ""
    ends = got if job.tier == "still" else max(Fraction(0), got - PAD_SECONDS)
    return f"its file says {float(asked):.2f} s, and its picture ends at {float(ends):.2f} s"


def _moving_anyhow(job: Job, folder: Path, programs: Programs, tick: Tick) -> list[Made]:
    """A light copy on graphics hardware, with the same proofs as any; without it where it may not be, or fails."""
    on, asked, told = programs.hardware, cut(job.shots[0]).seconds, tuple[str, ...]()
    if on and hardware.is_for(job):
        try:
            made = _moving(job, folder, programs, tick)
            if any(asked and each.seconds != asked for each in made):  # of a file cut off, or by a driver
                raise ToolFailed("it was shorter than it should be")
            return [replace(each, proofs=(*each.proofs, f"encoded by {on.encoder}")) for each in made]
        except ToolFailed as trouble:
            told = (f"made without {on.encoder}, which failed: {trouble.what}",)
            for want in job.wants:
                (folder / want.file_name).unlink(missing_ok=True)
    made = _moving(job, folder, replace(programs, hardware=None), tick)
    return [replace(each, proofs=(*each.proofs, *told)) for each in made]


def _spanned(shot: Shot, job: Job, programs: Programs, report: Report) -> Shot:
    """The shot with its true length. A film does not hide that a part is lost which it should show."""
    found = spans.measured(shot, programs)
    lost = " ".join(shot.names[len(found.paths) :])
    if lost and job.tier == "film" and not (shot.out_point and shot.out_point <= (found.facts.seconds or 0)):
        raise ToolFailed(f"the last of {shot.name} cannot be read: {lost}", hint="trim the pick: give it an out point")
    if lost:
        report(Said(f"{job.subject}: {lost} cannot be read; what is made ends before it"))
    return found


def _moving(job: Job, folder: Path, programs: Programs, tick: Tick, chunks: Sequence[Chunk] = ()) -> list[Made]:
    one, joined = cut(job.shots[0]), listings(chunks, folder) if chunks else {}
    settled = loudness.settle(job, one, folder, programs, lambda: tick(0))
    _run(job, folder, programs, tick, one, settled, joined)
    if graphs.picture_sizes(job) and (shorter := _shorter(job.shots[0], one, _frames_made(job, folder, one.rate))):
        one = shorter
        settled = loudness.settle(job, one, folder, programs, lambda: tick(0))
        _run(job, folder, programs, tick, one, settled, joined)
    made = _proved(job, folder, programs, tick, one, settled)
    if lower := loudness.lower(settled, [each.loudness for each in made]):
        settled = lower
        _run(job, folder, programs, tick, one, settled, joined)
        made = _proved(job, folder, programs, tick, one, settled)
    return [loudness.proved(each, settled) for each in made]


def _moving_seen(job: Job, folder: Path, programs: Programs, tick: Tick) -> list[Made]:
    one = cut(job.shots[0])
    if graphs.picture_sizes(job):
        one = _shorter(job.shots[0], one, _frames_made(job, folder, one.rate)) or one
    settled = loudness.settle(job, one, folder, programs, lambda: tick(0))
    return [loudness.proved(each, settled) for each in _proved(job, folder, programs, tick, one, settled)]


def _shorter(shot: Shot, one: Cut, frames: int) -> Cut | None:
    """The cut as the file turned out to be: it holds less than its header says, or its header says nothing. The sound
    must not go on alone. None where all is there. Raises ToolFailed when there is nothing, or a part is lost."""
    if not frames:
        raise ToolFailed(f"no picture of {shot.name} could be decoded")
    if one.frames is not None and frames >= one.frames:
        return None
    _require_all_parts(shot, frames / one.rate)
    return shortened(one, frames)


def _edit(job: Job, folder: Path, programs: Programs, tick: Tick) -> list[Made]:
    shot, one, path = job.shots[0], cut(job.shots[0]), folder / job.wants[0].file_name
    timecode = edits.timecode_of(shot, one, programs)
    work(graphs.edit_argv(job, programs.ffmpeg, one, timecode), cell_of(shot, folder), tick)
    if shorter := _shorter(shot, one, verify.frames_made(path, one.rate)):
        work(graphs.edit_argv(job, programs.ffmpeg, shorter, timecode), cell_of(shot, folder), tick)
    return _edit_seen(job, folder, programs, tick)


def _edit_seen(job: Job, folder: Path, programs: Programs, tick: Tick) -> list[Made]:
    want, shot, one = job.wants[0], job.shots[0], cut(job.shots[0])
    path, size = folder / want.file_name, graphs.picture_sizes(job).get(want.file_name)
    if not isinstance(want.recipe, Edit) or not size:
        raise ToolFailed(f"{shot.name} has no picture")
    one = _shorter(shot, one, verify.frames_made(path, one.rate)) or one
    proofs = edits.proved(path, want.recipe, size, shot, one, programs)
    seconds = one.seconds or verify.shown_seconds(path)
    return _decoded([Made(want=want, seconds=seconds, size=size, proofs=proofs)], folder, programs, tick)


def _proved(job: Job, folder: Path, programs: Programs, tick: Tick, one: Cut, settled: Settled | None) -> list[Made]:
    return _decoded([_checked(job, want, folder, one) for want in job.wants], folder, programs, tick, settled)


def _film(job: Job, folder: Path, programs: Programs, tick: Tick) -> list[Made]:
    rate, ends = graphs.film_rate(job), graphs.film_ends(job)
    with TemporaryDirectory(dir=folder, prefix=".picks-") as made:
        room = Path(made)
        names = [f"{number:04}.mov" for number in range(len(job.shots))]
        for number, name in enumerate(names):
            argv = graphs.pick_argv(job, number, programs.ffmpeg, name)
            begin, end = ends[number], ends[number + 1]
            work(argv, cell_of(job.shots[number], room), later(tick, begin / rate, end / rate))
            _require_whole(number, end - begin, verify.frames_made(room / name, rate), rate)
        (room / "picks.txt").write_text(graphs.join_listing(job, names), encoding="utf-8")
        joining = Cell(writes=folder, limits=jail.making(ends[-1] / rate))
        join = graphs.join_argv(job, programs.ffmpeg, f"{room.name}/picks.txt")
        work(join, joining, lambda _: tick(float(ends[-1] / rate)))
    boxes.blank_tags(folder / job.wants[0].file_name)
    return _film_seen(job, folder, programs, tick)


def _film_seen(job: Job, folder: Path, programs: Programs, tick: Tick) -> list[Made]:
    want, rate, ends, size = job.wants[0], graphs.film_rate(job), graphs.film_ends(job), graphs.film_size(job)
    _, sound_kbps = _kbps(want.recipe)
    promise = Promise(size=size, rate=rate, frames=ends[-1], sound=True, sound_kbps=sound_kbps)
    proofs = verify.mp4(folder / want.file_name, promise)
    return _decoded([Made(want=want, seconds=ends[-1] / rate, size=size, proofs=proofs)], folder, programs, tick)


def _require_whole(number: int, asked: int, got: int, rate: Fraction) -> None:
    if got < asked:
        raise ToolFailed(
            f"pick {number + 1} ends {float((asked - got) / rate):.2f} seconds before its out point",
            hint="trim the pick; its file may be cut off",
        )


def _require_all_parts(shot: Shot, seconds: Fraction) -> None:
    """The last part may be cut off; with one before it, ffmpeg leaves out all that follow."""
    for name, ends in zip(shot.names, accumulate(shot.part_seconds[:-1]), strict=False):
        if seconds < ends - EARLY_SECONDS:
            raise ToolFailed(f"{name}, a part of {shot.name}, cannot be read to its end")


def _run(
    job: Job,
    folder: Path,
    programs: Programs,
    tick: Tick,
    one: Cut,
    settled: Settled | None,
    joined: Mapping[str, str],
) -> None:
    for want in job.wants:
        if isinstance(want.recipe, Ladder):
            shutil.rmtree(folder / want.file_name, ignore_errors=True)
            for name in _lines(job, want.recipe):
                (folder / want.file_name / name).mkdir(parents=True)
    if programs.hardware and not joined:
        argv = graphs.proxy_argv(job, programs.ffmpeg, one, programs.hardware)
    else:
        argv = graphs.argv(job, programs.ffmpeg, one, settled.done if settled else LEFT, joined)
    work(argv, cell_of(job.shots[0], folder, programs.hardware), tick)
    for path in [*folder.glob("*.mp4"), *folder.glob("*.m4a"), *folder.glob("*/*/init.mp4")]:
        boxes.blank_tags(path)


def _frames_made(job: Job, folder: Path, rate: Fraction) -> int:
    """How many frames of the grid came out, by the output that tells it best."""
    return min(_frames_in(folder, want, job, rate) for want in job.wants if not isinstance(want.recipe, Sound))


def _frames_in(folder: Path, want: Want, job: Job, rate: Fraction) -> int:
    if not isinstance(want.recipe, Ladder):
        return verify.frames_made(folder / want.file_name, rate, _most_fps(want))
    rungs = [rung for rung, _ in _rungs_in(folder / want.file_name, want.recipe, job.shots[0])]
    finest = max(rungs, key=lambda rung: rung.most_fps)
    line = package.line(folder / want.file_name, graphs.rung_name(finest))
    return verify.frames_made(line, rate, finest.most_fps)


def _checked(job: Job, want: Want, folder: Path, one: Cut) -> Made:
    sound = sounds.has_sound(job.shots[0])
    if isinstance(want.recipe, Ladder):
        return _checked_ladder(job, want, want.recipe, folder, one)
    size = graphs.picture_sizes(job).get(want.file_name)
    rate = rate_at_most(one.rate, _most_fps(want) or math.ceil(one.rate))
    frames = None if one.frames is None else math.ceil(one.frames * rate / one.rate)
    kbps, sound_kbps = _kbps(want.recipe)
    promise = Promise(
        size=size,
        rate=rate,
        frames=frames,
        sound=sound,
        kbps=kbps,
        sound_kbps=sound_kbps,
        longer=1 / rate - 1 / one.rate,
    )
    proofs = verify.mp4(folder / want.file_name, promise)
    seconds = one.seconds or verify.shown_seconds(folder / want.file_name)
    return Made(want=want, seconds=seconds, size=size, proofs=proofs)


def _kbps(recipe: Recipe) -> tuple[int | None, int]:
    """Caps of picture and sound; a film's picture has none."""
    picture = recipe.kbps if isinstance(recipe, Proxy | Mp4 | Small) else None
    return picture, recipe.audio_kbps if isinstance(recipe, Proxy | Mp4 | Small | Sound | Film) else 0


def _rungs_in(whole: Path, ladder: Ladder, shot: Shot) -> list[tuple[Rung, tuple[int, int]]]:
    """The rungs of a ladder that are there: others left out those that add hardly anything."""
    there = [each for each in graphs.ladder_sizes(ladder, shot) if (whole / graphs.rung_name(each[0])).is_dir()]
    if not there:
        raise ToolFailed("a ladder without a rung")
    return there


def _most_fps(want: Want) -> int | None:
    return want.recipe.most_fps if isinstance(want.recipe, Small) else None


def _checked_ladder(job: Job, want: Want, ladder: Ladder, folder: Path, one: Cut) -> Made:
    whole = folder / want.file_name
    promises = {}
    for rung, size in _rungs_in(whole, ladder, job.shots[0]):
        rate = rate_at_most(one.rate, rung.most_fps)
        frames = None if one.frames is None else math.ceil(one.frames * rate / one.rate)
        promises[graphs.rung_name(rung)] = Promise(size=size, rate=rate, frames=frames, sound=False, kbps=rung.kbps)
    made = [package.line(whole, name) for name in promises]
    kept = package.worth_having(made, ladder.least_more_percent)
    left_out = [each.name for each in made if each not in kept]
    for name in left_out:
        shutil.rmtree(whole / name)
        (whole / f"{name}.m3u8").unlink()
    sound = package.line(whole, graphs.SOUND) if sounds.has_sound(job.shots[0]) else None
    proofs = verify.ladder(whole, [(line, promises[line.name]) for line in kept], sound, ladder.audio_kbps)
    package.write_playlists(whole, kept, sound)
    proofs += declared.playlists(whole, kept, sound)
    proofs += tuple(f"{name} left out: hardly more bytes than the rung below it" for name in left_out)
    return Made(want=want, seconds=one.seconds, size=promises[kept[-1].name].size, proofs=proofs)


def _decoded(
    made: list[Made], folder: Path, programs: Programs, tick: Tick, settled: Settled | None = None
) -> list[Made]:
    """All that was made is decoded once, and what goes out is listened to on the way."""
    paths: list[Path] = []
    heard: dict[Path, Want] = {}
    for each in made:
        whole = folder / each.want.file_name
        playlists = sorted(whole.glob("[av]*.m3u8"))
        paths += playlists if whole.is_dir() else [whole]
        if settled and sounds.is_levelled(each.want.recipe):
            heard[whole / f"{graphs.SOUND}.m3u8" if whole.is_dir() else whole] = each.want
    longest = max(each.seconds or Fraction(0) for each in made)
    with TemporaryDirectory(dir=folder, prefix=".levels-") as room:
        meters = {path: Path(room) / f"{number}.txt" for number, path in enumerate(heard)}
        proofs = verify.decodes(paths, longest, programs, meters=meters, alive=lambda: tick(float(longest)))
        levels = {heard[path]: loudness.level_in(meter) for path, meter in meters.items()}
    proved = [replace(each, proofs=(*each.proofs, *proofs)) for each in made]
    return [loudness.measured(each, settled, levels.get(each.want)) for each in proved]


def _lines(job: Job, ladder: Ladder) -> list[str]:
    sound = [graphs.SOUND] if sounds.has_sound(job.shots[0]) else []
    return [graphs.rung_name(rung) for rung, _ in graphs.ladder_sizes(ladder, job.shots[0])] + sound


def _seconds(job: Job) -> float | None:
    lengths = [cut(shot).seconds or shot.facts.seconds for shot in job.shots]
    return None if None in lengths else float(sum(length or 0 for length in lengths))


def rendition(subject: str, source: str, made: Made, folder: Path) -> Rendition:
    """What is kept of a want that was made and verified in a folder."""
    size_bytes, sha256 = measured(folder / made.want.file_name)
    width, height = made.size or (None, None)
    return Rendition(
        subject=subject,
        recipe=made.want.recipe.name,
        digest=made.want.digest,
        path=made.want.file_name,
        size_bytes=size_bytes,
        sha256=sha256,
        seconds=made.seconds,
        width=width,
        height=height,
        proofs=made.proofs,
        source=source,
        loudness=made.loudness,
    )


def measured(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file; of a folder, of all files and of their sorted lines `<sha256>  <relative path>`."""
    if path.is_file():
        with path.open("rb") as file:
            return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
    inside = {each.relative_to(path).as_posix(): measured(each) for each in path.rglob("*") if each.is_file()}
    lines = sorted(f"{sha256}  {name}\n" for name, (_, sha256) in inside.items())
    return sum(size for size, _ in inside.values()), hashlib.sha256("".join(lines).encode()).hexdigest()
