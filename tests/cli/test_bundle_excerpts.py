"""Excerpts of a bundle in words and as records, and how long handles may be."""

from fractions import Fraction

import pytest

from mediadesk.cli import bundle_excerpts as words
from mediadesk.desk.bundle import Kept, Missed, Piece
from mediadesk.errors import Misasked
from mediadesk.model.bundle import Enclosed
from mediadesk.model.excerpt import Excerpt, Stretch
from tests.catalogue.world import a_clip

CLIP = a_clip("market")
ONE = Enclosed(
    clip=CLIP.id, begins=Fraction(281, 25), seconds=Fraction(107, 25), sha256="ab" * 32, size_bytes=9_000,
    name="x.mov", facts=CLIP.facts,
)  # fmt: skip
MISSED = Missed(
    clip=CLIP.id, stretch=Stretch(begin=Fraction(3), end=None), why="its original is on T7, which is not plugged in",
    hint="plug T7 in, and do this again",
)  # fmt: skip


@pytest.mark.parametrize(("text", "seconds"), [(None, 2), ("5s", 5), ("0", 0), ("1m", 60), ("0.5", Fraction(1, 2))])
def test_handles_are_a_length(text, seconds):
    assert words.handles_of(text, "bread") == seconds


@pytest.mark.parametrize(("text", "picked"), [("2s", None), ("-1", "bread"), ("soon", "bread"), ("11m", "bread")])
def test_what_are_no_handles_is_said(text, picked):
    with pytest.raises(Misasked, match="handles"):
        words.handles_of(text, picked)


def test_what_would_be_cut_is_summed_up():
    asked = ((CLIP, Stretch(begin=Fraction(1), end=Fraction(4))), (CLIP, Stretch(begin=Fraction(10), end=None)))
    assert words.wanted_lines(asked) == ["2 excerpts of 1 clips, 0:05 in all, cut from the originals"]
    assert words.wanted_lines(()) == []


def test_each_is_told_by_where_it_lies_in_its_clip():
    piece = Piece(enclosed=ONE, path=None, proofs=("107 frames as in the original",))
    assert words.piece_line(piece).startswith(f"excerpt of {CLIP.id}, 0:11 to 0:15 (")
    assert words.piece_line(piece).endswith("): 107 frames as in the original")
    record = words.piece_record(piece)
    assert (record["begins"], record["ends"], record["result"]) == ("281/25", "388/25", "made")
    assert words.piece_line(MISSED) == (
        f"{CLIP.id} from 0:03 does not go along: its original is on T7, which is not plugged in; "
        "try: plug T7 in, and do this again"
    )
    assert (words.piece_record(MISSED)["ends"], words.piece_record(MISSED)["result"]) == (None, "failed")
    assert words.piece_record(MISSED).keys() == record.keys()


def test_one_that_came_says_what_became_of_it():
    failed = Kept(enclosed=ONE, result="failed", why="it is no stretch of it")
    assert words.kept_line(failed).endswith("was not taken: it is no stretch of it")
    assert words.kept_record(failed).keys() == words.piece_record(MISSED).keys()
    here = Excerpt(
        clip=ONE.clip, begins=ONE.begins, seconds=ONE.seconds, sha256=ONE.sha256, size_bytes=9_000,
        path="assets/excerpts/x.mov", facts=CLIP.facts,
    )  # fmt: skip
    assert words.held_line(here).endswith("lies in assets/excerpts/x.mov; a film can be made of it")
    assert words.held_record(here)["result"] == "kept"
