"""What a program that was taken over would try, and whether it got anywhere."""

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from mediadesk.errors import ToolFailed
from mediadesk.media.cell import Cell
from mediadesk.media.runner import read

CANARY = "TOP-SECRET-SOURCE-LIST"
PERL_CONNECT = (
    "use Socket; socket(my $s, PF_INET, SOCK_STREAM, 0) or exit 1;"
    "connect($s, pack_sockaddr_in($ARGV[0], inet_aton('127.0.0.1'))) or exit 1; print 'in'"
)
PERL_ABSTRACT = (
    "use Socket; socket(my $s, PF_UNIX, SOCK_STREAM, 0) or exit 1;"
    "connect($s, pack_sockaddr_un(\"\\0$ARGV[0]\")) or exit 1; print 'in'"
)
# what is tried, as words; `{…}` are the names of the world. What it prints is looked for the canary or `in`
ATTEMPTS = {
    "read a neighbour": ("cat", "{secret}"),
    "read through a link beside the output": ("cat", "{folder}/link"),
    "read somebody's environment": ("cat", "/proc/{self}/environ"),
    "write beside the folder": ("sh", "-c", 'echo in > "$1"; cat "$1"', "sh", "{outside}/made"),
    "change the input": ("sh", "-c", 'echo in >> "$1"; cat "$1"', "sh", "{input}"),
    "cut the input": ("sh", "-c", 'true > "$1" && echo in', "sh", "{input}"),
    "move the input away": ("sh", "-c", 'mv "$1" "$2" && echo in', "sh", "{input}", "{folder}/moved"),
    "delete a neighbour": ("sh", "-c", 'rm "$1" && echo in', "sh", "{secret}"),
    "open a neighbour to all": ("sh", "-c", 'chmod 777 "$1" && echo in', "sh", "{secret}"),
    "give a neighbour another date": (
        "sh",
        "-c",
        'touch -d 2001-01-01 "$1" && echo in',
        "sh",
        "{secret}",
    ),
    "list a folder": ("ls", "{outside}"),
    "connect to a port": ("perl", "-e", PERL_CONNECT, "{port}"),
    "connect to a socket without a name": ("perl", "-e", PERL_ABSTRACT, "{abstract}"),
    "stop another program": ("sh", "-c", 'kill -TERM "$1" && echo in', "sh", "{victim}"),
    "leave a link behind": ("sh", "-c", 'ln -s "$1" "$2" && echo in', "sh", "{secret}", "{folder}/planted"),
    "leave a pipe behind": ("sh", "-c", 'mkfifo "$1" && echo in', "sh", "{folder}/pipe"),
    "make a device": ("sh", "-c", "mknod null c 1 3 && echo in"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A cell, and what lies around it."""

    input: Path
    folder: Path
    outside: Path
    secret: Path
    names: dict[str, str]
    visited: Callable[[], bool]

    @property
    def cell(self) -> Cell:
        """Of one input and one folder."""
        return Cell(reads=(self.input,), writes=self.folder)

    def succeeds(self, attempt: str) -> bool:
        """Whether something of the world came out, or something of it changed."""
        argv = [word.format(**self.names) if "{" in word and "$s" not in word else word for word in ATTEMPTS[attempt]]
        before = self.secret.stat()
        try:
            said = read(argv, cell=self.cell, most_bytes=1 << 16, wall_seconds=60).decode("utf-8", "replace")
        except ToolFailed:
            said = ""
        secret = self.secret.stat() if self.secret.exists() else None
        changed = secret is None or (secret.st_mode, secret.st_mtime) != (before.st_mode, before.st_mtime)
        return CANARY in said or "in\n" in said or said == "in" or changed or self.visited()


@contextmanager
def world(tmp_path: Path) -> Iterator[World]:
    """Made below a folder; a port, a socket and a program that sleeps live as long as it is open."""
    folder, outside = tmp_path / "job", tmp_path / "desk"
    for each in (folder, outside):
        each.mkdir()
    secret, given = outside / f"{CANARY}.txt", tmp_path / "card/a.mp4"
    given.parent.mkdir()
    given.write_text("the input\n")
    secret.write_text(f"{CANARY}\n")
    (folder / "link").symlink_to(secret)
    abstract = f"mediadesk-{os.getpid()}"
    sleeper = subprocess.Popen(["sleep", "60"], env={**os.environ, "TOKEN": CANARY})
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as server,
        closing(socket.socket(socket.AF_UNIX)) as nameless,
    ):
        nameless.bind(f"\0{abstract}")
        nameless.listen()
        for each in (server, nameless):
            each.setblocking(False)

        def visited() -> bool:
            return any(_accepts(each) for each in (server, nameless))

        yield World(
            input=given,
            folder=folder,
            outside=outside,
            secret=secret,
            names={
                "secret": str(secret),
                "folder": str(folder),
                "outside": str(outside),
                "input": str(given),
                "self": str(sleeper.pid),
                "victim": str(sleeper.pid),
                "port": str(server.getsockname()[1]),
                "abstract": abstract,
            },
            visited=visited,
        )
    sleeper.send_signal(signal.SIGKILL)
    sleeper.wait()


def _accepts(server: socket.socket) -> bool:
    try:
        visitor, _ = server.accept()
    except BlockingIOError:
        return False
    visitor.close()
    return True
