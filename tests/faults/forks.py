"""Everything is loaded once; then each ingest that is asked for gets a child of its own, which may be killed.

`python -m tests.faults.forks DESK CARD` takes a card in to warm up and says `ready`. Then every line on stdin is an
ingest (`Asked`, as JSON), and its answer the number of its child. The child waits for SIGUSR1 and then says what became
of each file, a line each, in the file it was told.
"""

import gc
import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mediadesk.catalogue import Catalogue
from mediadesk.custody.desk import Assets
from mediadesk.engine.inline import Inline
from mediadesk.engine.local import Local
from mediadesk.errors import DeskError
from mediadesk.events import Began, Event
from mediadesk.gazetteer import Gazetteer, ready
from mediadesk.media.binaries import Programs, find
from mediadesk.model.layout import CATALOGUE
from mediadesk.model.names import shown
from mediadesk.settings import user_cache
from tests.desk.world import Desk
from tests.faults.sabotage import SABOTAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One ingest, and what makes it hard."""

    desk: str
    card: str
    told: str  # the file for what it says
    engine: str = "local"
    given: dict[str, Any]  # further arguments of an ingest
    room_bytes: int | None = None  # somebody else fills the disk once it has begun, and leaves so much
    room_files: int | None = None  # and so many files
    longest_bytes: int | None = None  # no file can grow beyond: what would is written in part
    sabotage: str | None = None  # a protection that is taken out of the code


def main() -> None:
    """Serves until stdin ends."""
    programs, gazetteer = find(), ready(user_cache())
    warm_up = Asked(desk=sys.argv[1], card=sys.argv[2], told=os.devnull, given={})
    for _ in taken_in(warm_up, programs, gazetteer):
        pass
    gc.freeze()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here
    print("ready", flush=True)
    for line in sys.stdin:
        asked = Asked(**json.loads(line))
        child = os.fork()
        if child == 0:
            be_a_child(asked, programs, gazetteer)
        os.setpgid(child, child)
        print(child, flush=True)


def be_a_child(asked: Asked, programs: Programs, gazetteer: Gazetteer) -> None:
    """One ingest. What goes wrong in words a user would see is told; what does not is in `.err`."""
    os.close(0)
    for descriptor, path in ((1, asked.told), (2, f"{asked.told}.err")):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.sigwait({signal.SIGUSR1})
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR1})
    ended = -1
    try:
        if asked.sabotage:
            SABOTAGES[asked.sabotage]()
        if asked.longest_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (asked.longest_bytes, asked.longest_bytes))
        for words in taken_in(asked, programs, gazetteer):
            say(*words)
        say("end")
        ended = 0
    except DeskError as trouble:
        say("trouble", trouble.what, trouble.hint or "")
        ended = trouble.code
    except OSError as error:  # the door has words for it
        say("trouble", str(error))
        ended = DeskError.code
    finally:
        if ended == -1:
            sys.excepthook(*sys.exc_info())
        os._exit(ended & 0xFF)


def taken_in(asked: Asked, programs: Programs, gazetteer: Gazetteer) -> Iterator[tuple[str, ...]]:
    """Everything a door would do, without drawing: what is said of each file."""
    root = Path(asked.desk)
    catalogue = Catalogue(root / CATALOGUE)
    engine = Inline() if asked.engine == "inline" else Local(2)
    desk = Desk(
        root=root, catalogue=catalogue, assets=Assets(root), programs=programs, gazetteer=gazetteer, engine=engine
    )

    def report(event: Event) -> None:
        if isinstance(event, Began) and event.task == "ingest":
            fill(root, asked.room_bytes, asked.room_files)

    given = {**asked.given, "copy_to": [Path(each) for each in asked.given.get("copy_to", ())]}
    for each in desk.begin(Path(asked.card), report=report, **given):
        yield each.result, shown(each.name), each.why or "", each.clip or ""
    catalogue.close()


def say(*words: str) -> None:
    """One line, which is not lost with the process. By a call that nobody else makes, so that no fault can meet it."""
    os.writev(1, [("\t".join(words) + "\n").encode()])


def fill(disk: Path, room_bytes: int | None, room_files: int | None) -> None:
    """What another program would do to a disk meanwhile."""
    filler = disk / "filler"
    filler.mkdir(exist_ok=True)
    if room_files is not None:
        status = os.statvfs(disk)
        for number in range(status.f_favail - room_files):
            (filler / str(number)).touch()
    if room_bytes is not None and (free := shutil.disk_usage(disk).free) > room_bytes:
        with (filler / "bytes").open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, free - room_bytes)


if __name__ == "__main__":
    main()
