"""SAFE TO FORMAT, or NOT SAFE and why."""

import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def one_is_enough(monkeypatch):
    """The desk asks for one verified copy."""
    monkeypatch.setenv("MEDIADESK_COPIES", "1")


def test_one_copy_is_not_safe(ask, desk, card):
    """Exit 3, for people and for programs, and also when quiet."""
    said = ask("card", card)
    assert said.code == 3
    assert said.out.splitlines()[0] == "NOT SAFE"
    assert "5 files have one verified copy, on the desk; 2 are needed" in said.out

    (record,) = ask("card", card, "--json").of("card")
    assert record["verdict"] == "not-safe"
    assert "one verified copy" in record["why"][0]
    assert ask("card", card, "--quiet").out.startswith("NOT SAFE")


@pytest.mark.usefixtures("one_is_enough")
def test_as_many_copies_as_the_desk_asks_for_are_safe(ask, desk, card):
    """Exit 0, with or without reading the copies again."""
    for words in ((), ("--deep",)):
        said = ask("card", card, *words, "--json")
        assert said.code == 0
        assert said.of("card")[0]["verdict"] == "safe"
    assert ask("card", card).out.startswith("SAFE TO FORMAT\n")


@pytest.mark.usefixtures("one_is_enough")
def test_a_file_that_appeared_is_named(ask, desk, card, tmp_path):
    """Whatever it is."""
    again = Path(shutil.copytree(card, tmp_path / "card"))
    (again / "new.txt").write_text("after the ingest")
    said = ask("card", again, "--json")

    assert said.code == 3
    assert said.of("card")[0]["why"][0].endswith("ingest again (new.txt)")


@pytest.fixture
def drive() -> Iterator[Path]:
    """A folder on another device than the desk's, for everybody: it lies in memory."""
    folder = Path("/dev/shm") / f"mediadesk-drive-{secrets.token_hex(4)}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def test_a_card_that_was_copied_to_a_drive_is_safe_while_the_drive_is_there(ask, desk, card, drive):
    """From one copy to two, and back when the drive is gone; volumes says the same."""
    assert ask("card", card).code == 3
    assert ask("ingest", card, "--copy-to", drive).code == 0
    said = ask("card", card, "--json")
    assert (said.code, said.of("card")[0]["verdict"]) == (0, "safe")

    volumes = {each["name"]: each for each in ask("volumes", "--json").of("volume")}
    assert volumes.keys() == {"desk", drive.name}
    assert volumes[drive.name]["files"] == volumes["desk"]["files"] == 5
    assert volumes[drive.name]["online"]

    (drive / "mediadesk-volume.json").rename(drive / "away")
    assert ask("card", card).code == 3
    said = ask("volumes")
    assert f"not plugged in; last at {drive}" in said.out
    assert "5 of 5 files have verified copies on fewer than 2 devices:" in said.out


def test_a_card_that_is_not_there_is_not_found(ask, desk, tmp_path):
    """Exit 4, and no verdict."""
    said = ask("card", tmp_path / "nothing", "--json")

    assert (said.code, said.out) == (4, "")
    assert "is the card in the reader" in said.trouble["try"]


@pytest.mark.parametrize("copies", ["0", "-1", "two"])
def test_a_setting_that_makes_no_sense_is_said(ask, desk, card, monkeypatch, copies):
    """It must not mean that no copy is needed."""
    monkeypatch.setenv("MEDIADESK_COPIES", copies)

    assert ask("card", card).code == 2


# the system calls that only read; what is not among them may write
READING = set("access close dup dup2 faccessat faccessat2 fadvise64 fcntl fstat fstatfs getcwd getdents64".split())
READING |= set("lseek lstat newfstatat open openat pread64 preadv read readlink readlinkat readv".split())
READING |= set("stat statfs statx execve".split())
CALL = re.compile(r"\d+ +(?:<\.\.\. )?(\w+)[( ]")  # also the rest of one that another thread interrupted
WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")


def writes(trace: str, card: Path) -> list[str]:
    """The system calls on a card or on what is on it that do more than read."""
    calls = [(found[1], line) for line in trace.splitlines() if str(card) in line and (found := CALL.match(line))]
    assert len(calls) > 10
    return [line for call, line in calls if call not in READING or WRITING.search(line)]


@pytest.mark.needs("strace")
def test_nothing_is_written_to_a_card(desk, card, tmp_path):
    """Every system call that touches it only reads, with --deep, too."""
    trace = tmp_path / "trace"
    words = ["-m", "mediadesk", "--desk", desk, "card", card, "--deep", "--quiet"]
    subprocess.run(
        ["strace", "-f", "-y", "--seccomp-bpf", "-e", "trace=%file,%desc", "-o", trace, sys.executable, *words],
        check=False,
        capture_output=True,
    )

    assert writes(trace.read_text(), card) == []


def test_a_write_would_be_seen(tmp_path):
    """Sabotage: calls as strace shows them."""
    card = tmp_path / "card"
    reading = [f'7 openat(3<{card}>, "A.MP4", O_RDONLY|O_NOATIME) = 4<{card}/A.MP4>'] * 11
    for write in (
        f'7 openat(3<{card}>, "A.MP4", O_RDWR) = 4<{card}/A.MP4>',
        f'7 unlinkat(3<{card}>, "A.MP4", 0) = 0',
        f"7 utimensat(4<{card}/A.MP4>, NULL, NULL, 0) = 0",
        f'7 pwrite64(4<{card}/A.MP4>, "a", 1, 0) = 1',
    ):
        assert writes("\n".join([*reading, write]), card) == [write]
