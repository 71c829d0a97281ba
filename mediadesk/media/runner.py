"""The only place where a child process starts: one program, watched, bounded, and dead on every way out.

A child gets its own process group, which is killed whatever happens here; on Linux the kernel kills it too when we die
(PR_SET_PDEATHSIG, through util-linux' `setpriv`). Its limits are set by a `sh` that then becomes the program: nothing
of ours runs between fork and exec, where a lock held by another thread would hang the child (`preexec_fn`), and the
limits hold before the first foreign byte is read. Its environment is a short list: `FFREPORT` would make ffmpeg
write files, and our secrets are none of its business.
"""

import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from mediadesk.errors import ToolFailed

QUIET = ("-nostdin", "-hide_banner", "-loglevel", "error")
PROGRESS = ("-nostats", "-progress", "pipe:1")

_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_CHUNK = 1 << 16
_TAIL = 4096  # bytes of a program's last words that we keep
_SHELL_FAILED = (126, 127)  # POSIX: the program cannot be run, is not found
_LOOK_SECONDS = 0.5  # how often we look whether it still gets on


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one program may use at most; None is without limit. macOS keeps no limit on memory."""

    cpu_seconds: int | None = None
    memory_bytes: int | None = None  # of address space
    file_bytes: int | None = None  # of any file it writes


NO_LIMITS = Limits()


class NotStarted(ToolFailed):
    """The program is not there or is none: no fault of what it should have read."""


def run(
    argv: Sequence[str],
    *,
    tick: Callable[[float], None] = lambda _: None,
    stall_seconds: float = 120,
    wall_seconds: float | None = None,
    limits: Limits = NO_LIMITS,
    folder: Path | None = None,
) -> None:
    """Run ffmpeg to its good end, telling `tick` how many seconds of output are done.

    `argv` contains QUIET; PROGRESS is added here. `folder` is where it works, for relative names of outputs. Raises
    ToolFailed when it fails, when `wall_seconds` pass, or when for `stall_seconds` no frame and no byte comes out.
    What `tick` raises stops the program.
    """
    tail, line = bytearray(), b""
    moved_at, done = time.monotonic(), dict[str, str]()
    with closing(_stream([*argv[:1], *PROGRESS, *argv[1:]], tail, wall_seconds, limits, folder)) as out:
        for chunk in out:
            *lines, line = (line + chunk).split(b"\n")
            before = dict(done)
            done |= dict(_progress(lines))
            if done != before:
                moved_at = time.monotonic()
                if (micro := done.get("out_time_us", "")).isdigit():
                    tick(int(micro) / 1e6)
            elif time.monotonic() - moved_at > stall_seconds:
                raise _failed(argv, f"made no progress for {stall_seconds:g} seconds", tail)


def read(
    argv: Sequence[str],
    *,
    most_bytes: int,
    wall_seconds: float,
    limits: Limits = NO_LIMITS,
) -> bytes:
    """What a short program writes to stdout. Raises ToolFailed when it fails, takes too long or writes too much."""
    said, tail = bytearray(), bytearray()
    with closing(_stream(argv, tail, wall_seconds, limits, None)) as out:
        for chunk in out:
            said += chunk
            if len(said) > most_bytes:
                raise _failed(argv, f"wrote more than the {most_bytes} bytes that make sense", tail)
    return bytes(said)


def stream(
    argv: Sequence[str],
    *,
    wall_seconds: float | None,
    limits: Limits = NO_LIMITS,
    folder: Path | None = None,
) -> Generator[bytes, None, None]:
    """What a program writes to stdout, as it comes; b"" now and then while nothing does.

    Use it inside `contextlib.closing`: closing it kills the program. Ends when the program has ended well, else raises
    ToolFailed.
    """
    return _stream(argv, bytearray(), wall_seconds, limits, folder)


def _stream(
    argv: Sequence[str], tail: bytearray, wall_seconds: float | None, limits: Limits, folder: Path | None
) -> Generator[bytes, None, None]:
    ends_at = time.monotonic() + wall_seconds if wall_seconds is not None else None
    child = _start(argv, limits, folder)
    try:
        for pipe, chunk in _chunks(child):
            if ends_at is not None and time.monotonic() > ends_at:
                raise _failed(argv, f"took longer than {wall_seconds:g} seconds", tail)
            if pipe is child.stderr:
                tail += chunk
                del tail[:-_TAIL]
            else:
                yield chunk
        _await(child, ends_at)
        if child.returncode is None:
            raise _failed(argv, f"took longer than {wall_seconds:g} seconds", tail)
        if child.returncode in _SHELL_FAILED:
            raise NotStarted(_what(argv, "could not be started"), argv=argv, tail=tail.decode("utf-8", "replace"))
        if child.returncode:
            raise _failed(argv, _ending(child.returncode), tail)
    finally:
        _kill(child)


def _start(argv: Sequence[str], limits: Limits, folder: Path | None) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            [*_launcher(limits), *argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=folder,
            process_group=0,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
    except OSError as error:
        raise NotStarted(_what(argv, f"could not be started: {error.strerror}"), argv=argv) from error


def _launcher(limits: Limits) -> list[str]:
    """A `sh` that sets limits and then becomes the program. `ulimit -f` counts blocks of 512 bytes, `-v` of 1024."""
    asked = (("t", limits.cpu_seconds, 1), ("v", limits.memory_bytes, 1024), ("f", limits.file_bytes, 512))
    settings = ["ulimit -c 0"] + [f"ulimit -{flag} {most // unit}" for flag, most, unit in asked if most is not None]
    shell = "; ".join(f"{setting} 2>/dev/null" for setting in settings)
    return ["/bin/sh", "-c", f'{shell}; exec "$@"', "sh", *_dies_with_us()]


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
    if returncode < 0:
        with suppress(ValueError):
            return f"was stopped by {signal.Signals(-returncode).name}, perhaps by its limits on time and memory"
    return f"failed with exit code {returncode}"


def _failed(argv: Sequence[str], how: str, tail: bytes | bytearray = b"") -> ToolFailed:
    return ToolFailed(_what(argv, how), argv=argv, tail=tail.decode("utf-8", "replace"))


def _what(argv: Sequence[str], how: str) -> str:
    """Without paths: they may tell of persons and places."""
    return f"{Path(argv[0]).name.partition('-')[0]} {how}"
