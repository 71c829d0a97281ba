"""Whatever a file on a card is called, or is in truth: it ends with a result, and nothing outside the card is read."""

import os
import random
import socket
import stat
import subprocess
import sys
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mediadesk.cards import listing
from mediadesk.errors import Refused
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


PIECES = (
    *(name for name in NAMES.values() if len(name) < 40),
    *(
        b"-",
        b"--",
        b"..",
        b" ",
        b".",
        b"~2",
        b"\n",
        b"\r",
        b"\t",
        b"\x1b[2J",
        b"\x7f",
        b"\xc3",
        b"\xf0\x9f",
        b"\\",
        b":",
        b"*",
        b"?",
    ),
    *(
        b"'",
        b'"',
        b"`id`",
        b"$(id)",
        b"|",
        b"&",
        b";",
        b"<b>",
        b"%s",
        b"%00",
        b"%2e%2e%2f",
        b"NUL",
        b"com1",
        b"LPT9.",
        b"aux",
    ),
    *("\u202e", "\u200b", "\ufeff", "e\u0301", "\u00e9", "ß", "İ", "🎬", "ї", "ﬁ", "Å", "Å", "中"),
    *(b".part-0", b"ascmhl", b"mediadesk-volume.json", b"R0001-aaaa", b".DS_Store", b"._a", b"Thumbs.db"),
)


def hostile(count: int) -> list[bytes]:
    """So many different names, each as hostile as a card may hold: any bytes but / and 0, at most 255 of them."""
    chance = random.Random(7)
    names = dict.fromkeys(NAMES.values())
    while len(names) < count:
        pieces = [chance.choice(PIECES) for _ in range(chance.randint(1, 4))]
        pieces.append(bytes(chance.choices(range(256), k=chance.choice([0, 0, 1, 3, 40, 255]))))
        chance.shuffle(pieces)
        name = b"".join(each.encode() if isinstance(each, str) else each for each in pieces)
        name = (name.translate(None, b"/\0") + chance.choice([b"", b".JPG", b".jpg", b".XML", b" "]))[-255:]
        if name not in {b"", b".", b".."}:
            names[name] = None
    return list(names)


def with_everything(card: Path, secret: Path, names: list[bytes]) -> None:
    """Files of these names in a few folders of these names, and whatever a card can hold that is no file."""
    folders = [b"DCIM", *(name for name in names[:: len(names) // 5] if len(name) < 200)]
    for number, name in enumerate(names):
        folder = card / os.fsdecode(folders[number % len(folders)] + b".d")
        folder.mkdir(exist_ok=True)
        (folder / os.fsdecode(name)).write_bytes(b"\xff\xd8\xff\xe0 %d" % number)
    (card / "out").symlink_to(secret / "diary.mp4")
    (card / "all out").symlink_to(secret)
    (card / "root").symlink_to("/")
    (card / "round").symlink_to(".")
    os.mkfifo(card / "pipe")
    os.mknod(card / "memory", stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero: it never ends
    os.mknod(card / "disk", stat.S_IFBLK | 0o666, os.makedev(7, 0))
    os.link(card / "DCIM.d" / os.fsdecode(names[0]), card / "linked twice")


@pytest.mark.prove
@pytest.mark.needs("root")
def test_a_thousand_hostile_names(desk: Desk, card_with, tmp_path: Path):
    """On the desk and on a drive: each is taken in, is known by its very bytes, and nothing else is touched."""
    secret = card_with({"diary.mp4": SECRET}, "secret")
    card, drive = tmp_path / "card", tmp_path / "drive"
    for each in (card, drive):
        each.mkdir()
    names = hostile(1000)
    with_everything(card, secret, names)
    before = tree(secret), tree(card), sorted(each.name for each in tmp_path.iterdir())
    done = list(desk.begin(card, copy_to=[drive]))

    assert {each.path[-1]: each.why for each in done if each.result == "failed"} == {}
    files = {each.path: each for each in done if each.copies}
    assert {path[-1] for path in files if path[0].endswith(b".d")} == set(names)
    assert len([each for each in done if not each.copies]) == 7
    taken = set(desk.originals().values())
    assert SECRET not in taken
    for path, each in files.items():
        content = (card / os.fsdecode(b"/".join(path))).read_bytes()
        assert content in taken
        for copy in each.copies:
            assert copy.state == "verified"
    on_drive = [each for each in drive.rglob("R0001-*/**/*") if each.is_file() and "ascmhl" not in each.parts]
    assert len(on_drive) == len(names)
    assert {each.read_bytes() for each in on_drive} == taken
    assert (tree(secret), tree(card), sorted(each.name for each in tmp_path.iterdir())) == before
    assert {each.result for each in desk.begin(card, copy_to=[drive])} == {"known", "set-aside"}


def test_a_file_that_says_it_holds_a_terabyte_is_refused(desk: Desk, card_with, tmp_path: Path):
    """Before a byte moves, and in words."""
    card = card_with({"small.JPG": b"\xff\xd8\xff\xe0"})
    with (card / "sparse.mp4").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(Refused, match=r"1099\.5 GB"):
        desk.take_in(card)
    assert desk.originals() == {}


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
