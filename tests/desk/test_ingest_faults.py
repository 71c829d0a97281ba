"""Killed, starved, lied to by a disk: a clip is catalogued with bytes verified by a cold read, or not at all."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from mmap import PROT_READ, mmap
from pathlib import Path

import pytest

from mediadesk.custody import cold, copying
from mediadesk.custody.cold import hash_file, sync
from mediadesk.desk import check
from mediadesk.errors import CatalogueTrouble, Refused
from mediadesk.events import Event, Moved
from tests.desk.world import Desk, tree
from tests.parts import ROOT

MARK = b"here the medium forgets a bit"


@pytest.fixture
def card(card_with, clip_of) -> Path:
    """Clips, one of them big, with sidecars, some of them twice, and what is none."""
    return card_with(
        {
            "DCIM/A.MP4": clip_of("a", 12 << 20),
            "DCIM/A.SRT": b"srt",
            "DCIM/A.XML": b"xml",
            "DCIM/B.MP4": clip_of("b"),
            "DCIM/B.SRT": b"srt",
            "DCIM/C.MP4": clip_of("b"),
            "DCIM/D.JPG": b"\xff\xd8\xff\xe0",
            "DCIM/E.MP4": b"text",
        }
    )


@pytest.fixture
def undisturbed(new_desk, card: Path, tmp_path: Path) -> Desk:
    """The desk of somebody to whom nothing happened."""
    made = new_desk(tmp_path / "undisturbed")
    made.take_in(card)
    return made


@contextmanager
def another(
    desk: Desk, card: Path, engine: str = "local", before: Sequence[str] = ()
) -> Iterator[subprocess.Popen[str]]:
    """An ingest in a process of its own, waiting for `go`. It is dead at the end."""
    argv = [*before, sys.executable, "-m", "tests.desk.ingest_once", str(desk.root), str(card), engine]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(argv, cwd=ROOT, text=True, process_group=0, **pipes) as child:
        yield child
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)


def go(child: subprocess.Popen[str]) -> bool:
    """Lets it begin, once it is loaded. False when it was killed before."""
    assert child.stdin
    assert child.stdout
    if child.stdout.readline() != "ready\n":
        return False
    child.stdin.write("go\n")
    child.stdin.flush()
    return True


def is_sound(desk: Desk, card: Path) -> None:
    """What is catalogued is there, byte for byte; what has a name is whole."""
    for held in desk.held():
        assert hash_file(desk.assets.path(held.path)).sha256 == held.sha256
    whole = {each.read_bytes() for each in card.rglob("*") if each.is_file()}
    assert {content for path, content in desk.originals().items() if ".part-" not in path} <= whole


def ends_like(undisturbed: Desk, desk: Desk, card: Path) -> None:
    """Once more, and everything is as if nothing had happened."""
    desk.take_in(card)
    assert desk.originals() == undisturbed.originals()
    assert (desk.clips(), desk.held()) == (undisturbed.clips(), undisturbed.held())


def kill_at_random(desk: Desk, card: Path, chance: random.Random) -> None:
    with another(desk, card) as child:
        assert go(child)
        time.sleep(chance.uniform(0, 1))
        os.killpg(child.pid, signal.SIGKILL)
    is_sound(desk, card)


def test_killed_at_any_moment_it_goes_on_where_it_was(desk: Desk, undisturbed: Desk, card: Path):
    """kill -9, three times; `make prove` does it more often."""
    before = tree(card)
    chance = random.Random(7)
    for _ in range(3):
        kill_at_random(desk, card, chance)
    ends_like(undisturbed, desk, card)
    assert tree(card) == before


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(12))
def test_killed_again_and_again_it_ends_like_an_undisturbed_one(desk: Desk, undisturbed: Desk, card: Path, seed: int):
    chance = random.Random(seed)
    for _ in range(chance.randrange(1, 6)):
        kill_at_random(desk, card, chance)
    ends_like(undisturbed, desk, card)


def kill_at(desk: Desk, card: Path, calls: str, number: int) -> bool:
    """Kills it on entering such a system call for the n-th time. False when it ended before."""
    inject = f"inject={calls}:signal=KILL:when={number}"
    strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e", inject]
    with another(desk, card, "inline", strace) as child:
        go(child)
        ended = child.wait() == 0
    is_sound(desk, card)
    return not ended


@pytest.mark.needs("strace")
@pytest.mark.parametrize(("calls", "number"), [("link,linkat", 2), ("unlink,unlinkat", 3)])
def test_killed_between_two_steps_it_goes_on(desk: Desk, undisturbed: Desk, card: Path, calls: str, number: int):
    """Before a name is given; between its row and the end of its part."""
    assert kill_at(desk, card, calls, number)
    ends_like(undisturbed, desk, card)


@pytest.mark.prove
@pytest.mark.needs("strace")
@pytest.mark.parametrize("calls", ["link,linkat", "unlink,unlinkat", "fsync", "fdatasync", "mkdir,mkdirat", "pwrite64"])
def test_killed_between_any_two_steps_it_goes_on(new_desk, undisturbed: Desk, card: Path, tmp_path, calls: str):
    for number in range(1, 60, 1 if calls != "pwrite64" else 3):
        desk = new_desk(tmp_path / f"desk{number}")
        if not kill_at(desk, card, calls, number):
            return
        ends_like(undisturbed, desk, card)


def test_ctrl_c_leaves_no_part(desk: Desk, undisturbed: Desk, card_with, card: Path, clip_of):
    """SIGINT while a clip is half copied."""
    card_with({"DCIM/A.MP4": clip_of("a", 30 << 20), "DCIM/F.MP4": clip_of("f", 200 << 20)}, "big")
    with another(desk, card.parent / "big") as child:
        assert go(child)
        parts = desk.assets.path("assets/originals")
        while not any(each.stat().st_size > 1 << 20 for each in parts.glob(".part-*")):
            time.sleep(0.005)
            assert child.poll() is None
        child.send_signal(signal.SIGINT)
        assert child.wait(30) != 0

    assert not [path for path in desk.originals() if ".part-" in path]
    assert {each.name for each in desk.held()} <= {b"A.MP4"}


@contextmanager
def mounted(what: str, folder: Path, *options: str) -> Iterator[Path]:
    """A file system that is gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", *options, what, str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.needs("mount")
def test_a_disk_that_fills_up_fails_what_does_not_fit_and_leaves_nothing_half(
    new_desk, undisturbed: Desk, card: Path, tmp_path: Path
):
    """Somebody else fills it, after the check that there is room."""
    with mounted("none", tmp_path / "small", "-t", "tmpfs", "-o", "size=110m") as disk:
        desk = new_desk(disk)

        def fill(event: Event) -> None:
            if isinstance(event, Moved) and event.done > 2 << 20 and not (disk / "filler").exists():
                with (disk / "filler").open("wb", buffering=0) as filler:
                    while shutil.disk_usage(disk).free:
                        filler.write(bytes(shutil.disk_usage(disk).free))

        done = desk.take_in(card, report=fill)
        assert (done[b"A.MP4"].result, done[b"A.MP4"].why) == (
            "failed",
            "the desk's disk is full; free some space and ingest again",
        )
        assert not [path for path in desk.originals() if ".part-" in path]
        is_sound(desk, card)
        (disk / "filler").unlink()
        ends_like(undisturbed, desk, card)
        desk.catalogue.close()


@pytest.mark.needs("mount")
def test_a_desk_that_cannot_be_written_to_is_refused_at_once(desk: Desk, card: Path):
    """One sentence, not ten thousand failed files."""
    with (
        mounted("none", desk.root / "assets", "-t", "tmpfs", "-o", "ro"),
        pytest.raises(Refused, match="Read-only file system") as refused,
    ):
        desk.take_in(card)
    assert refused.value.hint
    assert desk.held() == []


@pytest.mark.needs("mount")
def test_a_desk_on_a_read_only_disk_says_so(new_desk, card: Path, tmp_path: Path):
    with mounted("none", tmp_path / "disk", "-t", "tmpfs") as disk:
        desk = new_desk(disk)
        desk.catalogue.close()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises((Refused, CatalogueTrouble)) as refused:
            desk.take_in(card)
        desk.catalogue.close()
    assert refused.value.hint


@pytest.mark.needs("strace")
def test_a_card_that_cannot_be_read_to_the_end_fails_that_file_alone(desk: Desk, undisturbed: Desk, card: Path):
    """EIO in the middle of a clip; its sidecars and the rest are taken in, and another reader gets the rest."""
    bad = str(card / "DCIM/A.MP4")
    inject = ["-P", bad, "-e", "trace=pread64", "-e", "inject=pread64:error=EIO:when=3+"]
    with another(desk, card, "inline", ["strace", "-f", "-qq", "-o", "/dev/null", *inject]) as child:
        assert go(child)
        told, _ = child.communicate()
    done = {line.split("\t")[1]: line.split("\t") for line in told.splitlines()}

    assert done["A.MP4"][0] == "failed"
    assert "try another reader" in done["A.MP4"][2]
    assert (done["A.SRT"][0], done["B.MP4"][0]) == ("kept", "added")
    is_sound(desk, card)
    ends_like(undisturbed, desk, card)


def test_a_card_that_is_pulled_fails_what_was_not_copied(desk: Desk, undisturbed: Desk, card: Path, tmp_path: Path):
    def pull(event: Event) -> None:
        if isinstance(event, Moved) and event.done > 1 << 20 and card.exists():
            card.rename(tmp_path / "pulled")

    done = desk.take_in(card, report=pull)
    assert "failed" in {each.result for each in done.values()}
    (tmp_path / "pulled").rename(card)
    is_sound(desk, card)
    ends_like(undisturbed, desk, card)


@pytest.mark.parametrize("change", ["grows", "shrinks", "is overwritten"])
def test_a_file_that_changes_while_it_is_copied_fails(desk: Desk, card_with, clip_of, change: str):
    """Half of it would be of another film."""
    card = card_with({"a.mp4": clip_of("a", 20 << 20)})

    def meddle(event: Event) -> None:
        if isinstance(event, Moved) and 0 < event.done < 9 << 20:
            with (card / "a.mp4").open("r+b") as file:
                if change == "grows":
                    file.seek(0, os.SEEK_END)
                    file.write(bytes(9 << 20))
                elif change == "shrinks":
                    file.truncate(10 << 20)
                else:
                    file.write(b"x")

    done = desk.take_in(card, report=meddle)[b"a.mp4"]
    assert (done.result, done.why) == ("failed", "it changed while it was copied")
    assert desk.originals() == {}


@contextmanager
def forgetful_disk(folder: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A real file system, and what flips a bit on its medium, once."""
    image = folder / "medium"
    with image.open("wb") as file:
        file.truncate(128 << 20)
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)

    def flip() -> None:
        content = image.read_bytes()
        with image.open("r+b") as medium:
            at = content.find(MARK)
            while at >= 0:
                medium.seek(at)
                medium.write(bytes([MARK[0] ^ 1]))
                at = content.find(MARK, at + 1)

    with mounted(str(image), folder / "disk", "-o", "loop") as disk:
        yield disk, flip


def forgets_a_bit(new_desk: Callable[[Path], Desk], card_with: Callable[..., Path], clip: bytes, folder: Path) -> Desk:
    """A desk on a medium that does not keep what was written. The clip must not be catalogued."""
    card = card_with({"a.mp4": clip + bytes(24 << 20) + MARK})
    with forgetful_disk(folder) as (disk, flip):
        desk = new_desk(disk)
        with pytest.MonkeyPatch.context() as patch:

            def forget(descriptor: int) -> None:
                sync(descriptor)
                flip()

            patch.setattr(copying, "sync", forget)  # once the bytes were flushed to it
            done = desk.take_in(card)[b"a.mp4"]
        held = desk.held()
        desk.catalogue.close()
    assert (done.result, done.why) == ("failed", "what the disk gives back is not what was written to it")
    assert held == []
    return desk


@pytest.mark.needs("mount")
def test_a_bit_that_the_medium_forgets_is_found(new_desk, card_with, clip_of, tmp_path):
    forgets_a_bit(new_desk, card_with, clip_of("a"), tmp_path)


@pytest.mark.needs("mount")
def test_a_warm_read_back_misses_it(new_desk, card_with, clip_of, tmp_path, monkeypatch):
    """The sabotage: through the page cache the clip is called verified, and it is not."""
    monkeypatch.setattr(cold, "_cold", nullcontext)
    with pytest.raises(AssertionError, match="added"):
        forgets_a_bit(new_desk, card_with, clip_of("a"), tmp_path)


def forgets_a_bit_later(
    new_desk: Callable[[Path], Desk], card_with: Callable[..., Path], clip: bytes, folder: Path
) -> set[str]:
    """What `check --deep` says of a clip that went bad after it was verified, while a player has it open."""
    card = card_with({"a.mp4": clip + bytes(24 << 20) + MARK})
    with forgetful_disk(folder) as (disk, flip):
        desk = new_desk(disk)
        desk.take_in(card)
        with (
            desk.assets.path(desk.clips()[0].path).open("rb") as player,
            mmap(player.fileno(), 0, prot=PROT_READ) as mapped,
        ):
            assert mapped.find(MARK) > 0
            flip()
            told = {each.result for each in check.files(desk.catalogue, desk.assets, deep=True)}
        desk.catalogue.close()
    return told


@pytest.mark.needs("mount")
def test_check_reads_the_medium_and_not_what_linux_remembers(new_desk, card_with, clip_of, tmp_path):
    assert "bad" in forgets_a_bit_later(new_desk, card_with, clip_of("a"), tmp_path)


@pytest.mark.needs("mount")
def test_a_check_that_only_asks_linux_to_forget_calls_it_good(new_desk, card_with, clip_of, tmp_path, monkeypatch):
    """The sabotage: what is mapped is not dropped, so the page cache is read, not the medium."""

    @contextmanager
    def forgotten(descriptor: int) -> Iterator[None]:
        cold.forget(descriptor)
        yield

    monkeypatch.setattr(cold, "_cold", forgotten)
    assert forgets_a_bit_later(new_desk, card_with, clip_of("a"), tmp_path) == {"good"}


@pytest.mark.prove
def test_ten_thousand_small_files(desk: Desk, card_with):
    """In minutes, in less than 200 MB, and known in a moment."""
    card = card_with({f"{n // 500}/{n}.JPG": b"\xff\xd8\xff\xe0 %d" % n for n in range(10_000)})
    with another(desk, card) as child:
        assert go(child)
        peak = 0
        assert child.stdout
        for count, line in enumerate(child.stdout):
            assert line.startswith("kept")
            if count % 1000 == 0:
                status = Path(f"/proc/{child.pid}/status").read_text()
                peak = max(peak, int(status.split("VmHWM:")[1].split()[0]))
    assert len(desk.held()) == 10_000
    assert peak < 200_000
