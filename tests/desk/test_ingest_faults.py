"""A card that is pulled, a disk that forgets: a clip is catalogued with bytes verified by a cold read, or not at all.

What a kill, a power cut or a full disk does is in tests/faults.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from mmap import PROT_READ, mmap
from pathlib import Path

import pytest

from mediadesk.custody import cold, copying
from mediadesk.custody.cold import hash_file, sync
from mediadesk.desk import check
from mediadesk.errors import CatalogueTrouble, Refused
from mediadesk.events import Event, Moved
from tests.desk.world import Desk
from tests.faults.disks import disk, image, mounted

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
    medium = image(folder / "medium", 128 << 20)

    def flip() -> None:
        content = medium.read_bytes()
        with medium.open("r+b") as file:
            at = content.find(MARK)
            while at >= 0:
                file.seek(at)
                file.write(bytes([MARK[0] ^ 1]))
                at = content.find(MARK, at + 1)

    with disk(medium, folder / "disk") as forgetful:
        yield forgetful, flip


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
