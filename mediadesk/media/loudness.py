"""How loud the sound of a job is, and what is to be done about it: found out before anything is coded.

Pass 1 listens: one decode of the sound alone, for all that will be made of it. Pass 2 is part of the command that makes
everything. What came out is listened to once more while it is decoded for proof anyway (`verify.decodes`).
"""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mediadesk.errors import ToolFailed
from mediadesk.media import graphs, sounds
from mediadesk.media.binaries import Programs
from mediadesk.media.cuts import Cut
from mediadesk.media.making import Made, cell_of, work
from mediadesk.model.loudness import LEFT, Level, Levelling, Loudness, corrected, fault, levelling, lowered, told
from mediadesk.model.rendition import Job, Shot

_TRIES = 3  # to give back what a ceiling takes
_TAIL = 4096  # bytes: the last things a meter says
_LOUDNESS = re.compile(r"^lavfi\.r128\.I=(\S+)$", re.MULTILINE)
_PEAK = re.compile(r"^lavfi\.r128\.true_peak=(\S+)$", re.MULTILINE)
_NOTHING_LUFS = -70.0  # what the meter says of silence: the absolute gate of BS.1770


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How loud a sound came, and what is done to it."""

    before: Level
    done: Levelling


def matters(job: Job) -> bool:
    """Whether something of a job goes out with sound."""
    return sounds.has_sound(job.shots[0]) and any(sounds.is_levelled(want.recipe) for want in job.wants)


def settle(job: Job, one: Cut, folder: Path, programs: Programs, alive: Callable[[], None]) -> Settled | None:
    """Listen to what a job will make heard; None when nothing of it goes out with sound. Raises ToolFailed.

    Where peaks have to be held down, it listens again to what that leaves: a try costs a fraction of coding everything.
    """
    if not matters(job):
        return None
    shot = job.shots[0]
    before = listened(shot, one, folder, programs, alive)
    done = levelling(before)
    for _ in range(_TRIES if done.ceiling_dbtp is not None else 0):
        tried, done = done, corrected(done, listened(shot, one, folder, programs, alive, done))
        if done == tried:
            break
    return Settled(before=before, done=done)


def lower(settled: Settled | None, came_out: Iterable[Loudness | None]) -> Settled | None:
    """What to do once more, where a coder made peaks that are too high; None where none did."""
    tries = [lowered(settled.done, each.after) for each in came_out if each] if settled else []
    found = [each for each in tries if each]
    if settled is None or not found:
        return None
    return replace(settled, done=min(found, key=lambda each: each.ceiling_dbtp or 0.0))


def measured(made: Made, settled: Settled | None, after: Level | None) -> Made:
    """A result with the level of what came and of what came out."""
    return replace(made, loudness=Loudness(before=settled.before, after=after)) if settled and after else made


def proved(made: Made, settled: Settled | None) -> Made:
    """A result with the proof that it is as loud as it should be. Raises ToolFailed when it is not."""
    if settled is None or made.loudness is None:
        return made
    if wrong := fault(made.loudness, settled.done):
        raise ToolFailed(
            f"{made.want.recipe.name} is not as loud as it should be: {wrong}",
            hint="run it again; if it stays, tell us what this says, and what `mediadesk show --json` says of the clip",
        )
    return replace(made, proofs=(*made.proofs, told(made.loudness, settled.done)))


def listened(
    shot: Shot, one: Cut, folder: Path, programs: Programs, alive: Callable[[], None], done: Levelling = LEFT
) -> Level:
    """The level of a shot's sound, as it comes or with something done to it. `alive` is called now and then."""
    with TemporaryDirectory(dir=folder, prefix=".level-") as made:
        words = graphs.level_argv(shot, one, programs.ffmpeg, "level.txt", done)
        work(words, cell_of(shot, Path(made)), lambda _: alive())
        return level_in(Path(made) / "level.txt")


def level_in(path: Path) -> Level:
    """The last that a meter wrote of a sound: integrated loudness, and the highest true peak (a factor) up to there."""
    if not path.exists():  # it ended before the first tenth of a second
        return Level(lufs=None, peak_dbtp=None)
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        said = file.read().decode("ascii", "replace")
    lufs, peak = (_number(found.findall(said)) for found in (_LOUDNESS, _PEAK))
    return Level(
        lufs=None if lufs is None or lufs <= _NOTHING_LUFS else round(lufs, 2),
        peak_dbtp=None if not peak else round(20 * math.log10(peak), 2),
    )


def _number(words: list[str]) -> float | None:
    number = float(words[-1]) if words else math.nan
    return number if math.isfinite(number) else None
