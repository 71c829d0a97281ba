"""What came of a clip from another desk is noted once, and comes back as it was."""

from dataclasses import replace
from fractions import Fraction

from mediadesk.model.excerpt import Excerpt
from tests.catalogue.world import a_clip, shelve

CLIP, OTHER = a_clip("market"), a_clip("tram")
CUT = Excerpt(
    clip=CLIP.id, begins=Fraction(1001, 30), seconds=Fraction(20), sha256="cd" * 32, size_bytes=7,
    path="assets/excerpts/AA/cdcd.mov", facts=replace(CLIP.facts, container="mpegts"),
)  # fmt: skip
FIRST = replace(CUT, begins=Fraction(0), sha256="ab" * 32, path="assets/excerpts/AA/abab.mov")


def test_excerpts_come_back_as_they_were_in_the_order_of_their_clip(catalogue):
    for each in (CLIP, OTHER):
        shelve(catalogue, each)
    with catalogue.write() as shelves:
        for cut in (CUT, FIRST, CUT):
            shelves.excerpts.add(cut)
    with catalogue.read() as shelves:
        assert shelves.excerpts.of([CLIP.id, OTHER.id]) == [FIRST, CUT]
        assert shelves.excerpts.of([OTHER.id]) == []
        assert shelves.excerpts.all() == [FIRST, CUT]
