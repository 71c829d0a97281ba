"""A child process: watched, bounded, dead on every way out."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from mediadesk.errors import Stopped, ToolFailed
from mediadesk.media import runner
from mediadesk.media.binaries import Programs
from mediadesk.media.runner import QUIET, Limits, NotStarted, read, run, stream

ENDLESS = ("-re", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=10", "-f", "null", "-")
FAST = ("-f", "lavfi", "-i", "testsrc2=s=64x48:r=10:d=60", "-f", "null", "-")
A_GIGABYTE = [sys.executable, "-c", "import mmap; mmap.mmap(-1, 1 << 30)"]


def sh(script: str, *words: str) -> list[str]:
    return ["/bin/sh", "-c", script, "sh", *words]


def gone(pid: int) -> bool:
    """Whether no such process runs; a zombie that nobody has reaped yet does not run."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def children() -> set[int]:
    return {
        int(child)
        for task in Path(f"/proc/{os.getpid()}/task").iterdir()
        for child in (task / "children").read_text().split()
    }


@pytest.mark.needs("ffmpeg")
def test_ticks_are_seconds_of_output_and_end_at_its_length(programs: Programs) -> None:
    ticks: list[float] = []
    run([programs.ffmpeg, *QUIET, *FAST], tick=ticks.append)
    assert ticks == sorted(ticks)
    assert ticks[-1] == pytest.approx(60, abs=0.2)


@pytest.mark.needs("ffmpeg")
def test_a_reporter_that_stops_the_work_stops_the_program(programs: Programs) -> None:
    others = children()  # a server of other tests may run in this process
    running: set[int] = set()

    def stop(_: float) -> None:
        running.update(children() - others)
        raise Stopped("enough")

    with pytest.raises(Stopped):
        run([programs.ffmpeg, *QUIET, *ENDLESS], tick=stop)
    assert running
    assert all(gone(pid) for pid in running)


def test_interrupting_us_kills_the_whole_group(tmp_path: Path) -> None:
    """The child's own children die with it: `sleep` is a grandchild."""
    note = tmp_path / "pid"
    timer = threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        read(sh('sleep 60 & echo $! > "$1"; wait', str(note)), most_bytes=1, wall_seconds=30)
    assert gone(int(note.read_text()))


def test_sabotage_killing_the_leader_alone_leaves_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "pid"
    monkeypatch.setattr(runner.os, "killpg", os.kill)
    with pytest.raises(ToolFailed):
        read(sh('sleep 60 & echo $! > "$1"; wait', str(note)), most_bytes=1, wall_seconds=0.5)
    orphan = int(note.read_text())
    assert Path(f"/proc/{orphan}").exists()
    os.kill(orphan, signal.SIGKILL)


@pytest.mark.skipif(not runner._dies_with_us(), reason="needs util-linux' setpriv")
def test_a_program_does_not_outlive_us(tmp_path: Path) -> None:
    """kill -9 of the process that minds it leaves no program behind."""
    note = tmp_path / "pid"
    code = (
        "import sys; from mediadesk.media.runner import read\n"
        "read(['/bin/sh', '-c', 'echo $$ > \"$1\"; exec sleep 60', 'sh', sys.argv[1]], most_bytes=1, wall_seconds=60)"
    )
    minder = subprocess.Popen([sys.executable, "-c", code, str(note)], cwd=Path(__file__).parents[2])
    for _ in range(200):
        if note.exists() and note.read_text():
            break
        time.sleep(0.05)
    minder.kill()
    minder.wait()
    assert gone(int(note.read_text()))


@pytest.mark.needs("ffmpeg")
def test_a_program_that_stalls_is_stopped(programs: Programs) -> None:
    """ffmpeg goes on telling its progress twice a second while it waits for an input that never comes."""
    read_end, write_end = os.pipe()
    started = time.monotonic()
    waiting = ("-f", "rawvideo", "-s", "2x2", "-i", f"/proc/{os.getpid()}/fd/{read_end}", "-f", "null", "-")
    with pytest.raises(ToolFailed, match="made no progress for 1 seconds") as failed:
        run([programs.ffmpeg, *QUIET, *waiting], stall_seconds=1)
    os.close(read_end)
    os.close(write_end)
    assert time.monotonic() - started < 5
    assert failed.value.argv[0] == programs.ffmpeg


def test_a_program_that_takes_too_long_is_stopped() -> None:
    started = time.monotonic()
    with pytest.raises(ToolFailed, match=r"sh took longer than 0.5 seconds"):
        read(sh("sleep 60"), most_bytes=1, wall_seconds=0.5)
    assert time.monotonic() - started < 3


def test_a_program_that_closes_its_pipes_and_goes_on_is_stopped() -> None:
    with pytest.raises(ToolFailed, match="took longer"):
        read(sh("exec >&- 2>&-; sleep 60"), most_bytes=1, wall_seconds=0.5)


def test_a_program_that_writes_too_much_is_stopped() -> None:
    with pytest.raises(ToolFailed, match="more than the 1000 bytes"):
        read(sh("yes"), most_bytes=1000, wall_seconds=20)


def test_much_on_stderr_neither_blocks_nor_fills_memory() -> None:
    with pytest.raises(ToolFailed) as failed:
        read(sh("yes complaint | head -c 3000000 >&2; echo last words >&2; exit 7"), most_bytes=1, wall_seconds=20)
    assert failed.value.what == "sh failed with exit code 7"
    assert failed.value.tail.endswith("last words\n")
    assert len(failed.value.tail) <= 4096


def test_limits_hold_the_program_and_not_us(tmp_path: Path) -> None:
    burn = sh("while :; do :; done")
    with pytest.raises(ToolFailed, match="SIGKILL"):
        read(burn, most_bytes=1, wall_seconds=20, limits=Limits(cpu_seconds=1))
    with pytest.raises(ToolFailed) as failed:
        read(A_GIGABYTE, most_bytes=1, wall_seconds=20, limits=Limits(memory_bytes=1 << 29))
    assert "Cannot allocate memory" in failed.value.tail
    big = sh('head -c 100000 /dev/zero > "$1"', str(tmp_path / "big"))
    with pytest.raises(ToolFailed):
        read(big, most_bytes=1, wall_seconds=20, limits=Limits(file_bytes=50_000))
    assert (tmp_path / "big").stat().st_size <= 51_200


def test_sabotage_without_limits_the_same_programs_do_as_they_like(tmp_path: Path) -> None:
    read(A_GIGABYTE, most_bytes=1, wall_seconds=20)
    read(sh('head -c 100000 /dev/zero > "$1"', str(tmp_path / "big")), most_bytes=1, wall_seconds=20)
    assert (tmp_path / "big").stat().st_size == 100_000


def test_our_secrets_and_switches_do_not_reach_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "FFREPORT", "http_proxy"):
        monkeypatch.setenv(name, "x")
    seen = read(["/usr/bin/env"], most_bytes=10_000, wall_seconds=5)
    assert {line.partition(b"=")[0].decode() for line in seen.splitlines()} <= {*runner._ENVIRONMENT, "PWD"}


def test_words_are_passed_as_they_are_and_no_shell_reads_them() -> None:
    words = ["$(id)", "; exit 3", "a b", "-n", "*", "\udcff"]
    said = read(["/usr/bin/printf", "%s\\0", *words], most_bytes=1000, wall_seconds=5)
    assert said.split(b"\0")[:-1] == [os.fsencode(word) for word in words]


def test_a_program_that_is_not_there_is_told_without_its_path() -> None:
    with pytest.raises(NotStarted) as failed:
        read(["/secret/place/ffprobe"], most_bytes=1, wall_seconds=5)
    assert failed.value.what.startswith("ffprobe ")
    assert "secret" not in failed.value.what


def test_a_stream_that_is_closed_early_kills_its_program() -> None:
    before = children()
    with closing(stream(sh("yes"), wall_seconds=20)) as out:
        assert next(out).startswith(b"y\n")
        started = children() - before
    assert started
    assert all(gone(pid) for pid in started)


def test_a_program_works_in_the_folder_it_is_given(tmp_path: Path) -> None:
    with closing(stream(["/bin/pwd"], wall_seconds=5, folder=tmp_path)) as out:
        assert b"".join(out).decode().strip() == str(tmp_path.resolve())


def test_many_threads_start_programs_at_once() -> None:
    said: list[bytes] = []
    threads = [
        threading.Thread(target=lambda n=n: said.append(read(sh(f"echo {n}"), most_bytes=99, wall_seconds=20)))
        for n in range(24)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(map(int, said)) == list(range(24))
