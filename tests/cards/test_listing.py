"""What is on a card, by its bytes: beneath its folder, no link followed, nothing hidden by what cannot be read."""

import os
from pathlib import Path

import pytest

from mediadesk.cards import listing as room
from mediadesk.cards.listing import listing, opened
from mediadesk.errors import DeskError, Misasked, NotFound


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Two folders, three files."""
    for name in ("DCIM/100/b.mp4", "DCIM/a.mp4", "c.txt"):
        (tmp_path / "card" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "card" / name).write_bytes(name.encode())
    return tmp_path / "card"


def paths(source: Path) -> list[str]:
    """Every file that is listed."""
    return [os.fsdecode(b"/".join(each.path)) for each in listing(source).files]


def content(source: Path, number: int = 0) -> bytes:
    """What is read of a listed file."""
    with opened(source, listing(source).files[number]) as descriptor:
        return os.read(descriptor, 100)


def descriptors() -> int:
    """How many files this process has open."""
    return len(list(Path("/dev/fd").iterdir()))


def test_every_file_is_listed_in_order_with_its_size(card):
    assert paths(card) == ["DCIM/100/b.mp4", "DCIM/a.mp4", "c.txt"]
    assert [each.size_bytes for each in listing(card).files] == [14, 10, 5]


def test_a_file_may_be_named_itself(card):
    assert paths(card / "DCIM/a.mp4") == ["a.mp4"]
    assert content(card / "DCIM/a.mp4") == b"DCIM/a.mp4"


def test_a_link_that_a_person_names_is_followed_to_what_it_means(card, tmp_path):
    """~/card → /media/CARD. It must not mean the folder in which the link lies."""
    (tmp_path / "to the card").symlink_to(card)
    (tmp_path / "to a file").symlink_to(card / "DCIM/a.mp4")

    assert paths(tmp_path / "to the card") == paths(card)
    assert paths(tmp_path / "to a file") == ["a.mp4"]
    assert content(tmp_path / "to a file") == b"DCIM/a.mp4"


def test_a_listed_file_is_read(card):
    assert [content(card, number) for number in range(3)] == [b"DCIM/100/b.mp4", b"DCIM/a.mp4", b"c.txt"]


def test_a_file_that_has_gone_or_changed_its_nature_is_trouble_of_its_own(card):
    gone, file, _ = listing(card).files
    (card / "DCIM/100/b.mp4").unlink()
    (card / "DCIM/a.mp4").unlink()
    (card / "DCIM/a.mp4").mkdir()

    with pytest.raises(DeskError, match=r"b\.mp4 cannot be opened: No such file"), opened(card, gone):
        pytest.fail("was opened")
    with pytest.raises(DeskError, match=r"a\.mp4 is no regular file any more"), opened(card, file):
        pytest.fail("was opened")


def test_folders_without_end_are_left(card, monkeypatch):
    """A damaged file system may hold a folder that holds itself."""
    monkeypatch.setattr(room, "_DEEPEST", 1)
    (passed,) = listing(card).passed

    assert paths(card) == ["DCIM/a.mp4", "c.txt"]
    assert (passed.path, passed.lost) == ((b"DCIM", b"100"), True)


def test_no_descriptor_is_left_open(card):
    before = descriptors()
    listing(card)
    content(card)
    with pytest.raises(NotFound):
        listing(card / "nowhere")

    assert descriptors() == before


@pytest.mark.parametrize(
    ("source", "kind", "what"),
    [
        ("nowhere", NotFound, "there is nothing at"),
        ("c.txt/below a file", NotFound, "there is nothing at"),
        ("loop", NotFound, "cannot be opened: Too many levels"),
        ("pipe", Misasked, "is neither a folder nor a file"),
    ],
)
def test_what_is_no_source_is_said(card, source, kind, what):
    (card / "loop").symlink_to("loop")
    os.mkfifo(card / "pipe")
    with pytest.raises(kind, match=what) as trouble:
        listing(card / source)
    assert trouble.value.hint
