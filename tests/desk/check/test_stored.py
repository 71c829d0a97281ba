"""Every flipped bit, truncation, swap and missing file is found and named."""

import hashlib
import os
import re
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.desk import check
from mediadesk.desk.derive import Tools, derive
from mediadesk.events import Began, Ended, Event, Moved
from mediadesk.model.excerpt import Excerpt
from mediadesk.model.recipe import HOUSE
from tests.desk.world import Desk


@pytest.fixture
def filled(desk: Desk, card_with, clip_of) -> Desk:
    """Two clips of one size, a sidecar, a document."""
    desk.take_in(card_with({"a.mp4": clip_of("a"), "b.mp4": clip_of("b"), "a.srt": b"srt", "n.txt": b"notes"}))
    return desk


def bad(desk: Desk, *, deep: bool = True) -> dict[str, str | None]:
    """What is bad below `assets/`: what, and why. The summing lines left out."""
    checked = check.files(desk.catalogue, desk.assets, deep=deep)
    return {
        each.what.split(" (")[0]: each.why
        for each in checked
        if each.result == "bad" and not re.match(r"\d+ of \d+ ", each.what)
    }


def path_of(desk: Desk, name: bytes) -> Path:
    """Where the original of that name lies."""
    return next(desk.assets.path(each.path) for each in desk.held() if each.name == name)


def id_of(desk: Desk, name: bytes) -> str:
    """The id of the clip of that name."""
    return next(clip.id for clip in desk.clips() if clip.name == name)


def test_a_whole_desk_is_good(filled: Desk):
    for deep in (False, True):
        checked = list(check.files(filled.catalogue, filled.assets, deep=deep))
        assert [(each.what, each.result) for each in checked] == [
            ("4 of 4 originals", "good"),
            ("0 of 0 renditions", "good"),
        ]


def test_an_excerpt_that_changed_or_went_is_found(filled: Desk):
    """It came from another desk, and can be had again from there."""
    clip = filled.clips()[0]
    content = b"a stretch of it"
    one = Excerpt(
        clip=clip.id, begins=Fraction(2), seconds=Fraction(1), sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content), path="assets/excerpts/x.mov", facts=clip.facts,
    )  # fmt: skip
    path = filled.assets.path(one.path)
    path.parent.mkdir()
    path.write_bytes(content)
    with filled.catalogue.write() as shelves:
        shelves.excerpts.add(one)

    assert bad(filled) == {}
    path.write_bytes(content[::-1])
    assert bad(filled)[f"excerpt of {clip.id}"].startswith("its bytes have changed since they were verified; import")
    path.unlink()
    assert bad(filled, deep=False)[f"excerpt of {clip.id}"].startswith("it is missing; import its bundle again")


@pytest.mark.parametrize("at", [0, 1000, -1])
def test_every_flipped_bit_is_found(filled: Desk, at: int):
    """At the beginning, in the middle, at the end. Who only looks at sizes does not see it."""
    original = path_of(filled, b"a.mp4")
    content = bytearray(original.read_bytes())
    content[at] ^= 1
    original.write_bytes(content)

    assert bad(filled) == {f"{id_of(filled, b'a.mp4')} a.mp4": "its bytes have changed since they were verified"}
    assert bad(filled, deep=False) == {}


@pytest.mark.parametrize("deep", [True, False])
def test_what_is_cut_off_missing_or_not_a_file_is_found_by_its_size_alone(filled: Desk, tmp_path, deep):
    os.truncate(path_of(filled, b"a.mp4"), 100)
    path_of(filled, b"b.mp4").rename(tmp_path / "moved")
    path_of(filled, b"b.mp4").symlink_to(tmp_path / "moved")
    path_of(filled, b"a.srt").unlink()
    size = next(each.size_bytes for each in filled.held() if each.name == b"a.mp4")

    assert bad(filled, deep=deep) == {
        f"{id_of(filled, b'a.mp4')} a.mp4": f"it has 100 bytes instead of {size}",
        f"{id_of(filled, b'b.mp4')} b.mp4": "it cannot be read: something else has taken its place",
        f"{id_of(filled, b'a.mp4')} a.srt": "it is missing",
    }


def test_two_originals_that_changed_places_are_both_found(filled: Desk, tmp_path):
    one, other = path_of(filled, b"a.mp4"), path_of(filled, b"b.mp4")
    one.rename(tmp_path / "swap")
    other.rename(one)
    (tmp_path / "swap").rename(other)

    assert set(bad(filled)) == {f"{id_of(filled, name)} {name.decode()}" for name in (b"a.mp4", b"b.mp4")}
    assert bad(filled, deep=False) == {}


def test_a_file_that_nobody_knows_is_told_and_no_trouble(filled: Desk):
    """The trace of an ingest that was killed between naming and cataloguing."""
    filled.assets.path("assets/originals/AA").mkdir()
    filled.assets.path("assets/originals/AA/stray\n.mp4").write_bytes(b"?")
    stray = list(check.files(filled.catalogue, filled.assets, deep=True))[-1]

    assert (stray.what, stray.result) == ("assets/originals/AA/stray\\n.mp4", "unknown")


def test_renditions_are_checked_like_originals(filled: Desk):
    """A file, and a folder of files; both can be made again."""
    tools = Tools(catalogue=filled.catalogue, assets=filled.assets, programs=filled.programs, engine=filled.engine)
    clip = next(clip for clip in filled.clips() if clip.name == b"a.mp4")
    made = {each.recipe: each.rendition for each in derive([clip], [HOUSE["thumbnail"], HOUSE["storyboard"]], tools)}
    assert {each.result for each in check.files(filled.catalogue, filled.assets, deep=True)} == {"good"}
    for rendition in made.values():
        assert rendition
        path = filled.assets.path(rendition.path)
        victim = max(path.iterdir(), key=lambda each: each.stat().st_size) if path.is_dir() else path
        content = bytearray(victim.read_bytes())
        content[len(content) // 2] ^= 1
        victim.write_bytes(content)
    again = "without it, `mediadesk derive` makes it again"

    found = [each for each in check.files(filled.catalogue, filled.assets, deep=True) if clip.id in each.what]
    assert {each.what.split()[0] for each in found} == set(made)
    assert {each.why for each in found} == {f"its bytes have changed since they were verified; {again}"}


def test_progress_counts_every_byte_once(filled: Desk):
    events: list[Event] = []
    list(check.files(filled.catalogue, filled.assets, deep=True, report=events.append))
    done = [each.done for each in events if isinstance(each, Moved)]

    assert (events[0], events[-1]) == (Began("check", done[-1], "bytes"), Ended("check"))
    assert done == sorted(done)
