"""A chunk → its pictures, each in a file of its own; and the lists by which they are joined again.

Every output of a job is coded as it is in one piece, with the same options; only the sound waits for the whole, and is
coded when the pictures are joined, which copies them.
"""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from mediadesk.errors import ToolFailed
from mediadesk.events import Moved, Report, ignore
from mediadesk.media import boxes, graphs, verify
from mediadesk.media.binaries import Programs
from mediadesk.media.cuts import cut
from mediadesk.media.making import cell_of, work
from mediadesk.model.chunk import Chunk, Cutting, chunks_of
from mediadesk.model.rendition import Job

ROOM = ".chunks"  # beside what is made of them


def cut_up(job: Job, cutting: Cutting) -> tuple[Chunk, ...]:
    """The chunks of a job whose shots were measured; none where it is better made in one piece."""
    if job.tier != "moving" or job.shots[0].facts.frame is None:
        return ()
    one = cut(job.shots[0])
    return chunks_of(job, one.frames, one.rate, cutting) if one.frames else ()


def encode(chunk: Chunk, folder: Path, *, programs: Programs, report: Report = ignore) -> None:
    """Make the pictures of a chunk in its folder below ROOM. Raises ToolFailed when a program fails, or a frame is
    missing."""
    room, job = folder / ROOM / chunk.name, chunk.stretch
    room.mkdir(parents=True)
    one, task = cut(job.shots[0]), chunk.task

    def tick(done: float) -> None:
        report(Moved(task, done, chunk.seconds))

    work(graphs.chunk_argv(job, programs.ffmpeg, one), cell_of(job.shots[0], room), tick)
    require_whole(chunk, folder)


def require_whole(chunk: Chunk, folder: Path) -> None:
    """Raises ToolFailed when the pictures of a chunk, here or elsewhere made, are not there, or a frame is missing."""
    room, job = folder / ROOM / chunk.name, chunk.stretch
    one = cut(job.shots[0])
    asked = {
        _name(number): chunk.frames / (one.rate / each.rate) for number, each in enumerate(graphs.codings(job, one))
    }
    if {path.name for path in room.iterdir()} != asked.keys():
        raise ToolFailed(f"chunk {chunk.number} of {job.shots[0].name} has not the pictures it should have")
    for name, frames in asked.items():
        if verify.frames_made(room / name, one.rate) != frames:
            raise ToolFailed(f"chunk {chunk.number} of {job.shots[0].name} has not the frames it should have")


def listings(chunks: Sequence[Chunk], folder: Path) -> dict[str, str]:
    """Writes for every picture of the job the list of its chunks; returns where it lies, by the name of the output.

    Raises ToolFailed where one chunk is not what the others are: a decoder is told once how all of them are coded.
    """
    job = chunks[0].stretch
    found: dict[str, str] = {}
    for number, each in enumerate(graphs.codings(job, cut(job.shots[0]))):
        headers = {boxes.tracks(folder / ROOM / chunk.name / _name(number))[0].setup for chunk in chunks}
        if len(headers) != 1:
            raise ToolFailed(f"the chunks of {job.shots[0].name} do not fit together")
        found[each.name] = f"{ROOM}/{number}.txt"
        (folder / found[each.name]).write_text(_listing(chunks, number), encoding="utf-8")
    return found


def _listing(chunks: Sequence[Chunk], number: int) -> str:
    """What ffmpeg's concat reads: each chunk as long as its frames, without a rounding that adds up."""
    lines = ["ffconcat version 1.0"]
    for chunk in chunks:
        begin, end = (_micro(frame, chunk.rate) for frame in (chunk.begin, chunk.begin + chunk.frames))
        lines += [f"file {chunk.name}/{_name(number)}", f"duration {(end - begin) / 1_000_000:.6f}"]
    return "\n".join(lines) + "\n"


def _micro(frame: int, rate: Fraction) -> int:
    return round(1_000_000 * frame / rate)


def _name(number: int) -> str:
    return f"{number}.mp4"
