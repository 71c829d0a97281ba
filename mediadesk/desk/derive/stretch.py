"""A chunk of a long clip that is encoded on another machine: the originals go out once for all chunks of a clip, and
the pictures of each come home, where they are joined with the sound and proved like any other.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mediadesk.custody.lending import Lending, Lent
from mediadesk.desk.derive.errand import Came, Workplace, at_work, nameless
from mediadesk.events import Event, Moved, Report, Said
from mediadesk.media import chunks
from mediadesk.media.binaries import Programs
from mediadesk.model.chunk import Chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class SentChunk:
    """What goes to another machine."""

    chunk: Chunk  # of a job of a random subject; its paths are names below the share
    lent: Lent


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """The chunks of one job, encoded by others. See `engine.base.Errand`."""

    programs: Programs
    lending: Lending
    lent: Lent  # the originals of the job, until whoever lent them clears them
    folder: Path  # where the chunks are joined

    def __call__(self, chunk: Chunk, report: Report) -> None:
        """All of it on this machine."""
        chunks.encode(chunk, self.folder, programs=self.programs, report=report)

    def sent(self, chunk: Chunk, report: Report) -> SentChunk:  # noqa: ARG002 # all of it went out before
        """The chunk without what its job would tell."""
        return SentChunk(chunk=replace(chunk, job=nameless(chunk.job, self.lent)), lent=self.lent)

    @property
    def elsewhere(self) -> Callable[[SentChunk, Workplace, Report], Came]:
        """What a worker does."""
        return encode_elsewhere

    def heard(self, chunk: Chunk, event: Event) -> Event:
        """A worker knows no name of what it works on."""
        return event if isinstance(event, Said) else replace(event, task=chunk.task)

    def home(self, chunk: Chunk, sent: SentChunk, came: Came, report: Report) -> None:
        """The pictures of a chunk, copied to where they are joined. Whether they are good, the whole will tell."""
        room = self.folder / chunks.ROOM / chunk.name
        room.mkdir(parents=True)
        self.lending.take(sent.lent, came.attempt, room, _at(chunk, chunk.seconds, report))
        self.lending.throw(sent.lent, came.attempt)
        chunks.require_whole(chunk, self.folder)

    def cleared(self, sent: SentChunk) -> None:
        """Other chunks need what went out."""


def encode_elsewhere(sent: SentChunk, here: Workplace, report: Report) -> Came:
    """On a worker: a chunk of what lies on the share, to the share. Raises as `media.chunks.encode` does, NotFound
    where there is no share."""
    here = at_work(here)
    alive = _at(sent.chunk, 0, report)
    with here.borrowing.of(sent.lent, alive) as borrowed, TemporaryDirectory(dir=here.room) as made_in:
        paths, (shot,) = iter(borrowed), sent.chunk.job.shots
        there = replace(shot, paths=tuple(next(paths) for _ in shot.paths))
        chunk = replace(sent.chunk, job=replace(sent.chunk.job, shots=(there,)))
        chunks.encode(chunk, Path(made_in), programs=here.programs, report=report)
        return Came(attempt=here.lending.hand_in(sent.lent, Path(made_in, chunks.ROOM, chunk.name)), made=())


def _at(chunk: Chunk, seconds: float, report: Report) -> Callable[[int], None]:
    """Copying, told as progress that stands still: whoever listens may stop it."""
    return lambda _: report(Moved(chunk.task, seconds, chunk.seconds))
