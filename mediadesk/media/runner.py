"""The only place where a child process starts: one program in its cell, watched, and dead on every way out.

The cell says what it may read, write and use up; the strongest wall that the kernel here can build keeps it so. A child
gets its own session and process group, which is killed whatever happens here; on Linux the kernel kills it too when we
die (PR_SET_PDEATHSIG, by bubblewrap or util-linux' `setpriv`). Its limits are set by a `sh` that then becomes the
program: nothing of ours runs between fork and exec, where a lock held by another thread would hang the child
(`preexec_fn`), and the limits hold before the first foreign byte is read.
"""

import os
import selectors
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from types import FrameType
from typing import IO, Literal

from mediadesk.errors import ToolFailed
from mediadesk.media import bubblewrap, landlock, seccomp, told
from mediadesk.media import cell as cells
from mediadesk.media.cell import Cell, Limits

CALM = ("-hide_banner", "-loglevel", "error")
QUIET = ("-nostdin", *CALM)  # of ffmpeg; ffprobe reads no keys
PROGRESS = ("-nostats", "-progress", "pipe:1")

STALL_SECONDS = 120.0  # without a frame or a byte: a program that hangs, not one that is slow

_CHUNK = 1 << 16
_TAIL = 4096  # bytes of a program's last words that we keep
_SIGNALLED = 128
_SHELL_FAILED = (126, 127)  # POSIX: the program cannot be run, is not found
_LOOK_SECONDS = 0.5  # how often we look whether it still gets on
_TRIAL_SECONDS = 60  # a busy machine must not cost us the wall
_EVERYBODYS = "/etc/passwd"  # a file that every program may read, but for one in a cell
_BUBBLEWRAP_FAILED = b"bwrap: "

Wall = Literal["bubblewrap", "landlock", "none"]
WALLS: tuple[Wall, ...] = ("bubblewrap", "landlock")  # of the kernel, the strongest first


class NotStarted(ToolFailed):
    """The program is not there or is none: no fault of what it should have read."""


@cache
def wall() -> Wall:
    """The wall that stands around every program: the strongest that was tried here and holds. Tried once (20 ms)."""
    return next((each for each in WALLS if _holds(each)), "none")


def run(
    argv: Sequence[str],
    *,
    cell: Cell,
    tick: Callable[[float], None] = lambda _: None,
    stall_seconds: float | None = None,
    wall_seconds: float | None = None,
) -> bytes:
    """Run ffmpeg to its good end, telling `tick` how many seconds of output are done; returns its last words on stderr.

    `argv` contains QUIET; PROGRESS is added here. Names of outputs are relative to the folder that the cell may write.
    Raises ToolFailed when it fails, when `wall_seconds` pass, or when for `stall_seconds` (STALL_SECONDS) no frame and
    no byte comes out. `tick` is called twice a second, also while nothing moves: what it raises stops the program.
    """
    patience = STALL_SECONDS if stall_seconds is None else stall_seconds
    tail, line, seconds = bytearray(), b"", 0.0
    moved_at, done = time.monotonic(), dict[str, str]()
    with closing(_stream([*argv[:1], *PROGRESS, *argv[1:]], cell, tail, wall_seconds)) as out:
        for chunk in out:
            *lines, line = (line + chunk).split(b"\n")
            before = dict(done)
            done |= dict(_progress(lines))
            if done != before:
                moved_at = time.monotonic()
                if (micro := done.get("out_time_us", "")).isdigit():
                    seconds = max(seconds, int(micro) / 1e6)  # of several outputs it tells now this one, now that
            elif time.monotonic() - moved_at > patience:
                raise _failed(argv, cell, f"made no progress for {patience:g} seconds", tail)
            tick(seconds)
    return bytes(tail)


def read(argv: Sequence[str], *, cell: Cell, most_bytes: int, wall_seconds: float) -> bytes:
    """What a short program writes to stdout. Raises ToolFailed when it fails, takes too long or writes too much."""
    said, tail = bytearray(), bytearray()
    with closing(_stream(argv, cell, tail, wall_seconds)) as out:
        for chunk in out:
            said += chunk
            if len(said) > most_bytes:
                raise _failed(argv, cell, f"wrote more than the {most_bytes} bytes that make sense", tail)
    return bytes(said)


def stream(
    argv: Sequence[str], *, cell: Cell, wall_seconds: float | None, complaints: bool = False
) -> Generator[bytes, None, None]:
    """What a program writes to stdout, as it comes; b"" now and then while nothing does. With `complaints` also what it
    writes to stderr.

    Use it inside `contextlib.closing`: closing it kills the program. Ends when the program has ended well, else raises
    ToolFailed.
    """
    return _stream(argv, cell, bytearray(), wall_seconds, complaints=complaints)


def _stream(
    argv: Sequence[str],
    cell: Cell,
    tail: bytearray,
    wall_seconds: float | None,
    *,
    complaints: bool = False,
    within: Wall | None = None,
) -> Generator[bytes, None, None]:
    ends_at = time.monotonic() + wall_seconds if wall_seconds is not None else None
    with _started(argv, cell, within or wall()) as child:
        for pipe, chunk in _chunks(child):
            if ends_at is not None and time.monotonic() > ends_at:
                raise _failed(argv, cell, f"took longer than {wall_seconds:g} seconds", tail)
            if pipe is child.stderr:
                tail += chunk
                del tail[:-_TAIL]
            if pipe is child.stdout or complaints:
                yield chunk
        _await(child, ends_at)
        if child.returncode is None:
            raise _failed(argv, cell, f"took longer than {wall_seconds:g} seconds", tail)
        if child.returncode in _SHELL_FAILED or (child.returncode and tail.startswith(_BUBBLEWRAP_FAILED)):
            raise NotStarted(_what(argv, "could not be started"), argv=argv, tail=_shown(tail, argv, cell))
        if child.returncode:
            raise _failed(argv, cell, _ending(child.returncode), tail)


@contextmanager
def _started(argv: Sequence[str], cell: Cell, within: Wall) -> Iterator[subprocess.Popen[bytes]]:
    """A program in its cell, killed at the end of the block. Raises NotStarted, and ToolFailed for an input that is not
    there."""
    if (program := shutil.which(argv[0])) is None:
        raise NotStarted(_what(argv, "could not be started: it is no program that can be run"), argv=argv)
    with ExitStack() as ends:
        try:
            words, passed = ends.enter_context(_words([program, *argv[1:]], cell, within))
            start = partial(_popen, words, passed, cell, cells.working_folder(cell))
        except OSError as error:
            raise ToolFailed(_what(argv, f"has nothing to read: {error.strerror}"), argv=argv) from error
        with _uninterrupted():
            try:
                child = ends.enter_context(landlock.within(cell, program, start)) if within == "landlock" else start()
            except OSError as error:
                raise NotStarted(_what(argv, f"could not be started: {error.strerror}"), argv=argv) from error
            ends.callback(_kill, child)
        yield child


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits for the end of the block: between a start and the promise to kill, nobody would end the program.

    Only the main thread hears of it, and only it may say who listens.
    """
    listener = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(listener):
        yield
        return
    came: list[FrameType | None] = []
    signal.signal(signal.SIGINT, lambda _, frame: came.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, listener)
        if came:
            listener(signal.SIGINT, came[0])


@contextmanager
def _words(argv: Sequence[str], cell: Cell, within: Wall) -> Iterator[tuple[list[str], tuple[int, ...]]]:
    """All the words of a program with its wall, and the descriptors that go with them: no word names a file of the
    cell, for everybody on this machine can read them. Raises OSError as `cell.inside` does."""
    if within == "bubblewrap":
        names = told.links(cell)
        code = seccomp.filter_code()
        with told.held(code) as rules:
            options = bubblewrap.options(argv[0], cell, names, rules if code else None)
            with told.aside(options) as hidden:
                yield bubblewrap.command(told.words(argv, cell, names), hidden), (hidden, rules)
    else:
        with told.handles(cell) as (names, handles):
            yield told.words(argv, cell, names), handles


def _popen(words: Sequence[str], passed: Sequence[int], cell: Cell, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*_dies_with_us(), *_launcher(cell.limits), *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd=folder,
        start_new_session=True,  # of its own, and with it a group: no terminal to type into
        env=cells.clean_environment(),
        pass_fds=passed,
    )


def _holds(tried: Wall) -> bool:
    """Whether a program really runs behind this wall, and does not see what everybody may read here."""
    looks = ["/bin/sh", "-c", 'while read -r line; do echo "$line"; done < "$1"; echo ran', "sh", _EVERYBODYS]
    if sys.platform != "linux" or not (bubblewrap.program() if tried == "bubblewrap" else landlock.version()):
        return False
    try:
        with closing(_stream(looks, Cell(), bytearray(), _TRIAL_SECONDS, within=tried)) as out:
            return b"".join(out) == b"ran\n"
    except ToolFailed:
        return False


def _launcher(limits: Limits) -> list[str]:
    """A `sh` that sets limits and then becomes the program. `ulimit -f` counts blocks of 512 bytes, `-v` of 1024.

    When we have gone before the kernel was told to end it with us, nobody waits for it: it ends itself.
    """
    asked = (("t", limits.cpu_seconds, 1), ("v", limits.memory_bytes, 1024), ("f", limits.file_bytes, 512))
    settings = ["ulimit -c 0"] + [f"ulimit -{flag} {most // unit}" for flag, most, unit in asked if most is not None]
    shell = "; ".join(f"{setting} 2>/dev/null" for setting in settings)
    return ["/bin/sh", "-c", f'{shell}; [ "$PPID" = {os.getpid()} ] && exec "$@"', "sh"]


@cache
def _dies_with_us() -> tuple[str, ...]:
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    return (setpriv, "--pdeathsig", "KILL", "--") if setpriv else ()


def _chunks(child: subprocess.Popen[bytes]) -> Iterator[tuple[IO[bytes] | None, bytes]]:
    """What comes out of which pipe, until both are closed; b"" of stdout while nothing comes."""
    with selectors.DefaultSelector() as watch:
        for pipe in filter(None, (child.stdout, child.stderr)):
            watch.register(pipe, selectors.EVENT_READ, pipe)
        while watch.get_map():
            ready = watch.select(_LOOK_SECONDS)
            for key, _ in ready:
                if chunk := os.read(key.fd, _CHUNK):
                    yield key.data, chunk
                else:
                    watch.unregister(key.fd)
            if not ready:
                yield child.stdout, b""


def _await(child: subprocess.Popen[bytes], ends_at: float | None) -> None:
    """A program may close its pipes and go on."""
    with suppress(subprocess.TimeoutExpired):
        child.wait(None if ends_at is None else max(0.0, ends_at - time.monotonic()))


def _kill(child: subprocess.Popen[bytes]) -> None:
    """The whole group, unless its leader is already reaped: then its number may belong to somebody else."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    for pipe in (child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()


def _progress(lines: Sequence[bytes]) -> Iterator[tuple[str, str]]:
    """The figures of `-progress` that grow when something comes out, of all that it prints twice a second."""
    for line in lines:
        name, _, value = line.decode("ascii", "replace").strip().partition("=")
        if name in ("frame", "out_time_us", "total_size", "dup_frames", "drop_frames"):
            yield name, value


def _ending(returncode: int) -> str:
    """A program in bubblewrap that a signal ended is told as shells tell it: by 128 and the signal."""
    number = -returncode if returncode < 0 else returncode - _SIGNALLED
    if number > 0:
        with suppress(ValueError):
            return f"was stopped by {signal.Signals(number).name}, perhaps by its limits on time and memory"
    return f"failed with exit code {returncode}"


def _failed(argv: Sequence[str], cell: Cell, how: str, tail: bytes | bytearray = b"") -> ToolFailed:
    return ToolFailed(_what(argv, how), argv=argv, tail=_shown(tail, argv, cell))


def _shown(tail: bytes | bytearray, argv: Sequence[str], cell: Cell) -> str:
    """Last words without paths: they may tell of persons and places."""
    words = bytes(tail)
    for path in (*cell.reads, *filter(None, [cell.writes]), Path(argv[0])):
        for name in {os.fsencode(path.absolute()), os.fsencode(path)} - {b"."}:
            words = words.replace(name, b"\xe2\x80\xa6")
    return told.without_names(words).decode("utf-8", "replace")


def _what(argv: Sequence[str], how: str) -> str:
    """Without paths, like the last words."""
    return f"{Path(argv[0]).name.partition('-')[0]} {how}"
