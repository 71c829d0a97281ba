"""A job that is done on another machine: what goes there, what is done there, and what we think of what comes back.

There, a clip is a random word and its file a number: no id, name, place, time or camera goes along. The file itself
goes as it is, with what its camera wrote into it. What comes back is copied off the share and verified here as if it
had been made here: whoever works for us could send anything.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mediadesk.custody.lending import Borrowing, Lending, Lent
from mediadesk.errors import NotFound
from mediadesk.events import Began, Ended, Event, Moved, Report, Said
from mediadesk.media.binaries import Programs
from mediadesk.media.render import render
from mediadesk.model.clip import Facts
from mediadesk.model.rendition import Job, Rendition

Make = Callable[[Job, Report], tuple[Rendition, ...]]
Keep = Callable[[Job, tuple[Rendition, ...], Callable[[Path], None], Report], tuple[Rendition, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """What a worker knows of its own machine."""

    programs: Programs
    lending: Lending
    borrowing: Borrowing
    room: Path  # for what is being made


def workplace(programs: Programs, lending: Lending, room: Path) -> Workplace:
    """A worker that makes things in a room of its own."""
    return Workplace(programs=programs, lending=lending, borrowing=Borrowing(lending, room), room=room)


def at_work(here: object) -> Workplace:
    """What a worker knows of itself. Raises NotFound where it was started for something else."""
    if not isinstance(here, Workplace):
        raise NotFound("a worker was started without a share", hint="mediadesk worker --share DIR")
    return here


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What goes to another machine."""

    job: Job  # of a random subject; its paths are names below the share
    lent: Lent


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What it says that it made."""

    attempt: str
    made: tuple[Rendition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Errands:
    """The jobs of one run, done by others. See `engine.base.Errand`."""

    make: Make  # on this machine
    keep: Keep  # what others made
    lending: Lending
    run: str  # its folder on the share

    def __call__(self, job: Job, report: Report) -> tuple[Rendition, ...]:
        """All of it on this machine."""
        return self.make(job, report)

    def sent(self, job: Job, report: Report) -> Sent:
        """The job without what it would tell, and its originals on the share."""
        lent = lent_for(job, self.lending, self.run, report)
        return Sent(job=nameless(job, lent), lent=lent)

    @property
    def elsewhere(self) -> Callable[[Sent, Workplace, Report], Came]:
        """What a worker does."""
        return make_elsewhere

    def heard(self, job: Job, event: Event) -> Event:
        """A worker knows no name of what it works on."""
        return event if isinstance(event, Said) else replace(event, task=job.task)

    def home(self, job: Job, sent: Sent, came: Came, report: Report) -> tuple[Rendition, ...]:
        """What a worker made, copied to where it can change nothing, verified, and given its name."""

        def fetch(folder: Path) -> None:
            with _told(job, report, sum(each.size_bytes for each in came.made)) as alive:
                self.lending.take(sent.lent, came.attempt, folder, alive)

        return self.keep(job, came.made, fetch, report)

    def cleared(self, sent: Sent) -> None:
        """Takes all of a job off the share."""
        self.lending.clear(sent.lent)


def make_elsewhere(sent: Sent, here: Workplace, report: Report) -> Came:
    """On a worker: a job from the share to the share. Raises as `render` does, NotFound where there is no share."""
    here = at_work(here)
    with TemporaryDirectory(dir=here.room) as room, _told(sent.job, report, None) as alive:
        inside, made_in = Path(room, "in"), Path(room, "out")
        inside.mkdir()
        made_in.mkdir()
        paths = iter(here.lending.fetched(sent.lent, inside, alive))
        shots = tuple(replace(shot, paths=tuple(next(paths) for _ in shot.paths)) for shot in sent.job.shots)
        made = render(replace(sent.job, shots=shots), made_in, programs=here.programs, report=report)
        return Came(attempt=here.lending.hand_in(sent.lent, made_in), made=made)


def lent_for(job: Job, lending: Lending, run: str, report: Report) -> Lent:
    """The originals of a job on the share. Raises ToolFailed when one is not what the catalogue knows of it."""
    paths = [path for shot in job.shots for path in shot.paths]
    contents = [sha256 for shot in job.shots for sha256 in shot.contents[: len(shot.paths)]]
    with _told(job, report, sum(path.stat().st_size for path in paths)) as alive:
        return lending.lend(run, paths, contents, alive)


def nameless(job: Job, lent: Lent) -> Job:
    """A job that tells of its clip how it is coded, and nothing else."""
    names = iter(lent.names)
    shots = tuple(
        replace(shot, paths=tuple(Path(next(names)) for _ in shot.paths), facts=_technical(shot.facts))
        for shot in job.shots
    )
    return replace(job, subject=secrets.token_hex(8), shots=shots)


def _technical(facts: Facts) -> Facts:
    """An allow-list: what a later version adds to a clip's facts stays at home until somebody lets it go."""
    return Facts(
        container=facts.container,
        seconds=facts.seconds,
        frame=facts.frame,
        audio=facts.audio,
        decodes=facts.decodes,
    )


@contextmanager
def _told(job: Job, report: Report, total: int | None) -> Iterator[Callable[[int], None]]:
    """Copying, told as progress: whoever listens may stop it."""
    done = 0

    def copied(size: int) -> None:
        nonlocal done
        done += size
        report(Moved(job.task, done, total))

    report(Began(job.task, total, "bytes"))
    try:
        yield copied
    finally:
        report(Ended(job.task))
