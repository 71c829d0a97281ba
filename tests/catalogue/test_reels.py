"""A card that comes again is known by what is on it; one that was formatted is another."""

import subprocess
import sys
import time
import tracemalloc

import pytest

from mediadesk.errors import NotFound
from tests.catalogue.world import a_file, sha
from tests.parts import ROOT

CARD = ((b"DCIM/A.MP4", 5_000_000, 10**18), (b"DCIM/B.MP4", 7_000_000, 10**18 + 5), (b"DCIM/B.SRT", 70, 10**18 + 5))
MORE = (*CARD, (b"DCIM/C.MP4", 6_000_000, 10**18 + 9))
FORMATTED = tuple((path, size + 1, at + 10**12) for path, size, at in CARD)  # the same names again, and later


def open_reel(catalogue, files):
    """The reel of a listing, noted."""
    with catalogue.write() as shelves:
        return shelves.reels.open(files)


def verify(catalogue, reel, path, word):
    """Says that a file of a reel holds a content."""
    with catalogue.write() as shelves:
        if not shelves.files.known([sha(word)]):
            shelves.files.add(a_file(word))
        shelves.reels.verified(reel.name, path, sha(word))


def test_the_first_card_is_the_first_reel_and_nothing_on_it_is_known(catalogue):
    reel = open_reel(catalogue, CARD)
    assert reel.name.startswith("R0001-")
    assert reel.seen == dict.fromkeys((b"DCIM/A.MP4", b"DCIM/B.MP4", b"DCIM/B.SRT"))


def test_what_was_verified_is_known_when_the_card_comes_again(catalogue):
    first = open_reel(catalogue, CARD)
    verify(catalogue, first, b"DCIM/A.MP4", "a")
    again = open_reel(catalogue, reversed(CARD))
    assert (again.name, again.seen) == (first.name, first.seen | {b"DCIM/A.MP4": sha("a")})


def test_an_ingest_that_was_killed_before_anything_was_verified_goes_on_in_its_reel(catalogue):
    assert open_reel(catalogue, CARD) == open_reel(catalogue, CARD)


def test_a_card_that_was_filled_further_is_the_same_reel(catalogue):
    first = open_reel(catalogue, CARD)
    verify(catalogue, first, b"DCIM/A.MP4", "a")
    more = open_reel(catalogue, MORE)
    assert more.name == first.name
    assert more.seen == first.seen | {b"DCIM/A.MP4": sha("a"), b"DCIM/C.MP4": None}
    assert open_reel(catalogue, CARD[:1]).name == first.name  # and so is one of which clips were deleted


def test_a_file_that_changed_is_not_known_any_more(catalogue):
    """A camera writes its index anew with every clip."""
    first = open_reel(catalogue, CARD)
    for path, _, _ in CARD:
        verify(catalogue, first, path, "same")
    path, size, at = CARD[2]
    for changed in ((path, size + 1, at), (path, size, at + 1)):
        again = open_reel(catalogue, (*CARD[:2], changed))
        assert again.name == first.name
        assert [again.seen[each] for each, _, _ in CARD] == [sha("same"), sha("same"), None]
        verify(catalogue, again, path, "same")


def test_a_card_that_was_formatted_is_another_reel(catalogue):
    first, second = open_reel(catalogue, CARD), open_reel(catalogue, FORMATTED)
    assert second.name.startswith("R0002-")
    assert open_reel(catalogue, CARD).name == first.name
    assert open_reel(catalogue, FORMATTED).name == second.name


def test_a_camera_s_own_small_file_does_not_make_a_formatted_card_the_one_of_before(catalogue):
    """It is written at each formatting by a clock that stands still; the clips are called as before."""
    own = [(f"MISC/{name}".encode(), 512, 315532800 * 10**9) for name in "ABCD"]
    first = open_reel(catalogue, (*CARD, *own))
    assert open_reel(catalogue, (*FORMATTED, *own)).name != first.name


def test_two_cards_of_one_camera_are_two_reels_and_each_is_known_again(catalogue):
    """They share what the camera writes on every card, and some names."""
    own = (b"MISC/version.txt", 512, 315532800 * 10**9)
    other = tuple((path.replace(b"A.", b"Z."), size + 9, at + 10**9) for path, size, at in CARD)
    cards = [(*CARD, own), (*other, own)]
    names = [open_reel(catalogue, card).name for card in cards]
    assert names == [open_reel(catalogue, card).name for card in cards]
    assert len(set(names)) == 2


def test_of_two_reels_that_are_alike_the_one_with_more_of_the_card_is_meant(catalogue):
    """One clip was copied from card to card."""
    open_reel(catalogue, (CARD[0], (b"X.MP4", 9, 9)))
    whole = open_reel(catalogue, (*FORMATTED[:1], *CARD[1:]))
    assert open_reel(catalogue, CARD).name == whole.name


def test_a_card_of_empty_files_alone_is_known_again(catalogue):
    card = [(b"A.MP4", 0, 1), (b"B.MP4", 0, 1)]
    assert open_reel(catalogue, card).name == open_reel(catalogue, card).name


def test_asking_notes_nothing(catalogue):
    with catalogue.read() as shelves:
        assert shelves.reels.of(CARD) is None
    name = open_reel(catalogue, CARD).name
    with catalogue.read() as shelves:
        assert shelves.reels.of(MORE) is not None
        assert shelves.reels.of(MORE) == shelves.reels.of(MORE)
        assert shelves.reels.of(FORMATTED) is None
    assert open_reel(catalogue, MORE).name == name


def test_a_reel_that_a_drive_remembers_is_itself_again(catalogue):
    """Its name is that of its folder; the next new one gets a number that none has."""
    with catalogue.write() as shelves:
        shelves.reels.resume("R0007-4f9c", CARD)
        shelves.reels.resume("R0007-4f9c", FORMATTED)  # it is known already
        shelves.reels.resume("R0007-aaaa", FORMATTED)  # of another desk
        shelves.reels.resume("Kharkiv", MORE[3:])
    assert open_reel(catalogue, CARD).name == "R0007-4f9c"
    assert open_reel(catalogue, FORMATTED).name == "R0007-aaaa"
    assert open_reel(catalogue, MORE[3:]).name == "Kharkiv"
    assert open_reel(catalogue, [(b"X.MP4", 1, 1)]).name.startswith("R0010-")


def test_a_file_that_was_not_listed_cannot_be_verified(catalogue):
    reel = open_reel(catalogue, CARD)
    with pytest.raises(NotFound):
        verify(catalogue, reel, b"DCIM/Z.MP4", "z")


def test_names_are_bytes(catalogue):
    hostile = [(bytes([byte]) + b"\n';--\xe2\x80\xae", 1, byte) for byte in range(1, 256)]
    first = open_reel(catalogue, hostile)
    verify(catalogue, first, hostile[254][0], "z")
    assert open_reel(catalogue, hostile).seen[hostile[254][0]] == sha("z")
    assert catalogue.integrity() == []


OPENER = """
import sys
from pathlib import Path
from mediadesk.catalogue import Catalogue
catalogue = Catalogue(Path(sys.argv[1]))
sys.stdin.readline()
with catalogue.write() as shelves:
    print(shelves.reels.open([(b"DCIM/A.MP4", 1, 1)]).name)
"""


def test_two_ingests_of_one_card_at_once_agree_on_its_reel(catalogue):
    argv = [sys.executable, "-c", OPENER, str(catalogue.path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    children = [subprocess.Popen(argv, **pipes) for _ in range(2)]
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    names = [child.communicate()[0] for child in children]
    assert names[0] == names[1] != ""


@pytest.mark.parametrize("count", [10_000, pytest.param(100_000, marks=pytest.mark.prove)])
def test_a_great_many_files_are_known_again_in_seconds_and_in_little_memory(catalogue, count):
    """Beside the same names on another reel, as a camera that counts anew writes them."""
    cards = [
        [(b"DCIM/%03dMEDIA/DJI_%05d.MP4" % (at // 999, at), 4_000_000, load * 10**12 + at) for at in range(count)]
        for load in range(2)
    ]
    names = [open_reel(catalogue, card).name for card in cards]
    began = time.process_time()
    assert open_reel(catalogue, cards[1]).name == names[1] != names[0]
    assert time.process_time() - began < count / 3_000  # a tenth of it on a machine that does nothing else
    tracemalloc.start()
    with catalogue.read() as shelves:
        assert shelves.reels.of(cards[1]) is not None
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < (5 << 20) + 300 * count
