"""Sending to a bucket against the tools that people use for it: rclone and the AWS command line, on one SeaweedFS.

Runs alternate, because the disk and the processors are shared; medians count. What the AWS command line takes to start
is measured and told apart: a publish has started long before it sends.
"""

import json
import os
import resource
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from scripts.seaweed import Seaweed, environment
from tests.parts import ROOT
from tests.seaweed import s3_server

__all__ = ["s3_server"]

pytestmark = [pytest.mark.bench, pytest.mark.needs("seaweedfs")]

ROUNDS = 3
MANY, SMALL_BYTES = 1_000, 40_000
BIG_BYTES = 2_000_000_000
MOST_MEMORY = 200_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """One run of one tool."""

    seconds: float  # as whoever typed it waits
    within: float  # without the start of the program, where it can be told
    processor: float = 0.0  # seconds of all processors, of the tool alone: what a busy machine cannot blur
    memory: int = 0  # bytes


@pytest.fixture
def told(s3_server: Seaweed) -> dict[str, str]:
    """An environment with the server's key, for whichever tool."""
    return {**os.environ, **environment(s3_server), "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.fixture
def aws(told: dict[str, str]) -> str:
    """A working AWS command line: the name on PATH may be a shim for another Python than this one."""
    clean = {name: value for name, value in told.items() if not name.startswith("PYTHON")}
    for each in [shutil.which("aws"), *map(str, Path.home().glob(".pyenv/versions/*/bin/aws"))]:
        if each and subprocess.run([each, "--version"], capture_output=True, env=clean, check=False).returncode == 0:
            return each
    pytest.skip("needs aws: pip install awscli, anywhere on PATH")


@pytest.fixture
def rclone() -> str:
    return shutil.which("rclone") or pytest.skip("needs rclone: apt install rclone")


def used() -> float:
    """Seconds of processors that children took which have ended."""
    took = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took.ru_utime + took.ru_stime


def ours(folder: Path, how: str, told: dict[str, str]) -> Took:
    """Sending as the product does, in a process of its own."""
    began, before = time.monotonic(), used()
    prefix = f"b{secrets.token_hex(6)}"
    words = [sys.executable, "-m", "tests.bench.sending", str(folder), prefix, how]
    done = subprocess.run(words, env=told, cwd=ROOT, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    seconds, processor = time.monotonic() - began, used() - before
    return Took(seconds=seconds, within=said["seconds"], processor=processor, memory=said["memory"])


def by(words: list[str], told: dict[str, str], start: float = 0.0) -> Took:
    """Another tool, to its end."""
    began, before = time.monotonic(), used()
    done = subprocess.run(words, env=told, capture_output=True, text=True, check=False)
    seconds, processor = time.monotonic() - began, used() - before
    assert done.returncode == 0, done.stderr[-2000:]
    return Took(seconds=seconds, within=seconds - start, processor=processor)


def copied_by_aws(aws: str, folder: Path, server: Seaweed, told: dict[str, str], *how: str) -> Took:
    """`aws s3 cp`, and what is left of it without its start: naming the buckets starts it as well."""
    to = f"s3://{server.bucket}/b{secrets.token_hex(6)}/"
    plain = [aws, "--endpoint-url", server.endpoint, "s3"]
    start = by([*plain, "ls"], told)
    return by([*plain, "cp", "--only-show-errors", *how, str(folder), to], told, start.seconds)


def copied_by_rclone(rclone: str, folder: Path, server: Seaweed, told: dict[str, str], *how: str) -> Took:
    """`rclone copy` with what its manual advises for a bucket that is known to be there."""
    to = f":s3,provider=Other,env_auth=true,endpoint='{server.endpoint}',no_check_bucket=true:{server.bucket}"
    return by(
        [rclone, "copy", *how, str(folder), f"{to}/b{secrets.token_hex(6)}"], {**told, "RCLONE_CONFIG": os.devnull}
    )


def figures(runs: dict[str, list[Took]], unit: str) -> dict[str, Took]:
    """The median of each tool, printed."""
    found = {}
    for name, took in runs.items():
        seconds, within = median(each.seconds for each in took), median(each.within for each in took)
        processor, memory = median(each.processor for each in took), max(each.memory for each in took)
        found[name] = Took(seconds=seconds, within=within, processor=processor, memory=memory)
        peak = f", at most {memory / 1e6:.0f} MB of memory" if memory else ""
        print(f"\n{unit}: {name:12} {seconds:6.2f} s, {within:6.2f} s without its start", end="")
        print(f", {processor:5.2f} s of a processor{peak}", end="")
    print()
    return found


def alternating(tools: dict[str, Callable[[], Took]], rounds: int = ROUNDS) -> dict[str, list[Took]]:
    """Each tool in each round, once each before that goes uncounted."""
    runs: dict[str, list[Took]] = {name: [] for name in tools}
    for count in range(rounds):
        names = list(tools)
        for name in names[count % len(names) :] + names[: count % len(names)]:
            os.sync()
            runs[name].append(tools[name]())
    return runs


def filled(folder: Path, count: int, size_bytes: int) -> Path:
    """So many files of noise."""
    folder.mkdir()
    for number in range(count):
        with (folder / f"{number:05}.mp4").open("wb") as file:
            for _ in range(0, size_bytes, 1_000_000):
                file.write(os.urandom(min(size_bytes, 1_000_000)))
    return folder


def test_a_thousand_small_objects(tmp_path, s3_server, told, aws, rclone):
    """What a film of an hour is, in a store that was proved to refuse a flipped byte; and with every object fetched."""
    folder = filled(tmp_path / "leaves", MANY, SMALL_BYTES)
    tools = {
        "send": lambda: ours(folder, "send", told),
        "proved": lambda: ours(folder, "proved", told),
        "upload": lambda: ours(folder, "upload", told),
        "rclone copy": lambda: copied_by_rclone(rclone, folder, s3_server, told),
        "aws s3 cp": lambda: copied_by_aws(aws, folder, s3_server, told, "--recursive"),
    }

    found = figures(alternating(tools), f"{MANY} objects")

    rclone_copy, aws_cp = found["rclone copy"].seconds, found["aws s3 cp"].within
    for name in ("send", "proved", "upload"):
        print(f"{name} is {rclone_copy / found[name].within:.2f} of rclone, {aws_cp / found[name].within:.2f} of aws")
    assert found["send"].memory <= MOST_MEMORY
    assert aws_cp / found["proved"].within >= 2
    assert rclone_copy / found["proved"].within >= 1


def test_two_gigabytes(tmp_path, s3_server, told, aws):
    """One film. The upload by itself, and with every byte fetched back."""
    folder = filled(tmp_path / "film", 1, BIG_BYTES)
    tools = {
        "send": lambda: ours(folder, "send", told),
        "upload": lambda: ours(folder, "upload", told),
        "aws s3 cp": lambda: copied_by_aws(aws, next(folder.iterdir()), s3_server, told),
    }

    found = figures(alternating(tools), "2 GB")

    send, upload, aws_cp = (found[name] for name in ("send", "upload", "aws s3 cp"))
    print(f"upload {upload.within / aws_cp.within:.2f}, send {send.within / aws_cp.within:.2f} times aws s3 cp")
    assert max(send.memory, upload.memory) <= MOST_MEMORY
    assert upload.within / aws_cp.within <= 1.05
    assert send.within / aws_cp.within <= 1.4
