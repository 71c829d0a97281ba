"""A child process: watched, bounded, dead on every way out, behind every wall that this machine can build."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest

from mediadesk.errors import Stopped, ToolFailed
from mediadesk.media import runner
from mediadesk.media.binaries import Programs
from mediadesk.media.cell import Cell, Limits, clean_environment
from mediadesk.media.runner import QUIET, NotStarted, Wall, read, run, stream
from tests.conftest import require

ENDLESS = ("-re", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=10", "-f", "null", "-")
FAST = ("-f", "lavfi", "-i", "testsrc2=s=64x48:r=10:d=60", "-f", "null", "-")
A_GIGABYTE = ["dd", "if=/dev/null", "of=/dev/null", f"bs={1 << 30}"]  # its buffer
NOWHERE = Cell()


def sh(script: str, *words: str) -> list[str]:
    return ["/bin/sh", "-c", script, "sh", *words]


@pytest.fixture(params=["bubblewrap", "landlock", "none"], autouse=True)
def behind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Wall:
    """Each test is run behind each wall."""
    if request.param != "none":
        require({"bubblewrap": "bwrap"}.get(request.param, request.param))
    monkeypatch.setattr(runner, "wall", lambda: request.param)
    return request.param


@pytest.fixture
def nap() -> str:
    """Seconds that no other program sleeps: by them it is known in any namespace."""
    return f"61.{os.getpid()}{time.monotonic_ns()}"


def asleep(nap: str) -> list[int]:
    """The programs that sleep so long, not what still starts one; a zombie that nobody has reaped has no words left."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            if words[0].endswith(b"sleep") and words[1:] == [nap.encode(), b""]:
                found.append(int(process.name))
    return found


def waits_until(holds: Callable[[], bool]) -> bool:
    """Whether it comes true within a minute."""
    ends_at = time.monotonic() + 60
    while not (come_true := holds()) and time.monotonic() < ends_at:
        time.sleep(0.05)
    return come_true


@contextmanager
def interrupted_when(holds: Callable[[], bool]) -> Iterator[None]:
    """Ctrl-C as soon as it holds."""

    def interrupt() -> None:
        assert waits_until(holds)
        os.kill(os.getpid(), signal.SIGINT)

    watching = threading.Thread(target=interrupt)
    watching.start()
    with pytest.raises(KeyboardInterrupt):
        yield
    watching.join()


def children() -> set[int]:
    found = set()
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        with suppress(OSError):  # a thread that has ended meanwhile
            found |= {int(child) for child in (task / "children").read_text().split()}
    return found


def descendants(others: set[int]) -> set[int]:
    """The children of this process that are not among the others, and all of theirs."""
    found: set[int] = set()
    fresh = children() - others
    while fresh:
        found |= fresh
        fresh = {
            int(child)
            for parent in fresh
            for task in Path(f"/proc/{parent}/task").glob("*/children")
            for child in task.read_text().split()
        } - found
    return found


@pytest.mark.needs("ffmpeg")
def test_ticks_are_seconds_of_output_and_end_at_its_length(programs: Programs) -> None:
    ticks: list[float] = []
    run([programs.ffmpeg, *QUIET, *FAST], cell=NOWHERE, tick=ticks.append)
    assert ticks == sorted(ticks)
    assert ticks[-1] == pytest.approx(60, abs=0.2)


def test_ticks_never_go_back(tmp_path: Path) -> None:
    """ffmpeg tells the time of one of its outputs, and not always of the same one."""
    program, ticks = tmp_path / "ffmpeg", list[float]()
    told = "".join(f"echo out_time_us={seconds}00000; sleep 0.1\n" for seconds in (86, 82, 90))
    program.write_text(f"#!/bin/sh\n{told}")
    program.chmod(0o755)
    run([str(program)], cell=NOWHERE, tick=ticks.append)
    assert sorted({*ticks}) == list(dict.fromkeys(ticks)) == [8.6, 9.0]


@pytest.mark.needs("ffmpeg")
def test_a_reporter_that_stops_the_work_stops_the_program(programs: Programs) -> None:
    others = children()  # a server of other tests may run in this process
    running: set[int] = set()

    def stop(_: float) -> None:
        running.update(children() - others)
        raise Stopped("enough")

    with pytest.raises(Stopped):
        run([programs.ffmpeg, *QUIET, *ENDLESS], cell=NOWHERE, tick=stop)
    assert running
    assert waits_until(lambda: not children() & running)


def test_interrupting_us_kills_the_whole_group(nap: str) -> None:
    """The child's own children die with it: `sleep` is a grandchild."""
    with interrupted_when(lambda: bool(asleep(nap))):
        read(sh('sleep "$1" & wait', nap), cell=NOWHERE, most_bytes=1, wall_seconds=120)
    assert waits_until(lambda: not asleep(nap))


def test_sabotage_killing_the_leader_alone_leaves_its_children(
    nap: str, behind: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But behind bubblewrap, where the kernel ends all that lives in a namespace with its first process."""
    monkeypatch.setattr(runner.os, "killpg", os.kill)
    with interrupted_when(lambda: bool(asleep(nap))):
        read(sh('sleep "$1" & wait', nap), cell=NOWHERE, most_bytes=1, wall_seconds=120)
    if behind == "bubblewrap":
        assert waits_until(lambda: not asleep(nap))
    else:
        [orphan] = asleep(nap)
        os.kill(orphan, signal.SIGKILL)


@pytest.mark.skipif(not runner._dies_with_us(), reason="needs util-linux' setpriv")
def test_a_program_does_not_outlive_us(nap: str, behind: Wall) -> None:
    """kill -9 of the process that minds it leaves no program behind."""
    code = (
        "import sys; from mediadesk.media import runner; from mediadesk.media.cell import Cell\n"
        "runner.wall = lambda: sys.argv[2]\n"
        "runner.read(['sleep', sys.argv[1]], cell=Cell(), most_bytes=1, wall_seconds=60)"
    )
    minder = subprocess.Popen([sys.executable, "-c", code, nap, behind], cwd=Path(__file__).parents[2])
    try:
        assert waits_until(lambda: bool(asleep(nap)))
    finally:
        minder.kill()
        minder.wait()
    assert waits_until(lambda: not asleep(nap))


def test_a_program_whose_starter_went_before_it_could_tell_the_kernel_does_not_begin() -> None:
    """Started by us it runs; with somebody else in our place, as when we were killed in between, it does not."""
    words = [*runner._launcher(NOWHERE.limits), "echo", "ran"]
    between = ["/bin/sh", "-c", '"$@"; :', "sh", *words]
    said = [subprocess.run(each, capture_output=True, check=False).stdout for each in (words, between)]
    assert said == [b"ran\n", b""]


def test_a_program_lives_on_while_other_threads_come_and_go(nap: str) -> None:
    """The kernel ends a program with the thread that started it: that thread has to stay."""
    said: list[bytes] = []
    slow = sh("sleep 0.3; echo well")
    minding = threading.Thread(target=lambda: said.append(read(slow, cell=NOWHERE, most_bytes=99, wall_seconds=60)))
    minding.start()
    for _ in range(3):
        read(sh(":"), cell=NOWHERE, most_bytes=1, wall_seconds=60)
    minding.join(60)
    assert said == [b"well\n"]


@pytest.mark.needs("ffmpeg")
def test_a_program_that_stalls_is_stopped(programs: Programs, tmp_path: Path) -> None:
    """ffmpeg goes on telling its progress twice a second while it waits for an input that never comes."""
    silent = tmp_path / "silent"
    os.mkfifo(silent)
    both_ends = os.open(silent, os.O_RDWR)
    waiting = ("-f", "rawvideo", "-s", "2x2", "-i", str(silent), "-f", "null", "-")
    with pytest.raises(ToolFailed, match="made no progress for 1 seconds") as failed:
        run([programs.ffmpeg, *QUIET, *waiting], cell=Cell(reads=(silent,)), stall_seconds=1, wall_seconds=60)
    os.close(both_ends)
    assert failed.value.argv[0] == programs.ffmpeg


@pytest.mark.needs("ffmpeg")
def test_a_program_that_was_put_to_sleep_is_stopped_and_nothing_of_it_stays(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says nothing at all, as one that waits for a disk that has gone. A slow one is no stalled one.

    From then on the clock goes on by half a minute at each look, so that nobody waits for it.
    """
    others, passed = children(), count(step=30)
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + (next(passed) if seen else 0))
    monkeypatch.setattr(runner, "time", clock)
    seen: set[int] = set()

    def sleeps(seconds: float) -> None:
        if seconds >= 0.5 and not seen:
            seen.update(descendants(others))
            for each in seen:
                os.kill(each, signal.SIGSTOP)

    with pytest.raises(ToolFailed, match=r"made no progress for 45 seconds"):
        run([programs.ffmpeg, *QUIET, *ENDLESS], cell=NOWHERE, tick=sleeps, stall_seconds=45)
    assert seen
    assert waits_until(lambda: not any(Path(f"/proc/{each}").exists() for each in seen))


@pytest.mark.needs("ffmpeg")
def test_a_stalled_program_can_be_stopped_by_a_person(programs: Programs, tmp_path: Path) -> None:
    """Nobody waits until it is known to have stalled."""
    silent = tmp_path / "silent"
    os.mkfifo(silent)
    both_ends = os.open(silent, os.O_RDWR)
    waiting = ("-f", "rawvideo", "-s", "2x2", "-i", str(silent), "-f", "null", "-")
    begun = time.monotonic()

    def stop(_: float) -> None:
        if time.monotonic() - begun > 0.2:
            raise Stopped("enough")

    with pytest.raises(Stopped):
        run([programs.ffmpeg, *QUIET, *waiting], cell=Cell(reads=(silent,)), tick=stop, wall_seconds=20)
    os.close(both_ends)


def test_a_program_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(ToolFailed, match=r"sh took longer than 0.5 seconds"):
        read(sh("sleep 60; echo woken"), cell=NOWHERE, most_bytes=1, wall_seconds=0.5)


def test_a_program_that_closes_its_pipes_and_goes_on_is_stopped() -> None:
    with pytest.raises(ToolFailed, match="took longer"):
        read(sh("exec >&- 2>&-; sleep 60"), cell=NOWHERE, most_bytes=1, wall_seconds=0.5)


def test_a_program_that_writes_too_much_is_stopped() -> None:
    with pytest.raises(ToolFailed, match="more than the 1000 bytes"):
        read(sh("yes"), cell=NOWHERE, most_bytes=1000, wall_seconds=60)


def test_much_on_stderr_neither_blocks_nor_fills_memory() -> None:
    with pytest.raises(ToolFailed) as failed:
        read(
            sh("yes complaint | head -c 3000000 >&2; echo last words >&2; exit 7"),
            cell=NOWHERE,
            most_bytes=1,
            wall_seconds=60,
        )
    assert failed.value.what == "sh failed with exit code 7"
    assert failed.value.tail.endswith("last words\n")
    assert len(failed.value.tail) <= 4096


def test_limits_hold_the_program_and_not_us(tmp_path: Path) -> None:
    burn = sh("while :; do :; done")
    with pytest.raises(ToolFailed, match="SIGKILL"):
        read(burn, cell=Cell(limits=Limits(cpu_seconds=1)), most_bytes=1, wall_seconds=60)
    with pytest.raises(ToolFailed) as failed:
        read(A_GIGABYTE, cell=Cell(limits=Limits(memory_bytes=1 << 29)), most_bytes=1, wall_seconds=60)
    assert "memory exhausted" in failed.value.tail
    big = sh('head -c 100000 /dev/urandom > "$1"', str(tmp_path / "big"))
    with pytest.raises(ToolFailed):
        read(big, cell=Cell(writes=tmp_path, limits=Limits(file_bytes=50_000)), most_bytes=1, wall_seconds=60)
    assert (tmp_path / "big").stat().st_size <= 51_200


def test_sabotage_without_limits_the_same_programs_do_as_they_like(tmp_path: Path) -> None:
    read(A_GIGABYTE, cell=NOWHERE, most_bytes=1, wall_seconds=60)
    read(
        sh('head -c 100000 /dev/urandom > "$1"', str(tmp_path / "big")),
        cell=Cell(writes=tmp_path),
        most_bytes=1,
        wall_seconds=60,
    )
    assert (tmp_path / "big").stat().st_size == 100_000


def test_our_secrets_and_switches_do_not_reach_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "FFREPORT", "HOME", "LD_PRELOAD", "http_proxy"):
        monkeypatch.setenv(name, "x")
    seen = read(["/usr/bin/env"], cell=NOWHERE, most_bytes=10_000, wall_seconds=60)
    assert {line.partition(b"=")[0].decode() for line in seen.splitlines()} <= {*clean_environment(), "PWD"}


def test_words_are_passed_as_they_are_and_no_shell_reads_them() -> None:
    words = ["$(id)", "; exit 3", "a b", "-n", "*", "\udcff"]
    said = read(["/usr/bin/printf", "%s\\0", *words], cell=NOWHERE, most_bytes=1000, wall_seconds=60)
    assert said.split(b"\0")[:-1] == [os.fsencode(word) for word in words]


def test_a_program_that_is_not_there_is_told_without_its_path() -> None:
    with pytest.raises(NotStarted) as failed:
        read(["/secret/place/ffprobe"], cell=NOWHERE, most_bytes=1, wall_seconds=60)
    assert failed.value.what.startswith("ffprobe ")
    assert "secret" not in failed.value.what


def test_a_stream_that_is_closed_early_kills_its_program() -> None:
    before = children()
    with closing(stream(sh("yes"), cell=NOWHERE, wall_seconds=60)) as out:
        assert next(out).startswith(b"y\n")
        started = children() - before
    assert started
    assert waits_until(lambda: not children() & started)


def test_a_program_works_in_the_folder_it_is_given(tmp_path: Path) -> None:
    with closing(stream(["/bin/pwd"], cell=Cell(writes=tmp_path), wall_seconds=60)) as out:
        assert b"".join(out).decode().strip() == str(tmp_path.resolve())


def test_many_threads_start_programs_at_once() -> None:
    said: list[bytes] = []
    threads = [
        threading.Thread(
            target=lambda n=n: said.append(read(sh(f"echo {n}"), cell=NOWHERE, most_bytes=99, wall_seconds=60))
        )
        for n in range(24)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(map(int, said)) == list(range(24))


def test_a_program_that_crashes_leaves_no_core(tmp_path: Path) -> None:
    """What it held in memory may be somebody's face."""
    assert read(sh("ulimit -c"), cell=NOWHERE, most_bytes=99, wall_seconds=60) == b"0\n"
    with pytest.raises(ToolFailed, match="SIGSEGV"):
        read(["perl", "-e", 'unpack("p", pack("J", 16))'], cell=Cell(writes=tmp_path), most_bytes=1, wall_seconds=60)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.needs("ffmpeg")
def test_last_words_name_no_file_of_ours(programs: Programs, tmp_path: Path) -> None:
    """Neither the input nor the folder nor the program; the trouble itself is told."""
    damaged, out = tmp_path / "Olena in Derhachi.mp4", tmp_path / "job of Olena"
    damaged.write_bytes(b"no movie at all" * 100)
    out.mkdir()
    argv = [programs.ffmpeg, *QUIET, "-f", "mov", "-i", f"file:{damaged}", f"file:{out}/made.mp4"]
    with pytest.raises(ToolFailed) as failed:
        run(argv, cell=Cell(reads=(damaged,), writes=out))
    assert "moov atom not found" in failed.value.tail
    for secret in ("Olena", str(tmp_path), "/proc/self/fd/"):
        assert secret not in failed.value.tail + failed.value.what
