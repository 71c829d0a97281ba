"""Whatever a file on a card is called, or is in truth: it ends with a result, and nothing outside the card is read."""

import os
import socket
import subprocess
import sys
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mediadesk.cards import listing
from mediadesk.events import Began, Event
from mediadesk.model.names import shown
from tests.desk.world import Desk, tree

SECRET = b"what nobody was asked to copy"
NAMES = {
    "newline": b"a\nb.mp4",
    "turned around": "a\u202egpj.mp4".encode(),
    "no UTF-8": b"\xff\xfe\x80.mp4",
    "longest": b"x" * 251 + b".mp4",
    "an option": b"-rf.mp4",
    "a pattern": b"img%03d.mp4",
    "a device of DOS": b"CON.mp4",
    "an address": b"http:x.mp4",
    "composed": unicodedata.normalize("NFC", "Кий\u0457в é.mp4").encode(),
    "decomposed": unicodedata.normalize("NFD", "Кий\u0457в é.mp4").encode(),
    "capitals": b"IMG.MP4",
    "small": b"img.mp4",
    "quotes and spaces": b" ' \" $(x) .mp4",
    "dots": b"...mp4",
    "no ending": b"mp4",
    "bell": b"\x07\x1b[31m.mp4",
}


def test_every_name_that_a_card_may_hold_is_taken_in(desk: Desk, card_with, clip_of):
    """Different bytes, different clips: also where names differ by case or composition alone."""
    card = card_with({name: clip_of(word) for word, name in NAMES.items()})
    before = tree(card)
    done = desk.take_in(card)

    assert {name: each.result for name, each in done.items()} == dict.fromkeys(NAMES.values(), "added")
    assert {clip.name for clip in desk.clips()} == set(NAMES.values())
    assert set(desk.originals().values()) == {clip_of(word) for word in NAMES}
    assert {each.result for each in desk.take_in(card).values()} == {"known"}
    assert tree(card) == before


def test_a_name_on_the_desk_is_printable_and_short(desk: Desk, card_with, clip_of):
    desk.take_in(card_with({name: clip_of(word) for word, name in NAMES.items()}))
    stored = [path.rpartition("/")[2] for path in desk.originals()]

    assert all(name.isprintable() and name.encode() and len(name.encode()) <= 200 for name in stored)
    assert not [name for name in stored if name.startswith(("-", "."))]
    assert all(shown(clip.name).isprintable() for clip in desk.clips())


def test_only_real_files_of_the_card_are_read(desk: Desk, card_with, clip_of, tmp_path):
    """Links in and out, pipes, sockets, devices: each is told, none is followed, none blocks."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "diary.mp4").write_bytes(SECRET)
    card = card_with({"real.mp4": clip_of("real")})
    (card / "out.mp4").symlink_to(secret / "diary.mp4")
    (card / "in.mp4").symlink_to("real.mp4")
    (card / "nowhere.mp4").symlink_to("gone")
    (card / "folder").symlink_to(secret)
    (card / "round").symlink_to(".")
    os.mkfifo(card / "pipe.mp4")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(card / "socket.mp4"))
    done = desk.take_in(card)

    assert {name.decode(): each.result for name, each in done.items() if each.result != "set-aside"} == {
        "real.mp4": "added"
    }
    assert {each.why for each in done.values()} == {
        None,
        "a symbolic link; only real files are copied",
        "a pipe; only real files are copied",
        "a socket; only real files are copied",
    }
    assert list(desk.originals().values()) == [clip_of("real")]


def swapped_for_a_link(desk: Desk, card: Path, victim: str, target: Path) -> bytes:
    """What is on the desk after somebody put a link in the place of a file, or of its folder, once it was listed."""

    def swap(event: Event) -> None:
        if isinstance(event, Began):
            (card / victim).rename(card.parent / "moved away")
            (card / victim).symlink_to(target)

    done = desk.take_in(card, report=swap)
    assert {each.result for each in done.values()} == {"failed"}
    return b"".join(desk.originals().values())


@pytest.mark.parametrize("victim", ["DCIM/a.bin", "DCIM"])
def test_a_link_put_in_the_place_of_a_listed_file_is_not_followed(desk: Desk, card_with, tmp_path, victim):
    secret = card_with({"a.bin": SECRET}, "secret")
    card = card_with({"DCIM/a.bin": b"a"})
    assert swapped_for_a_link(desk, card, victim, secret / "a.bin" if "." in victim else secret) == b""


@pytest.mark.parametrize(("victim", "flags"), [("DCIM/a.bin", "_FILE"), ("DCIM", "_FOLDER")])
def test_without_nofollow_it_would_be(desk: Desk, card_with, victim, flags, monkeypatch):
    """The sabotage: the secret is on the desk, and the test above turns red."""
    monkeypatch.setattr(listing, flags, getattr(listing, flags) & ~os.O_NOFOLLOW)
    with pytest.raises(AssertionError):
        test_a_link_put_in_the_place_of_a_listed_file_is_not_followed(desk, card_with, None, victim)
    assert SECRET in desk.originals().values()


def test_a_file_that_is_swapped_for_a_pipe_does_not_block(desk: Desk, card_with):
    card = card_with({"a.bin": b"a"})

    def swap(event: Event) -> None:
        if isinstance(event, Began):
            (card / "a.bin").unlink()
            os.mkfifo(card / "a.bin")

    assert desk.take_in(card, report=swap)[b"a.bin"].result == "failed"


def test_what_could_not_even_be_listed_is_not_safe(desk: Desk, card_with, clip_of, monkeypatch):
    """It may hold anything: `failed`, and exit code 3."""
    monkeypatch.setattr(listing, "_DEEPEST", 1)
    done = desk.take_in(card_with({"DCIM/a.mp4": clip_of("a"), "DCIM/deep/b.mp4": clip_of("b")}))

    assert {name: each.result for name, each in done.items()} == {b"a.mp4": "added", b"deep": "failed"}
    assert done[b"deep"].why == "it lies too deep: the card's file system may be damaged"


UNREADABLE = """
import os, sys
from pathlib import Path
from mediadesk.cards.listing import listing
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
found = listing(Path(sys.argv[1]))
print(*(b"/".join(each.path).decode() for each in found.files))
print(*(each.why for each in found.passed if each.lost), sep="|")
"""


def test_a_folder_that_cannot_be_read_is_told_and_hides_nothing_else():
    """As somebody who may not read it, for root may read everything."""
    with TemporaryDirectory() as folder:
        card = Path(folder)
        card.chmod(0o755)
        for name in ("closed/a.mp4", "open/b.mp4"):
            (card / name).parent.mkdir()
            (card / name).write_bytes(b"a")
        (card / "closed").chmod(0)
        told = subprocess.run([sys.executable, "-c", UNREADABLE, card], capture_output=True, check=True, text=True)
        (card / "closed").chmod(0o755)

    assert told.stdout.splitlines() == ["open/b.mp4", "the folder cannot be read: Permission denied"]
