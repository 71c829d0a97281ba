"""In namespaces of its own a program finds its cell and nothing else; each door that is left open is found."""

import resource
from pathlib import Path

import pytest

from mediadesk.errors import ToolFailed
from mediadesk.media import bubblewrap, runner, seccomp
from mediadesk.media.cell import Cell
from mediadesk.media.runner import read
from tests.media.walls import ATTEMPTS, World

pytestmark = pytest.mark.needs("bwrap")


@pytest.fixture(autouse=True)
def behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "wall", lambda: "bubblewrap")


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nothing_gets_out(attempt: str, world: World) -> None:
    assert not world.succeeds(attempt)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_sabotage_without_the_wall_it_does(attempt: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "wall", lambda: "none")
    assert world.succeeds(attempt)


@pytest.mark.parametrize("attempt", ["leave a link behind", "leave a pipe behind"])
def test_sabotage_without_seccomp_it_leaves_us_a_trap(
    attempt: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """We would follow the link, and wait for ever for what comes out of the pipe."""
    monkeypatch.setattr(seccomp, "filter_code", lambda: b"")
    assert world.succeeds(attempt)


def test_all_that_is_there_is_the_system_and_the_cell(world: World) -> None:
    said = read(
        ["find", "/", "-path", "/usr/*", "-prune", "-o", "-print"], cell=world.cell, most_bytes=1 << 20, wall_seconds=60
    )
    seen = {Path(line) for line in said.decode().splitlines()}
    links = {Path("/in"), *(Path(f"/in/{number}") for number in range(len(world.cell.reads)))}
    expected = {*links, world.input, world.folder, world.folder / "link", *world.input.parents, *world.folder.parents}
    system = {Path(name) for name in ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/dev", "/etc")}
    assert {path for path in seen if not any(path.is_relative_to(each) for each in system)} == expected
    assert {path for path in seen if path.parent == Path("/dev")} == {Path("/dev/null"), Path("/dev/urandom")}


def test_what_it_reads_may_lie_inside_what_it_writes(tmp_path: Path) -> None:
    (tmp_path / "given").write_text("as it was")
    cell = Cell(reads=(tmp_path / "given",), writes=tmp_path)
    with pytest.raises(ToolFailed):
        read(["/bin/sh", "-c", "echo made > made; echo other > given"], cell=cell, most_bytes=99, wall_seconds=60)
    assert (tmp_path / "made").read_text() == "made\n"
    assert (tmp_path / "given").read_text() == "as it was"


def test_a_program_that_a_signal_ends_is_told_by_its_name() -> None:
    with pytest.raises(ToolFailed, match="was stopped by SIGSEGV"):
        read(["perl", "-e", 'unpack("p", pack("J", 16))'], cell=Cell(), most_bytes=1, wall_seconds=60)


def test_its_words_name_every_file(tmp_path: Path) -> None:
    """Never a folder around it, and no shell in between."""
    odd = tmp_path / "-y\n'.mp4"
    odd.touch()
    words = bubblewrap.options("/usr/bin/true", Cell(reads=(odd,), writes=tmp_path / "out"))
    assert words[words.index(str(odd)) - 1 : words.index(str(odd)) + 2] == ["--ro-bind", str(odd), str(odd)]
    assert str(tmp_path) not in words
    assert {"--unshare-all", "--die-with-parent", "--new-session", "--clearenv"} <= set(words)


def test_what_a_program_used_up_is_told_to_us() -> None:
    """Benches and proofs count with it: no process of bubblewrap stands in between."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    read(["perl", "-e", "1 for 1..20_000_000"], cell=Cell(), most_bytes=1, wall_seconds=60)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before > 0.1
